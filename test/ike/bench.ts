/** One engine with fake ports: datagrams go in, datagrams, events and SAs come out. */

import { type Address, type Endpoint, sameEndpoint } from '../../src/base/address.ts';
import type { Path } from '../../src/base/batch.ts';
import { seededRandom } from '../../src/base/random.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { CryptoProvider } from '../../src/crypto/provider.ts';
import { policyPort } from '../../src/host/policy-port.ts';
import type { Effect, EffectResult } from '../../src/ike/effects.ts';
import { IkeEngine } from '../../src/ike/engine.ts';
import type { IkeEvent } from '../../src/ike/events.ts';
import type { Failure } from '../../src/ike/failure.ts';
import type { NegotiatedChild, PeerPolicy, PolicyPort, SaPort } from '../../src/ike/policy.ts';
import { TIMER_PROFILES } from '../../src/ike/timers.ts';
import {
  PAIR_ADDRESSES,
  type PairName,
  pairConfig,
  type SideOptions,
} from '../../src/sim/pair-config.ts';

export type EventOf<K extends IkeEvent['kind']> = Extract<IkeEvent, { kind: K }>;

/** From the engine's host to its peer, as the engine sees it. */
export function pathTo(
  port = 500,
  remote: Address = PAIR_ADDRESSES.b.outer,
  local: Address = PAIR_ADDRESSES.a.outer,
): Path {
  return { carrier: 'udp', local: { address: local, port }, remote: { address: remote, port } };
}

export interface BenchOptions extends SideOptions {
  readonly name?: PairName;
  readonly seed?: string;
  readonly provider?: CryptoProvider;
  /** Peers instead of the one that `peer` describes. */
  readonly peers?: (peer: PeerPolicy) => readonly PeerPolicy[];
  /** Answers effects at once; without it they wait in `asked`. */
  readonly answer?: (effect: Effect) => EffectResult;
  /** Instead of the configuration's. */
  readonly policy?: PolicyPort;
  /** How many SPIs there are. */
  readonly spis?: number;
}

/** The engine of one host of a pair, `a` unless said; its peer is whatever the test plays. */
export class Bench {
  readonly engine: IkeEngine;
  readonly events: IkeEvent[] = [];
  readonly sent: { readonly path: Path; readonly message: Uint8Array; readonly at: number }[] = [];
  /** Effects that nobody has answered yet, oldest first. */
  readonly asked: { readonly id: number; readonly effect: Effect }[] = [];
  readonly sas: FakeSas;
  readonly peer: PeerPolicy;
  readonly #answer: BenchOptions['answer'];
  now = 1000;

  constructor(options: BenchOptions = {}) {
    const lab = { peer: { timers: TIMER_PROFILES.lab } };
    const config = pairConfig(options.name ?? 'a', lab, options);
    this.peer = config.peers[0]!;
    this.#answer = options.answer;
    this.sas = new FakeSas(options.name === 'b' ? 0x2000_0000 : 0x1000);
    this.sas.left = options.spis ?? Number.POSITIVE_INFINITY;
    const peers = options.peers?.(this.peer) ?? config.peers;
    this.engine = new IkeEngine({
      policy: options.policy ?? policyPort({ ...config, peers }),
      sas: this.sas,
      provider: options.provider ?? nodeProvider,
      random: seededRandom(options.seed ?? 'bench'),
      ikePort: 500,
      natPort: 4500,
      note: (event) => this.events.push(event),
      ask: (id, effect) => this.asked.push({ id, effect }),
      send: (path, message) => this.sent.push({ path, message, at: this.now }),
    });
  }

  /** Hands the engine a message; answers what it sent in return. */
  receive(message: Uint8Array, path = pathTo()): Uint8Array[] {
    return this.#during(() => this.engine.receive(path, message, this.now));
  }

  initiate(child = 'transport'): Uint8Array[] {
    return this.#during(() => this.engine.initiate(child, this.now));
  }

  /** Gives the result of the oldest effect that waits, or of the one with a number. */
  answer(result: EffectResult, id = this.asked[0]?.id ?? 0): Uint8Array[] {
    const at = this.asked.findIndex((one) => one.id === id);
    if (at >= 0) this.asked.splice(at, 1);
    return this.#during(() => this.engine.effectAnswered(id, result, this.now));
  }

  /** Lets time pass, timer by timer; answers what was sent meanwhile. */
  advance(milliseconds: number): Uint8Array[] {
    const end = this.now + milliseconds;
    return this.#during(() => {
      for (;;) {
        const next = this.engine.nextTimeout();
        if (next === undefined || next > end) break;
        this.now = Math.max(next, this.now);
        this.engine.timeout(this.now);
      }
      this.now = end;
    });
  }

  of<K extends IkeEvent['kind']>(kind: K): EventOf<K>[] {
    return this.events.filter((event): event is EventOf<K> => event.kind === kind);
  }

  /** Causes and details of everything that was dropped. */
  get drops(): string[] {
    return this.of('isakmp-dropped').map(({ reason, detail }) => `${reason}: ${detail}`);
  }

  get failures(): Failure[] {
    return this.events.flatMap((event) => ('failure' in event ? [event.failure] : []));
  }

  #during(act: () => void): Uint8Array[] {
    const before = this.sent.length;
    act();
    while (this.#answer !== undefined && this.asked.length > 0) {
      const { id, effect } = this.asked.shift()!;
      this.engine.effectAnswered(id, this.#answer(effect), this.now);
    }
    return this.sent.slice(before).map(({ message }) => message);
  }
}

/** A data plane that only keeps what it is told. */
class FakeSas implements SaPort {
  readonly reserved = new Set<number>();
  readonly installed = new Map<number, { pair: NegotiatedChild; halves: Set<string> }>();
  /** When a test lets a pair have received its last packet. */
  readonly inboundAt = new Map<number, number>();
  left = Number.POSITIVE_INFINITY;
  readonly stoodDown: number[] = [];
  #next: number;

  /** The two sides of a pair take their SPIs from different places, so that none is taken for the other. */
  constructor(first: number) {
    this.#next = first;
  }

  reserveSpi(): number | undefined {
    if (this.left <= 0) return undefined;
    this.left--;
    this.reserved.add(++this.#next);
    return this.#next;
  }

  releaseSpi(spi: number): void {
    this.reserved.delete(spi);
  }

  install(pair: NegotiatedChild, part: 'both' | 'inbound-only' | 'outbound-only'): void {
    this.reserved.delete(pair.inbound.spi);
    const known = this.installed.get(pair.id) ?? { pair, halves: new Set<string>() };
    if (part !== 'outbound-only') known.halves.add('in');
    if (part !== 'inbound-only') known.halves.add('out');
    this.installed.set(pair.id, known);
  }

  remove(id: number): void {
    this.installed.delete(id);
  }

  move(peerName: string, remoteIdentity: string, from: Endpoint, to: Endpoint): number {
    const moving = [...this.installed.values()].filter(
      ({ pair }) =>
        pair.peerName === peerName &&
        pair.remoteIdentity === remoteIdentity &&
        sameEndpoint(pair.remoteEndpoint, from),
    );
    for (const { pair } of moving) pair.remoteEndpoint = to;
    return moving.length;
  }

  standDown(id: number): void {
    this.stoodDown.push(id);
  }

  lastInbound(id: number): number | undefined {
    return this.inboundAt.get(id);
  }

  lastUsed(id: number): number | undefined {
    return this.inboundAt.get(id);
  }
}
