/** The interactive shell: `netsh ipsec static>`. */

import { createInterface, type Interface } from 'node:readline';
import { completions } from '../complete.ts';
import type { NetshSession } from '../session.ts';
import { askThrough } from './ask.ts';

/**
 * Reads lines until bye or the end of input. Ctrl-C throws the line away, Ctrl-D leaves. Answers
 * whether all went well: always, where a person typed who saw what did not.
 */
export async function runShell(session: NetshSession): Promise<boolean> {
  const terminal = process.stdin.isTTY === true;
  const lines = createInterface({
    input: process.stdin,
    ...(terminal ? { output: process.stdout } : {}),
    terminal,
    historySize: 500,
    completer: (line: string) => completions(line, session.context),
  });
  const reader = new LineReader(lines, terminal);
  askThrough(terminal ? (question) => reader.ask(question) : undefined);
  let good = true;
  try {
    while (!session.ended) {
      const line = await reader.next(session.prompt);
      if (line === undefined) {
        // What comes next on the terminal begins a line of its own.
        if (terminal) process.stdout.write('\n');
        break;
      }
      if (!(await session.line(line))) good = false;
    }
  } finally {
    askThrough(undefined);
    lines.close();
  }
  return terminal || good;
}

/** Lines one at a time, also those that come before they are asked for. */
class LineReader {
  readonly #lines: Interface;
  readonly #terminal: boolean;
  readonly #come: string[] = [];
  #waiting: ((line: string | undefined) => void) | undefined;
  #closed = false;
  #asking = false;

  constructor(lines: Interface, terminal: boolean) {
    this.#lines = lines;
    this.#terminal = terminal;
    lines.on('line', (line) => {
      if (this.#waiting === undefined) this.#come.push(line);
      else this.#give(line);
    });
    lines.on('close', () => {
      this.#closed = true;
      this.#give(undefined);
    });
    lines.on('SIGINT', () => {
      lines.write(null, { ctrl: true, name: 'e' });
      lines.write(null, { ctrl: true, name: 'u' });
      process.stdout.write('^C\n');
      if (this.#asking) this.#give(undefined);
      else lines.prompt();
    });
  }

  /** The answer to a question; undefined: none, by Ctrl-C or Ctrl-D. */
  async ask(question: string): Promise<string | undefined> {
    this.#asking = true;
    try {
      return await this.next(question);
    } finally {
      this.#asking = false;
    }
  }

  next(prompt: string): Promise<string | undefined> {
    const line = this.#come.shift();
    if (line !== undefined) return Promise.resolve(line);
    if (this.#closed) return Promise.resolve(undefined);
    if (this.#terminal) {
      this.#lines.setPrompt(prompt);
      this.#lines.prompt();
    }
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  #give(line: string | undefined): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(line);
  }
}
