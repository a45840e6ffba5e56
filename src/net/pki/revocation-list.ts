/** Certificate revocation lists (RFC 5280 5), read. */

import { toHex } from '../../base/bytes.ts';
import { contextTag, DER_TAG, type DerElement } from '../../base/der.ts';
import { LIMITS } from '../../base/limits.ts';
import { DerError, partsOf, readStrictly, Sequence, smallInteger } from './der.ts';
import { distributionPointName, extensionsOf } from './extensions.ts';
import type { GeneralName } from './general-name.ts';
import { nameKey, nameText } from './name.ts';
import { checkAlgorithms, readSigned, type Signed } from './signed.ts';
import { timeOf } from './time.ts';

export interface RevocationList {
  readonly signed: Signed;
  readonly issuerKey: string;
  readonly issuerText: string;
  /** Milliseconds since 1970. */
  readonly thisUpdate: number;
  readonly nextUpdate: number | undefined;
  /** By the hexadecimal serial number. */
  readonly revoked: ReadonlyMap<string, Revocation>;
  readonly scope: ListScope;
  /** Why this host cannot use it whatever it says; undefined where it can. */
  readonly obstacle: string | undefined;
}

interface Revocation {
  /** Milliseconds since 1970. */
  readonly date: number;
  /** For people: `key compromise`. */
  readonly reason: string;
}

/** Of which certificates it speaks (RFC 5280 5.2.5). */
interface ListScope {
  readonly certificates: 'all' | 'users' | 'authorities';
  /** The distribution point that it is for; undefined: not only for one. */
  readonly point: readonly GeneralName[] | undefined;
}

const OID = {
  crlNumber: '2.5.29.20',
  reasonCode: '2.5.29.21',
  invalidityDate: '2.5.29.24',
  deltaCrlIndicator: '2.5.29.27',
  issuingDistributionPoint: '2.5.29.28',
  certificateIssuer: '2.5.29.29',
  authorityKeyIdentifier: '2.5.29.35',
} as const;

/** RFC 5280 5.3.1. */
const REASONS: Readonly<Record<number, string>> = {
  0: 'no reason given',
  1: 'key compromise',
  2: 'compromise of the authority',
  3: 'affiliation changed',
  4: 'superseded',
  5: 'cessation of operation',
  6: 'on hold',
  8: 'removed from the list',
  9: 'privilege withdrawn',
  10: 'compromise of an attribute authority',
};

/** Lists that were read before, as certificates are. */
const remembered = new WeakMap<Uint8Array, RevocationList | DerError>();

/** A list read. Throws a DerError, and nothing else. */
export function readRevocationList(der: Uint8Array): RevocationList {
  let known = remembered.get(der);
  if (known === undefined) {
    known = attempt(der);
    remembered.set(der, known);
  }
  if (known instanceof DerError) throw known;
  return known;
}

/** The same, with undefined for what is no list. */
export function tryRevocationList(der: Uint8Array): RevocationList | undefined {
  try {
    return readRevocationList(der);
  } catch {
    return undefined;
  }
}

function attempt(der: Uint8Array): RevocationList | DerError {
  try {
    return parse(der);
  } catch (error) {
    return error instanceof DerError ? error : new DerError('no list', { cause: error });
  }
}

function parse(der: Uint8Array): RevocationList {
  if (der.length > LIMITS.revocationListOctets) {
    throw new DerError(
      `${der.length} octets, more than the ${LIMITS.revocationListOctets} allowed`,
    );
  }
  const whole = readStrictly(der, LIMITS.revocationListElements);
  const { body, signed } = readSigned(whole, 'the list');
  const sequence = new Sequence(body, 'the list');
  const version = sequence.optional(DER_TAG.integer);
  if (version !== undefined && smallInteger(version) !== 1) {
    throw new DerError('a list of an unknown version');
  }
  checkAlgorithms(sequence.take(DER_TAG.sequence), whole, 'the list');
  const issuer = sequence.take(DER_TAG.sequence).raw;
  const thisUpdate = timeOf(sequence.take(DER_TAG.utcTime, DER_TAG.generalizedTime));
  const next = sequence.optional(DER_TAG.utcTime, DER_TAG.generalizedTime);
  const entries = sequence.optional(DER_TAG.sequence);
  const extensions = sequence.optional(contextTag(0, true));
  sequence.end();
  const { scope, obstacle } = readListExtensions(extensions);
  const { revoked, strange } = readEntries(entries);
  return {
    signed,
    issuerKey: nameKey(issuer),
    issuerText: nameText(issuer),
    thisUpdate,
    nextUpdate: next === undefined ? undefined : timeOf(next),
    revoked,
    scope,
    obstacle: obstacle ?? strange,
  };
}

