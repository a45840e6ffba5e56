/**
 * Two hosts, one link, virtual time: a negotiation and its traffic in milliseconds, the same each
 * time for the same seed. After quinn-proto's Pair.
 */

import type { Batch, Path } from '../base/batch.ts';
import { seededRandom } from '../base/random.ts';
import type { Duration, Instant } from '../base/time.ts';
import { nobleProvider } from '../crypto/noble.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { EventKind, EventOf } from '../host/counter-source.ts';
import type { HostEvent } from '../host/events.ts';
import { Host } from '../host/host.ts';
import type { Command, CommandResult } from '../host/ports.ts';
import type { Failure } from '../ike/failure.ts';
import type { ActivePolicy } from '../policy/compiled.ts';
import { HookedLink } from './hooks.ts';
import type { Flight, Link } from './link.ts';
import { type NatOptions, SimNat, withNats } from './nat.ts';
import { type NetemOptions, netem } from './netem.ts';
import {
  PAIR_ADDRESSES,
  type PairName,
  PRIVATE_ADDRESSES,
  pairConfig,
  type SideOptions,
} from './pair-config.ts';
import {
  type AnswerAgentEffect,
  type AnswerEffect,
  type Machine,
  type Station,
  World,
} from './world.ts';

export interface PairOptions {
  /** Decides every random octet of hosts and link. */
  readonly seed?: string;
  /** For both hosts; `a` and `b` outdo it. */
  readonly both?: SideOptions;
  readonly a?: SideOptions;
  readonly b?: SideOptions;
  /** A NAT in front of a host, which then believes in an address of PRIVATE_ADDRESSES. */
  readonly nat?: { readonly [name in PairName]?: PairNat };
  /** The link, both ways; 1 ms of delay unless said. */
  readonly network?: NetemOptions;
  /** Makes of the link the one that datagrams go through: behind the hooks, in front of the NATs. */
  readonly through?: (link: Link) => Link;
  /** `nobleProvider` unless said. */
  readonly provider?: CryptoProvider;
  /** Where virtual time starts; 0 unless said. */
  readonly start?: Instant;
  /** Answers the effects of a host; without it they stay unanswered. */
  readonly answer?: (name: PairName) => AnswerEffect;
  /** Answers what the Policy Agent of a host asks; without it that stays unanswered. */
  readonly answerAgent?: (name: PairName) => AnswerAgentEffect;
}

/** `served`: its IKE ports are forwarded to the host, so that its peer may begin. */
interface PairNat extends Omit<NatOptions, 'outside' | 'inside' | 'forwards'> {
  readonly served?: boolean;
}

/** One host of a pair. */
export interface SimHost {
  readonly name: PairName;
  readonly host: Host;
  readonly station: Station;
  /** Everything it has reported. */
  readonly events: HostEvent[];
  /** Packets for its inner side that the small stack did not take. */
  readonly inner: Uint8Array[];
}

/** A line of the exchange log. */
export interface LoggedDatagram {
  readonly at: Instant;
  readonly what: 'sent' | 'arrived';
  readonly number: number;
  readonly from: PairName;
  readonly to: PairName;
  /** As the sender sees it. */
  readonly path: Path;
  readonly bytes: Uint8Array;
}

/** What a command may take of virtual time before it counts as never answered. */
const COMMAND_LIMIT: Duration = 3_600_000;

/** A pair that agrees, but for what the options say. */
export function pair(options: PairOptions = {}): Pair {
  return new Pair(options);
}

export class Pair {
  readonly world: World;
  readonly a: SimHost;
  readonly b: SimHost;
  /** The link, with hooks to drop, alter, hold or capture datagrams of either side. */
  readonly link: HookedLink;
  /** The NATs that there are. */
  readonly nat: { readonly [name in PairName]?: SimNat };
  /** Every datagram, when it left and when it arrived. */
  readonly log: LoggedDatagram[] = [];

