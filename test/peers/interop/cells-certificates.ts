/** Certificates of either side that the other takes: keys, chains, revocation lists, identities, requests, and what comes later. */

import type { Bed } from './bed.ts';
import { type Agreement, bothWays, type Cell, SIDES, TUNNEL } from './cell.ts';
import type { EspialCertificates, StrongSwanCertificates } from './certificates.ts';
import { carryAndDelete } from './plays.ts';
import { rekeyMainMode } from './plays-life.ts';

/** Each with a 2048-bit RSA certificate straight from the root that the other trusts. */
export const ESPIAL: EspialCertificates = { own: 'espial-rsa-2048', roots: ['root'] };
export const STRONGSWAN: StrongSwanCertificates = {
  own: 'strongswan-rsa-2048',
  authorities: ['root'],
};

type Cells = Pick<Cell, 'row' | 'column'> &
  Partial<Cell> & {
    readonly espial?: Partial<EspialCertificates>;
    readonly strongSwan?: Partial<StrongSwanCertificates>;
    readonly told?: Partial<Agreement>;
    /** What strongSwan's log must say. */
    readonly says?: readonly RegExp[];
  };

/** By the keys of both sides: main-mode proposals, each with another hash. */
const KEYS: readonly (readonly [string, readonly string[]])[] = [
  ['rsa-1024', ['3des-md5-modp1024']],
  [
    'rsa-2048',
    [
      'aes128-md5-modp1024',
      'aes128-sha1-modp1024',
      'aes256-sha256-modp2048',
      'aes256-sha512-ecp256',
    ],
  ],
  ['rsa-3072', ['aes128-sha384-modp1536']],
  ['rsa-4096', ['aes256-sha1-modp2048']],
  ['ecdsa-256', ['aes128-md5-modp1024', 'aes128-sha256-ecp256']],
  ['ecdsa-384', ['aes128-sha1-modp1024', 'aes256-sha384-ecp384']],
  ['ecdsa-521', ['aes128-sha256-modp1024', 'aes256-sha512-modp2048']],
];
const SMOKE_KEYS = new Set(['rsa-2048: aes128-sha1-modp1024', 'ecdsa-256: aes128-sha256-ecp256']);

export function certificateCells(): Cell[] {
  return [...keyCells(), ...FURTHER.flatMap(cells)];
}

function keyCells(): Cell[] {
  return KEYS.flatMap(([key, proposals]) =>
    proposals.flatMap((ike) => {
      const root = key.startsWith('ecdsa') ? 'ec-root' : 'root';
      return cells({
        row: key,
        column: ike,
        smoke: SMOKE_KEYS.has(`${key}: ${ike}`),
        espial: { own: `espial-${key}`, roots: [root] },
        strongSwan: { own: `strongswan-${key}`, authorities: [root] },
        told: { ike },
        says: [
          key.startsWith('ecdsa') ? /with ECDSA_WITH_NULL succ/ : /with RSA_EMSA_PKCS1_NULL succ/,
        ],
      });
    }),
  );
}

/** The same with either side initiating. */
function cells({ espial, strongSwan, told, says = [], ...cell }: Cells): Cell[] {
  return bothWays({
    table: 'Certificates',
    smoke: false,
    play: (bed) => and(bed, says),
    ...cell,
    agreement: {
      ...TUNNEL,
      ...told,
      certificates: {
        espial: { ...ESPIAL, ...espial },
        strongSwan: { ...STRONGSWAN, ...strongSwan },
      },
    },
  });
}

/** As ever, and strongSwan's log shows that it went the way that is meant. */
async function and(bed: Bed, says: readonly RegExp[]): Promise<void> {
  await carryAndDelete(bed);
  for (const said of says) await bed.strongSwan.says(said);
}

