/** Certificates of either side that the other takes: identities, requests, Espial's own laboratory, and what comes later. */

import { type Cell, SIDES } from './cell.ts';
import { type CertificateCells, certificateCell } from './certificate-cell.ts';
import { rekeyMainMode } from './plays-life.ts';

export function identityCells(): Cell[] {
  return [...WHO, ...REQUESTS, ...LABS, ...LIFE].flatMap(certificateCell);
}

/** Espial's identity as its peer file says it, and both sides' as strongSwan says them. */
const IDENTITIES: readonly (readonly [string, object, string, object, string])[] = [
  [
    'a name of the subjectAltName',
    { fqdn: 'espial.example' },
    'espial.example',
    { fqdn: 'strongswan.example' },
    'strongswan.example',
  ],
  [
    'an address of the subjectAltName',
    { address: '10.99.0.2' },
    '10.99.0.2',
    { address: '10.99.0.1' },
    '10.99.0.1',
  ],
  [
    'a mailbox of the subjectAltName',
    { userFqdn: 'espial@example.org' },
    'espial@example.org',
    { userFqdn: 'strongswan@example.org' },
    'strongswan@example.org',
  ],
];

const WHO: readonly CertificateCells[] = [
  {
    row: 'identity',
    column: 'the subject',
    strongSwan: {
      local: { id: '"C=XX, O=Interop, CN=strongswan"' },
      remote: { id: '"C=XX, O=Interop, CN=espial"' },
    },
    says: [
      /between 10.99.0.1\[C=XX, O=Interop, CN=strongswan\]...10.99.0.2\[C=XX, O=Interop, CN=espial\]/,
    ],
  },
  ...IDENTITIES.map(
    ([column, localId, ours, remoteId, theirs]): CertificateCells => ({
      row: 'identity',
      column,
      strongSwan: { local: { id: theirs }, remote: { id: ours } },
      told: { espial: { peer: { localId, remoteId } } },
      says: [new RegExp(`between 10.99.0.1\\[${theirs}\\]...10.99.0.2\\[${ours}\\]`)],
    }),
  ),
];

const REQUESTS: readonly CertificateCells[] = [
  {
    row: 'certificate request',
    column: 'strongSwan sends only if asked',
    told: { swanctl: { connection: { send_cert: 'ifasked' } } },
    says: [/sending end entity cert/],
  },
  {
    row: 'certificate request',
    column: 'strongSwan never sends, Espial knows',
    espial: { known: ['strongswan-rsa-2048'] },
    told: { swanctl: { connection: { send_cert: 'never' } } },
  },
  {
    row: 'certificate request',
    column: 'strongSwan always sends',
    told: { swanctl: { connection: { send_cert: 'always' } } },
  },
  {
    row: 'certificate request',
    column: 'strongSwan asks for none, and knows',
    strongSwan: { known: ['espial-rsa-2048'] },
    told: { swanctl: { connection: { send_certreq: 'no' } } },
  },
  {
    row: 'certificate request',
    column: 'of two authorities each',
    espial: { roots: ['other', 'root'] },
    strongSwan: { authorities: ['other', 'root'] },
  },
  {
    row: 'choice by the request',
    column: 'strongSwan has two',
    espial: { roots: ['other'] },
    strongSwan: {
      also: ['strongswan-other'],
      authorities: ['root', 'other'],
    },
    says: [/received cert request for 'C=XX, O=Elsewhere, CN=Other Root'/],
  },
  {
    row: 'choice by the request',
    column: 'Espial has two',
    espial: { also: ['espial-other'] },
    strongSwan: { authorities: ['other'] },
    says: [/using trusted ca certificate ".*CN=Other Root"/],
  },
  {
    row: 'certificate request',
    column: 'Espial names no authority',
    espial: { fields: { nameRoots: false } },
    told: { swanctl: { connection: { send_cert: 'ifasked' } } },
    says: [/ignoring certificate request without data/, /sending end entity cert/],
  },
];

/** By Espial's own `espial pki`, with an intermediate and lists. */
const LABS: readonly CertificateCells[] = ['lab-rsa', 'lab-ec'].map((lab) => ({
  row: 'made by espial pki',
  column: lab,
  espial: {
    own: `${lab}/espial`,
    chain: [`${lab}/intermediate`],
    roots: [`${lab}/ca`],
    lists: [`${lab}/ca`, `${lab}/intermediate`],
    revocation: 2,
  },
  strongSwan: {
    own: `${lab}/strongswan`,
    authorities: [`${lab}/ca`, `${lab}/intermediate`],
    lists: [`${lab}/ca`, `${lab}/intermediate`],
    remote: { id: '"O=Espial Lab, CN=espial"', cacerts: 'ca.crt', revocation: 'strict' },
  },
}));

const LIFE: readonly CertificateCells[] = SIDES.map((by) => ({
  row: 'main mode rekeyed',
  column: `by ${by}`,
  play: rekeyMainMode(by),
}));
