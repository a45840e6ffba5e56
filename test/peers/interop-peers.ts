/** The two programs of the interop check: strongSwan through strongswan.sh, Espial through its command line. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { Cell } from './interop-cells.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
export const MAIN = join(HERE, '../../dist/cli/main.js');
const PSK = 'interop-psk-123';
const COMMAND_MILLISECONDS = 15_000;
/** Of our own, so that a strongSwan left up by hand is not in the way. */
const RESPONDER_NAMESPACE = 'pssi';
const ESPIAL_NAMESPACE = 'pemi';

/** The outcome of a command: all that it wrote, and whether it ended well. */
export interface Outcome {
  readonly ok: boolean;
  readonly output: string;
}

/** The real strongSwan at 10.99.0.1 in its own network namespace. */
export class StrongSwan {
  readonly #work: string;
  #engine: Cell['engine'] | undefined;
  #logStart = 0;

  constructor(work: string) {
    this.#work = work;
  }

  /** Makes the running strongSwan want exactly this cell. Throws with its words if it does not start. */
  configure(cell: Cell): void {
    if (this.#engine === cell.engine) {
      this.#logStart = this.#log().length;
      this.#must('reload', cell);
      return;
    }
    this.#must('up', cell);
    this.#engine = cell.engine;
    this.#logStart = 0;
  }

  initiate(): Outcome {
    const { output } = this.#script('initiate');
    return { ok: output.includes('completed successfully'), output };
  }

  /** Three pings from its inner address; ok only if all three came back. */
  ping(): Outcome {
    const outcome = this.#script('ping');
    return { ...outcome, ok: outcome.output.includes(' 3 received') };
  }

  /** swanctl's list of SAs; empty if there are none. */
  status(): string {
    return this.#script('status').output;
  }

  terminate(): void {
    this.#script('terminate');
  }

  down(): void {
    this.#script('down');
  }

  /** What it logged since the cell began, without the dumps of keys and packets. */
  recentLog(): string[] {
    return this.#log()
      .slice(this.#logStart)
      .split('\n')
      .filter((line) => line !== '' && !/\] +\d+: | bytes @ |\[MGR\]/.test(line));
  }

  #log(): string {
    const path = join(this.#work, 'R/charon.log');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  #must(verb: string, cell: Cell): void {
    const { ok, output } = this.#script(verb, cell);
    if (!ok || !output.includes('successfully loaded'))
      throw new Error(`strongswan.sh ${verb}: ${output}`);
  }

  #script(verb: string, cell?: Cell): Outcome {
    const pfs = cell?.pfs === undefined ? '' : `-${cell.pfs}`;
    const ofCell = cell && {
      IKE: cell.ike,
      ESP: `${cell.esp}${pfs}`,
      MODE: cell.mode,
      ENGINE: cell.engine,
      ENCAP: cell.engine === 'libipsec' ? 'yes' : 'no',
    };
    // A pipe would stay open as long as the daemon that `up` leaves behind; the script sends its streams elsewhere.
    return run(join(HERE, 'strongswan.sh'), [verb], {
      ...process.env,
      W: this.#work,
      NS: RESPONDER_NAMESPACE,
      NE: ESPIAL_NAMESPACE,
      PSK,
      ...ofCell,
    });
  }
}

/** One `espial peer` at 10.99.0.2, with 10.102.0.1 as the inner address that its small stack answers for. */
export class Espial {
  readonly #control: string;
  readonly #process: ChildProcess;
  #log = '';

  private constructor(control: string, file: string) {
    this.#control = control;
    const inNamespace = ['ip', 'netns', 'exec', ESPIAL_NAMESPACE];
    const [command, ...args] = [...inNamespace, process.execPath, MAIN, 'peer', file];
    this.#process = spawn(command!, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#log += text));
  }

  /** Starts it and waits for its control socket. Throws with its log if it ends or stays mute. */
  static async start(cell: Cell, work: string): Promise<Espial> {
    const control = join(work, 'espial.sock');
    const file = join(work, 'espial.yaml');
    rmSync(control, { force: true });
    writeFileSync(file, stringify(peerFile(cell, control)), { mode: 0o600 });
    const espial = new Espial(control, file);
    for (let i = 0; i < 100; i++) {
      if (existsSync(control)) return espial;
      if (espial.#process.exitCode !== null) break;
      await sleep(50);
    }
    espial.#process.kill('SIGKILL');
    throw new Error(`espial peer did not start:\n${espial.#log}`);
  }

  up(): Promise<Outcome> {
    return this.#command('up', 'strongswan');
  }

  /** Three pings from the inner address; ok only if all three came back. */
  async ping(): Promise<Outcome> {
    const counted = ['--count', '3', '--json'];
    const outcome = await this.#command('ping', '10.101.0.1', '--from', '10.102.0.1', ...counted);
    return { ...outcome, ok: outcome.ok && /"received": ?3\b/.test(outcome.output) };
  }

  /** How many pairs of ESP SAs `espial sa --json` tells of. */
  async espPairs(): Promise<number> {
    const { ok, output } = await this.#command('sa', '--json');
    if (!ok) throw new Error(`espial sa: ${output.trim()}`);
    const { quickModes } = JSON.parse(output) as { quickModes: unknown[] };
    return quickModes.length;
  }

  /** Ends it through its control socket; answers false where it had to be killed. */
  async stop(): Promise<boolean> {
    await this.#command('stop');
    for (let i = 0; i < 60; i++) {
      if (this.#process.exitCode !== null) return this.#process.exitCode === 0;
      await sleep(50);
    }
    this.#process.kill('SIGKILL');
    return false;
  }

  log(): string[] {
    return this.#log.split('\n').filter((line) => line !== '');
  }

  /** Not spawnSync: the peer's log must keep flowing meanwhile. */
  #command(...args: string[]): Promise<Outcome> {
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [MAIN, ...args, '--control', this.#control], {
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: COMMAND_MILLISECONDS,
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => (output += text));
      child.on('close', (code) => resolve({ ok: code === 0, output }));
    });
  }
}

function peerFile(cell: Cell, control: string): object {
  const tunnel = cell.mode === 'tunnel';
  const { refusal } = cell;
  return {
    name: 'espial',
    addresses: ['10.99.0.2', '10.102.0.1'],
    sockets: { mode: 'direct', bind: ['10.99.0.2'] },
    control,
    profile: 'lab',
    peers: [
      {
        name: 'strongswan',
        address: '10.99.0.1',
        psk: refusal?.psk ?? PSK,
        proposals: [refusal?.ike ?? cell.ike],
        nat: cell.engine === 'libipsec' ? 'force' : 'auto',
      },
    ],
    policies: [
      {
        name: 'strongswan',
        action: 'protect',
        peer: 'strongswan',
        mode: cell.mode,
        ...(tunnel ? { local: '10.102.0.0/24', remote: refusal?.remote ?? '10.101.0.0/24' } : {}),
        proposals: [refusal?.esp ?? cell.esp],
        ...(cell.pfs === undefined ? {} : { pfs: cell.pfs }),
      },
    ],
  };
}

/** Runs a command to its end. */
export function run(command: string, args: readonly string[], env = process.env): Outcome {
  const result = spawnSync(command, args, { encoding: 'utf8', env, timeout: 30_000 });
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}`;
  return { ok: result.status === 0, output: result.error ? result.error.message : output };
}
