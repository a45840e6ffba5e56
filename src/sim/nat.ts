/** A NAT on a simulated link: the hosts behind it keep believing in their own addresses. */

import type { Address } from '../base/address.ts';
import type { Duration } from '../base/time.ts';
import type { Flight, Link } from './link.ts';
import { type Mapping, NatTable, type NatType } from './nat-table.ts';

export interface NatOptions {
  /** The address that the outside sees. */
  readonly outside: Address;
  /** Names of the hosts behind it. Two of them, or of two NATs, may have the same address. */
  readonly inside: readonly string[];
  /** `port-restricted` unless said. */
  readonly type?: NatType;
  /** 30 s unless said. */
  readonly timeout?: Duration;
  readonly rebindAfter?: Duration;
  readonly preservePorts?: boolean;
  /** The outside ports that it gives; 40000 to 49999 unless said. */
  readonly ports?: { readonly first: number; readonly last: number };
  /** Outside ports that lead to inside endpoints for good. */
  readonly forwards?: readonly NatForward[];
}

interface NatForward {
  readonly port: number;
  readonly host: string;
  readonly address: Address;
  readonly insidePort: number;
}

/** A link with NATs on it: what leaves by one may come in by another. */
export function withNats(link: Link, nats: readonly SimNat[]): Link {
  return (flight, forward) => {
    let passing: Flight | undefined = flight;
    for (const nat of nats) passing = passing && nat.outward(passing);
    for (const nat of nats) passing = passing && nat.inward(passing);
    if (passing !== undefined) link(passing, forward);
  };
}

interface Inside {
  readonly host: string;
  readonly address: Address;
}

/**
 * A NAT for UDP. Whole IP packets of a link path it does not translate: as protocol 50 has no ports,
 * they are lost here.
 */
export class SimNat {
  readonly outside: Address;
  /** Why datagrams were lost here. */
  readonly lost = { 'no-mapping': 0, filtered: 0, 'no-port': 0, 'not-udp': 0 };
  readonly #inside: ReadonlySet<string>;
  readonly #table: NatTable<Inside>;

  constructor(options: NatOptions) {
    const { type = 'port-restricted', timeout = 30_000, rebindAfter, preservePorts } = options;
    const { ports = { first: 40_000, last: 49_999 } } = options;
    this.outside = options.outside;
    this.#inside = new Set(options.inside);
    this.#table = new NatTable({ type, timeout, rebindAfter, preservePorts, ports });
    for (const { port, host, address, insidePort } of options.forwards ?? []) {
      this.#table.forward(`${host} ${address.text}`, insidePort, { host, address }, port);
    }
  }

  /** Forgets every mapping: inside hosts reappear on other ports. Answers how many there were. */
  forget(): number {
    return this.#table.forget();
  }

  /** What a datagram is on its other side, where it comes from inside; undefined where it is lost. */
  outward(flight: Flight): Flight | undefined {
    const { path, sender, sentAt } = flight;
    if (!this.#inside.has(sender)) return flight;
    if (path.carrier !== 'udp') return this.#lose('not-udp');
    const { address, port } = path.local;
    const host = `${sender} ${address.text}`;
    const inside = { host: sender, address };
    const mapping = this.#table.outward(host, port, inside, path.remote, sentAt);
    if (mapping === undefined) return this.#lose('no-port');
    const local = { address: this.outside, port: mapping.outsidePort };
    return { ...flight, path: { carrier: 'udp', local, remote: path.remote } };
  }

  /** The same where it is for the outside address. */
  inward(flight: Flight): Flight | undefined {
    const { path, sentAt } = flight;
    if (path.remote.address.text !== this.outside.text) return flight;
    if (path.carrier !== 'udp') return this.#lose('not-udp');
    const verdict = this.#table.inward(path.remote.port, path.local, sentAt);
    if ('refused' in verdict) return this.#lose(verdict.refused);
    const { inside, insidePort }: Mapping<Inside> = verdict.mapping;
    const remote = { address: inside.address, port: insidePort };
    return {
      ...flight,
      receiver: inside.host,
      path: { carrier: 'udp', local: path.local, remote },
    };
  }

  #lose(why: keyof SimNat['lost']): undefined {
    this.lost[why]++;
    return undefined;
  }
}
