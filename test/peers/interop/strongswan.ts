/** The real strongSwan of one worker, at 10.99.0.1 in a network namespace of its own. */

import { closeSync, existsSync, fstatSync, openSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Agreement } from './cell.ts';
import { layOutForStrongSwan } from './certificates.ts';
import { childName, innerEspial, innerStrongSwan, swanctlConf } from './peer-file.ts';
import { eventually, IP, must, type Outcome, run } from './run.ts';

const SCRIPT = fileURLToPath(new URL('../strongswan.sh', import.meta.url));

/** The two namespaces between which a worker's cells are played. */
export interface Namespaces {
  readonly strongSwan: string;
  readonly espial: string;
}

export class StrongSwan {
  readonly namespaces: Namespaces;
  readonly #work: string;
  /** Where the run's certificates are. */
  readonly #certificates: string;
  /** What cannot be changed while it runs. */
  #started: string | undefined;
  #logStart = 0;

  constructor(work: string, certificates: string, namespaces: Namespaces) {
    this.#work = work;
    this.#certificates = certificates;
    this.namespaces = namespaces;
  }

  /** Makes the running strongSwan want exactly this; starts it where it must. Throws with its words. */
  async configure(agreement: Agreement): Promise<void> {
    const { strongSwan } = agreement.certificates ?? {};
    layOutForStrongSwan(strongSwan, this.#certificates, this.#configFolder);
    writeFileSync(this.configFile, swanctlConf(agreement), { mode: 0o600 });
    const started = startsAs(agreement);
    const verb = this.#started === started ? 'reload' : 'up';
    this.#started = undefined;
    if (verb === 'up') this.#logStart = 0;
    else this.markLog();
    const outcome = await this.#script(verb, {
      ENGINE: agreement.engine,
      MODE: agreement.mode,
      CHARON: charonLines(agreement),
    });
    if (!outcome.output.includes('successfully loaded'))
      throw new Error(`strongswan.sh ${verb}: ${outcome.output}`);
    this.#started = started;
  }

  /** Whether it runs already as the agreement needs it, so that a change is cheap. */
  runsAs(agreement: Agreement): boolean {
    return this.#started === startsAs(agreement);
  }

  get configFile(): string {
    return join(this.#configFolder, 'swanctl.conf');
  }

  get #configFolder(): string {
    return join(this.#work, 'swanctl');
  }

  get logFile(): string {
    return join(this.#work, 'R/charon.log');
  }

  async initiate(child = 0): Promise<Outcome> {
    const args = ['--initiate', '--child', childName(child), '--ike', 'c', '--timeout', '60'];
    const { output } = await this.swanctl(...args);
    return { ok: output.includes('completed successfully'), output };
  }

  /**
   * Pings from an inner address, one after the other; ok if an answer came to each. A ping with a count would wait
   * for its last answer only as long as the others took.
   */
  async ping(n = 0, count = 1): Promise<Outcome> {
    const how = ['-c1', '-W2', '-I', innerStrongSwan(n), innerEspial(n)];
    for (let sent = 1; sent < count; sent++) {
      const outcome = await this.#inNamespace('ping', how);
      if (!outcome.ok) return outcome;
    }
    return this.#inNamespace('ping', how);
  }

  /** swanctl's list of SAs; empty if there are none. */
  async status(): Promise<string> {
    return (await this.swanctl('--list-sas')).output;
  }

  /** Deletes a child, or everything with the peer. */
  terminate(child?: number): Promise<Outcome> {
    const what = child === undefined ? ['--ike', 'c'] : ['--child', childName(child)];
    return this.swanctl('--terminate', ...what, '--timeout', '3');
  }

  swanctl(...args: string[]): Promise<Outcome> {
    const uri = `unix://${join(this.#work, 'R/vici.sock')}`;
    return run('swanctl', [...args, '--uri', uri], { milliseconds: 70_000 });
  }

  /** Leaves nothing of a cell. What will not go is ended with the process. */
  async clear(): Promise<void> {
    if (this.#started === undefined || (await this.status()) === '') return;
    await this.swanctl('--terminate', '--ike', 'c', '--force', '--timeout', '3');
    const gone = eventually('', async () => (await this.status()) === '', 1000);
    await gone.catch(() => (this.#started = undefined));
  }

  /** Ends the process without a word to anybody. */
  async crash(): Promise<void> {
    await this.#script('crash', {});
  }

  /** Starts it again as it was. */
  async restart({ engine }: Agreement): Promise<void> {
    const outcome = await this.#script('again', { ENGINE: engine });
    const ok = outcome.output.includes('successfully loaded');
    must({ ...outcome, ok }, 'restart of strongSwan');
  }

  /** Takes its end of the wire away, or brings it back. */
  async wire(state: 'up' | 'down'): Promise<void> {
    const { strongSwan } = this.namespaces;
    must(await run(IP, ['-n', strongSwan, 'link', 'set', `v${strongSwan}`, state]), 'ip link');
  }

  async down(): Promise<void> {
    await this.#script('down', {});
  }

  /** What it logged since the cell began, keys and dumps included. */
  log(): string {
    if (!existsSync(this.logFile)) return '';
    const file = openSync(this.logFile, 'r');
    try {
      const octets = Buffer.alloc(Math.max(0, fstatSync(file).size - this.#logStart));
      const read = readSync(file, octets, 0, octets.length, this.#logStart);
      return octets.toString('utf8', 0, read);
    } finally {
      closeSync(file);
    }
  }

  /** From here on the log is that of a new cell. */
  markLog(): void {
    this.#logStart += Buffer.byteLength(this.log());
  }

  /** Waits until its log says something. */
  async says(pattern: RegExp, milliseconds = 10_000): Promise<void> {
    const what = `strongSwan's log does not say ${pattern}`;
    await eventually(what, () => pattern.test(this.log()), milliseconds);
  }

  #inNamespace(command: string, args: readonly string[]): Promise<Outcome> {
    return run(IP, ['netns', 'exec', this.namespaces.strongSwan, command, ...args]);
  }

  #script(verb: string, values: Readonly<Record<string, string>>): Promise<Outcome> {
    return run(SCRIPT, [verb], {
      env: {
        ...process.env,
        W: this.#work,
        NS: this.namespaces.strongSwan,
        NE: this.namespaces.espial,
        SWANCTL: this.#configFolder,
        ...values,
      },
    });
  }
}

/** Of an agreement, what charon takes at its start only. */
function startsAs(agreement: Agreement): string {
  return `${agreement.engine} ${charonLines(agreement)}`;
}

function charonLines({ charon }: Agreement): string {
  return Object.entries(charon)
    .map(([name, value]) => `${name} = ${value}`)
    .join('\n');
}
