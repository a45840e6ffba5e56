/** Two processes with a network between them, each on a processor of its own where that can be had. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { cpus } from 'node:os';
import type { Arrivals, EndOptions, Reply, Request, Sizes, Way } from './messages.ts';

/** Beside this file, and compiled where this one is. */
const END = import.meta.filename.replace(/pair-of-ends(\.[jt]s)$/, 'end$1');
/** After so long without a word an end counts as dead. */
const ANSWER_MILLISECONDS = 30_000;
/** How long what lies in socket buffers takes to be read, at most. */
const DRAIN_MILLISECONDS = 50;

/** What one flow of packets did. */
export interface Flow {
  readonly sent: number;
  readonly arrivals: Arrivals;
}

export class PairOfEnds {
  readonly #sender: ChildProcess;
  readonly #receiver: ChildProcess;

  private constructor(sender: ChildProcess, receiver: ChildProcess) {
    this.#sender = sender;
    this.#receiver = receiver;
  }

  /** Starts both ends; the way between them is up when this resolves. */
  static async start(way: Way, sizes: Sizes): Promise<PairOfEnds> {
    const ports = await freePorts(6);
    const receiver = await startEnd({ way, sizes, ports, side: 'receiver' }, 1);
    const sender = await startEnd({ way, sizes, ports, side: 'sender' }, 0);
    return new PairOfEnds(sender, receiver);
  }

  /** Sends for so many milliseconds; a rate of 0 packets a second is as fast as it goes. */
  async flow(milliseconds: number, packetsPerSecond: number): Promise<Flow> {
    await ask(this.#receiver, { kind: 'count' });
    const sent = await ask(this.#sender, { kind: 'send', milliseconds, packetsPerSecond });
    await new Promise((resolve) => setTimeout(resolve, DRAIN_MILLISECONDS));
    const counted = await ask(this.#receiver, { kind: 'count' });
    if (sent.kind !== 'sent' || counted.kind !== 'counted') throw new Error('an end is confused');
    return { sent: sent.packets, arrivals: counted.arrivals };
  }

  async close(): Promise<void> {
    await Promise.all([stop(this.#sender), stop(this.#receiver)]);
  }
}

async function startEnd(options: EndOptions, processor: number): Promise<ChildProcess> {
  const command = [process.execPath, ...process.execArgv, END, JSON.stringify(options)];
  const pinned = canPin() ? ['taskset', '-c', String(processor), ...command] : command;
  const child = spawn(pinned[0]!, pinned.slice(1), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await answerOf(child);
  return child;
}

let pinning: boolean | undefined;
/** Whether processes can be held to a processor: two of them, and util-linux. */
export function canPin(): boolean {
  pinning ??= cpus().length > 1 && spawnSync('taskset', ['-c', '1', 'true']).status === 0;
  return pinning;
}

function ask(child: ChildProcess, request: Request): Promise<Reply> {
  const answer = answerOf(child);
  child.send(request);
  return answer;
}

/** One answer, or the end of the process, or of patience. Leaves no listener behind. */
function answerOf(child: ChildProcess): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const done = (settle: () => void): void => {
      clearTimeout(timer);
      child.off('message', answered);
      child.off('exit', died);
      settle();
    };
    const answered = (reply: unknown): void => done(() => resolve(reply as Reply));
    const died = (): void => done(() => reject(new Error('an end of the path has died')));
    const late = (): void => done(() => reject(new Error('an end of the path does not answer')));
    const timer = setTimeout(late, ANSWER_MILLISECONDS);
    child.on('message', answered);
    child.on('exit', died);
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = once(child, 'exit');
  child.send({ kind: 'stop' } satisfies Request);
  await gone;
}

async function freePorts(count: number): Promise<number[]> {
  const sockets = Array.from({ length: count }, () => createSocket('udp4'));
  await Promise.all(
    sockets.map((socket) => new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))),
  );
  const ports = sockets.map((socket) => socket.address().port);
  for (const socket of sockets) socket.close();
  return ports;
}
