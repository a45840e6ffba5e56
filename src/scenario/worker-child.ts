/** A worker that is another process: it is told jobs, and ends when this process does. */

import { type ChildProcess, spawn } from 'node:child_process';
import type { SelfCommand } from '../lab/peer-child.ts';
import { EdgeError } from '../net/errors.ts';
import type { Worker } from './batch.ts';
import { type Job, type Means, Player } from './jobs.ts';
import type { Outcome } from './outcome.ts';

/** What a worker is asked; it answers one request after the other. */
type Request = { readonly do: 'prepare' | 'play'; readonly job: Job };
type Answer =
  | { readonly fault: string | undefined }
  | { readonly outcome: Outcome }
  /** It could do neither. */
  | { readonly error: string; readonly code: EdgeError['code'] | undefined };

/** What a play in virtual time may need to come to a place where it can end. */
const END_MILLISECONDS = 3000;

/** Starts a process of this program that plays what it is told. */
export function startWorker([command, ...before]: SelfCommand): Worker {
  const child = spawn(command, [...before, 'scenario', 'worker'], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
    // The interrupt of a terminal goes to everybody: this process says when to end.
    detached: true,
  });
  return {
    async prepare(job) {
      const answer = await ask(child, { do: 'prepare', job });
      return 'fault' in answer ? answer.fault : undefined;
    },
    async play(job) {
      const answer = await ask(child, { do: 'play', job });
      if (!('outcome' in answer)) throw new Error('a worker gave no outcome');
      return answer.outcome;
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      if (child.connected) child.disconnect();
      const force = setTimeout(() => child.kill('SIGKILL'), END_MILLISECONDS);
      await gone;
      clearTimeout(force);
    },
  };
}

/** What a worker does, until the process that started it is gone. */
export function serveWorker(means: Means): Promise<void> {
  const player = new Player(means);
  process.on('message', async ({ do: what, job }: Request) => {
    const answer = await answered(player, what, job);
    // Nobody waits for it where the process that asked is gone.
    if (process.connected) process.send?.(answer, undefined, undefined, () => {});
  });
  return new Promise((resolve) => {
    process.once('disconnect', () => {
      void player.close().finally(() => {
        resolve();
        process.exit();
      });
    });
  });
}

async function answered(player: Player, what: Request['do'], job: Job): Promise<Answer> {
  try {
    if (what === 'prepare') return { fault: await player.prepare(job) };
    return { outcome: await player.play(job) };
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    if (error instanceof EdgeError) return { error: message, code: error.code };
    return { error: stack ?? message, code: undefined };
  }
}

function ask(child: ChildProcess, request: Request): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const gone = (): void => {
      reject(new EdgeError('control-failed', 'a process that plays scenarios ended by itself.'));
    };
    child.once('exit', gone);
    child.once('error', reject);
    child.once('message', (answer: Answer) => {
      child.off('exit', gone);
      child.off('error', reject);
      if (!('error' in answer)) resolve(answer);
      else if (answer.code === undefined) reject(new Error(answer.error));
      else reject(new EdgeError(answer.code, answer.error));
    });
    if (child.connected) child.send(request);
    else gone();
  });
}
