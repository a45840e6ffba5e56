/** Certificates that are wrong in one way each, and what a peer that checks them should say. */

import { copy } from '../../base/bytes.ts';
import type { CertificateProblem } from '../../ike/effects.ts';
import type { Authority, Bench, Changes, LabPeer } from './bench.ts';
import type { LabKey } from './key.ts';

export interface Flaw {
  /** What it is, as the end of a sentence that begins with the certificate. */
  readonly says: string;
  /** What a peer says that trusts the root and has all lists; undefined: nothing is wrong with it. */
  readonly problem: CertificateProblem | undefined;
  /** The least strength of the revocation check that notices it; 0 unless said. */
  readonly revocation?: 1 | 2;
  readonly make: (setting: Setting) => Promise<LabPeer>;
}

/** Where a flawed certificate is made. */
export interface Setting {
  readonly bench: Bench;
  /** The flaw's. */
  readonly name: string;
  /** A good peer's. */
  readonly names: readonly string[];
  /** The good peer's: broken certificates share it, so that only the certificate need be changed. */
  readonly key: LabKey;
  readonly root: Authority;
  readonly issuer: Authority;
}

type Make = Flaw['make'];

/** How many names make a certificate of more than 4000 octets: too long for three packets. */
const MANY_NAMES = 120;

export const FLAWS = {
  expired: {
    says: 'is not valid any more',
    problem: 'certificate-expired',
    make: changed(({ bench }) => ({ notBefore: bench.day(-60), notAfter: bench.day(-1) })),
  },
  'not-yet-valid': {
    says: 'is not valid yet',
    problem: 'certificate-not-yet-valid',
    make: changed(({ bench }) => ({ notBefore: bench.day(1), notAfter: bench.day(60) })),
  },
  revoked: {
    says: 'is revoked by its issuer',
    problem: 'certificate-revoked',
    revocation: 1,
    make: async (setting) => {
      const peer = await good(setting);
      setting.bench.revoke(setting.issuer, peer.serial);
      return peer;
    },
  },
  'wrong-usage': {
    says: 'may encipher keys and not sign',
    problem: 'certificate-wrong-usage',
    make: changed(() => ({ keyUsages: ['keyEncipherment'] })),
  },
  'wrong-extended-usage': {
    says: 'is for signing code',
    problem: 'certificate-wrong-usage',
    make: changed(() => ({ extendedUsages: ['codeSigning'] })),
  },
  'other-ca': {
    says: 'comes from a root that nobody trusts',
    problem: 'untrusted-root',
    make: otherRoot,
  },
  'issuer-no-ca': {
    says: 'was issued by a peer, not by an authority',
    problem: 'not-an-authority',
    make: below('no-ca', 'Peer That Issues', {
      authority: undefined,
      keyUsages: ['digitalSignature'],
      listing: 'none',
    }),
  },
  'issuer-no-sign': {
    says: 'has an issuer that may not sign certificates',
    problem: 'not-an-authority',
    make: below('no-sign-ca', 'CA That May Not Sign', { keyUsages: ['cRLSign'] }),
  },
  'path-too-long': {
    says: 'has one authority too many above it',
    problem: 'not-an-authority',
    make: pathTooLong,
  },
  'other-identity': {
    says: "holds somebody else's names",
    problem: 'identity-not-in-certificate',
    make: changed(() => ({ names: ['203.0.113.99', 'stranger.lab.example'] })),
  },
  'no-names': {
    says: 'is good and holds no names but its subject',
    problem: undefined,
    make: changed(() => ({ names: [] })),
  },
  'crl-out-of-date': {
    says: 'has an issuer whose list is out of date',
    problem: 'crl-out-of-date',
    revocation: 2,
    make: below('late-ca', 'CA With An Old List', { listing: 'out-of-date' }),
  },
  'crl-missing': {
    says: 'has an issuer without a list',
    problem: 'crl-missing',
    revocation: 2,
    make: below('silent-ca', 'CA Without A List', { listing: 'none' }),
  },
  'crl-forged': {
    says: 'has an issuer whose list is signed by another',
    problem: 'crl-unusable',
    revocation: 2,
    make: below('forged-ca', 'CA With A Forged List', { listing: 'forged' }),
  },
  'missing-intermediate': {
    says: 'has an issuer that is not sent with it',
    problem: 'missing-intermediate',
    make: async (setting) => ({
      ...(await below('hidden-ca', 'CA That Is Not Sent')(setting)),
      chain: [],
    }),
  },
  'expired-intermediate': {
    says: 'has an issuer that is not valid any more',
    problem: 'certificate-expired',
    make: async (setting) =>
      below('expired-ca', 'Expired CA', { notAfter: setting.bench.day(-1) })(setting),
  },
  'revoked-intermediate': {
    says: 'has an issuer that is revoked',
    problem: 'certificate-revoked',
    revocation: 1,
    make: async (setting) => {
      const peer = await below('revoked-ca', 'Revoked CA')(setting);
      setting.bench.revoke(setting.root, peer.issuer.serial, 'cACompromise');
      return peer;
    },
  },
  'wrong-key': {
    says: 'comes with the key of another certificate',
    problem: 'signature-wrong',
    make: async (setting) => ({ ...(await good(setting)), key: await anotherKey(setting.bench) }),
  },
  'no-key': {
    says: 'comes without its private key',
    problem: 'no-private-key',
    make: async (setting) => ({ ...(await good(setting)), key: undefined }),
  },
  'weak-key': {
    says: 'has an RSA key of 512 bits, for labs of RSA',
    problem: 'certificate-wrong-key',
    make: async (setting) =>
      good(setting, { key: await setting.bench.options.makeKey('rsa512', 'weak') }),
  },
  altered: {
    says: 'was altered: one bit of its signature is wrong',
    problem: 'certificate-malformed',
    make: async (setting) => {
      const peer = await good(setting);
      const certificate = copy(peer.certificate);
      // The signature stands last.
      certificate[certificate.length - 1]! ^= 1;
      return { ...peer, certificate };
    },
  },
  'unknown-critical': {
    says: 'has a critical extension that nobody knows',
    problem: 'certificate-wrong-usage',
    make: changed(() => ({ unknownCritical: true })),
  },
  large: {
    says: 'is good and long: it needs IKE fragments',
    problem: undefined,
    make: changed(({ names }) => ({ names: [...names, ...manyNames()] })),
  },
} as const satisfies Readonly<Record<string, Flaw>>;

