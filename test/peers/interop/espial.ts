/** One `espial peer` at 10.99.0.2, with inner addresses that its small stack answers for. */

import type { ChildProcess } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  readFileSync,
  rmSync,
  type WriteStream,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { MainModeSaView, QuickModeSaView } from '../../../src/host/ports.ts';
import { ControlClient } from '../../../src/net/control-client.ts';
import type { Agreement } from './cell.ts';
import { childName, peerFile, pingAddresses } from './peer-file.ts';
import { eventually, type Outcome, run, spawnIn } from './run.ts';

/** The command line under test. */
export const MAIN =
  process.env.ESPIAL_MAIN ?? fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
const START_MILLISECONDS = 30_000;
const STOP_MILLISECONDS = 5000;

/** Where it leaves its evidence, where its control socket is, and where the run's certificates are. */
export interface EspialFolders {
  readonly folder: string;
  readonly work: string;
  readonly certificates: string;
}

export class Espial {
  readonly #agreement: Agreement;
  readonly #namespace: string;
  /** Its folder of evidence: peer file, log, capture, keys. */
  readonly #folder: string;
  readonly #control: string;
  /** Where the run's certificates are. */
  readonly #certificates: string;
  #starts = 0;
  #process: ChildProcess | undefined;
  #client: ControlClient | undefined;
  #log: WriteStream | undefined;

  constructor(
    agreement: Agreement,
    namespace: string,
    { folder, work, certificates }: EspialFolders,
  ) {
    this.#agreement = agreement;
    this.#namespace = namespace;
    this.#folder = folder;
    this.#control = join(work, 'espial.sock');
    this.#certificates = certificates;
  }

  /** Starts it and waits for its control socket. A second start captures into files of its own. */
  async start(): Promise<void> {
    const n = ++this.#starts === 1 ? '' : `-${this.#starts}`;
    const file = join(this.#folder, 'espial.yaml');
    rmSync(this.#control, { force: true });
    writeFileSync(file, stringify(peerFile(this.#agreement, this.#control, this.#certificates)), {
      mode: 0o600,
    });
    const capture = join(this.#folder, `capture${n}.pcapng`);
    const keys = join(this.#folder, `keys${n}`);
    const logged = ['--capture', capture, '--keylog', keys, '--log-level', 'debug'];
    const child = spawnIn(this.#namespace, [process.execPath, MAIN, 'peer', file, ...logged]);
    this.#process = child;
    this.#log ??= createWriteStream(join(this.#folder, 'espial.log'));
    for (const stream of [child.stdout, child.stderr]) stream?.pipe(this.#log, { end: false });
    await eventually(
      'espial peer did not start',
      async () => {
        if (child.exitCode !== null) throw new Error(`espial peer ended with ${child.exitCode}`);
        // The socket is there a moment before anybody listens.
        this.#client = await ControlClient.connect(this.#control).catch(() => undefined);
        return this.#client !== undefined;
      },
      START_MILLISECONDS,
    );
  }

  /** Negotiates a child. Throws with the words of a refusal. */
  async up(child = 0): Promise<void> {
    await this.client.command({ kind: 'up', policy: childName(child) });
  }

  /** Deletes the SAs of a child, or everything. */
  async down(child?: number): Promise<void> {
    const policy = child === undefined ? {} : { policy: childName(child) };
    await this.client.command({ kind: 'down', ...policy });
  }

  /** How many of some pings were answered. */
  async ping(n = 0, count = 1, octets = 56): Promise<number> {
    const { espial, strongSwan } = pingAddresses(this.#agreement, n);
    const value = await this.client.command({
      kind: 'ping',
      from: espial,
      to: strongSwan,
      count,
      intervalMilliseconds: 100,
      timeoutMilliseconds: 2000,
      payloadOctets: octets,
    });
    return value.kind === 'ping' ? value.received : 0;
  }

  quickModes(): Promise<QuickModeSaView[]> {
    return this.client.queryAll('quick-mode-sas');
  }

  mainModes(): Promise<MainModeSaView[]> {
    return this.client.queryAll('main-mode-sas');
  }

  /** A command as a user gives it, with its words and its exit code. */
  cli(...args: string[]): Promise<Outcome> {
    return run(process.execPath, [MAIN, ...args, '--control', this.#control]);
  }

  /** Ends it through its control socket, so that it says its deletes. Throws where it had to be killed. */
  async stop(): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const closed = new Promise((resolve) => child.once('close', resolve));
    // Its answer may come too late, when the socket is closed already.
    await this.#client?.command({ kind: 'stop' }).catch(() => undefined);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MILLISECONDS);
    await closed;
    clearTimeout(timer);
    this.#forget();
    if (child.exitCode !== 0)
      throw new Error(`espial peer ended with ${child.exitCode ?? child.signalCode}`);
  }

  /** Ends it without a word to anybody. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await closed;
    this.#forget();
  }

  /** Neither hears nor speaks, until it goes on. */
  pause(): void {
    this.#process?.kill('SIGSTOP');
  }

  goOn(): void {
    this.#process?.kill('SIGCONT');
  }

  /** No more of it: its log is whole. */
  async end(): Promise<void> {
    this.goOn();
    await this.stop().catch(() => this.kill());
    const log = this.#log;
    if (log !== undefined) await new Promise<void>((resolve) => log.end(resolve));
  }

  /** What it logged, in one line. */
  log(): string {
    const path = join(this.#folder, 'espial.log');
    return existsSync(path) ? readFileSync(path, 'utf8').replace(/\s+/g, ' ') : '';
  }

  get client(): ControlClient {
    if (this.#client === undefined) throw new Error('espial peer does not run');
    return this.#client;
  }

  #forget(): void {
    this.#client?.close();
    this.#client = undefined;
    this.#process = undefined;
  }
}
