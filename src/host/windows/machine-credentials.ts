/** Authentication methods of a policy, with what this computer has for them. */

import type { Authentication, TrustedRoot } from '../../ike/auth/credentials.ts';
import type { PolicyAuthentication } from '../../policy/model.ts';
import { readName, sameEncodedName, sameName } from '../../wire/distinguished-name.ts';
import { parseName } from '../../wire/name-of-text.ts';
import type { MachineCertificates, WindowsSystem } from './system.ts';

type RootAuthority = Extract<PolicyAuthentication, { method: 'rootca' }>;

/** A computer in no domain. */
const WORKGROUP = {
  principal: undefined,
  key: undefined,
  realm: undefined,
  clockSkewSeconds: 300,
  remotePrincipal: undefined,
} as const;

const NO_CERTIFICATES: MachineCertificates = {
  own: [],
  trust: { roots: [], known: [], revocationLists: [], revocation: 1, fetch: false },
};

/**
 * The methods in their order. IKE knows certificates as one method, so that several roots stand where
 * the first one does of which there is a certificate.
 */
export function authenticationOf(
  methods: readonly PolicyAuthentication[],
  { kerberos, certificates = NO_CERTIFICATES }: WindowsSystem,
): Authentication[] {
  const authorities = methods.filter((one): one is RootAuthority => one.method === 'rootca');
  const leading =
    authorities.find((one) => byCertificate([one], certificates).certificates.length > 0) ??
    authorities[0];
  const methodOf = (one: PolicyAuthentication): Authentication | undefined => {
    if (one.method === 'kerberos') return { method: 'kerberos', kerberos: kerberos ?? WORKGROUP };
    if (one.method === 'psk') return { method: 'pre-shared-key', key: one.key };
    return one === leading ? byCertificate(authorities, certificates) : undefined;
  };
  return methods.map(methodOf).filter((one) => one !== undefined);
}

function byCertificate(
  authorities: readonly RootAuthority[],
  { own, trust }: MachineCertificates,
): Extract<Authentication, { method: 'certificate' }> {
  // In the order of the list: who is asked for any certificate shows the first one.
  const roots = authorities.flatMap(({ authority }) =>
    trust.roots.filter((root) => isNamed(root, authority)),
  );
  const certificates = roots.flatMap(({ subject }) =>
    own.filter((one) => one.authorities.some((name) => sameEncodedName(name, subject))),
  );
  return {
    method: 'certificate',
    certificates: [...new Set(certificates)],
    trust: { ...trust, roots: [...new Set(roots)] },
    // An empty request asks for any certificate: the only way to leave one authority out.
    nameRoots: authorities.every(({ excludeName }) => !excludeName),
  };
}

function isNamed({ subject }: TrustedRoot, text: string): boolean {
  const asked = parseName(text);
  const name = readName(subject);
  return typeof asked !== 'string' && name !== undefined && sameName(name, asked);
}
