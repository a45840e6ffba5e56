/** One `espial peer` process of a lab: started, asked over its control socket, stopped for sure. */

import { type ChildProcess, spawn } from 'node:child_process';
import { LIMITS } from '../base/limits.ts';
import type { HostEvent } from '../host/events.ts';
import { ControlClient } from '../net/control-client.ts';
import { EdgeError, type EdgeErrorCode } from '../net/errors.ts';
import { type HostState, hostState } from './host-state.ts';

/** How to run this program once more: the executable, then its arguments. */
export type SelfCommand = readonly [string, ...string[]];

export interface PeerChildOptions {
  readonly self: SelfCommand;
  readonly name: string;
  /** The peer's file. */
  readonly file: string;
  /** Path of its control socket. */
  readonly control: string;
  /** Further options of `espial peer`. */
  readonly args?: readonly string[];
  readonly onEvent?: (event: HostEvent) => void;
}

/** Generous, as all waits of the lab: on a busy machine a process may get a hundredth of a core. */
const START_MILLISECONDS = 60_000;
const STOP_MILLISECONDS = 3000;
/** Characters of stderr that are kept to explain why a process ended. */
const KEPT_WORDS = 16_384;

const CODE_OF_EXIT: Readonly<Record<number, EdgeErrorCode>> = {
  3: 'port-in-use',
  4: 'no-permission',
};

export class PeerChild {
  readonly name: string;
  /** Everything that the host has reported, oldest first. */
  readonly events: HostEvent[] = [];
  readonly #process: ChildProcess;
  readonly #exited: Promise<void>;
  readonly #waiting = new Set<() => void>();
  readonly #onEvent: ((event: HostEvent) => void) | undefined;
  #client: ControlClient | undefined;
  #words = '';
  #stopping = false;

  private constructor(options: PeerChildOptions) {
    this.name = options.name;
    this.#onEvent = options.onEvent;
    const [command, ...before] = options.self;
    // The peer ends when its standard input does, so that it cannot outlive this process.
    const args = ['peer', options.file, '--control', options.control, '--until-stdin-ends'];
    this.#process = spawn(
      command,
      [...before, ...args, '--log-level', 'error', ...(options.args ?? [])],
      { stdio: ['pipe', 'pipe', 'pipe'] },
    );
    this.#process.stdin?.on('error', () => {});
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#words = (this.#words + text).slice(-KEPT_WORDS);
    });
    this.#exited = new Promise((resolve) => {
      this.#process.once('exit', () => resolve());
      this.#process.once('error', (error) => {
        this.#words += error.message;
        resolve();
      });
    });
  }

  /** Starts the process and waits until it answers. Throws an EdgeError with the process's own words. */
  static async start(options: PeerChildOptions): Promise<PeerChild> {
    const child = new PeerChild(options);
    try {
      await child.#ready();
      child.#client = await ControlClient.connect(options.control);
      await child.#client.events((event) => child.#took(event), true);
      return child;
    } catch (error) {
      await child.end();
      throw error;
    }
  }

  /** The control socket. */
  get client(): ControlClient {
    if (this.#client === undefined) throw new Error(`${this.name} is not there`);
    return this.#client;
  }

  /** SAs and counters at this moment. */
  state(): Promise<HostState> {
    const { client } = this;
    return hostState((kind, cursor) => client.query(kind, cursor));
  }

  /** Waits for an event, one that has come already included. Throws an EdgeError where it does not come. */
  async waitFor(
    what: string,
    wanted: (event: HostEvent) => boolean,
    milliseconds = 30_000,
  ): Promise<HostEvent> {
    const end = performance.now() + milliseconds;
    for (let seen = 0; ; ) {
      for (; seen < this.events.length; seen++) {
        const event = this.events[seen]!;
        if (wanted(event)) return event;
      }
      const left = end - performance.now();
      if (left <= 0 || this.#hasExited) {
        throw new EdgeError('control-failed', `${this.name} did not report ${what} in time.`);
      }
      await this.#next(left);
    }
  }

  /** Lets the host say good-bye to its peers, then waits for the end of the process. */
  async stop(): Promise<void> {
    this.#stopping = true;
    try {
      await this.#client?.command({ kind: 'stop' });
    } catch {
      // Whatever the reason is: the process is ended below.
    }
    await this.end();
  }

  /** Ends the process: by its standard input, and by force where that does not help in time. */
  async end(): Promise<void> {
    this.#stopping = true;
    this.#process.stdin?.end();
    const force = setTimeout(() => this.#process.kill('SIGKILL'), STOP_MILLISECONDS);
    await this.#exited;
    clearTimeout(force);
    this.#client?.close();
  }

  /** Ends the process at once, as where the power fails. */
  async kill(): Promise<void> {
    this.#stopping = true;
    this.#process.kill('SIGKILL');
    await this.#exited;
    this.#client?.close();
  }

  /** Why the process ended although nobody asked it to, or undefined. */
  get trouble(): string | undefined {
    if (this.#stopping || !this.#hasExited) return undefined;
    const { exitCode, signalCode } = this.#process;
    const words = this.#words.trim();
    return `peer ${this.name} ended by itself (${exitCode ?? signalCode})${words === '' ? '.' : `: ${words}`}`;
  }

  get #hasExited(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  /** Resolves at the line that says ready. */
  #ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(this.#startError(`it is not ready after ${START_MILLISECONDS / 1000} s`)),
        START_MILLISECONDS,
      );
      let said = '';
      this.#process.stdout?.setEncoding('utf8').on('data', (text: string) => {
        if (said.includes('is ready')) return;
        said += text;
        if (!said.includes('is ready')) return;
        clearTimeout(late);
        resolve();
      });
      void this.#exited.then(() => {
        clearTimeout(late);
        reject(
          this.#startError(`it ended with ${this.#process.exitCode ?? this.#process.signalCode}`),
        );
      });
    });
  }

  #startError(what: string): EdgeError {
    const code = CODE_OF_EXIT[this.#process.exitCode ?? -1] ?? 'control-failed';
    const words = this.#words.trim();
    const why = words === '' ? `${what}.` : `${what}.\n${words}`;
    return new EdgeError(code, `peer ${this.name} did not start: ${why}`);
  }

  #took(event: HostEvent): void {
    // The network decides how many events there are; those over the bound are still passed on.
    if (this.events.length < LIMITS.labEvents) this.events.push(event);
    this.#onEvent?.(event);
    for (const wake of [...this.#waiting]) wake();
  }

  #next(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.#waiting.add(wake);
      void this.#exited.then(wake);
    });
  }
}
