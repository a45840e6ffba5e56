import { describe, expect, it } from 'vitest';
import { startBaseline } from '../../bench/c/process.ts';
import { checkBaseline, checkWays } from '../../bench/crypto/agreement.ts';
import { suiteRequest } from '../../bench/crypto/baseline.ts';
import { type EspWay, espWays } from '../../bench/crypto/ways.ts';
import { allSuites } from '../../src/crypto/algorithms.ts';
import type { EspSuite } from '../../src/crypto/provider.ts';

const SUITE: EspSuite = { encryption: 'aes-cbc', keyBits: 128, integrity: 'hmac-sha1-96' };
const way = (): EspWay => espWays(SUITE).ways.find(({ name }) => name === 'node x32')!;

describe('a contender with wrong results', () => {
  it('is found when it seals one packet of a batch wrong', () => {
    const right = way();
    const sealer: EspWay['sealer'] = {
      seal(arena, spans, count) {
        right.sealer.seal(arena, spans, count);
        if (count === right.batch) arena[spans[2 * count - 1]! - 1]! ^= 1;
      },
    };
    expect(() => checkWays(SUITE, 64, [{ ...right, sealer }])).toThrow(/wrong result.*packet 32/);
  });

  it('is found when it opens what is forged', () => {
    const right = way();
    const opener: EspWay['opener'] = {
      open(arena, spans, count, verdicts) {
        right.opener.open(arena, spans, count, verdicts);
        verdicts.fill(1);
      },
    };
    expect(() => checkWays(SUITE, 64, [{ ...right, opener }])).toThrow('forged');
  });

  it('is found when it says that it opened and did not', () => {
    const opener: EspWay['opener'] = {
      open: (_a, _s, count, verdicts) => verdicts.fill(1, 0, count),
    };
    expect(() => checkWays(SUITE, 64, [{ ...way(), opener }])).toThrow(/wrong result.*opens what/);
  });
});

it('lets every way of every suite pass that is right', () => {
  for (const suite of allSuites()) checkWays(suite, 64, espWays(suite).ways);
});

it('has a C baseline that does the same, or says what is missing for it', async () => {
  const baseline = startBaseline();
  if ('why' in baseline) {
    expect(baseline.why).toMatch(/compiler|headers/);
    return;
  }
  for (const suite of allSuites()) {
    const request = suiteRequest(suite);
    if (request !== undefined) await checkBaseline(suite, 64, baseline, request);
  }
  baseline.close();
});
