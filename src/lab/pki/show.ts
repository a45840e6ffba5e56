/** What a file of certificates, revocation lists or a key holds, in plain words. */

import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { utf8Text } from '../../base/bytes.ts';
import { EdgeError, reason } from '../../net/errors.ts';
import { readCertificate } from '../../net/pki/certificate.ts';
import { octetsOfBits, partsOf, readWhole } from '../../net/pki/der.ts';
import { type CertificateDescription, describeCertificate } from '../../net/pki/describe.ts';
import { publicKeyOf, weakness } from '../../net/pki/keys.ts';
import { checkPath } from '../../net/pki/path-check.ts';
import { certificatesOfFile, privateKeyOfFile, revocationListsOfFile } from '../../net/pki/pem.ts';
import { readRevocationList } from '../../net/pki/revocation-list.ts';
import { timeText } from '../../net/pki/time.ts';
import { countText } from '../../observe/units.ts';

/** One thing of a file. */
export type Shown =
  | ({ readonly kind: 'certificate'; readonly octets: number } & CertificateDescription & {
        /** Whether IKE peers take it at this time as far as it alone tells, and why not. */
        readonly verdict: string;
      })
  | {
      readonly kind: 'revocation list';
      readonly octets: number;
      readonly issuer: string;
      readonly thisUpdate: string;
      readonly nextUpdate: string;
      readonly signature: string;
      readonly revoked: readonly {
        readonly serial: string;
        readonly on: string;
        readonly reason: string;
      }[];
      readonly verdict: string;
    }
  | {
      readonly kind: 'private key';
      readonly key: string;
      /** Hexadecimal SHA-1 of the public key: what certificates call it. */
      readonly keyIdentifier: string;
      readonly verdict: string;
    };

/** Everything that a file holds. `now` in milliseconds since 1970. Throws an EdgeError where it holds nothing. */
export function shownOf(octets: Uint8Array, path: string, now: number): Shown[] {
  const wanted = kindsIn(octets);
  const problems: string[] = [];
  const some = <T>(kind: Kind, read: () => readonly T[]): readonly T[] => {
    if (!wanted.includes(kind)) return [];
    try {
      return read();
    } catch (error) {
      problems.push(reason(error));
      return [];
    }
  };
  const shown = [
    ...some('key', () => [privateKeyOfFile(octets, path)]).map(shownKey),
    ...some('certificate', () => certificatesOfFile(octets, path)).map((der) =>
      shownCertificate(der, now),
    ),
    ...some('list', () => revocationListsOfFile(octets, path)).map((der) => shownList(der, now)),
  ];
  // Whether DER is a certificate, a list or a key shows only when it is read.
  if (shown.length > 0 && (problems.length === 0 || isDer(octets))) return shown;
  const why =
    isDer(octets) || problems.length === 0
      ? `${path} holds no certificate, revocation list or private key: neither PEM nor DER of one.`
      : problems.join('\n');
  throw new EdgeError('file', why);
}

type Kind = 'certificate' | 'list' | 'key';

function kindsIn(octets: Uint8Array): readonly Kind[] {
  if (isDer(octets)) return ['certificate', 'list', 'key'];
  const text = utf8Text(octets);
  const kinds: Kind[] = [];
  if (/-----BEGIN [A-Z0-9 ]*CERTIFICATE-----/.test(text)) kinds.push('certificate');
  if (text.includes('-----BEGIN X509 CRL-----')) kinds.push('list');
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) kinds.push('key');
  return kinds;
}

function isDer(octets: Uint8Array): boolean {
  return octets[0] === 0x30 && !utf8Text(octets).includes('-----BEGIN ');
}

function shownCertificate(der: Uint8Array, now: number): Shown {
  return {
    kind: 'certificate',
    octets: der.length,
    ...describeCertificate(der),
    verdict: certificateVerdict(der, now),
  };
}

function certificateVerdict(der: Uint8Array, now: number): string {
  const read = readCertificate(der);
  const wrong = checkPath([read], now);
  const isAuthority = read.extensions.basicConstraints?.ca === true;
  if (isAuthority && (wrong === undefined || wrong.code === 'certificate-wrong-usage')) {
    return 'An authority: peers trust it as a root or send it in a chain, and do not sign in IKE with its key.';
  }
  if (wrong !== undefined) return `Not good for IKE now. ${wrong.detail}`;
  const weak = weakness(read.publicKey);
  if (weak !== undefined) return `Not good for IKE. ${weak}`;
  const names = read.extensions.alternativeNames.length;
  const as =
    names === 0
      ? 'Its only identity is its subject.'
      : `Its identities are its subject and ${countText(names, 'alternative name')}.`;
  return `Good for IKE, where its chain ends at a trusted root and no list revokes it. ${as}`;
}

function shownList(der: Uint8Array, now: number): Shown {
  const list = readRevocationList(der);
  const { thisUpdate, nextUpdate, obstacle } = list;
  let verdict = 'Up to date.';
  if (obstacle !== undefined) verdict = `Not usable. ${obstacle}`;
  else if (now < thisUpdate) verdict = 'Not valid yet.';
  else if (nextUpdate === undefined) verdict = 'It does not say until when it is good.';
  else if (now > nextUpdate) verdict = `Out of date since ${timeText(nextUpdate)}.`;
  return {
    kind: 'revocation list',
    octets: der.length,
    issuer: list.issuerText,
    thisUpdate: timeText(thisUpdate),
    nextUpdate: nextUpdate === undefined ? 'not said' : timeText(nextUpdate),
    signature: list.signed.scheme.name,
    revoked: [...list.revoked].map(([serial, one]) => ({
      serial,
      on: timeText(one.date),
      reason: one.reason,
    })),
    verdict,
  };
}

function shownKey(key: KeyObject): Shown {
  const spki = new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' }));
  const described = publicKeyOf(spki);
  const weak = weakness(described);
  return {
    kind: 'private key',
    key: described.text,
    keyIdentifier: createHash('sha1').update(publicBits(spki)).digest('hex'),
    verdict: weak ?? 'Keep it secret: whoever has it can be taken for its owner.',
  };
}

/** The octets of the BIT STRING that ends a SubjectPublicKeyInfo, without the count of its spare bits. */
function publicBits(spki: Uint8Array): Uint8Array {
  const whole = partsOf(readWhole(spki));
  return octetsOfBits(whole[1]!);
}
