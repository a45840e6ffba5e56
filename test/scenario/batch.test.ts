import { describe, expect, it } from 'vitest';
import { runBatch, type Worker } from '../../src/scenario/batch.ts';
import type { Job } from '../../src/scenario/jobs.ts';
import { unplayed } from '../../src/scenario/outcome.ts';
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
