/**
 * The mappings of one address translator: which inside endpoint has which outside port, who may
 * answer through it, and for how long. Pure: the caller brings the time. The simulated NAT and the
 * NAT process share it.
 */

import { type Endpoint, endpointText } from '../base/address.ts';
import { LIMITS } from '../base/limits.ts';
import type { Duration, Instant } from '../base/time.ts';

/**
 * What RFC 3489 5 called them, in RFC 4787's terms:
 * - `full-cone`: one mapping an inside endpoint, and anybody may send through it;
 * - `restricted`: the same, but only addresses that the inside has sent to;
 * - `port-restricted`: the same, but only endpoints that the inside has sent to;
 * - `symmetric`: a mapping of its own for each destination, which alone may answer.
 */
export const NAT_TYPES = ['full-cone', 'restricted', 'port-restricted', 'symmetric'] as const;

export type NatType = (typeof NAT_TYPES)[number];

export interface NatRules {
  readonly type: NatType;
  /** A mapping ends when the inside has sent nothing for so long. */
  readonly timeout: Duration;
  /** A mapping ends at this age whatever goes through it: the inside reappears on another port. */
  readonly rebindAfter?: Duration | undefined;
  /** The outside ports; taken in turn, so that a port comes back as late as possible. */
  readonly ports: { readonly first: number; readonly last: number };
  /** Whether an inside endpoint keeps its port where that is free and was not used before. */
  readonly preservePorts?: boolean | undefined;
}

/** `T` is what the owner needs to find the inside host again. */
export interface Mapping<T> {
  readonly inside: T;
  readonly insidePort: number;
  readonly outsidePort: number;
  /** Of a symmetric NAT. */
  readonly destination: Endpoint | undefined;
  readonly madeAt: Instant;
}

/** Why a mapping has ended. */
export type MappingEnd = 'timeout' | 'rebound' | 'forgotten' | 'crowded-out' | 'port-taken';

/** Told of each mapping that comes and goes. */
export interface NatObserver<T> {
  made?(mapping: Mapping<T>): void;
  ended?(mapping: Mapping<T>, why: MappingEnd): void;
}

/** What a datagram from outside meets. */
export type Inward<T> =
  | { readonly mapping: Mapping<T> }
  | { readonly refused: 'no-mapping' | 'filtered' };

interface Entry<T> extends Mapping<T> {
  readonly key: string;
  /** Set up by hand: it never ends, and anybody may send through it. */
  readonly forwarded: boolean;
  lastUsedAt: Instant;
  /** Keys of what the inside has sent to, in the order of the first time. */
  readonly contacts: Set<string>;
}

export class NatTable<T> {
  readonly #rules: NatRules;
  readonly #observer: NatObserver<T>;
  /** In the order of use by the inside: the first is the one idle for longest. */
  readonly #byKey = new Map<string, Entry<T>>();
  readonly #byPort = new Map<number, Entry<T>>();
  /** Inside endpoints that have had their own port once: a rebinding shows. */
  readonly #preserved = new Set<string>();
  #nextPort: number;

  constructor(rules: NatRules, observer: NatObserver<T> = {}) {
    this.#rules = rules;
    this.#observer = observer;
    this.#nextPort = rules.ports.first;
  }

  get size(): number {
    return this.#byKey.size;
  }

