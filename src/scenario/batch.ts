/** Many plays, several at once: first every file is checked, then everything is played. */

import type { Job } from './jobs.ts';
import { isBad, type Outcome } from './outcome.ts';

/** Who plays: this process, or another one. Each does one thing at a time. */
export interface Worker {
  /** Answers what is wrong with the file of a job. */
  prepare(job: Job): Promise<string | undefined>;
  play(job: Job): Promise<Outcome>;
  close(): Promise<void>;
}

/** What is told of a batch while it runs. */
export interface BatchWatcher {
  /** How many are under way and done. */
  progress?(at: BatchProgress): void;
  /** In the order of the jobs, whoever was faster. */
  done?(outcome: Outcome): void;
}

interface BatchProgress {
  readonly phase: 'reading' | 'playing';
  readonly done: number;
  readonly all: number;
  /** Titles of what is under way. */
  readonly now: readonly string[];
}

/** Nothing was played: what is wrong with the files, each once. */
export interface BatchFaults {
  readonly faults: readonly string[];
}

/** Plays all jobs. Rejects with what a worker throws. */
export async function runBatch(
  jobs: readonly Job[],
  workers: readonly Worker[],
  watcher: BatchWatcher = {},
): Promise<readonly Outcome[] | BatchFaults> {
  const faults = new Map<number, string>();
  const queues = workers.map((): Job[] => []);
  const watched = (phase: BatchProgress['phase']): Watched =>
    new Watched(phase, jobs.length, watcher);
  const waiting = [...jobs];
  const reading = watched('reading');
  await eachWorker(workers, async (worker, i) => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      const fault = await reading.during(job, worker.prepare(job));
      if (fault !== undefined) faults.set(job.id, fault);
      queues[i]!.push(job);
    }
  });
  if (faults.size > 0) {
    const inOrder = [...faults].sort(([left], [right]) => left - right);
    return { faults: [...new Set(inOrder.map(([, fault]) => fault))] };
  }

  const outcomes: Outcome[] = [];
  const finished = new Map<number, Outcome>();
  const playing = watched('playing');
  await eachWorker(workers, async (worker, i) => {
    for (let job = next(queues, i); job !== undefined; job = next(queues, i)) {
      finished.set(job.id, await playing.during(job, worker.play(job)));
      for (let due = jobs[outcomes.length]; due !== undefined; due = jobs[outcomes.length]) {
        const outcome = finished.get(due.id);
        if (outcome === undefined) break;
        outcomes.push(outcome);
        finished.delete(due.id);
        watcher.done?.(outcome);
      }
    }
  });
  return outcomes;
}

/**
 * Plays what went wrong again, up to so many times, when all else is over and one at a time: a machine that was busy
 * may be why. Answers all outcomes, each as it was last.
 */
export async function playAgain(
  outcomes: readonly Outcome[],
  jobs: readonly Job[],
  worker: Worker,
  { retries, watcher = {} }: { readonly retries: number; readonly watcher?: BatchWatcher },
): Promise<readonly Outcome[]> {
  const last = [...outcomes];
  for (let retry = 1; retry <= retries; retry++) {
    const bad = [...last.keys()].filter((i) => isBad(last[i]!));
    const playing = new Watched('playing', bad.length, watcher);
    for (const i of bad) {
      const job = { ...jobs[i]!, evidence: `${jobs[i]!.evidence}-again-${retry}` };
      const outcome = { ...(await playing.during(job, worker.play(job))), retries: retry };
      last[i] = outcome;
      watcher.done?.(outcome);
    }
  }
  return last;
}

/** All go on until each is done; the first error stops none that is under way. */
async function eachWorker(
  workers: readonly Worker[],
  work: (worker: Worker, index: number) => Promise<void>,
): Promise<void> {
  const ended = await Promise.allSettled(workers.map(work));
  const failed = ended.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** What it has prepared itself; then the last of who has most left. */
function next(queues: readonly Job[][], own: number): Job | undefined {
  const job = queues[own]!.shift();
  if (job !== undefined) return job;
  const longest = [...queues].sort((left, right) => right.length - left.length)[0];
  return longest?.pop();
}

class Watched {
  readonly #phase: BatchProgress['phase'];
  readonly #all: number;
  readonly #watcher: BatchWatcher;
  readonly #now = new Set<string>();
  #done = 0;

  constructor(phase: BatchProgress['phase'], all: number, watcher: BatchWatcher) {
    this.#phase = phase;
    this.#all = all;
    this.#watcher = watcher;
  }

  async during<T>({ title }: Job, work: Promise<T>): Promise<T> {
    this.#now.add(title);
    this.#tell();
    try {
      return await work;
    } finally {
      this.#now.delete(title);
      this.#done++;
      this.#tell();
    }
  }

  #tell(): void {
    const now = [...this.#now];
    this.#watcher.progress?.({ phase: this.#phase, done: this.#done, all: this.#all, now });
  }
}
