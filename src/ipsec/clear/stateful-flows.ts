/**
 * What a driver in a start-up mode remembers of packets that left, so that their answers are let in:
 * peer address, protocol and ports; of ICMP the identifier and what answers what. Bounded in number;
 * silent flows are forgotten.
 */

import { readU16, writeU16 } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import { type Duration, type Instant, MINUTE } from '../../base/time.ts';
import { ICMP_TYPE, ICMPV6_TYPE, PROTOCOL_NUMBER } from '../../wire/numbers/ip.ts';
import type { PacketView } from '../../wire/packet-view.ts';

/** A flow that was silent for so long is forgotten. */
const IDLE: Duration = MINUTE;

/** Two addresses, protocol, two ports or what ICMP has instead. */
const KEY_OCTETS = 16 + 16 + 1 + 2 + 2;

/** Which ICMP message a question is answered by. */
const ANSWER_TO: ReadonlyMap<number, number> = new Map([
  [ICMP_TYPE.echoRequest, ICMP_TYPE.echoReply],
  [ICMP_TYPE.timestamp, ICMP_TYPE.timestampReply],
  [ICMP_TYPE.routerSolicitation, ICMP_TYPE.routerAdvertisement],
]);
const ANSWER_TO_V6: ReadonlyMap<number, number> = new Map([
  [ICMPV6_TYPE.echoRequest, ICMPV6_TYPE.echoReply],
]);

export class StatefulFlows {
  /** When each was last used; the one that has been silent for longest stands first. */
  readonly #flows = new Map<string, Instant>();
  readonly #key = new Uint8Array(KEY_OCTETS);

  get size(): number {
    return this.#flows.size;
  }

  /** Remembers a packet that goes the one way, so that what answers it may go the other. */
  remember(
    view: PacketView,
    arena: Uint8Array,
    direction: 'inbound' | 'outbound',
    now: Instant,
  ): void {
    if (!this.#writeKey(view, arena, direction === 'outbound', 'question')) return;
    const key = String.fromCharCode(...this.#key);
    this.#flows.delete(key);
    if (this.#flows.size >= LIMITS.statefulFlows) {
      const [oldest] = this.#flows.keys();
      this.#flows.delete(oldest!);
    }
    this.#flows.set(key, now);
  }

  /** Whether a packet answers one that went the other way not long ago. It keeps the flow alive. */
  answers(
    view: PacketView,
    arena: Uint8Array,
    direction: 'inbound' | 'outbound',
    now: Instant,
  ): boolean {
    if (!this.#writeKey(view, arena, direction === 'outbound', 'answer')) return false;
    return this.#isKnown(now, true);
  }

  /** Whether the packet that an error quotes is one of a flow that is remembered. */
  knows(
    cause: PacketView,
    arena: Uint8Array,
    direction: 'inbound' | 'outbound',
    now: Instant,
  ): boolean {
    if (!this.#writeKey(cause, arena, direction === 'outbound', 'question')) return false;
    return this.#isKnown(now, false);
  }

  clear(): void {
    this.#flows.clear();
  }

  #isKnown(now: Instant, isUse: boolean): boolean {
    const key = String.fromCharCode(...this.#key);
    const usedAt = this.#flows.get(key);
    if (usedAt === undefined) return false;
    const isAlive = now - usedAt < IDLE;
    if (!isAlive || isUse) this.#flows.delete(key);
    if (isAlive && isUse) this.#flows.set(key, now);
    return isAlive;
  }

  /**
   * The same octets for a packet and for what answers it. False for a packet that can be neither: a
   * later fragment, an ICMP message that asks nothing.
   */
  #writeKey(
    view: PacketView,
    arena: Uint8Array,
    leaves: boolean,
    role: 'question' | 'answer',
  ): boolean {
    if (view.fragmentOffset > 0) return false;
    const key = this.#key;
    const { sourceAt, destinationAt, addressOctets, sourcePort, destinationPort } = view;
    const localAt = leaves ? sourceAt : destinationAt;
    const remoteAt = leaves ? destinationAt : sourceAt;
    key.fill(0);
    for (let i = 0; i < addressOctets; i++) {
      key[i] = arena[remoteAt + i]!;
      key[16 + i] = arena[localAt + i]!;
    }
    key[32] = view.protocol;
    if (view.icmpType >= 0) return writeIcmp(key, view, arena, role);
    writeU16(key, 33, leaves ? sourcePort : destinationPort);
    writeU16(key, 35, leaves ? destinationPort : sourcePort);
    return true;
  }
}

function writeIcmp(
  key: Uint8Array,
  view: PacketView,
  arena: Uint8Array,
  role: 'question' | 'answer',
): boolean {
  const answers = view.protocol === PROTOCOL_NUMBER.icmp ? ANSWER_TO : ANSWER_TO_V6;
  const answer = role === 'question' ? answers.get(view.icmpType) : view.icmpType;
  if (answer === undefined || view.headerEnd + 6 > view.totalEnd) return false;
  key[33] = answer;
  const hasIdentifier = answer !== ICMP_TYPE.routerAdvertisement || view.version === 6;
  if (hasIdentifier) writeU16(key, 35, readU16(arena, view.headerEnd + 4));
  return true;
}