function readEntries(entries: DerElement | undefined): {
  readonly revoked: ReadonlyMap<string, Revocation>;
  readonly strange: string | undefined;
} {
  const revoked = new Map<string, Revocation>();
  let strange: string | undefined;
  for (const part of entries === undefined ? [] : partsOf(entries)) {
    const entry = new Sequence(part, 'an entry of the list');
    const serial = toHex(entry.take(DER_TAG.integer).contents);
    const date = timeOf(entry.take(DER_TAG.utcTime, DER_TAG.generalizedTime));
    const extensions = entry.optional(DER_TAG.sequence);
    entry.end();
    let reason = 0;
    for (const { oid, critical, value } of extensions === undefined
      ? []
      : extensionsOf(extensions, 'an entry of the list')) {
      if (oid === OID.reasonCode) reason = reasonOf(value);
      // Entries of other issuers, and of lists whose entries mean something else (RFC 5280 5.3).
      else if (oid === OID.certificateIssuer || (critical && oid !== OID.invalidityDate)) {
        strange ??= `It has entries with the extension ${oid}, which is not known here.`;
      }
    }
    revoked.set(serial, { date, reason: REASONS[reason] ?? `reason ${reason}` });
  }
  return { revoked, strange };
}

function reasonOf(value: Uint8Array): number {
  const element = readStrictly(value, 1);
  if (element.tag !== DER_TAG.enumerated) throw new DerError('a reason that is none');
  return smallInteger(element);
}

function readListExtensions(extensions: DerElement | undefined): {
  readonly scope: ListScope;
  readonly obstacle: string | undefined;
} {
  let scope: ListScope = { certificates: 'all', point: undefined };
  let obstacle: string | undefined;
  const list = extensions === undefined ? undefined : partsOf(extensions)[0];
  for (const { oid, critical, value } of list === undefined ? [] : extensionsOf(list, 'the list')) {
    if (oid === OID.issuingDistributionPoint) {
      const found = readScope(value);
      scope = found.scope;
      obstacle ??= found.obstacle;
    } else if (oid === OID.deltaCrlIndicator) {
      // RFC 4945 5.2.2.4.1.
      obstacle ??= 'It holds changes to another list only (a delta list).';
    } else if (critical && oid !== OID.authorityKeyIdentifier && oid !== OID.crlNumber) {
      obstacle ??= `It has the critical extension ${oid}, which is not known here.`;
    }
  }
  return { scope, obstacle };
}

function readScope(value: Uint8Array): {
  readonly scope: ListScope;
  readonly obstacle: string | undefined;
} {
  const sequence = new Sequence(
    readStrictly(value, LIMITS.certificateElements),
    'the scope of the list',
  );
  const point = sequence.optional(contextTag(0, true));
  const flag = (number: number): boolean =>
    sequence.optional(contextTag(number, false))?.contents[0] === 0xff;
  const users = flag(1);
  const authorities = flag(2);
  const someReasons = sequence.optional(contextTag(3, false)) !== undefined;
  const indirect = flag(4);
  const attributes = flag(5);
  sequence.end();
  const names = point === undefined ? undefined : distributionPointName(point);
  let obstacle: string | undefined;
  if (someReasons) obstacle = 'It lists some reasons of revocation only.';
  else if (indirect) obstacle = 'It lists certificates of several authorities (an indirect list).';
  else if (attributes) obstacle = 'It lists attribute certificates.';
  else if (point !== undefined && names === undefined) {
    obstacle = 'The name of its distribution point is relative to its issuer.';
  }
  return {
    scope: {
      certificates: users ? 'users' : authorities ? 'authorities' : 'all',
      point: names,
    },
    obstacle,
  };
}
