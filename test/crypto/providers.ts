/** The providers that every test of this folder runs over, and how it reads its vectors. */

import { readFileSync } from 'node:fs';
import { fastProvider } from '../../src/crypto/fast/fast.ts';
import { nobleProvider } from '../../src/crypto/noble.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { CryptoProvider } from '../../src/crypto/provider.ts';

export const PROVIDERS: readonly CryptoProvider[] = [
  nodeProvider,
  nobleProvider,
  fastProvider({ constantTime: true }),
  fastProvider({ constantTime: false }),
];

/** A file of test/vectors/crypto. */
export function vectors<T>(file: string): T {
  const url = new URL(`../vectors/crypto/${file}`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as T;
}