const CHAINS: readonly Cells[] = [
  {
    row: 'ECDSA key under RSA authority',
    column: 'aes128-sha1-modp1024',
    espial: { own: 'espial-by-rsa-root' },
    strongSwan: { own: 'strongswan-by-rsa-root' },
  },
  {
    row: "one intermediate, Espial's",
    column: 'sent',
    espial: { own: 'espial-im1', chain: ['im1'] },
    says: [/using untrusted intermediate certificate ".*CN=Intermediate 1"/],
  },
  {
    row: "one intermediate, Espial's",
    column: 'known beforehand',
    espial: { own: 'espial-im1' },
    strongSwan: { authorities: ['root', 'im1'] },
    says: [/using trusted intermediate ca certificate ".*CN=Intermediate 1"/],
  },
  {
    row: "one intermediate, strongSwan's",
    column: 'sent',
    strongSwan: { own: 'strongswan-im1', authorities: ['root', 'im1'] },
    says: [/sending issuer cert ".*CN=Intermediate 1"/],
  },
  {
    row: "one intermediate, strongSwan's",
    column: 'known beforehand',
    espial: { known: ['im1'] },
    strongSwan: { own: 'strongswan-im1' },
  },
  {
    row: "two intermediates, Espial's",
    column: 'sent',
    espial: { own: 'espial-im2', chain: ['im2', 'im1'] },
    says: [/with a path length of 2/],
  },
  {
    row: "two intermediates, strongSwan's",
    column: 'sent',
    strongSwan: { own: 'strongswan-im2', authorities: ['root', 'im1', 'im2'] },
    says: [
      /sending issuer cert ".*CN=Intermediate 2"/,
      /sending issuer cert ".*CN=Intermediate 1"/,
    ],
  },
  {
    row: 'one intermediate with ECDSA',
    column: "Espial's, sent",
    espial: { own: 'espial-ec-im', chain: ['ec-im'], roots: ['ec-root'] },
    strongSwan: { own: 'strongswan-ecdsa-256', authorities: ['ec-root'] },
  },
  {
    row: 'chains in IKE fragments',
    column: 'of both sides',
    smoke: true,
    espial: { own: 'espial-im2', chain: ['im2', 'im1'] },
    strongSwan: { own: 'strongswan-im2', authorities: ['root', 'im1', 'im2'] },
    says: [/parsed ID_PROT re\w+ 0 \[ FRAG\(/, /generating ID_PROT re\w+ 0 \[ FRAG\(/],
  },
];

const LISTS: readonly Cells[] = [
  {
    row: 'revocation list',
    column: 'strength 1 at Espial',
    espial: { lists: ['root'], revocation: 1 },
  },
  {
    row: 'revocation list',
    column: 'strength 2 at Espial',
    smoke: true,
    espial: { lists: ['root'], revocation: 2 },
  },
  {
    row: 'revocation list',
    column: 'strength 2 at Espial, one for each authority',
    espial: { lists: ['root', 'im1', 'im2'], revocation: 2 },
    strongSwan: { own: 'strongswan-im2', authorities: ['root', 'im1', 'im2'] },
  },
  {
    row: 'revocation list',
    column: 'strength 1 at Espial, which has none',
    espial: { revocation: 1 },
  },
  {
    row: 'revocation list',
    column: 'strict at strongSwan',
    strongSwan: { lists: ['root'], remote: { revocation: 'strict' } },
    says: [/certificate status is good/],
  },
  {
    row: 'revocation list',
    column: 'ECDSA, strict at both',
    espial: { own: 'espial-ecdsa-256', roots: ['ec-root'], lists: ['ec-root'], revocation: 2 },
    strongSwan: {
      own: 'strongswan-ecdsa-256',
      authorities: ['ec-root'],
      lists: ['ec-root'],
      remote: { revocation: 'strict' },
    },
  },
];

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

const WHO: readonly Cells[] = [
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
    ([column, localId, ours, remoteId, theirs]): Cells => ({
      row: 'identity',
      column,
      strongSwan: { local: { id: theirs }, remote: { id: ours } },
      told: { espial: { peer: { localId, remoteId } } },
      says: [new RegExp(`between 10.99.0.1\\[${theirs}\\]...10.99.0.2\\[${ours}\\]`)],
    }),
  ),
];

const REQUESTS: readonly Cells[] = [
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
const LABS: readonly Cells[] = ['lab-rsa', 'lab-ec'].map((lab) => ({
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

const LIFE: readonly Cells[] = SIDES.map((by) => ({
  row: 'main mode rekeyed',
  column: `by ${by}`,
  play: rekeyMainMode(by),
}));

const FURTHER: readonly Cells[] = [...CHAINS, ...LISTS, ...WHO, ...REQUESTS, ...LABS, ...LIFE];
