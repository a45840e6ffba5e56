/** From `certificate` of a file to the certificates, keys and trust of a policy. */

import { Secret } from '../../base/secret.ts';
import type {
  Authentication,
  CertificateTrust,
  OwnCertificate,
  RevocationCheck,
} from '../../ike/auth/credentials.ts';
import { readCertificate } from '../../net/pki/certificate.ts';
import {
  type OwnCertificateFiles,
  ownCertificate,
  trustedRoot,
} from '../../net/pki/credentials.ts';
import { algorithmOfKey } from '../../net/pki/keys.ts';
import { certificatesOfFile, privateKeyOfFile, revocationListsOfFile } from '../../net/pki/pem.ts';
import type {
  CertificateDocument,
  OwnCertificateDocument,
  REVOCATION_STRENGTHS,
} from './authentication-schema.ts';
import { type Report, sentenceOf } from './report.ts';
import type { ReadSecretFile } from './secrets.ts';
import type { DataPath } from './yaml-source.ts';

/** A document of certificates and where it stands. */
export interface PlacedCertificates {
  readonly document: CertificateDocument;
  readonly at: DataPath;
}

type Strength = (typeof REVOCATION_STRENGTHS)[number];

const STRENGTH_OF_WORD: Readonly<Record<Strength, RevocationCheck>> = {
  0: 0,
  1: 1,
  2: 2,
  off: 0,
  'if-revoked': 1,
  strict: 2,
};

const OWN_FIELDS = ['certificate', 'key', 'chain', 'unchecked'] as const;

/** Makes the method; undefined after at least one report. What `peer` leaves out, `host` says. */
export function certificateMethod(
  peer: PlacedCertificates,
  host: PlacedCertificates | undefined,
  readFile: ReadSecretFile,
  report: Report,
): Extract<Authentication, { method: 'certificate' }> | undefined {
  let wrong = false;
  const files: Files = {
    read: readFile,
    note(path, message, part) {
      wrong = true;
      report(path, message, part);
    },
  };
  const pick = <K extends keyof CertificateDocument>(key: K): Picked<K> => {
    const from = peer.document[key] !== undefined || host === undefined ? peer : host;
    return { value: from.document[key], at: [...from.at, key] };
  };
  const certificates = ownCertificates(peer, host, files);
  const trust = trustOf(pick, peer.at, files);
  if (wrong) return undefined;
  const nameRoots = pick('nameRoots').value ?? true;
  return { method: 'certificate', certificates, trust, nameRoots };
}

interface Files {
  readonly read: ReadSecretFile;
  readonly note: Report;
}

interface Picked<K extends keyof CertificateDocument> {
  readonly value: CertificateDocument[K];
  readonly at: DataPath;
}

/** Certificate, key and chain go together: they come from one place. */
function ownCertificates(
  peer: PlacedCertificates,
  host: PlacedCertificates | undefined,
  files: Files,
): readonly OwnCertificate[] {
  const saysOwn = ({ document }: PlacedCertificates): boolean =>
    document.certificates !== undefined || OWN_FIELDS.some((key) => document[key] !== undefined);
  const from = saysOwn(peer) || host === undefined ? peer : host;
  if (!saysOwn(from)) return [];
  const { document, at } = from;
  if (document.certificates === undefined) return oneCertificate(document, at, files);
  for (const key of OWN_FIELDS) {
    if (document[key] === undefined) continue;
    files.note([...at, key], `${key} stands in an entry of certificates here. Take it out.`);
  }
  return document.certificates.flatMap((one, i) =>
    oneCertificate(one, [...at, 'certificates', i], files),
  );
}

