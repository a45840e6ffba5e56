/** GUIDs for what is compiled: the same from the same parts, so that compiling stays pure. */

import { sha256 } from '@noble/hashes/sha2.js';
import { toHex, utf8 } from '../base/bytes.ts';
import type { Guid } from './model.ts';

/** The GUID that stands for these parts together. */
export function derivedGuid(...parts: readonly string[]): Guid {
  const hex = toHex(sha256(utf8(parts.join('\n')))).toUpperCase();
  const cut = [0, 8, 12, 16, 20, 32];
  return `{${cut
    .slice(1)
    .map((end, at) => hex.slice(cut[at], end))
    .join('-')}}`;
}
