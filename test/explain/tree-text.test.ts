/** The tree has offsets in the frame and in the message, octets beside fields, and 80 columns. */

import { expect, it } from 'vitest';
import { treeLines } from '../../src/explain/tree-text.ts';
import { explain, treeOf, vector, vectorText } from './explained.ts';

const EVIDENCE = 'strongswan/evidence';
const KEYS = `${vectorText(`${EVIDENCE}/ikev1_decryption_table`)}\n${vectorText(`${EVIDENCE}/esp_sa`)}`;
const FRAMES = explain(vector(`${EVIDENCE}/good.pcapng`), { keys: KEYS });

it('a field has its offset in the frame, in its message, its octets and its value', () => {
  const lines = treeOf(FRAMES[0]!).split('\n');
  expect(lines).toContain('  ISAKMP main mode, 180 octets at 28');
  expect(lines).toContain('001c +000 d4e22b192656036d   initiatorCookie');
  expect(lines).toContain('0034 +018 000000b4           length: 180');
  expect(lines).toContain('0058 +03c 800e0080              Key Length (TV): 128');
});

it('what was decrypted has offsets of its own', () => {
  const lines = treeOf(FRAMES[4]!).split('\n');
  const at = lines.indexOf('  [decrypted ISAKMP: 80 octets]');
  expect(lines[at + 2]).toBe('0000 +000                    Identification, 12 octets');
});

it('has 80 columns', () => {
  for (const frame of FRAMES) {
    expect(
      treeOf(frame)
        .split('\n')
        .filter((line) => line.length > 80),
    ).toEqual([]);
  }
});

it('shows long octet strings whole where that is asked for', () => {
  const cut = treeLines(FRAMES[2]!, { width: 80, full: false }).join('\n');
  const full = treeLines(FRAMES[2]!, { width: 80, full: true }).join('\n');
  expect(cut).toContain('b179d9a25ba0bc55..  data: 128 octets');
  expect(full).toContain('b179d9a25ba0bc55');
  expect(full.split('\n').length).toBeGreaterThan(cut.split('\n').length + 15);
});
