/** A worker that is another process: it is told jobs, and ends when this process does. */

import { AnsweringChild, answerParent } from '../lab/answering-child.ts';
import type { SelfCommand } from '../lab/peer-child.ts';
import type { Worker } from './batch.ts';
import { type Job, type Means, Player } from './jobs.ts';
import type { Outcome } from './outcome.ts';

type PlayTalk = {
  readonly prepare: { readonly ask: Job; readonly answer: string | undefined };
  readonly play: { readonly ask: Job; readonly answer: Outcome };
};

/** Starts a process of this program that plays what it is told. */
export function startWorker(self: SelfCommand): Worker {
  const child = new AnsweringChild<PlayTalk>({
    command: [...self, 'scenario', 'worker'],
    what: 'a process that plays scenarios',
    detached: true,
  });
  return {
    prepare: (job) => child.ask('prepare', job),
    play: (job) => child.ask('play', job),
    close: () => child.close(),
  };
}

/** What a worker does, until the process that started it is gone. */
export function serveWorker(means: Means): Promise<void> {
  const player = new Player(means);
  return answerParent<PlayTalk>(
    { prepare: (job) => player.prepare(job), play: (job) => player.play(job) },
    () => player.close(),
  );
}
