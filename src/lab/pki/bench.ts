/** The bench on which a laboratory's certificates are made: authorities, peers, and lists in the end. */

import { randomBytes } from 'node:crypto';
import type { Name } from '@peculiar/x509';
import { toHex } from '../../base/bytes.ts';
import type { Random } from '../../base/random.ts';
import { type CertificateSpec, makeCertificate, type Signer } from './certificate.ts';
import { hashFor, type KeyKind, type LabKey, type MakeKey, type SignatureHash } from './key.ts';
import { makeRevocationList, type Revocation } from './revocation-list.ts';
import { parseSubject } from './subject.ts';

export const DAY_MILLISECONDS = 86_400_000;
/** Peers' certificates are valid a little before now: clocks of a laboratory differ. */
const EARLY_DAYS = 1;
const AUTHORITY_EARLY_DAYS = 90;
const AUTHORITY_DAYS = 3650;
export const LIST_DAYS = 30;

export interface Authority extends Signer {
  /** The name of its files: `ca`, `intermediate`. */
  readonly name: string;
  /** DER. */
  readonly certificate: Uint8Array;
  /** Hexadecimal. */
  readonly serial: string;
  readonly key: LabKey;
  readonly subject: Name;
  readonly hash: SignatureHash;
  /** Undefined: a root. */
  readonly issuer: Authority | undefined;
}

/** A peer's certificate with what goes with it. */
export interface LabPeer {
  readonly name: string;
  /** DER. */
  readonly certificate: Uint8Array;
  /** Hexadecimal. */
  readonly serial: string;
  readonly subject: Name;
  readonly keyKind: LabKey['kind'];
  /** Undefined where the private key is not there. */
  readonly key: LabKey | undefined;
  /** What is sent with it, the nearest first, DER; no root. */
  readonly chain: readonly Uint8Array[];
  readonly issuer: Authority;
  /** What its subject alternative name holds, as texts. */
  readonly names: readonly string[];
}

/** What an authority's list is like. */
export type Listing = 'current' | 'out-of-date' | 'none' | 'forged';

export type Changes = Partial<Omit<CertificateSpec, 'serial'>>;

export interface BenchOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly key: KeyKind;
  readonly hash: SignatureHash | undefined;
  readonly days: number;
  readonly organization: string;
  /** Lists are fetched from this address with the authority's name and `.crl` behind it. */
  readonly crlUrl: string | undefined;
  readonly makeKey: MakeKey;
  /** Where serial numbers come from, where they are to be the same each time. */
  readonly random?: Random | undefined;
}

interface Shelf {
  readonly authority: Authority;
  readonly listing: Listing;
  readonly revoked: Revocation[];
  readonly place: number;
}

export interface AuthorityList {
  readonly authority: Authority;
  readonly listing: Listing;
  readonly revoked: readonly Revocation[];
  /** DER; undefined: it has none. */
  readonly list: Uint8Array | undefined;
}

export class Bench {
  readonly options: BenchOptions;
  readonly #shelves = new Map<string, Shelf>();
  #places = 0;

  constructor(options: BenchOptions) {
    this.options = options;
  }

  /** Milliseconds since 1970, so many days from the laboratory's now. */
  day(days: number): number {
    return this.options.now + days * DAY_MILLISECONDS;
  }

  /** An authority; without an issuer a root. `title` is its common name. */
  async authority(
    name: string,
    title: string,
    issuer: Authority | undefined,
    changes: Changes & { readonly listing?: Listing; readonly organization?: string } = {},
  ): Promise<Authority> {
    const { listing = 'current', organization = this.options.organization, ...others } = changes;
    // Authorities are made side by side; their order is that in which they were asked for.
    const place = this.#places++;
    const key = others.key ?? (await this.options.makeKey(this.options.key, name));
    const subject = parseSubject(`O=${escaped(organization)}, CN=${escaped(title)}`);
    const hash = this.hash(this.options.key);
    const serial = this.#newSerial(name);
    const spec: CertificateSpec = {
      subject,
      key,
      serial,
      notBefore: this.day(-AUTHORITY_EARLY_DAYS),
      notAfter: this.day(Math.max(AUTHORITY_DAYS, this.options.days)),
      names: [],
      authority: {},
      keyUsages: ['keyCertSign', 'cRLSign'],
      extendedUsages: [],
      crlUrl: issuer && this.crlUrl(issuer),
      ...others,
    };
    const certificate = await makeCertificate(spec, issuer ?? { subject, key, hash });
    const made = { name, certificate, serial: toHex(serial), key, subject, hash, issuer };
    this.#shelves.set(name, { authority: made, listing, revoked: [], place });
    return made;
  }

