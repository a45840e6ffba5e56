/** Selectors as the data path matches them (RFC 4301 4.4.1.1). */

import type { IcmpSelector, TrafficSelector } from '../base/traffic.ts';
import { isExtensionHeader, PROTOCOL_NUMBER } from '../wire/numbers/ip.ts';
import type { PacketView } from '../wire/packet-view.ts';

/**
 * Whether a packet belongs to a selector. `undecided`: a fragment without the ports or the protocol
 * that the selector asks for, so that nobody can tell (RFC 4301 7).
 */
export type Match = 'yes' | 'no' | 'undecided';

/** A selector with its bounds at hand: matching it allocates nothing. */
export interface CompiledSelector {
  readonly addressOctets: number;
  /** Octets of the first and the last address of either side. */
  readonly localFirst: Uint8Array;
  readonly localLast: Uint8Array;
  readonly remoteFirst: Uint8Array;
  readonly remoteLast: Uint8Array;
  readonly protocol: number;
  readonly localPort: number;
  readonly remotePort: number;
  /** ICMP type * 256 + code of what is sent and what is received, as far as the masks say. */
  readonly sentIcmp: number;
  readonly sentIcmpMask: number;
  readonly receivedIcmp: number;
  readonly receivedIcmpMask: number;
}

/** A selector whose two ranges differ in version matches nothing. */
export function compileSelector(selector: TrafficSelector): CompiledSelector {
  const { local, remote, protocol, localPort, remotePort, icmp } = selector;
  const isIcmp = protocol === PROTOCOL_NUMBER.icmp || protocol === PROTOCOL_NUMBER.icmpv6;
  const oneVersion = local.first.version === remote.first.version;
  const bounds = icmp === undefined ? icmpOfPorts(isIcmp, localPort, remotePort) : icmpOf(icmp);
  const { sentIcmp, sentIcmpMask, receivedIcmp, receivedIcmpMask } = bounds;
  // Written out: there is one for each filter and SA, and a spread would take twice the memory.
  return {
    addressOctets: oneVersion ? local.first.bytes.length : 0,
    localFirst: local.first.bytes,
    localLast: local.last.bytes,
    remoteFirst: remote.first.bytes,
    remoteLast: remote.last.bytes,
    protocol,
    localPort: isIcmp ? 0 : localPort,
    remotePort: isIcmp ? 0 : remotePort,
    sentIcmp,
    sentIcmpMask,
    receivedIcmp,
    receivedIcmpMask,
  };
}

/** Whether a packet that leaves this host belongs to a selector. */
export function matchOutbound(
  selector: CompiledSelector,
  view: PacketView,
  arena: Uint8Array,
): Match {
  return selector.addressOctets === view.addressOctets &&
    within(selector.localFirst, selector.localLast, arena, view.sourceAt) &&
    within(selector.remoteFirst, selector.remoteLast, arena, view.destinationAt)
    ? matchUpperLayer(
        selector,
        view,
        view.sourcePort,
        view.destinationPort,
        selector.sentIcmp,
        selector.sentIcmpMask,
      )
    : 'no';
}

/** Whether a packet that comes to this host belongs to a selector: its source is the remote side. */
export function matchInbound(
  selector: CompiledSelector,
  view: PacketView,
  arena: Uint8Array,
): Match {
  return selector.addressOctets === view.addressOctets &&
    within(selector.localFirst, selector.localLast, arena, view.destinationAt) &&
    within(selector.remoteFirst, selector.remoteLast, arena, view.sourceAt)
    ? matchUpperLayer(
        selector,
        view,
        view.destinationPort,
        view.sourcePort,
        selector.receivedIcmp,
        selector.receivedIcmpMask,
      )
    : 'no';
}

function matchUpperLayer(
  selector: CompiledSelector,
  view: PacketView,
  localPort: number,
  remotePort: number,
  icmp: number,
  icmpMask: number,
): Match {
  if (view.fragmentOffset > 0) return matchLaterFragment(selector, view, icmpMask !== 0);
  return (selector.protocol === 0 || selector.protocol === view.protocol) &&
    (selector.localPort === 0 || selector.localPort === localPort) &&
    (selector.remotePort === 0 || selector.remotePort === remotePort) &&
    (icmpMask === 0 || (((view.icmpType << 8) | view.icmpCode) & icmpMask) === icmp)
    ? 'yes'
    : 'no';
}

/** Ports stand in the first fragment only, and with IPv6 perhaps the protocol too. */
function matchLaterFragment(
  selector: CompiledSelector,
  view: PacketView,
  asksForIcmp: boolean,
): Match {
  const protocolHidden = view.version === 6 && isExtensionHeader(view.protocol);
  if (selector.protocol !== 0 && !protocolHidden && selector.protocol !== view.protocol) {
    return 'no';
  }
  const known = selector.protocol === 0 || !protocolHidden;
  const asksForMore = selector.localPort !== 0 || selector.remotePort !== 0 || asksForIcmp;
  return known && !asksForMore ? 'yes' : 'undecided';
}

type IcmpBounds = Pick<
  CompiledSelector,
  'sentIcmp' | 'sentIcmpMask' | 'receivedIcmp' | 'receivedIcmpMask'
>;

function icmpOf({ type, code }: IcmpSelector): IcmpBounds {
  const value = (type << 8) | (code ?? 0);
  const mask = code === undefined ? 0xff00 : 0xffff;
  return { sentIcmp: value, sentIcmpMask: mask, receivedIcmp: value, receivedIcmpMask: mask };
}

/** RFC 4301 4.4.1.3: the local "port" is what the system sends, the remote one what it receives. */
function icmpOfPorts(isIcmp: boolean, localPort: number, remotePort: number): IcmpBounds {
  return {
    sentIcmp: localPort,
    sentIcmpMask: isIcmp && localPort !== 0 ? 0xffff : 0,
    receivedIcmp: remotePort,
    receivedIcmpMask: isIcmp && remotePort !== 0 ? 0xffff : 0,
  };
}

function within(first: Uint8Array, last: Uint8Array, arena: Uint8Array, at: number): boolean {
  return order(arena, at, first) >= 0 && order(arena, at, last) <= 0;
}

/** Lexicographic order of the address at `at` and a bound of the same length. */
function order(arena: Uint8Array, at: number, bound: Uint8Array): number {
  for (let i = 0; i < bound.length; i++) {
    const difference = arena[at + i]! - bound[i]!;
    if (difference !== 0) return difference;
  }
  return 0;
}