  /**
   * The mapping by which a datagram leaves; it is made if there is none. `host` tells apart inside
   * hosts of one address. Undefined where every port is taken.
   */
  outward(
    host: string,
    port: number,
    inside: T,
    destination: Endpoint,
    now: Instant,
  ): Mapping<T> | undefined {
    this.expire(now);
    const symmetric = this.#rules.type === 'symmetric';
    const key = `${host}|${port}${symmetric ? `|${endpointText(destination)}` : ''}`;
    const entry = this.#byKey.get(key) ?? this.#make(key, port, inside, destination, now);
    if (entry === undefined) return undefined;
    entry.lastUsedAt = now;
    this.#byKey.delete(key);
    this.#byKey.set(key, entry);
    if (entry.contacts.size < LIMITS.natContactsPerMapping) {
      entry.contacts.add(this.#contact(destination));
    }
    return entry;
  }

  /**
   * Sets an outside port up for an inside endpoint for good, as who runs a server behind a NAT does.
   * Before anything else, and not for a symmetric NAT.
   */
  forward(host: string, insidePort: number, inside: T, outsidePort: number): Mapping<T> {
    const entry: Entry<T> = {
      key: `${host}|${insidePort}`,
      forwarded: true,
      inside,
      insidePort,
      outsidePort,
      destination: undefined,
      madeAt: 0,
      lastUsedAt: 0,
      contacts: new Set(),
    };
    this.#byKey.set(entry.key, entry);
    this.#byPort.set(outsidePort, entry);
    return entry;
  }

  /** The mapping through which a datagram from outside comes in, or why it does not. */
  inward(outsidePort: number, source: Endpoint, now: Instant): Inward<T> {
    this.expire(now);
    const mapping = this.#byPort.get(outsidePort);
    if (mapping === undefined) return { refused: 'no-mapping' };
    const isOpen = mapping.forwarded || this.#rules.type === 'full-cone';
    if (isOpen || mapping.contacts.has(this.#contact(source))) return { mapping };
    return { refused: 'filtered' };
  }

  /** Ends what has run out by now. */
  expire(now: Instant): void {
    const { timeout, rebindAfter = Number.POSITIVE_INFINITY } = this.#rules;
    for (const entry of this.#byKey.values()) {
      if (entry.forwarded) continue;
      if (now - entry.lastUsedAt >= timeout) this.#end(entry, 'timeout');
      else if (now - entry.madeAt >= rebindAfter) this.#end(entry, 'rebound');
    }
  }

  /** Forgets every mapping, as a NAT does that is restarted. Answers how many there were. */
  forget(): number {
    const passing = [...this.#byKey.values()].filter(({ forwarded }) => !forwarded);
    for (const entry of passing) this.#end(entry, 'forgotten');
    return passing.length;
  }

  /** Takes back a mapping whose port somebody else turned out to hold. */
  retract(mapping: Mapping<T>): void {
    const entry = this.#byPort.get(mapping.outsidePort);
    if (entry === mapping) this.#end(entry, 'port-taken');
  }

  #make(
    key: string,
    insidePort: number,
    inside: T,
    destination: Endpoint,
    now: Instant,
  ): Entry<T> | undefined {
    if (this.#byKey.size >= LIMITS.natMappings) {
      const oldest = [...this.#byKey.values()].find(({ forwarded }) => !forwarded);
      if (oldest === undefined) return undefined;
      this.#end(oldest, 'crowded-out');
    }
    const outsidePort = this.#choosePort(key, insidePort);
    if (outsidePort === undefined) return undefined;
    const entry: Entry<T> = {
      key,
      forwarded: false,
      inside,
      insidePort,
      outsidePort,
      destination: this.#rules.type === 'symmetric' ? destination : undefined,
      madeAt: now,
      lastUsedAt: now,
      contacts: new Set(),
    };
    this.#byKey.set(key, entry);
    this.#byPort.set(outsidePort, entry);
    this.#observer.made?.(entry);
    return entry;
  }

  #choosePort(key: string, insidePort: number): number | undefined {
    const { ports, preservePorts } = this.#rules;
    if (preservePorts === true && !this.#byPort.has(insidePort) && !this.#preserved.has(key)) {
      if (this.#preserved.size >= LIMITS.natMappings) this.#preserved.clear();
      this.#preserved.add(key);
      return insidePort;
    }
    const count = ports.last - ports.first + 1;
    for (let tried = 0; tried < count; tried++) {
      const port = this.#nextPort;
      this.#nextPort = port >= ports.last ? ports.first : port + 1;
      if (!this.#byPort.has(port)) return port;
    }
    return undefined;
  }

  #end(entry: Entry<T>, why: MappingEnd): void {
    this.#byKey.delete(entry.key);
    this.#byPort.delete(entry.outsidePort);
    this.#observer.ended?.(entry, why);
  }

  #contact(endpoint: Endpoint): string {
    return this.#rules.type === 'restricted' ? endpoint.address.text : endpointText(endpoint);
  }
}
