/**
 * The network of one play: what every datagram goes through from its sender to its receiver, in
 * virtual time and between processes. Faults come first, then NATs, then the link.
 */

import type { Address } from '../../base/address.ts';
import type { Random } from '../../base/random.ts';
import type { Duration, Instant } from '../../base/time.ts';
import type { KeyStore } from '../../explain/key-store.ts';
import { FaultBench } from '../../lab/faults/bench.ts';
import type { Fault } from '../../lab/faults/fault.ts';
import { Recogniser } from '../../lab/faults/recogniser.ts';
import type { Flight, Link } from '../../sim/link.ts';
import { netem } from '../../sim/netem.ts';
import { Crossing, type NetworkHost } from './crossing.ts';
import type { LinkPlan, NetworkPlan } from './plan.ts';
import { WireLog } from './record.ts';

/** The sender of what nobody of the scenario has sent. */
export const ATTACKER = 'somebody on the wire';

export interface NetworkOptions {
  readonly plan: NetworkPlan;
  readonly hosts: readonly NetworkHost[];
  readonly random: Random;
  /** What a link takes where nothing says so. */
  readonly delay: Duration;
  /** Since the play began. */
  readonly now: () => Instant;
  /** Keys of the hosts, for faults inside encrypted messages. */
  readonly keys?: () => KeyStore | undefined;
  /** Told of each datagram as it leaves its sender. */
  readonly onSent?: (flight: Flight) => void;
}

export class ScenarioNetwork {
  readonly log: WireLog;
  readonly #options: NetworkOptions;
  readonly #crossing: Crossing;
  readonly #bench: FaultBench;
  readonly #entry: Link;
  /** Of each way between two hosts, made when it is used first. */
  readonly #links = new Map<string, Link>();
  /** Hosts, and pairs of hosts, whose links are cut. */
  readonly #cuts = new Set<string>();

  constructor(options: NetworkOptions) {
    const { plan, hosts } = options;
    this.#options = options;
    const recogniser = new Recogniser();
    this.log = new WireLog((flight) => recogniser.recognise(this.#asClaimed(flight)));
    this.#crossing = new Crossing(plan.nats, hosts);
    this.#bench = this.#newBench(plan.all, 'faults');
    this.#entry = this.#bench.link((flight, forward) => this.#cross(flight, forward));
  }

  /** Carries a datagram of a host. */
  readonly carry: Link = (flight, forward) => {
    this.#options.onSent?.(flight);
    this.log.sent(flight);
    this.#entry(flight, (arriving, after) => {
      this.log.promised(arriving);
      forward(arriving, after);
    });
  };

  /** A datagram has come to a host, or where nobody is. */
  arrived(flight: Flight, receiver: string | undefined): void {
    if (flight.sender === ATTACKER) this.#options.onSent?.(flight);
    this.log.arrived(flight, receiver, this.#options.now());
  }

  /** The name of the host that a datagram is for, as far as addresses say it. */
  receiverOf(flight: Flight): string | undefined {
    return this.#crossing.receiverOf(flight);
  }

  /** A datagram as it would come to its receiver, past faults and links; undefined where a NAT loses it. */
  delivered(flight: Flight): Flight | undefined {
    return this.#crossing.pass({ ...flight, sentAt: this.#options.now() }, () => {});
  }

  /** Another fault from now on; answers why it cannot be, or undefined. */
  addFault(fault: Fault): string | undefined {
    const refusal = this.#bench.refusal(fault);
    if (refusal === undefined) this.#bench.add(fault);
    return refusal;
  }

  /** Ends all faults that are for all links. */
  endFaults(): void {
    for (const { id } of this.#bench.list()) this.#bench.remove(id);
  }

  /** Cuts the link between two hosts, or all links of one. */
  cut(hosts: readonly string[]): void {
    this.#cuts.add(keyOf(hosts));
    this.#happened(`${linkText(hosts)} is cut`);
  }

  /** Heals what was cut with the same words. */
  heal(hosts: readonly string[]): void {
    this.#cuts.delete(keyOf(hosts));
    this.#happened(`${linkText(hosts)} is whole again`);
  }

  /** Lets a NAT forget its mappings, or every NAT. */
  rebind(nat?: string): void {
    for (const [name, count] of this.#crossing.forget(nat)) {
      this.#happened(`NAT ${name} forgets ${count} mappings`);
    }
  }

  /** Moves a NAT to another outside address. */
  roamNat(nat: string, to: Address): void {
    this.#crossing.roamNat(nat, to);
    this.#happened(`NAT ${nat} moves to ${to.text}`);
  }

  /** Moves a host: what it sends comes from another address, and what is sent to the old one is lost. */
  roamHost(host: string, to: Address): void {
    this.#crossing.roamHost(host, to);
    this.#happened(`${host} moves to ${to.text}`);
  }

  /** What somebody on the wire sends is named as if it came from where it says. */
  #asClaimed(flight: Flight): Flight {
    if (flight.sender !== ATTACKER) return flight;
    const { text } = flight.path.local.address;
    const claimed = this.#options.hosts.find(({ addresses }) =>
      addresses.some((own) => own.text === text),
    );
    return claimed === undefined ? flight : { ...flight, sender: claimed.name };
  }