function oneCertificate(
  own: OwnCertificateDocument,
  at: DataPath,
  files: Files,
): readonly OwnCertificate[] {
  const { certificate: name } = own;
  if (name === undefined) {
    files.note(at, 'there is a key or a chain, but no certificate. Add certificate: FILE.', 'key');
    return [];
  }
  const chain = (own.chain ?? []).map((file, i) =>
    opened(file, [...at, 'chain', i], files, (octets) => {
      certificatesOfFile(octets, file);
      return { name: file, octets };
    }),
  );
  const sent = chain.filter((file) => file !== undefined);
  const make = own.unchecked === true ? uncheckedCertificate : ownCertificate;
  const bare = opened(name, [...at, 'certificate'], files, (octets) => {
    const certificate = { name, octets };
    return { certificate, made: make({ certificate, chain: sent, key: undefined }) };
  });
  if (bare === undefined || sent.length < chain.length) return [];
  const { key } = own;
  if (key === undefined) return [bare.made];
  const whole = opened(key, [...at, 'key'], files, (octets) =>
    make({ certificate: bare.certificate, chain: sent, key: { name: key, octets } }),
  );
  return whole === undefined ? [] : [whole];
}

/** What signs is the key, whatever the certificate says: so a certificate can be shown with another's. */
function uncheckedCertificate({ certificate, chain, key }: OwnCertificateFiles): OwnCertificate {
  const { name, octets } = certificate;
  const [own, ...others] = [{ name, octets }, ...chain].flatMap((file) =>
    certificatesOfFile(file.octets, file.name).map(readCertificate),
  );
  const signing = key && privateKeyOfFile(key.octets, key.name);
  const shown = signing ?? own!.publicKey.key;
  const algorithm = shown && algorithmOfKey(shown);
  const pkcs8 = signing?.export({ format: 'der', type: 'pkcs8' });
  return {
    name,
    algorithm: algorithm ?? 'rsa',
    certificate: own!.der,
    chain: others.map(({ der }) => der),
    subject: own!.subject,
    subjectText: own!.subjectText,
    authorities: [own!, ...others].map(({ issuer }) => issuer),
    key: pkcs8 && new Secret(Uint8Array.from(pkcs8)),
  };
}

function trustOf(
  pick: <K extends keyof CertificateDocument>(key: K) => Picked<K>,
  at: DataPath,
  files: Files,
): CertificateTrust {
  const listed = <T>(
    key: 'roots' | 'known' | 'crls',
    read: (octets: Uint8Array, name: string) => readonly T[],
  ): readonly T[] => {
    const list = pick(key);
    return (list.value ?? []).flatMap(
      (file, i) => opened(file, [...list.at, i], files, (octets) => read(octets, file)) ?? [],
    );
  };
  if (pick('roots').value === undefined) {
    const message =
      'there are no roots, so no certificate of the peer could be accepted. Add roots: [FILE], here or in the certificate of the host.';
    files.note(at, message, 'key');
  }
  return {
    roots: listed('roots', rootsOfFile),
    known: listed('known', certificatesOfFile),
    revocationLists: listed('crls', revocationListsOfFile),
    revocation: STRENGTH_OF_WORD[pick('revocation').value ?? 1],
    fetch: pick('fetch').value ?? false,
  };
}

function rootsOfFile(octets: Uint8Array, name: string) {
  return certificatesOfFile(octets, name).map((der) => {
    const { version, subjectText, extensions } = readCertificate(der);
    // Authorities of old have certificates without extensions, which cannot say that they are one.
    if (version === 3 && extensions.basicConstraints?.ca !== true) {
      throw new Error(
        `${name} holds the certificate of ${subjectText}, which is no authority's. Name that of the authority above it.`,
      );
    }
    return trustedRoot(der);
  });
}

/** What a file holds; undefined after a report where it cannot be read or is something else. */
function opened<T>(
  file: string,
  at: DataPath,
  { read, note }: Files,
  make: (octets: Uint8Array) => T,
): T | undefined {
  let octets: Uint8Array;
  try {
    octets = read(file);
  } catch (error) {
    note(at, `${file} cannot be read: ${sentenceOf(error)}`);
    return undefined;
  }
  try {
    return make(octets);
  } catch (error) {
    note(at, sentenceOf(error));
    return undefined;
  }
}
