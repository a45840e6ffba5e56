/** The leaves of a peer's file: texts that mean addresses, ranges, times or algorithms. */

import { z } from 'zod';
import { type Address, type AddressRange, parseAddress, parseRange } from '../../base/address.ts';
import { parseProtection } from '../../crypto/protection-names.ts';
import type { EspSuite, GroupId, Protection } from '../../crypto/provider.ts';
import type { MainModeProposal } from '../../ike/policy.ts';
import { parseName } from '../../wire/name-of-text.ts';
import { readGroup, readMainModeProposal, readSuite } from './algorithms.ts';

/** A text that `parse` understands; what it throws becomes the problem. */
function parsed<T>(description: string, parse: (text: string) => T, example: string) {
  return z
    .string()
    .transform((text, context): T => {
      try {
        return parse(text);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        context.addIssue({ code: 'custom', message: `${why}. Write ${example}.` });
        return z.NEVER;
      }
    })
    .meta({ description });
}

/** Exactly one of some keys: `{ hex: ... }` or `{ file: ... }`. */
export function exactlyOne<T extends Record<string, z.ZodType>>(shape: T) {
  const keys = Object.keys(shape);
  const optional = Object.fromEntries(keys.map((key) => [key, shape[key]!.optional()]));
  return z
    .strictObject(optional as { [K in keyof T]: z.ZodOptional<T[K]> })
    .refine((value) => Object.values(value).filter((item) => item !== undefined).length === 1, {
      message: `this needs exactly one of ${keys.join(', ')}.`,
    });
}

export const hexField = z
  .string()
  .regex(/^([0-9a-fA-F]{2}\s*)+$/)
  .meta({ description: 'an even number of hexadecimal digits' });

export const octetField = z.int().min(0).max(255);

/** A name that appears in messages, file names and pcapng interfaces. */
export const nameField = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/)
  .meta({ description: 'a name of letters, digits, dots, hyphens and underscores' });

export const addressField = parsed(
  'an IPv4 or IPv6 address',
  (text): Address => parseAddress(text),
  'it like 192.0.2.1 or 2001:db8::1',
);

/** The address of a peer, or `any`. */
export const peerAddressField = parsed(
  'the address of the peer, or any',
  (text): Address | 'any' => (text === 'any' ? 'any' : parseAddress(text)),
  'it like 192.0.2.2, or any for whoever knows the key',
);

/** Addresses of one side of a selector; `any` takes the version of the other side. */
export const rangeField = parsed(
  'addresses: one, a subnet, a range, or any',
  (text): AddressRange | 'any' => (text === 'any' ? 'any' : parseRange(text)),
  'an address, a subnet like 192.0.2.0/24, a range like 192.0.2.1-192.0.2.9, or any',
);

/** Addresses of some peers. */
export const subnetField = parsed(
  'addresses: one, a subnet, or a range',
  (text): AddressRange => parseRange(text),
  'an address, a subnet like 192.0.2.0/24, or a range like 192.0.2.1-192.0.2.9',
);

/** A distinguished name, kept as it was written. */
export const nameTextField = parsed(
  'a distinguished name',
  (text): string => {
    const name = parseName(text);
    if (typeof name === 'string')
      throw new RangeError(`"${text}" is no distinguished name: ${name}`);
    return text;
  },
  'it like "C=XX, O=Lab, CN=beta"',
);

export const portField = z
  .int()
  .min(1)
  .max(65535)
  .meta({ description: 'a port number from 1 to 65535' });

/** A real socket: 127.0.0.1:15500, [::1]:15500, or 15500, which is that port of 127.0.0.1. */
export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}

export const socketAddressField = z
  .union([
    parsed(
      'address and port of a real socket',
      parseSocketAddress,
      'it like 127.0.0.1:15500 or [::1]:15500, or a port alone for 127.0.0.1',
    ),
    portField.transform((port): SocketAddress => ({ address: '127.0.0.1', port })),
  ])
  .meta({
    description: 'a real socket like 127.0.0.1:15500 or [::1]:15500, or a port alone for 127.0.0.1',
  });

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

const MOST_CLOCK_SECONDS = 36_525 * 86_400;

