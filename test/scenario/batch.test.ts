import { describe, expect, it } from 'vitest';
import { playAgain, runBatch, type Worker } from '../../src/scenario/batch.ts';
import type { Job } from '../../src/scenario/jobs.ts';
import { type Outcome, unplayed } from '../../src/scenario/outcome.ts';
import { NAME } from './outcomes.ts';

function jobs(count: number): Job[] {
  return Array.from({ length: count }, (_, id) => ({
    ...NAME,
    ...{ id, title: `play ${id}`, seed: undefined, keep: 'never' as const, evidence: '' },
  }));
}

/** A worker that notes what it did; `slow` ones let the others go first. */
function worker(log: string[], name: string, turns: (job: Job) => number = () => 1): Worker {
  const wait = async (job: Job): Promise<void> => {
    for (let i = 0; i < turns(job); i++) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    async prepare(job) {
      await wait(job);
      return job.title.includes('bad') ? `${job.title} is wrong` : undefined;
    },
    async play(job) {
      await wait(job);
      log.push(`${name} ${job.id}`);
      return unplayed(job, 'skipped', '');
    },
    close: async () => {},
  };
}

describe('a batch', () => {
  it('tells outcomes in the order of the jobs, whoever was faster', async () => {
    const log: string[] = [];
    const told: string[] = [];
    const slow = worker(log, 'slow', ({ id }) => (id === 0 ? 50 : 1));
    const all = await runBatch(jobs(8), [slow, worker(log, 'fast')], {
      done: ({ title }) => told.push(title),
    });
    const titles = jobs(8).map(({ title }) => title);
    expect(told).toEqual(titles);
    expect(Array.isArray(all) && all.map(({ title }) => title)).toEqual(titles);
    expect(log[0]).toMatch(/^fast/);
  });

  it('lets who is done take over from others', async () => {
    const log: string[] = [];
    let prepared = 0;
    const slow = worker(log, 'slow', () => (prepared++ < 6 ? 1 : 200));
    await runBatch(jobs(12), [slow, worker(log, 'fast', () => 1)]);
    expect(log).toHaveLength(12);
    expect(log.filter((line) => line.startsWith('fast')).length).toBeGreaterThan(8);
  });

  it('plays nothing where a file is wrong, and says each fault once, in order', async () => {
    const log: string[] = [];
    const bad = jobs(6).map((job) => ({
      ...job,
      title: job.id > 2 ? `bad ${job.id % 2}` : 'good',
    }));
    const workers = [worker(log, 'a', ({ id }) => 10 - id), worker(log, 'b')];
    expect(await runBatch(bad, workers)).toEqual({ faults: ['bad 1 is wrong', 'bad 0 is wrong'] });
    expect(log).toEqual([]);
  });

  it('says what is under way', async () => {
    const seen: string[] = [];
    await runBatch(jobs(2), [worker([], 'a')], {
      progress: ({ phase, done, all, now }) => seen.push(`${phase} ${done}/${all} ${now.join()}`),
    });
    expect(seen).toEqual([
      'reading 0/2 play 0',
      'reading 1/2 ',
      'reading 1/2 play 1',
      'reading 2/2 ',
      'playing 0/2 play 0',
      'playing 1/2 ',
      'playing 1/2 play 1',
      'playing 2/2 ',
    ]);
  });

  it('ends with what a worker throws', async () => {
    const broken: Worker = { ...worker([], 'a'), play: () => Promise.reject(new Error('gone')) };
    await expect(runBatch(jobs(2), [broken])).rejects.toThrow('gone');
  });
});

describe('what failed', () => {
  /** A worker whose plays end as `states` say, one after the other; beyond them they pass. */
  function ending(states: Outcome['state'][], log: string[]): Worker {
    return {
      prepare: async () => undefined,
      play: async (job) => {
        log.push(`${job.title} in ${job.evidence}`);
        return { ...unplayed(job, 'broken', ''), state: states.shift() ?? 'passed' };
      },
      close: async () => {},
    };
  }

  async function played(states: Outcome['state'][], retries: number) {
    const log: string[] = [];
    const all = jobs(3).map((job) => ({ ...job, evidence: `e${job.id}` }));
    const one = ending(states, log);
    const first = (await runBatch(all, [one])) as readonly Outcome[];
    const told: string[] = [];
    const watcher = { done: ({ title, state }: Outcome) => told.push(`${title} ${state}`) };
    const last = await playAgain(first, all, one, { retries, watcher });
    return { log: log.slice(3), told, last: last.map(({ state, retries: n }) => `${state} ${n}`) };
  }

  it('is played again behind all others, with evidence of its own', async () => {
    expect(await played(['failed', 'passed', 'broken'], 2)).toEqual({
      log: ['play 0 in e0-again-1', 'play 2 in e2-again-1'],
      told: ['play 0 passed', 'play 2 passed'],
      last: ['passed 1', 'passed 0', 'passed 1'],
    });
  });

  it('stays so where it fails as often as it may', async () => {
    const { log, last } = await played(['skipped', 'failed', 'passed', 'failed', 'failed'], 2);
    expect(log).toEqual(['play 1 in e1-again-1', 'play 1 in e1-again-2']);
    expect(last).toEqual(['skipped 0', 'failed 2', 'passed 0']);
  });

  it('is not played again unless that is asked for', async () => {
    expect(await played(['failed'], 0)).toEqual({
      log: [],
      told: [],
      last: ['failed 0', 'passed 0', 'passed 0'],
    });
  });
});
