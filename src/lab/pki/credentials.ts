/** A laboratory's certificates as the policy of a host holds them. */

import type {
  CertificateTrust,
  OwnCertificate,
  SignatureAlgorithm,
} from '../../ike/auth/credentials.ts';
import { type Authority, chainFrom, type LabPeer } from './bench.ts';
import type { LabKey } from './key.ts';
import type { Lab } from './lab.ts';

const ALGORITHMS: Readonly<Record<string, SignatureAlgorithm>> = {
  ec256: 'ecdsa-256',
  ec384: 'ecdsa-384',
  ec521: 'ecdsa-521',
};

/** A peer's certificate as its own. */
export function peerCertificate(peer: LabPeer): OwnCertificate {
  return {
    name: peer.name,
    algorithm: signatureAlgorithm(peer.keyKind),
    certificate: peer.certificate,
    chain: peer.chain,
    subject: new Uint8Array(peer.subject.toArrayBuffer()),
    subjectText: peer.subject.toString(),
    authorities: authoritiesAbove(peer.issuer),
    key: peer.key?.pkcs8,
  };
}

/** Trust in the laboratory's root. Lists: all that there are unless said. */
export function labTrust(
  lab: Lab,
  changes: Partial<Omit<CertificateTrust, 'roots'>> = {},
): CertificateTrust {
  const { root, lists } = lab;
  return {
    roots: [
      { certificate: root.certificate, subject: new Uint8Array(root.subject.toArrayBuffer()) },
    ],
    known: [],
    revocationLists: lists,
    revocation: 0,
    fetch: false,
    ...changes,
  };
}

function signatureAlgorithm(kind: LabKey['kind']): SignatureAlgorithm {
  return ALGORITHMS[kind] ?? 'rsa';
}

function authoritiesAbove(issuer: Authority): Uint8Array[] {
  const sent = chainFrom(issuer).length;
  const subjects: Uint8Array[] = [];
  let at: Authority | undefined = issuer;
  for (let i = 0; i <= sent && at !== undefined; i++, at = at.issuer)
    subjects.push(new Uint8Array(at.subject.toArrayBuffer()));
  return subjects;
}
