/** Certificates of either side that the other takes: keys, chains, revocation lists. */

import type { Cell } from './cell.ts';
import { type CertificateCells, certificateCell, LONG_CHAINS } from './certificate-cell.ts';
import { withListServer } from './list-server.ts';
import { carryAndDelete } from './plays.ts';

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
  return [...keyCells(), ...[...CHAINS, ...LISTS].flatMap(certificateCell)];
}

function keyCells(): Cell[] {
  return KEYS.flatMap(([key, proposals]) =>
    proposals.flatMap((ike) => {
      const root = key.startsWith('ecdsa') ? 'ec-root' : 'root';
      return certificateCell({
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

const CHAINS: readonly CertificateCells[] = [
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
    ...LONG_CHAINS,
    says: [/parsed ID_PROT re\w+ 0 \[ FRAG\(/, /generating ID_PROT re\w+ 0 \[ FRAG\(/],
  },
];

const LISTS: readonly CertificateCells[] = [
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
    column: 'strength 2 at Espial, which fetches it over HTTP',
    espial: { revocation: 2, fields: { fetch: true } },
    strongSwan: { own: 'strongswan-http' },
    play: (bed) => withListServer(bed, () => carryAndDelete(bed)),
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
