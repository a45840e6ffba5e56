/** Another process of this program that answers one question after the other over Node's channel. */

import { type ChildProcess, spawn } from 'node:child_process';
import { EdgeError, type EdgeErrorCode } from '../net/errors.ts';
import type { SelfCommand } from './peer-child.ts';

/** What may be asked: by name, what goes with the question and what answers it, plain data both. */
export type Talk<T> = {
  readonly [Name in keyof T]: { readonly ask: unknown; readonly answer: unknown };
};

/** Who answers. */
export type Answerers<T extends Talk<T>> = {
  readonly [Name in keyof T]: (ask: T[Name]['ask']) => Promise<T[Name]['answer']>;
};

interface Question<T> {
  readonly name: keyof T;
  readonly ask: unknown;
}

type Reply =
  | { readonly answer: unknown }
  /** It could not; without a code it is a fault of the program. */
  | { readonly error: string; readonly code: EdgeErrorCode | undefined };

export interface AnsweringChildOptions {
  /** How to run it. */
  readonly command: SelfCommand;
  /** What it is, as people are told when it is gone: "a process of the load run". */
  readonly what: string;
  /** The interrupt of a terminal goes to everybody: such a process is told when to end. */
  readonly detached?: boolean;
  /** Variables that it gets besides this process's. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What the other process may need to come to a place where it can end. */
const END_MILLISECONDS = 3000;

export class AnsweringChild<T extends Talk<T>> {
  readonly #what: string;
  readonly #process: ChildProcess;

  /** Starts it; it ends when this process does. */
  constructor(options: AnsweringChildOptions) {
    const { command, what, detached = false, environment } = options;
    const [program, ...args] = command;
    this.#what = what;
    this.#process = spawn(program, args, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      serialization: 'advanced',
      detached,
      env: { ...process.env, ...environment },
    });
  }

  /** Asks when the last question is answered. Rejects with what the other throws, and where it is gone. */
  ask<Name extends keyof T>(name: Name, ask: T[Name]['ask']): Promise<T[Name]['answer']> {
    const child = this.#process;
    return new Promise((resolve, reject) => {
      const gone = (): void => {
        reject(new EdgeError('control-failed', `${this.#what} ended by itself.`));
      };
      child.once('exit', gone);
      child.once('error', reject);
      child.once('message', (reply: Reply) => {
        child.off('exit', gone);
        child.off('error', reject);
        if ('answer' in reply) resolve(reply.answer);
        else if (reply.code === undefined) reject(new Error(reply.error));
        else reject(new EdgeError(reply.code, reply.error));
      });
      const question: Question<T> = { name, ask };
      if (child.connected) child.send(question);
      else gone();
    });
  }

  /** Ends it, by force where it does not end by itself. */
  async close(): Promise<void> {
    const child = this.#process;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    if (child.connected) child.disconnect();
    const force = setTimeout(() => child.kill('SIGKILL'), END_MILLISECONDS);
    await gone;
    clearTimeout(force);
  }
}

/** Answers the process that started this one until it is gone; then closes, and this process ends. */
export function answerParent<T extends Talk<T>>(
  answerers: Answerers<T>,
  close: () => Promise<void>,
): Promise<void> {
  process.on('message', async ({ name, ask }: Question<T>) => {
    const reply = await replied(answerers, name, ask);
    // Nobody waits for it where the process that asked is gone.
    if (process.connected) process.send?.(reply, undefined, undefined, () => {});
  });
  return new Promise((resolve) => {
    process.once('disconnect', () => {
      void close().finally(() => {
        resolve();
        process.exit();
      });
    });
  });
}

async function replied<T extends Talk<T>>(
  answerers: Answerers<T>,
  name: keyof T,
  ask: unknown,
): Promise<Reply> {
  try {
    return { answer: await answerers[name](ask) };
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    if (error instanceof EdgeError) return { error: message, code: error.code };
    return { error: stack ?? message, code: undefined };
  }
}
