/** What a `ping` or `send` command may ask for. */

import type { Address } from '../base/address.ts';
import { LIMITS } from '../base/limits.ts';
import { ICMP_HEADER_OCTETS } from '../wire/icmp.ts';
import { IPV4_HEADER_OCTETS, IPV6_HEADER_OCTETS } from '../wire/ip.ts';
import { UDP_HEADER_OCTETS } from '../wire/udp.ts';
import type { Command } from './ports.ts';

/** What is wrong with a ping, as a sentence, or undefined. */
export function faultOfPing(command: Extract<Command, { kind: 'ping' }>): string | undefined {
  const most = roomBehindIp(command.to) - ICMP_HEADER_OCTETS;
  return (
    numberFault('the count', command.count, 1, LIMITS.packetsPerCommand) ??
    numberFault('the payload', command.payloadOctets, 0, most) ??
    durationFault('the interval', command.intervalMilliseconds) ??
    durationFault('the time-out', command.timeoutMilliseconds)
  );
}

/** What is wrong with a send, as a sentence, or undefined. */
export function faultOfSend(command: Extract<Command, { kind: 'send' }>): string | undefined {
  const most = roomBehindIp(command.to) - UDP_HEADER_OCTETS;
  return (
    numberFault('the count', command.count, 1, LIMITS.packetsPerCommand) ??
    numberFault('the payload', command.payload.length, 0, most) ??
    numberFault('the source port', command.sourcePort, 0, 65_535) ??
    numberFault('the destination port', command.destinationPort, 1, 65_535)
  );
}

function roomBehindIp(to: Address): number {
  return LIMITS.packetOctets - (to.version === 4 ? IPV4_HEADER_OCTETS : IPV6_HEADER_OCTETS);
}

function numberFault(what: string, value: number, least: number, most: number): string | undefined {
  if (Number.isInteger(value) && value >= least && value <= most) return undefined;
  return `${what} must be a whole number from ${least} to ${most}, not ${value}`;
}

function durationFault(what: string, milliseconds: number): string | undefined {
  if (Number.isFinite(milliseconds) && milliseconds >= 0) return undefined;
  return `${what} must be a number of milliseconds of 0 or more, not ${milliseconds}`;
}