/** A length of time as a text with its unit; the value is in seconds. */
export const durationField = parsed(
  'a length of time with its unit: 30s, 15m, 8h or 1d',
  (text): number => {
    const match = /^(\d{1,9})\s*([smhd])$/.exec(text.trim());
    const seconds = match === null ? 0 : Number(match[1]) * UNIT_SECONDS[match[2]!]!;
    if (match === null) throw new RangeError(`"${text}" is not a length of time with its unit`);
    if (seconds < 1 || seconds > 0xffff_ffff) {
      throw new RangeError(`"${text}" is not between one second and 136 years`);
    }
    return seconds;
  },
  'a number and s, m, h or d, like 30s or 8h',
);

/** How far a clock is ahead, or behind with a minus; the value is in seconds. */
export const clockField = parsed(
  'how far a clock is ahead (+6m) or behind (-2h)',
  (text): number => {
    const match = /^([+-])\s*(\d{1,9})\s*([smhd])$/.exec(text.trim());
    const seconds = match === null ? 0 : Number(match[2]) * UNIT_SECONDS[match[3]!]!;
    if (match === null) throw new RangeError(`"${text}" is not a sign and a length of time`);
    if (seconds > MOST_CLOCK_SECONDS) {
      throw new RangeError(`"${text}" is more than a hundred years`);
    }
    return match[1] === '-' ? -seconds : seconds;
  },
  'a sign, a number and s, m, h or d, like +6m or -2h',
);

const UNIT_MILLISECONDS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Milliseconds, at most a day, from a number and its unit. Throws a RangeError. */
export function parseMilliseconds(text: string): number {
  const match = /^(\d{1,8})\s*(ms|s|m|h)$/.exec(text.trim());
  const value = match === null ? -1 : Number(match[1]) * UNIT_MILLISECONDS[match[2]!]!;
  if (value < 0 || value > 86_400_000) {
    throw new RangeError(`"${text}" is not a length of time of a day or less with its unit`);
  }
  return value;
}

/** A length of time of a step; the value is in milliseconds, at most a day. */
export const millisecondsField = parsed(
  'a length of time with its unit: 300ms, 2s, 5m or 8h',
  parseMilliseconds,
  'a number and ms, s, m or h, like 300ms or 2s',
);

const PROTOCOLS: Readonly<Record<string, number>> = {
  any: 0,
  icmp: 1,
  tcp: 6,
  udp: 17,
  'ipv6-icmp': 58,
};

/** An IP protocol by name or number. */
export const protocolField = z
  .union([z.string(), z.int().min(0).max(255)])
  .transform((value, context): number => {
    const number = typeof value === 'number' ? value : PROTOCOLS[value];
    if (number !== undefined) return number;
    const known = Object.keys(PROTOCOLS).join(', ');
    const message = `"${value}" is not a protocol. Write ${known}, or a number from 0 to 255.`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  })
  .meta({ description: 'any, icmp, tcp, udp, ipv6-icmp or a number from 0 to 255' });

export const mainModeProposalField = parsed(
  'a main-mode proposal: cipher-hash-group',
  (text): MainModeProposal => readMainModeProposal(text),
  'it like aes128-sha1-modp1024 or aes256-sha256-ecp256',
);

export const suiteField = parsed(
  'an ESP suite: cipher and integrity, or a combined mode',
  (text): EspSuite => readSuite(text),
  'it like aes128-sha1, null-sha256 or aes128gcm16',
);

export const protectionField = parsed(
  'what to protect with: an ESP suite, AH, or both',
  (text): Protection => parseProtection(text),
  'it like aes128-sha1 (ESP), ah-sha1 (AH) or ah-sha1+aes128-sha1 (ESP inside AH)',
);

export const groupField = parsed(
  'a Diffie-Hellman group',
  (text): GroupId => readGroup(text),
  'modp768, modp1024, modp1536, modp2048, modp3072, modp4096, modp6144, modp8192, ecp256, ecp384 or ecp521',
);

/** Address and port of a real socket. Throws a RangeError. */
export function parseSocketAddress(text: string): SocketAddress {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port < 1 || port > 65535) {
    throw new RangeError(`"${text}" is not an address and a port from 1 to 65535`);
  }
  return { address: parseAddress((match[1] ?? match[2])!).text, port };
}
