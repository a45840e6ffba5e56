/**
 * Two peers with the same traffic (RFC 3948 5.1, 5.2): behind NATs, several may have one inner address,
 * or all share the NAT's. What such a peer began belongs to it: answers go back to it, and nobody else
 * may take part. Bounded in number; an idle flow may be taken over.
 */

import { rangesMeet, sameAddress, sameEndpoint } from '../base/address.ts';
import { readU16 } from '../base/bytes.ts';
import { LIMITS } from '../base/limits.ts';
import { type Duration, type Instant, SECOND } from '../base/time.ts';
import { ICMP_TYPE, ICMPV6_TYPE, PROTOCOL_NUMBER } from '../wire/numbers/ip.ts';
import type { PacketView } from '../wire/packet-view.ts';
import type { SaPair } from './sa/association.ts';
import { LastFlow } from './spd/last-flow.ts';

interface Flow {
  /** Of the peer that it belongs to; another pair with the same peer does as well. */
  readonly owner: SaPair;
  usedAt: Instant;
}

/** After so long without a packet another peer may have a flow. */
const IDLE: Duration = 30 * SECOND;

/** In units of 16 bits: version and protocol, two ports, an echo's identifier, two addresses. */
const KEY_UNITS = 1 + 2 + 1 + 8 + 8;

export class PeerFlows {
  /** By what tells flows apart; the one that has been silent for longest stands first. */
  readonly #flows = new Map<string, Flow>();
  /** The key of the packet at hand. */
  readonly #key = new Uint16Array(KEY_UNITS);
  /** The flow claimed last: to compare its packets takes a third of the time that a key does. */
  readonly #last = new LastFlow<Flow>();

  /** A packet came by a pair: whether the flow is this peer's, now or from before. */
  claim(pair: SaPair, view: PacketView, arena: Uint8Array, now: Instant): boolean {
    const last = this.#last.found;
    if (last?.owner === pair && this.#last.has(view, arena)) {
      last.usedAt = now;
      return true;
    }
    writeKey(this.#key, view, arena, 'inbound');
    const key = textOf(this.#key);
    const flow = this.#flows.get(key);
    // An echo is answered at once, and many systems number theirs alike: the last to ask has it.
    const isTaken =
      flow !== undefined &&
      !isEcho(view) &&
      !isSameHost(flow.owner, pair) &&
      now - flow.usedAt < IDLE;
    if (isTaken) return false;
    this.#flows.delete(key);
    if (this.#flows.size >= LIMITS.peerFlows) {
      const [oldest] = this.#flows.keys();
      this.#flows.delete(oldest!);
    }
    const claimed = { owner: pair, usedAt: now };
    this.#flows.set(key, claimed);
    // Echoes are told apart by an identifier, which is no part of what is compared.
    if (view.fragmentOffset === 0 && !isEcho(view)) this.#last.keep(view, arena, claimed);
    return true;
  }

  /** A pair with the peer that a packet which leaves belongs to; undefined where nobody began it. */
  ownerOf(view: PacketView, arena: Uint8Array, now: Instant): SaPair | undefined {
    writeKey(this.#key, view, arena, 'outbound');
    const flow = this.#flows.get(textOf(this.#key));
    if (flow === undefined) return undefined;
    flow.usedAt = now;
    return flow.owner;
  }
}

/** Whether two pairs are with one and the same peer. Its name comes last: that is a text to be made. */
export function isSamePeer(one: SaPair, other: SaPair): boolean {
  return (
    sameEndpoint(one.path.remote, other.path.remote) &&
    one.parameters.peer === other.parameters.peer
  );
}

/** Whether the peers of two pairs could be told apart by nothing but their packets' contents. */
export function isContested(one: SaPair, other: SaPair): boolean {
  return !isSamePeer(one, other) && overlaps(one, other);
}

/** One that lost its port begins anew from another one, with the same identity and address. */
function isSameHost(one: SaPair, other: SaPair): boolean {
  return (
    sameAddress(one.path.remote.address, other.path.remote.address) &&
    one.parameters.peer === other.parameters.peer
  );
}

function overlaps(one: SaPair, other: SaPair): boolean {
  const [a, b] = [one.parameters.selector, other.parameters.selector];
  const meet = (left: number, right: number): boolean =>
    left === 0 || right === 0 || left === right;
  return (
    rangesMeet(a.local, b.local) &&
    rangesMeet(a.remote, b.remote) &&
    meet(a.protocol, b.protocol) &&
    meet(a.localPort, b.localPort) &&
    meet(a.remotePort, b.remotePort)
  );
}

/** The same units for either direction of a flow. */
function writeKey(
  key: Uint16Array,
  view: PacketView,
  arena: Uint8Array,
  direction: 'inbound' | 'outbound',
): void {
  const { sourceAt, destinationAt, addressOctets, sourcePort, destinationPort } = view;
  const inbound = direction === 'inbound';
  const remoteAt = inbound ? sourceAt : destinationAt;
  const localAt = inbound ? destinationAt : sourceAt;
  const units = addressOctets / 2;
  key[0] = (addressOctets << 8) | view.protocol;
  key[1] = inbound ? sourcePort : destinationPort;
  key[2] = inbound ? destinationPort : sourcePort;
  const hasIdentifier = isEcho(view) && view.headerEnd + 6 <= view.totalEnd;
  key[3] = hasIdentifier ? readU16(arena, view.headerEnd + 4) : 0;
  for (let i = 0; i < units; i++) {
    key[4 + i] = readU16(arena, remoteAt + 2 * i);
    key[4 + units + i] = readU16(arena, localAt + 2 * i);
  }
}

/** What follows the addresses of a short key is of another one. */
function unitsOf(key: Uint16Array): number {
  return 4 + (key[0]! >> 8);
}

function textOf(key: Uint16Array): string {
  // A list of arguments is many times as fast as a spread: with many peers this is done for each packet.
  return unitsOf(key) === 8
    ? String.fromCharCode(key[0]!, key[1]!, key[2]!, key[3]!, key[4]!, key[5]!, key[6]!, key[7]!)
    : String.fromCharCode(...key);
}

function isEcho({ protocol, icmpType }: PacketView): boolean {
  const types = protocol === PROTOCOL_NUMBER.icmp ? ICMP_TYPE : ICMPV6_TYPE;
  return icmpType === types.echoRequest || icmpType === types.echoReply;
}