  #happened(text: string): void {
    this.log.happened(this.#options.now(), text);
  }

  #newBench({ faults, mtu }: LinkPlan, label: string): FaultBench {
    const { hosts, random, keys } = this.#options;
    const names = hosts.flatMap(({ name, addresses }) =>
      addresses.map(({ text }) => [text, name] as const),
    );
    const bench = new FaultBench({
      random: random.fork(label),
      hosts: new Map([...names, ...this.#crossing.outsideNames()]),
      ...(keys === undefined ? {} : { keys }),
      rebind: (nat) => this.rebind(nat),
    });
    bench.onFired(({ flight, what }) => {
      if (flight === undefined) this.#happened(what);
      else this.log.note(flight, what);
    });
    for (const fault of faults) bench.add(fault);
    if (mtu !== undefined) bench.add({ action: { kind: 'clamp', mtu } });
    return bench;
  }

  #cross(flight: Flight, forward: Parameters<Link>[1]): void {
    const passing = this.#crossing.pass(flight, (why) => this.log.note(flight, why));
    if (passing === undefined) return;
    const receiver = this.receiverOf(passing);
    const ends = [flight.sender, receiver ?? ''];
    const cut = ends.some((end) => this.#cuts.has(end)) || this.#cuts.has(keyOf(ends));
    if (cut) this.log.note(flight, 'lost: the link is cut');
    else this.#linkBetween(flight.sender, receiver ?? '')(passing, forward);
  }

  #linkBetween(from: string, to: string): Link {
    const key = `${from}|${to}`;
    let link = this.#links.get(key);
    if (link === undefined) {
      link = this.#makeLink(from, to);
      this.#links.set(key, link);
      const own = this.#planBetween(from, to);
      if (own !== undefined && (own.faults.length > 0 || own.mtu !== undefined)) {
        // Both ways are one link, and its faults count the datagrams of both.
        const bench = this.#newBench(own, `faults ${keyOf([from, to])}`);
        const back = this.#makeLink(to, from);
        this.#links.set(key, bench.link(link));
        this.#links.set(`${to}|${from}`, bench.link(back));
      }
    }
    return this.#links.get(key)!;
  }

  #makeLink(from: string, to: string): Link {
    const { plan, random, delay } = this.#options;
    const { faults: _f, mtu: _m, ...all } = plan.all;
    const { faults: _g, mtu: _n, between: _b, ...own } = this.#planBetween(from, to) ?? NOTHING;
    return netem({ delay, ...defined(all), ...defined(own) }, random.fork(`${from} to ${to}`));
  }

  #planBetween(from: string, to: string): NetworkPlan['links'][number] | undefined {
    const key = keyOf([from, to]);
    return this.#options.plan.links.find(({ between }) => keyOf(between) === key);
  }
}

const NOTHING: NetworkPlan['links'][number] = { between: ['', ''], faults: [] };

function keyOf(hosts: readonly string[]): string {
  return [...hosts].sort().join('|');
}

function linkText(hosts: readonly string[]): string {
  return hosts.length === 1
    ? `every link of ${hosts[0]}`
    : `the link between ${hosts.join(' and ')}`;
}

/** Without the keys whose values are undefined, which would take the place of defaults. */
function defined<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}
