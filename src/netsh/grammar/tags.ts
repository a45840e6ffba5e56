/** Makers of tags, and the tags that many verbs share. */

import { RANGES } from '../../policy/ranges.ts';
import type { Tag, ValueKind } from './types.ts';

type Extra = Partial<Omit<Tag, 'name' | 'value' | 'required' | 'help'>>;

/** A tag that must be said. */
export function required(name: string, value: ValueKind, help: string, extra: Extra = {}): Tag {
  return { name, value, required: true, help, ...extra };
}

/** A tag that may be left out. */
export function optional(name: string, value: ValueKind, help: string, extra: Extra = {}): Tag {
  return { name, value, required: false, help, ...extra };
}

export const YES_NO: ValueKind = { kind: 'yes-no' };
export const NAME: ValueKind = { kind: 'text', what: 'name' };
export const TEXT: ValueKind = { kind: 'text', what: 'text', empty: true };
export const ADDRESS: ValueKind = { kind: 'filter-address' };
export const MASK: ValueKind = { kind: 'mask' };
export const PORT: ValueKind = { kind: 'port' };
export const PROTOCOL: ValueKind = { kind: 'protocol' };
export const FILE: ValueKind = { kind: 'file' };
const FLAG: ValueKind = { kind: 'flag' };

/** One of some words. */
export function word(...words: string[]): ValueKind {
  return { kind: 'word', words };
}

/** A whole number, with its unit where it has one. */
export function integer(least: number, most: number, unit?: string): ValueKind {
  return unit === undefined
    ? { kind: 'integer', least, most }
    : { kind: 'integer', least, most, unit };
}

/** The largest number that Windows' parser takes. */
export const MOST = 2_147_483_647;
export const CONNECTION = word('lan', 'dialup', 'all');
export const ACTION = word('permit', 'block', 'negotiate');
export const QUICK_MODE_LIMIT = integer(
  RANGES.quickModeLimit.lowest,
  RANGES.quickModeLimit.highest,
);
export const MINUTES = integer(
  RANGES.lifetimeMinutes.lowest,
  RANGES.lifetimeMinutes.highest,
  'minutes',
);

/** The object that a verb is about, by name. */
export function byName(what: string): Tag {
  return required('name', NAME, `The ${what}'s name. Capital and small letters are the same.`, {
    either: 'target',
  });
}

/** The object that a verb is about, by its GUID. */
export function byGuid(what: string): Tag {
  return required('guid', { kind: 'guid' }, `The ${what}'s GUID instead of its name.`, {
    either: 'target',
  });
}

/** The word `all` in place of a name. */
export function all(what: string, extra: Extra = { either: 'target' }): Tag {
  return { name: 'all', value: FLAG, required: extra.either !== undefined, help: what, ...extra };
}

/** A word that stands for itself. */
export function flag(name: string, help: string): Tag {
  return optional(name, FLAG, help);
}

export const newName = optional('newname', NAME, 'The new name.');
export const description = optional('description', TEXT, 'A remark for people.');
export const format = optional(
  'format',
  word('list', 'table'),
  'Lines of label and value, or a table.',
  { default: 'list' },
);
export const wide = optional('wide', YES_NO, 'With no, long names and remarks are cut in tables.', {
  default: 'no',
});
export const level = optional(
  'level',
  word('verbose', 'normal'),
  'verbose shows what belongs to the object too.',
  { default: 'normal' },
);
export const resolvedns = optional('resolvedns', YES_NO, 'Show the DNS names of addresses.', {
  default: 'no',
});

/** How the peers prove who they are; the order on the command line is the order of preference. */
export function authentication(whenNone: string): readonly Tag[] {
  return [
    optional('kerberos', YES_NO, `Offer Kerberos V5 at this place of the list. ${whenNone}`),
    optional('psk', { kind: 'psk' }, 'A pre-shared key. Both ends must have the same one.'),
    optional(
      'rootca',
      { kind: 'rootca' },
      'A certification authority: "DN certmap:(yes|no) excludecaname:(yes|no)". A quote inside is written \\\'. certmap maps certificates to accounts of the domain; excludecaname keeps the name out of certificate requests.',
      { repeatable: true },
    ),
  ];
}

export const mainModeMethods = optional(
  'mmsecmethods',
  { kind: 'main-mode-methods' },
  'Offers of main mode, the preferred one first: "3DES-SHA1-2 DES-MD5-1". DES or 3DES, MD5 or SHA1, group 1 (768 bits), 2 (1024) or 3 (2048).',
);

export const securityMethods = optional(
  'qmsecmethods',
  { kind: 'security-methods' },
  'Offers of quick mode, the preferred one first: "ESP[3DES,SHA1]:100000k/3600s AH[MD5]+ESP[DES,None]". ESP[DES|3DES|None,MD5|SHA1|None], AH[MD5|SHA1]; kilobytes (k) and seconds (s) may be left out.',
);

/** Source, destination, and what else tells a filter: in the order in which `add filter` takes it. */
export const sourceAddress = required(
  'srcaddr',
  ADDRESS,
  'Where packets come from: me, any, an IPv4 address, a DNS name, or the servers WINS, DNS, DHCP or GATEWAY. If one side is a type of server, the other is me.',
);
export const destinationAddress = required(
  'dstaddr',
  ADDRESS,
  'Where packets go, in the same words.',
);
export const protocol = optional(
  'protocol',
  PROTOCOL,
  'ANY, ICMP, TCP, UDP, RAW, or a number from 0 to 255 (0 is ANY).',
  { default: 'ANY' },
);
export const sourceMask = optional(
  'srcmask',
  MASK,
  'With an address: how many of its first bits count, as 24 or as 255.255.255.0.',
  { default: '32' },
);
export const destinationMask = optional('dstmask', MASK, 'The same for dstaddr.', {
  default: '32',
});
export const sourcePort = optional(
  'srcport',
  PORT,
  'TCP or UDP port, 0 for any. Only with protocol TCP or UDP.',
  { default: '0' },
);
export const destinationPort = optional('dstport', PORT, 'The same at the other end.', {
  default: '0',
});
export const mirrored = optional(
  'mirrored',
  YES_NO,
  'The filter is for packets the other way round too.',
  { default: 'yes' },
);

/** The same tag, but it must be said. */
export function must(tag: Tag): Tag {
  const { default: _, ...rest } = tag;
  return { ...rest, required: true };
}

/** The same tag where leaving it out leaves the thing as it is. */
export function unchanged(tag: Tag): Tag {
  const { default: _, ...rest } = tag;
  return { ...rest, required: false };
}
