/** Who is where on a scenario's network: NATs, the hosts behind them, and hosts that have moved. */

import type { Address } from '../../base/address.ts';
import { LIMITS } from '../../base/limits.ts';
import type { Flight } from '../../sim/link.ts';
import { SimNat } from '../../sim/nat.ts';
import type { NatDocument } from '../schema/network-schema.ts';
import { readdressed } from './readdress.ts';

/** A host as the network knows it. */
export interface NetworkHost {
  readonly name: string;
  readonly addresses: readonly Address[];
}

/** The first port of those that a NAT gives. */
export const FIRST_NAT_PORT = 40_000;
export const LAST_NAT_PORT: number = FIRST_NAT_PORT + LIMITS.scenarioNatPorts - 1;

interface Move {
  readonly from: Address;
  readonly to: Address;
}

const WORDS: Readonly<Record<string, string>> = {
  'no-mapping': 'lost in NAT NAME: no mapping has this port',
  filtered: 'lost in NAT NAME: its mapping does not let this sender in',
  'no-port': 'lost in NAT NAME: every port is taken',
  'not-udp': 'lost in NAT NAME: it is not UDP',
};

export class Crossing {
  readonly #nats: Map<string, { document: NatDocument; nat: SimNat }>;
  readonly #hosts: readonly NetworkHost[];
  /** By the names of hosts that have moved. */
  readonly #moves = new Map<string, Move>();

  constructor(nats: ReadonlyMap<string, NatDocument>, hosts: readonly NetworkHost[]) {
    this.#hosts = hosts;
    this.#nats = new Map(
      [...nats].map(([name, document]) => [
        name,
        { document, nat: natFrom(document, document.outside, hosts) },
      ]),
    );
  }

  /** A datagram on the side of its receiver; undefined, after a sentence, where it is lost. */
  pass(flight: Flight, lost: (why: string) => void): Flight | undefined {
    let passing = this.#outOf(flight);
    for (const direction of ['outward', 'inward'] as const) {
      for (const [name, { nat }] of this.#nats) {
        const before = { ...nat.lost };
        const next = nat[direction](passing);
        if (next === undefined) {
          const why = Object.entries(nat.lost).find(
            ([key, count]) => count !== before[key as keyof typeof before],
          );
          lost(WORDS[why?.[0] ?? '']!.replace('NAME', name));
          return undefined;
        }
        passing = next;
      }
    }
    return this.#into(passing, lost);
  }

  /** The host that an address means to a sender; undefined where nobody is, or a NAT hides it. */
  receiverOf({ receiver, sender, path }: Flight): string | undefined {
    if (receiver !== undefined) return receiver;
    const { text } = path.remote.address;
    const owners = this.#hosts.filter(
      ({ name, addresses }) =>
        addresses.some((own) => own.text === text) && this.#moves.get(name)?.from.text !== text,
    );
    return owners.find(({ name }) => [undefined, this.#natOf(sender)].includes(this.#natOf(name)))
      ?.name;
  }

  /** Outside addresses with the names of their NATs. */
  outsideNames(): (readonly [string, string])[] {
    return [...this.#nats].map(([name, { nat }]) => [nat.outside.text, name] as const);
  }

  /** Lets a NAT forget, or every one. Answers how many mappings each had. */
  forget(nat: string | undefined): (readonly [string, number])[] {
    const meant = [...this.#nats].filter(([name]) => nat === undefined || name === nat);
    return meant.map(([name, one]) => [name, one.nat.forget()] as const);
  }

  roamNat(name: string, to: Address): void {
    const one = this.#nats.get(name);
    if (one !== undefined) one.nat = natFrom(one.document, to, this.#hosts);
  }

  roamHost(name: string, to: Address): void {
    const own = this.#hosts.find((host) => host.name === name)?.addresses ?? [];
    const from = this.#moves.get(name)?.from ?? own.find(({ version }) => version === to.version);
    if (from === undefined) return;
    if (from.text === to.text) this.#moves.delete(name);
    else this.#moves.set(name, { from, to });
  }

  #natOf(host: string): string | undefined {
    return [...this.#nats].find(([, { document }]) => document.inside.includes(host))?.[0];
  }

  /** From a host that has moved. */
  #outOf(flight: Flight): Flight {
    const move = this.#moves.get(flight.sender);
    const isItsOwn = move?.from.text === flight.path.local.address.text;
    return isItsOwn ? readdressed(flight, 'source', move!.to) : flight;
  }

  /** To a host that has moved. */
  #into(flight: Flight, lost: (why: string) => void): Flight | undefined {
    const { text } = flight.path.remote.address;
    for (const [name, { from, to }] of this.#moves) {
      const isForIt = flight.receiver === undefined || flight.receiver === name;
      if (isForIt && text === to.text) {
        return { ...readdressed(flight, 'destination', from), receiver: name };
      }
    }
    const receiver = this.receiverOf(flight);
    if (receiver !== undefined) return { ...flight, receiver };
    const hidden = this.#hosts.some(({ addresses }) => addresses.some((own) => own.text === text));
    lost(hidden ? `lost: nothing leads to ${text} from there` : `lost: nobody has ${text}`);
    return undefined;
  }
}

function natFrom(document: NatDocument, outside: Address, hosts: readonly NetworkHost[]): SimNat {
  const { inside, type, timeout, preservePorts, forwards } = document;
  return new SimNat({
    outside,
    inside,
    type,
    timeout,
    preservePorts,
    ports: { first: FIRST_NAT_PORT, last: LAST_NAT_PORT },
    forwards: forwards.flatMap(({ port, host, to }) => {
      const address = hosts.find(({ name }) => name === host)?.addresses[0];
      return address === undefined ? [] : [{ port, host, address, insidePort: to ?? port }];
    }),
  });
}
