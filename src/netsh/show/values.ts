/** Values as `show` prints them. */

import { maskText, protocolName } from '../../policy/filter-text.ts';
import type {
  FilterAddress,
  MainModeMethod,
  PolicyAuthentication,
  SecurityMethod,
} from '../../policy/model.ts';
import { WORDS } from './labels.ts';

/** Names of addresses, by their texts; empty where they are not asked for. */
export type Names = ReadonlyMap<string, string>;

export function yesNo(value: boolean): string {
  return value ? WORDS.yes : WORDS.no;
}

/** `2026-11-21 14:32:47 UTC`. */
export function timeText(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** An address of a filter: what stands in place of one, or the number itself. */
export function addressText(address: FilterAddress): string {
  switch (address.kind) {
    case 'me':
      return WORDS.me;
    case 'any':
      return WORDS.any;
    case 'address':
    case 'subnet':
      return address.address.text;
    case 'dns':
      return address.addresses.map(({ text }) => text).join(', ');
    case 'server':
      return WORDS.servers[address.server];
  }
}

/** Its mask, also where it goes without saying. */
export function maskOf(address: FilterAddress): string {
  switch (address.kind) {
    case 'any':
      return maskText(0);
    case 'subnet':
      return maskText(address.prefix);
    default:
      return maskText(32);
  }
}

/** Its name: the one that it was said by, or the one that its number has. */
export function nameOf(address: FilterAddress, names: Names): string | undefined {
  if (address.kind === 'dns') return address.name;
  if (address.kind !== 'address' && address.kind !== 'subnet') return undefined;
  return names.get(address.address.text);
}

/** `192.0.2.0/24`, `<My IP Address>`: short enough for a column. */
export function shortAddress(address: FilterAddress): string {
  if (address.kind === 'subnet') return `${address.address.text}/${address.prefix}`;
  return address.kind === 'dns' ? address.name : addressText(address);
}

export function portText(port: number): string {
  return port === 0 ? WORDS.anyPort : String(port);
}

export function protocolText(protocol: number): string {
  return protocolName(protocol);
}

/** The methods in their order. A key is never shown. */
export function authenticationTexts(methods: readonly PolicyAuthentication[]): readonly string[] {
  return methods.map((one) => {
    if (one.method === 'kerberos') return 'KERBEROS';
    if (one.method === 'psk') return 'PRESHARED KEY <hidden>';
    const map = one.certificateMapping ? WORDS.yes : WORDS.no;
    const exclude = one.excludeName ? WORDS.yes : WORDS.no;
    return `ROOT CA ${one.authority} (certmap ${map}, excludecaname ${exclude})`;
  });
}

/** Encryption, integrity, group. */
export function mainModeCells(method: MainModeMethod): readonly string[] {
  return [method.encryption, method.hash, WORDS.groups[method.group]];
}

/** AH, ESP, seconds, kilobytes, PFS. */
export function methodCells(method: SecurityMethod, pfs: string): readonly string[] {
  const { ah, esp, seconds, kilobytes } = method;
  return [
    `[${(ah ?? 'None').toUpperCase()}]`,
    esp === undefined
      ? '[NONE , NONE]'
      : `[${esp.encryption.toUpperCase()} , ${esp.integrity.toUpperCase()}]`,
    String(seconds),
    String(kilobytes),
    pfs,
  ];
}
