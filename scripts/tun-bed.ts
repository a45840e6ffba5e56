/** The ground of check-tun.ts: two network namespaces, and an Espial or a strongSwan in each. */

import type { ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { IP, must, type Outcome, run, spawnIn } from '../test/peers/interop/run.ts';

const STRONGSWAN = fileURLToPath(new URL('../test/peers/strongswan.sh', import.meta.url));
const MAIN = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));

/** One side: its namespace, its outer and inner address, its network. */
export interface Side {
  readonly namespace: string;
  readonly outer: string;
  readonly inner: string;
  readonly network: string;
}

/** As strongswan.sh lays them out: the first is its responder's. */
export const SIDES: readonly [Side, Side] = [
  { namespace: 'tuns', outer: '10.99.0.1', inner: '10.101.0.1', network: '10.101.0.0/24' },
  { namespace: 'tune', outer: '10.99.0.2', inner: '10.102.0.1', network: '10.102.0.0/24' },
];

export type Program = 'espial' | 'strongswan';

/** What carries the tunnels of one play. */
export interface Suite {
  readonly ike: string;
  readonly esp: string;
}

/** Two programs that are up, with a tunnel between them as soon as packets want it. */
export interface Bed {
  /** Renews the tunnel's SAs, where an Espial is there to be asked. */
  renew(): Promise<void>;
  /** A reading of what Espial refused of the tunnel's packets; empty if nothing. */
  refused(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Begins `programs`, side by side. Throws with their words. */
export async function openBed(
  programs: readonly [Program, Program],
  suite: Suite,
  espialOptions: readonly string[],
  folder: string,
): Promise<Bed> {
  mkdirSync(folder, { recursive: true });
  await strongSwan('up', suite, folder);
  const peers: EspialPeer[] = [];
  const close = async (): Promise<void> => {
    for (const peer of peers) await peer.stop();
    await strongSwan('down', suite, folder);
  };
  try {
    // strongswan.sh makes the namespaces with its responder; where that is not wanted, it goes again.
    if (programs[0] === 'espial') await strongSwan('crash', suite, folder);
    for (const [i, program] of programs.entries()) {
      if (program === 'espial') {
        peers.push(await EspialPeer.start(SIDES[i]!, SIDES[1 - i]!, suite, espialOptions, folder));
      }
    }
    if (programs[1] === 'strongswan') {
      must(await strongSwan('pair', suite, folder), 'the second strongSwan');
      must(await strongSwan('pair-initiate', suite, folder), 'strongSwan to strongSwan');
    } else {
      // Espial begins at the first packet.
      const [{ inner: to }, { inner: from, namespace }] = SIDES;
      await inside(namespace, ['ping', '-c1', '-W5', '-I', from, to]);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    async renew() {
      await peers[0]?.renew();
    },
    async refused() {
      const all = await Promise.all(peers.map((peer) => peer.refused()));
      return all.flat();
    },
    close,
  };
}

/** Runs a command in a namespace to its end. */
export function inside(
  namespace: string,
  words: readonly string[],
  milliseconds = 30_000,
): Promise<Outcome> {
  return run(IP, ['netns', 'exec', namespace, ...words], { milliseconds });
}

/** The reasons that the data path has for a packet that the other side never sent so. */
const FAULTS = ['bad-icv', 'bad-padding', 'bad-inner-packet', 'selector-mismatch'];

class EspialPeer {
  readonly #child: ChildProcess;
  readonly #control: string;
  #said = '';

  private constructor(child: ChildProcess, control: string) {
    this.#child = child;
    this.#control = control;
    child.stderr!.on('data', (text) => {
      this.#said = (this.#said + String(text)).slice(-4000);
    });
  }

  static async start(
    own: Side,
    other: Side,
    { ike, esp }: Suite,
    options: readonly string[],
    folder: string,
  ): Promise<EspialPeer> {
    const control = join(folder, `${own.namespace}.sock`);
    const file = join(folder, `${own.namespace}.yaml`);
    const remote = { name: 'other', address: other.outer, psk: 'interop-psk-123', nat: 'force' };
    const entry = { name: 'nets', action: 'protect', peer: 'other', mode: 'tunnel' };
    const description = {
      name: own.namespace,
      addresses: [own.outer],
      sockets: { mode: 'direct' },
      control,
      peers: [{ ...remote, proposals: [ike] }],
      policies: [{ ...entry, local: own.network, remote: other.network, proposals: [esp] }],
    };
    writeFileSync(file, stringify(description), { mode: 0o600 });
    const tun = ['--tun', 'esp0', '--tun-address', `${own.inner}/32`];
    const words = [...espial(), 'peer', file, ...tun, ...options];
    const peer = new EspialPeer(spawnIn(own.namespace, words), control);
    await peer.#ready();
    return peer;
  }

  async renew(): Promise<void> {
    must(await this.#ask('rekey', 'nets'), 'espial rekey');
  }

  /** What its data path refused, by its counters. Throws with its last words where it has died. */
  async refused(): Promise<readonly string[]> {
    if (this.#child.exitCode !== null) throw new Error(`espial peer has died: ${this.#said}`);
    const outcome = await this.#ask('stats', '--json');
    must(outcome, 'espial stats');
    const { detail } = JSON.parse(outcome.output) as {
      detail: readonly { readonly id: string; readonly value: number }[];
    };
    // A counter of another name would never be found guilty.
    const missing = FAULTS.filter((fault) => !detail.some(({ id }) => id.includes(fault)));
    if (missing.length > 0) throw new Error(`no such counters: ${missing.join(', ')}`);
    return detail.flatMap(({ id, value }) =>
      value > 0 && FAULTS.some((fault) => id.includes(fault)) ? [`${id}: ${value}`] : [],
    );
  }

  #ask(...command: readonly string[]): Promise<Outcome> {
    const [node, ...words] = espial();
    return run(node!, [...words, ...command, '--control', this.#control]);
  }

  #ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#child.stdout!.on('data', (text) => {
        if (String(text).includes('is ready')) resolve();
      });
      this.#child.once('exit', () => reject(new Error(`espial peer: ${this.#said}`)));
    });
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    if (this.#child.exitCode !== null) return;
    this.#child.kill('SIGTERM');
    await ended;
  }
}

function espial(): readonly string[] {
  return [process.execPath, '--import', 'tsx', MAIN];
}

function strongSwan(verb: string, { ike, esp }: Suite, folder: string): Promise<Outcome> {
  const [{ namespace: NS }, { namespace: NE }] = SIDES;
  const W = join(folder, 'strongswan');
  return run(STRONGSWAN, [verb], { env: { ...process.env, W, NS, NE, IKE: ike, ESP: esp } });
}