  /** A peer's certificate, good unless the changes say otherwise. */
  async peer(
    name: string,
    names: readonly string[],
    issuer: Authority,
    changes: Changes = {},
  ): Promise<LabPeer> {
    const key = changes.key ?? (await this.options.makeKey(this.options.key, name));
    const { organization, days } = this.options;
    const subject =
      changes.subject ?? parseSubject(`O=${escaped(organization)}, CN=${escaped(name)}`);
    const serial = this.#newSerial(name);
    const spec: CertificateSpec = {
      subject,
      key,
      serial,
      notBefore: this.day(-EARLY_DAYS),
      notAfter: this.day(days),
      names,
      // RFC 4945 5.1.3.2 and 5.1.3.12: this usage, and no extended ones.
      keyUsages: ['digitalSignature'],
      extendedUsages: [],
      crlUrl: this.crlUrl(issuer),
      ...changes,
    };
    return {
      name,
      certificate: await makeCertificate(spec, issuer),
      serial: toHex(serial),
      subject,
      keyKind: key.kind,
      key,
      chain: chainFrom(issuer),
      issuer,
      names: spec.names,
    };
  }

  revoke(issuer: Authority, serial: string, reason: Revocation['reason'] = 'keyCompromise'): void {
    this.#shelves.get(issuer.name)?.revoked.push({ serial, at: this.options.now, reason });
  }

  /** All authorities with their lists; made last, when all revocations are known. */
  async lists(): Promise<AuthorityList[]> {
    const shelves = [...this.#shelves.values()].sort((a, b) => a.place - b.place);
    return Promise.all(
      shelves.map(async (shelf) => ({
        authority: shelf.authority,
        listing: shelf.listing,
        revoked: shelf.revoked,
        list: await this.#list(shelf),
      })),
    );
  }

  async #list({ authority, listing, revoked }: Shelf): Promise<Uint8Array | undefined> {
    if (listing === 'none') return undefined;
    const spec = { number: 1, ...listTimes(listing, this.options.now, LIST_DAYS), revoked };
    if (listing !== 'forged') return makeRevocationList(spec, authority);
    const key = await this.options.makeKey(this.options.key, `forger of ${authority.name}`);
    return makeRevocationList({ ...spec, claimedKey: authority.key }, { ...authority, key });
  }

  /** A serial number: 16 octets at random, positive and without a leading zero (RFC 5280 4.1.2.2). */
  #newSerial(name: string): Uint8Array {
    const { random } = this.options;
    const serial = random?.fork(`serial ${name}`).bytes(16) ?? new Uint8Array(randomBytes(16));
    serial[0] = (serial[0]! & 0x3f) | 0x40;
    return serial;
  }

  hash(kind: KeyKind): SignatureHash {
    return this.options.hash ?? hashFor(kind);
  }

  crlUrl(authority: Authority): string | undefined {
    const { crlUrl } = this.options;
    return crlUrl === undefined ? undefined : listUrl(crlUrl, authority.name);
  }
}

/** From when to when a list is good. */
export function listTimes(
  listing: Listing,
  now: number,
  days: number,
): { readonly thisUpdate: number; readonly nextUpdate: number } {
  const end = now + (listing === 'out-of-date' ? -1 : days) * DAY_MILLISECONDS;
  return { thisUpdate: Math.min(now, end - days * DAY_MILLISECONDS), nextUpdate: end };
}

/** Where an authority's list is fetched from. */
function listUrl(base: string, authority: string): string {
  return `${base.replace(/\/*$/, '/')}${authority}.crl`;
}

/** What is sent with a certificate of this issuer: the authorities up to the root, without it. */
export function chainFrom(issuer: Authority): Uint8Array[] {
  const chain: Uint8Array[] = [];
  for (let at: Authority | undefined = issuer; at?.issuer !== undefined; at = at.issuer)
    chain.push(at.certificate);
  return chain;
}

/** A value in a subject's text. */
function escaped(value: string): string {
  return value.replaceAll(/([\\,])/g, '\\$1');
}
