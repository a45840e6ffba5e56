/** Whether a datagram is one that a fault is about. */

import { tryParseAddress } from '../../base/address.ts';
import type { Flight } from '../../sim/link.ts';
import type { Meaning, Subject, SubjectKind } from './fault.ts';

/** Names of hosts by their addresses. */
export type HostNames = ReadonlyMap<string, string>;

/** Informational exchanges that are told by what is in them. */
export type Content = 'delete' | 'notify' | 'dpd';

/** All of a subject but `nth`, which needs counting, and what only keys show. */
export function fits(
  subject: Subject,
  { path, sender, receiver }: Flight,
  meaning: Meaning,
  hosts: HostNames,
): boolean {
  const { number, sequence, spi, fragment, transmission, from, to, over } = subject;
  if (!fitsKind(subject.kind, meaning)) return false;
  if (number !== undefined && meaning.number !== number) return false;
  if (spi !== undefined && meaning.spi !== spi) return false;
  if (sequence !== undefined) {
    const { sequence: is = -1 } = meaning;
    if (is < sequence.first || is > sequence.last) return false;
  }
  if (fragment !== undefined) {
    if (meaning.fragment === undefined) return false;
    if (fragment !== 'any' && meaning.fragment !== fragment) return false;
  }
  if (transmission !== undefined && meaning.transmission !== transmission) return false;
  if (over !== undefined && meaning.octets <= over) return false;
  if (from !== undefined && !isCalled(from, sender, path.local.address.text, hosts)) return false;
  return to === undefined || isCalled(to, receiver ?? '', path.remote.address.text, hosts);
}

function fitsKind(kind: SubjectKind, meaning: Meaning): boolean {
  const { protocol, exchange } = meaning;
  switch (kind) {
    case 'everything':
      return true;
    case 'ike':
    case 'esp':
    case 'ah':
    case 'keepalive':
    case 'icmp':
      return protocol === kind;
    case 'phase 1':
      return exchange === 'main mode' || exchange === 'aggressive mode';
    case 'delete':
    case 'notify':
    case 'dpd':
      return exchange === 'informational';
    case 'clear':
      return protocol === 'icmp' || protocol === 'udp' || protocol === 'other';
    case 'fragments':
      return meaning.ipFragment;
    default:
      return exchange === kind;
  }
}

function isCalled(wanted: string, name: string, address: string, hosts: HostNames): boolean {
  const known = hosts.get(address);
  if (wanted === name || wanted === known || wanted === address) return true;
  return wanted.includes(':') && tryParseAddress(wanted)?.text === address;
}

/** The content of a subject that is told by it. */
export function contentOf({ kind }: Subject): Content | undefined {
  return kind === 'delete' || kind === 'notify' || kind === 'dpd' ? kind : undefined;
}