export type FlawName = keyof typeof FLAWS;
export const FLAW_NAMES = Object.keys(FLAWS) as readonly FlawName[];

/** The flaw of a name. */
export function flawOf(name: FlawName): Flaw {
  return FLAWS[name];
}

function good(
  { bench, name, names, key, issuer }: Setting,
  changes: Changes = {},
): Promise<LabPeer> {
  return bench.peer(name, names, issuer, { key, ...changes });
}

function changed(changesFor: (setting: Setting) => Changes): Make {
  return (setting) => good(setting, changesFor(setting));
}

/** A peer below an authority of its own, which is below the root. */
function below(file: string, title: string, changes: Parameters<Bench['authority']>[3] = {}): Make {
  return async (setting) => {
    const { bench, root } = setting;
    const commonName = `${bench.options.organization} ${title}`;
    const issuer = await bench.authority(file, commonName, root, changes);
    return good({ ...setting, issuer });
  };
}

async function otherRoot(setting: Setting): Promise<LabPeer> {
  const organization = 'Somebody Else';
  const title = `${organization} Root CA`;
  const issuer = await setting.bench.authority('other-root', title, undefined, { organization });
  // It sends its root, as many do: so it is seen that no authority is missing between.
  return { ...(await good({ ...setting, issuer })), chain: [issuer.certificate] };
}

async function pathTooLong(setting: Setting): Promise<LabPeer> {
  const { bench, root } = setting;
  const { organization } = bench.options;
  const authority = { pathLength: 0 };
  const last = await bench.authority('last-ca', `${organization} Last CA`, root, { authority });
  const issuer = await bench.authority('beyond-ca', `${organization} CA Beyond The Last`, last);
  return good({ ...setting, issuer });
}

function anotherKey(bench: Bench): Promise<LabKey> {
  return bench.options.makeKey(bench.options.key, 'another');
}

function manyNames(): string[] {
  return Array.from({ length: MANY_NAMES }, (_, i) => `service-${i}.cluster.lab.example`);
}
