/** NAT keepalives (RFC 3948 4): one octet where nothing else held a NAT's mapping open. */

import { endpointText } from '../base/address.ts';
import type { Path } from '../base/batch.ts';
import type { Timer, TimerHeap } from '../base/heap.ts';
import { type Duration, type Instant, SECOND } from '../base/time.ts';
import type { NegotiatedChild } from '../ike/policy.ts';

/** What keepalives need of their host. */
export interface KeepaliveParts {
  readonly timers: TimerHeap<() => void>;
  now(): Instant;
  /** When a pair of SAs last sent, if ever. */
  lastOutbound(id: number): Instant | undefined;
  /** Puts one keepalive on the network. */
  send(path: Path): void;
}

interface Mapping {
  readonly path: Path;
  readonly pairs: Set<number>;
  readonly timer: Timer<() => void>;
  interval: Duration;
  /** When IKE or a keepalive last went this way; packets of the SAs are asked for when needed. */
  lastSent: Instant;
}

/** One timer for each pair of endpoints; the packet path never touches it. */
export class Keepalives {
  readonly #parts: KeepaliveParts;
  readonly #mappings = new Map<string, Mapping>();
  readonly #ofPair = new Map<number, string>();

  constructor(parts: KeepaliveParts) {
    this.#parts = parts;
  }

  /** Watches a new pair, if a NAT stands before this host and the peer's policy wants keepalives. */
  added(pair: NegotiatedChild): void {
    if (!pair.udpEncapsulated || !pair.behindNat || pair.natKeepaliveSeconds <= 0) return;
    const path: Path = { carrier: 'udp', local: pair.localEndpoint, remote: pair.remoteEndpoint };
    const key = keyOf(path);
    const interval = pair.natKeepaliveSeconds * SECOND;
    this.#ofPair.set(pair.id, key);
    const known = this.#mappings.get(key);
    const now = this.#parts.now();
    if (known !== undefined) {
      known.pairs.add(pair.id);
      known.interval = Math.min(known.interval, interval);
      const due = now + known.interval;
      if (due < this.#parts.timers.dueOf(known.timer)!) this.#parts.timers.arm(known.timer, due);
      return;
    }
    const timer = this.#parts.timers.timer(() => this.#fire(mapping));
    const mapping: Mapping = { path, pairs: new Set([pair.id]), timer, interval, lastSent: now };
    this.#mappings.set(key, mapping);
    this.#parts.timers.arm(timer, now + interval);
  }

  removed(id: number): void {
    const key = this.#ofPair.get(id);
    const mapping = key === undefined ? undefined : this.#mappings.get(key);
    if (key === undefined || mapping === undefined) return;
    this.#ofPair.delete(id);
    mapping.pairs.delete(id);
    if (mapping.pairs.size > 0) return;
    this.#parts.timers.cancel(mapping.timer);
    this.#mappings.delete(key);
  }

  /** IKE sent a message on a path: that holds the mapping open too. */
  sentOn(path: Path): void {
    if (this.#mappings.size === 0) return;
    const mapping = this.#mappings.get(keyOf(path));
    if (mapping !== undefined) mapping.lastSent = this.#parts.now();
  }

  #fire(mapping: Mapping): void {
    const now = this.#parts.now();
    let last = mapping.lastSent;
    for (const id of mapping.pairs) last = Math.max(last, this.#parts.lastOutbound(id) ?? last);
    // As the timer was armed: with fractions of milliseconds `now - last` may come out a little less.
    if (now >= last + mapping.interval) {
      this.#parts.send(mapping.path);
      mapping.lastSent = now;
      last = now;
    }
    this.#parts.timers.arm(mapping.timer, last + mapping.interval);
  }
}

function keyOf(path: Path): string {
  return `${endpointText(path.local)} ${endpointText(path.remote)}`;
}
