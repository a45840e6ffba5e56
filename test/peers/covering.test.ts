import { describe, expect, it } from 'vitest';
import {
  type Combination,
  combinations,
  ENCRYPTIONS,
  GROUPS,
  HASHES,
  proposalText,
} from './interop/covering.ts';

const FIELDS = { encryption: ENCRYPTIONS, hash: HASHES, group: GROUPS } as const;
const PAIRS = [
  ['encryption', 'hash'],
  ['encryption', 'group'],
  ['hash', 'group'],
] as const;

describe('the main-mode proposals of the matrix', () => {
  it('are at least forty, each once', () => {
    const texts = combinations().map(proposalText);
    expect(texts.length).toBeGreaterThanOrEqual(40);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it.each(PAIRS)('let every %s meet every %s', (one, other) => {
    const met = new Set(
      combinations().map((combination: Combination) => `${combination[one]} ${combination[other]}`),
    );
    for (const a of FIELDS[one]) for (const b of FIELDS[other]) expect(met).toContain(`${a} ${b}`);
  });
});
