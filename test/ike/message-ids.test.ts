import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../src/base/limits.ts';
import { DEFAULT_KEEPING } from '../../src/ike/policy.ts';
import { Bench, pathTo } from './bench.ts';
import { notify } from './payloads.ts';
import { Puppet } from './puppet.ts';

const MOST = LIMITS.messageIdsPerMainMode;

function benchOf(rekey: boolean) {
  const bench = new Bench({ peer: { keeping: { ...DEFAULT_KEEPING, rekey } } });
  const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
  const use = (from: number, to: number) => {
    for (let id = from; id < to; id++) puppet.give(puppet.inform(id, [notify(24_578)]));
    bench.advance(0);
  };
  return { bench, use };
}

describe('a main mode that has used up most of its message ids', () => {
  test('is renewed while there are enough left', () => {
    const { bench, use } = benchOf(true);
    use(1, MOST / 2);
    expect(bench.of('main-mode-started')).toHaveLength(1);
    use(MOST / 2, (MOST * 5) / 8 + 1);
    expect(bench.of('main-mode-started')).toMatchObject([{}, { role: 'initiator' }]);
  });

  test('ends before it is deaf where it is not to be renewed', () => {
    const { bench, use } = benchOf(false);
    use(1, (MOST * 7) / 8 + 1);
    expect(bench.of('main-mode-ended')).toMatchObject([{ reason: 'lifetime' }]);
    expect(bench.engine.mainModeSas()).toEqual([]);
  });
});

test('what nobody has proved leaves a part of the message ids', () => {
  const { bench } = benchOf(false);
  for (let spi = 0; spi < MOST; spi++) {
    bench.now += LIMITS.spiAnswerInterval;
    bench.engine.unknownSpi(pathTo(), 0x10_0000 + spi, bench.now);
  }
  const answers = bench.of('unknown-spi').length;
  expect(answers).toBeGreaterThan(MOST / 2);
  expect(answers).toBeLessThanOrEqual((MOST * 3) / 4);
  expect(bench.of('main-mode-ended')).toEqual([]);
});
