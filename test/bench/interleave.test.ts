import { describe, expect, it, vi } from 'vitest';
import type { BenchCase, Contender, Quantity } from '../../bench/group.ts';
import { measure, measureOrTell } from '../../bench/interleave.ts';

const RATE: Quantity = { name: 'rate', unit: 'packets/s', better: 'more' };
const LOSS: Quantity = { name: 'loss', unit: 'part', better: 'less' };

/** A contender that tells what it is given to tell, round by round. */
function telling(name: string, rates: readonly number[], log: string[] = []): Contender {
  let round = 0;
  return {
    name,
    round: async () => {
      log.push(name);
      return { rate: rates[round++]!, loss: round / 10 };
    },
  };
}

function caseOf(contenders: readonly Contender[], more: Partial<BenchCase> = {}): BenchCase {
  const quantities = [RATE, LOSS];
  return { name: 'case', axes: {}, quantities, prepare: () => ({ contenders }), ...more };
}

describe('measuring a case', () => {
  it('lets the contenders take turns', async () => {
    const log: string[] = [];
    const contenders = [telling('a', [1, 1, 1], log), telling('b', [1, 1, 1], log)];
    await measure('group', caseOf(contenders), { rounds: 3, milliseconds: 1 });
    expect(log.join('')).toBe('ababab');
  });

  it('takes medians, which one bad round does not move', async () => {
    const contenders = [telling('a', [100, 1, 102]), telling('b', [200, 210, 9000])];
    const result = await measure('group', caseOf(contenders), { rounds: 3, milliseconds: 1 });
    const [a, b] = result.contenders;
    expect(a?.readings.rate).toMatchObject({ median: 100, ratio: 1 });
    expect(b?.readings.rate).toMatchObject({ median: 210, ratio: 2.1, low: 205 });
  });

  it('has more than 1 for what is better, whichever way it counts', async () => {
    const less: Quantity = { ...RATE, better: 'less' };
    const contenders = [telling('a', [100]), telling('b', [50])];
    const one = caseOf(contenders, { quantities: [less], baseline: 'a' });
    const result = await measure('group', one, { rounds: 1, milliseconds: 1 });
    expect(result.contenders[1]?.readings.rate?.ratio).toBe(2);
  });

  it('compares with the baseline that the case names, not with the first', async () => {
    const one = caseOf([telling('a', [100]), telling('b', [50])], { baseline: 'b' });
    const result = await measure('group', one, { rounds: 1, milliseconds: 1 });
    expect(result.baseline).toBe('b');
    expect(result.contenders.map(({ readings }) => readings.rate?.ratio)).toEqual([2, 1]);
  });

  it('counts each packet of a batch, in processor time', async () => {
    let used = 0;
    const clock = vi.spyOn(process, 'cpuUsage').mockImplementation((before) => {
      return { user: used - (before?.user ?? 0), system: 0 };
    });
    const run = (times: number): void => {
      used += times * 32;
    };
    const contenders = [
      { name: 'one', run },
      { name: 'batch', run, operations: 32 },
    ];
    const one = { name: 'case', axes: {}, prepare: () => ({ contenders }) };
    const result = await measure('group', one, { rounds: 3, milliseconds: 1 });
    clock.mockRestore();
    const times = result.contenders.map(({ readings }) => readings.time?.median);
    expect(times).toEqual([32_000, 1000]);
  });

  it('closes what a case opened, also where a contender fails', async () => {
    let closed = 0;
    const failing: Contender = { name: 'a', round: () => Promise.reject(new Error('no')) };
    const prepare = () => ({ contenders: [failing], close: () => void closed++ });
    const one = caseOf([], { prepare });
    await expect(measure('group', one, { rounds: 1, milliseconds: 1 })).rejects.toThrow('no');
    expect(closed).toBe(1);
    const told = await measureOrTell('group', one, { rounds: 1, milliseconds: 1 });
    expect(told).toMatchObject({ failure: 'no', contenders: [] });
  });
});
