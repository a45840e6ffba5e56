/** A program that answers each line with a line: contenders that are not JavaScript. */

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { MeasuredContender } from './group.ts';

/** A running program of that kind. */
export class LineProcess {
  readonly #child: ChildProcess;
  readonly #name: string;
  readonly #waiting: { taken(line: string): void; failed(error: Error): void }[] = [];
  #dead: Error | undefined;

  /** `name`: how errors call it. */
  constructor(
    name: string,
    command: string,
    words: readonly string[] = [],
    environment: Readonly<Record<string, string>> = {},
  ) {
    this.#name = name;
    this.#child = spawn(command, [...words], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...environment },
    });
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      this.#waiting.shift()?.taken(line);
    });
    const end = (): void => {
      this.#dead = new Error(`${this.#name} has ended`);
      for (const { failed } of this.#waiting.splice(0)) failed(this.#dead);
    };
    this.#child.on('exit', end).on('error', end);
    // A request may meet a process that is just ending; its exit says what there is to say.
    this.#child.stdin!.on('error', end);
  }

  /** The line that answers a request. Throws if the process ends instead. */
  ask(request: string): Promise<string> {
    if (this.#dead !== undefined) return Promise.reject(this.#dead);
    return new Promise<string>((taken, failed) => {
      this.#waiting.push({ taken, failed });
      this.#child.stdin!.write(`${request}\n`);
    });
  }

  /** Ends it: it reads the end of its input. */
  close(): void {
    this.#child.stdin!.end();
  }
}

/**
 * A contender that asks for so many operations and is told the nanoseconds of the processor that
 * they took all together. `request(count)` is the line; `setUp`, such as the SA to use, goes ahead of each round.
 */
export function lineContender(
  name: string,
  process: LineProcess,
  request: (count: number) => string,
  setUp?: string,
): MeasuredContender {
  let count = 0;
  const ask = async (times: number): Promise<number> => {
    if (setUp !== undefined) await process.ask(setUp);
    return Number(await process.ask(request(times)));
  };
  return {
    name,
    async round(milliseconds) {
      for (let times = 1; count === 0; times *= 2) {
        const took = (await ask(times)) / 1e6;
        if (took >= milliseconds) count = Math.max(1, Math.round((times * milliseconds) / took));
      }
      return { time: (await ask(count)) / count };
    },
  };
}
