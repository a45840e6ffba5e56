/** Another process of a load run, told what to do over Node's channel; it ends when this process does. */

import { type ChildProcess, spawn } from 'node:child_process';
import { EdgeError } from '../../net/errors.ts';
import type { SelfCommand } from '../peer-child.ts';
import type { SideFigures, SideTaken } from './load-side.ts';
import type { Answer, FloodPlan, Order, TunnelPlan } from './orders.ts';
import { type LoadProcess, pinned } from './pinning.ts';

const END_MILLISECONDS = 3000;

/** A load worker; its methods throw an EdgeError where the process is gone. */
export interface LoadWorker {
  /** Opens the far side of tunnels: its port, and its resident memory before there was anything. */
  open(
    plan: TunnelPlan,
    nearPort: number,
  ): Promise<{ readonly port: number; readonly emptyResident: number }>;
  figures(collect: boolean): Promise<SideFigures>;
  /** What came out of the tunnels so far. */
  taken(): Promise<SideTaken>;
  flood(plan: FloodPlan): Promise<{ readonly sent: number; readonly milliseconds: number }>;
  close(): Promise<void>;
}

/** Starts a process of this program that serves `espial load worker`. */
export function startLoadWorker(self: SelfCommand, crypto: string, which: LoadProcess): LoadWorker {
  const [command, ...before] = pinned(which, self);
  const child = spawn(command, [...before, 'load', 'worker', '--crypto', crypto], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  return {
    async open(plan, nearPort) {
      const answer = await ask(child, { do: 'open', plan, nearPort });
      return 'port' in answer ? answer : misanswered();
    },
    async figures(collect) {
      const answer = await ask(child, { do: 'figures', collect });
      return 'figures' in answer ? answer.figures : misanswered();
    },
    async taken() {
      const answer = await ask(child, { do: 'taken' });
      return 'taken' in answer ? answer.taken : misanswered();
    },
    async flood(plan) {
      const answer = await ask(child, { do: 'flood', plan });
      return 'sent' in answer ? answer : misanswered();
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

function misanswered(): never {
  throw new Error('a load worker answered something else than it was asked');
}

function ask(child: ChildProcess, order: Order): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const gone = (): void => {
      reject(new EdgeError('control-failed', 'a process of the load run ended by itself.'));
    };
    child.once('exit', gone);
    child.once('message', (answer: Answer) => {
      child.off('exit', gone);
      if ('error' in answer) reject(new EdgeError('control-failed', answer.error));
      else resolve(answer);
    });
    if (child.connected) child.send(order);
    else gone();
  });
}
