/** What the peers of the demo prove themselves with: a key, certificates or Kerberos. */

import { randomBytes } from 'node:crypto';
import { stringify } from 'yaml';
import { utf8 } from '../base/bytes.ts';
import type { FailureCode } from '../ike/failure.ts';
import { ALPHA, BETA, DELTA, GAMMA } from './demo-hosts.ts';
import { makeLab } from './pki/lab.ts';
import { labFiles } from './pki/lab-pem.ts';

export const DEMO_AUTHS = ['psk', 'certificate', 'kerberos'] as const;
export type DemoAuth = (typeof DEMO_AUTHS)[number];

/** One way of authentication, as far as the demo shows it. */
export interface DemoMethod {
  /** What the host of a name says of itself in its file, beside its addresses. */
  readonly host: (name: string) => Readonly<Record<string, unknown>>;
  /** What it says of each peer. */
  readonly peer: (name: string) => Readonly<Record<string, unknown>>;
  /** What lies beside the peers' files. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** How main mode proves who the hosts are, in a few sentences. */
  readonly proof: string;
  /** The last part: gamma begins, delta refuses. */
  readonly mismatch: {
    readonly title: string;
    readonly story: string;
    readonly gamma: FailureCode;
    readonly delta: FailureCode;
  };
  /** Files of the evidence, and what they are. */
  readonly evidence: readonly (readonly [string, string])[];
}

/** Makes what the method needs: certificates valid from now on, keys of a realm. */
export function demoMethod(auth: DemoAuth): Promise<DemoMethod> {
  const makers = { psk: byKey, certificate: byCertificate, kerberos: byKerberos };
  return makers[auth]();
}

async function byKey(): Promise<DemoMethod> {
  const key = 'correct horse battery staple';
  return {
    host: () => ({}),
    peer: (name) => ({ psk: name === DELTA.name ? 'correct horse battery stable' : key }),
    files: new Map(),
    proof:
      'Main mode (RFC 2409 5.4) agrees on algorithms in messages 1 and 2, makes keys in 3 and 4, and proves the pre-shared key under them in 5 and 6.',
    mismatch: {
      title: 'Two peers with different pre-shared keys',
      story:
        'The key goes into SKEYID, and so into the keys of messages 5 and 6 (RFC 2409 5.4). No message ever says "wrong key": delta sees nonsense, gamma sees silence. It sends message 5 three times, 0.3 and 0.6 s apart, and gives up 1.2 s later (timer profile lab).',
      gamma: 'preshared-keys-likely-differ',
      delta: 'preshared-keys-differ',
    },
    evidence: [],
  };
}

/** Gamma's certificate is the expired one. */
const FLAW = 'expired';

async function byCertificate(): Promise<DemoMethod> {
  const lab = await makeLab({
    now: Date.now(),
    peers: [ALPHA, BETA, DELTA].map(({ name, address }) => ({
      name,
      names: [address, `${name}.lab.example`],
    })),
    flaws: [FLAW],
  });
  const nameOf = (host: string): string => (host === GAMMA.name ? FLAW : host);
  return {
    host: () => ({
      certificate: {
        roots: ['pki/ca.crt'],
        crls: ['pki/ca.crl', 'pki/intermediate.crl'],
        revocation: 'strict',
      },
    }),
    peer: (host) => ({
      authentication: [
        {
          certificate: {
            certificate: `pki/${nameOf(host)}-chain.pem`,
            key: `pki/${nameOf(host)}.key`,
          },
        },
      ],
    }),
    files: new Map([...labFiles(lab)].map(([name, text]) => [`pki/${name}`, utf8(text)])),
    proof:
      'Main mode (RFC 2409 5.1) agrees on algorithms in messages 1 and 2 and makes keys in 3 and 4, where each side also asks for a certificate under the root that it trusts. Messages 5 and 6 carry certificates, the intermediate one too, and a signature over all that went before. Each side checks chain, dates and revocation lists (the strictest of three strengths).',
    mismatch: {
      title: 'A certificate that has expired',
      story:
        'Gamma has a certificate of the same authority, with the right key, and its last day was yesterday. Message 5 decrypts and its signature would be right, so delta knows for certain what is wrong and may say it, protected by the keys agreed on.',
      gamma: 'peer-says-certificate-expired',
      delta: 'certificate-expired',
    },
    evidence: [['pki', 'the root, certificates, keys and revocation lists, made anew']],
  };
}

const REALM = 'LAB.EXAMPLE';
const REALM_FILE = 'realm.yaml';

async function byKerberos(): Promise<DemoMethod> {
  const principalOf = (name: string): string => `host/${name}.lab.example`;
  const members = [ALPHA, BETA, GAMMA].map(({ name }) => name);
  const principals = members.map((name) => [
    principalOf(name),
    { hex: randomBytes(32).toString('hex') },
  ]);
  const realm = stringify({ realm: REALM, principals: Object.fromEntries(principals) });
  return {
    host: (name) =>
      members.includes(name)
        ? { kerberos: { realm: REALM_FILE, principal: principalOf(name) } }
        : {},
    peer: () => ({ authentication: [{ kerberos: {} }] }),
    files: new Map([[REALM_FILE, utf8(realm)]]),
    proof:
      'Main mode with Kerberos, as Windows has it by default: the offer and its answer name both principals, alpha gets a ticket for beta from the ticket service of LAB.EXAMPLE, and messages 3 and 4 carry it and the proof that beta could read it. Messages 5 and 6 carry hashes that only these two can wrap. The realm is a stub inside Espial.',
    mismatch: {
      title: 'A computer outside the domain',
      story:
        'Delta is in no domain, and Kerberos is all that its policy lists. It can take nothing of what gamma offers, and says so in clear, since there are no keys yet: anybody could have sent that, so gamma sends message 1 three times, 0.3 and 0.6 s apart, and 1.2 s later calls it likely (timer profile lab).',
      gamma: 'peer-says-not-in-domain',
      delta: 'not-in-domain',
    },
    evidence: [[REALM_FILE, 'the realm: its principals and their keys, drawn anew']],
  };
}