  constructor(options: PairOptions) {
    const random = seededRandom(options.seed ?? 'espial');
    this.nat = natsOf(options);
    const network = netem({ delay: 1, ...options.network }, random.fork('link'));
    const link = withNats(network, Object.values(this.nat));
    this.link = new HookedLink(options.through?.(link) ?? link);
    this.world = new World({
      start: options.start ?? 0,
      observer: {
        sent: (flight) => this.#log('sent', flight.sentAt, flight),
        arrived: (flight, _receiver, now) => this.#log('arrived', now, flight),
        event: (event) => this.#reporter(event).events.push(event),
        inner: (station, packet) => this[station === 'b' ? 'b' : 'a'].inner.push(packet),
      },
    });
    const place = (name: PairName): SimHost => {
      const outer = this.nat[name] === undefined ? {} : { outer: PRIVATE_ADDRESSES[name] };
      const config = pairConfig(name, outer, options.both ?? {}, options[name] ?? {});
      const provider = options.provider ?? nobleProvider;
      const host = new Host({ config, provider, random: random.fork(name) });
      const machine: Machine = host;
      const { addresses } = config;
      const station = this.world.attach({
        name,
        machine,
        addresses,
        link: this.link.carry,
        answer: options.answer?.(name),
        answerAgent: options.answerAgent?.(name),
      });
      return { name, host, station, events: [], inner: [] };
    };
    this.a = place('a');
    this.b = place('b');
  }

  get now(): Instant {
    return this.world.now;
  }

  /** Lets so many milliseconds pass. */
  run(milliseconds: Duration): void {
    this.world.run(milliseconds);
  }

  /** Lets time pass until the predicate holds; false if it does not within so many milliseconds. */
  runUntil(predicate: () => boolean, milliseconds: Duration): boolean {
    return this.world.runUntil(predicate, milliseconds);
  }

  /** Gives a command and lets time pass until it is answered. Throws if it is not within an hour. */
  command(host: SimHost, command: Command): CommandResult {
    const id = this.begin(host, command);
    this.runUntil(() => this.result(id) !== undefined, COMMAND_LIMIT);
    const result = this.result(id);
    if (result === undefined) throw new Error(`"${command.kind}" was not answered in an hour`);
    return result;
  }

  /** Gives a command and lets no time pass; `result` has its answer once it is there. */
  begin(host: SimHost, command: Command): number {
    return this.world.command(host.station, command);
  }

  /** Puts another policy in force on a host with the Windows system. */
  applyPolicy(host: SimHost, active: ActivePolicy): void {
    this.world.applyPolicy(host.station, active);
  }

  result(id: number): CommandResult | undefined {
    return this.world.result(id);
  }

  /** Hands packets of the inner side to a host. */
  send(host: SimHost, batch: Batch): void {
    this.world.send(host.station, batch);
  }

  /** Lets a datagram reach its destination as if it came over the link now. */
  inject(path: Path, bytes: Uint8Array): void {
    this.world.inject(path, bytes);
  }

  /** What a host has reported of one kind, oldest first. */
  events<K extends EventKind>(host: SimHost, kind: K): EventOf<K>[] {
    return host.events.filter((event): event is EventOf<K> => event.kind === kind);
  }

  /** The last failure that a host has reported, of either phase. */
  lastFailure(host: SimHost): Failure | undefined {
    for (let at = host.events.length - 1; at >= 0; at--) {
      const event = host.events[at]!;
      if (event.kind === 'main-mode-failed' || event.kind === 'quick-mode-failed') {
        return event.failure;
      }
    }
    return undefined;
  }

  #log(what: LoggedDatagram['what'], at: Instant, { number, path, bytes, sender }: Flight): void {
    const named = sender === 'a' || sender === 'b';
    const from: PairName = named ? sender : this.#owner(path.local.address.text);
    this.log.push({ at, what, number, from, to: from === 'a' ? 'b' : 'a', path, bytes });
  }

  #owner(address: string): PairName {
    return this.b.host.config.addresses.some((own) => own.text === address) ? 'b' : 'a';
  }

  #reporter(event: HostEvent): SimHost {
    return event.host === this.b.host.config.name ? this.b : this.a;
  }
}

function natsOf({ nat = {} }: PairOptions): Pair['nat'] {
  const [a, b] = [natOf('a', nat.a), natOf('b', nat.b)];
  return { ...(a && { a }), ...(b && { b }) };
}

function natOf(name: PairName, options: PairNat | undefined): SimNat | undefined {
  if (options === undefined) return undefined;
  const { served = false, ...rules } = options;
  const address = PRIVATE_ADDRESSES[name];
  const forwards = [500, 4500].map((port) => ({ port, host: name, address, insidePort: port }));
  const outside = PAIR_ADDRESSES[name].outer;
  return new SimNat({ ...rules, outside, inside: [name], forwards: served ? forwards : [] });
}
