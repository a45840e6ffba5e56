/** One event of every kind, for renderings. */

import { parseAddress } from '../../src/base/address.ts';
import { Secret } from '../../src/base/secret.ts';
import type { HostEvent } from '../../src/host/events.ts';
import { failure } from './sample-failure.ts';

const local = { address: parseAddress('192.0.2.1'), port: 500 };
const remote = { address: parseAddress('192.0.2.2'), port: 500 };
const common = { at: 1000, host: 'alice' } as const;
const scope = {
  ...common,
  peerName: 'bob',
  local,
  remote,
  initiatorCookie: '0011223344556677',
  responderCookie: '8899aabbccddeeff',
  role: 'initiator',
} as const;
const message = {
  ...common,
  local,
  remote,
  initiatorCookie: '0011223344556677',
  responderCookie: '0000000000000000',
  exchange: 'main mode',
  number: 1,
  messageId: 0,
  encrypted: false,
  payloads: ['SA', 'VID', 'VID', 'VID'],
  octets: 120,
} as const;
const key = (octet: number, length: number): Secret =>
  new Secret(new Uint8Array(length).fill(octet));

type EventOf<K> = Extract<HostEvent, { kind: K }>;

/** A new kind of event does not compile until it stands here. */
export const SAMPLES: { readonly [K in HostEvent['kind']]: EventOf<K> } = {
  'isakmp-sent': { kind: 'isakmp-sent', repeat: 0, ...message },
  'isakmp-received': { kind: 'isakmp-received', duplicate: false, ...message },
  'isakmp-dropped': {
    kind: 'isakmp-dropped',
    ...common,
    local,
    remote,
    reason: 'malformed',
    detail: 'payload 2 is too long',
  },
  'main-mode-started': { kind: 'main-mode-started', ...scope },
  'main-mode-established': {
    kind: 'main-mode-established',
    ...scope,
    proposal: 'AES-CBC-128, SHA1, MODP-1024 (group 2)',
    authentication: 'pre-shared key',
    localIdentity: '192.0.2.1',
    remoteIdentity: '192.0.2.2',
    lifetimeSeconds: 28_800,
  },
  'main-mode-failed': { kind: 'main-mode-failed', ...scope, failure },
  'main-mode-ended': { kind: 'main-mode-ended', ...scope, reason: 'lifetime' },
  'quick-mode-started': {
    kind: 'quick-mode-started',
    ...scope,
    messageId: 0xabcd,
    policy: 'office',
  },
  'quick-mode-established': {
    kind: 'quick-mode-established',
    ...scope,
    id: 1,
    messageId: 0xabcd,
    policy: 'office',
    suite: 'AES-CBC-128 with HMAC-SHA1-96',
    mode: 'tunnel',
    udpEncapsulated: true,
    pfsGroup: 2,
    selector: '10.1.0.0/24 <-> 10.2.0.0/24 any',
    inboundSpi: 0x1000,
    outboundSpi: 0x2000,
    lifetimeSeconds: 3600,
    lifetimeKilobytes: 0,
  },
  'quick-mode-failed': {
    kind: 'quick-mode-failed',
    ...scope,
    messageId: 0xabcd,
    policy: 'office',
    failure,
  },
  'quick-mode-ended': {
    kind: 'quick-mode-ended',
    ...scope,
    id: 1,
    policy: 'office',
    reason: 'deleted-by-peer',
  },
  'notify-received': {
    kind: 'notify-received',
    ...scope,
    notify: 14,
    name: 'NO-PROPOSAL-CHOSEN',
    authenticated: false,
  },
  'nat-detected': {
    kind: 'nat-detected',
    ...scope,
    localBehindNat: true,
    remoteBehindNat: false,
  },
  'port-floated': { kind: 'port-floated', ...scope },
  'isakmp-keys': { kind: 'isakmp-keys', ...scope, cipher: 'aes-cbc', cipherKey: key(0xc1, 16) },
  'packet-dropped': {
    kind: 'packet-dropped',
    ...common,
    direction: 'inbound',
    reason: 'replayed',
    packet: '192.0.2.2 -> 192.0.2.1 esp',
    spi: 0x1000,
    sequence: 7,
  },
  'dummy-packet': { kind: 'dummy-packet', ...common, spi: 0x1000 },
  acquire: { kind: 'acquire', ...common, policy: 'office', packet: '10.1.0.1 -> 10.2.0.1 icmp' },
  'sa-added': {
    kind: 'sa-added',
    ...common,
    id: 1,
    direction: 'inbound',
    spi: 0x1000,
    policy: 'office',
    suite: 'AES-CBC-128 with HMAC-SHA1-96',
    mode: 'tunnel',
    udpEncapsulated: true,
    source: '192.0.2.2',
    destination: '192.0.2.1',
    encryptionKey: key(0xe1, 16),
    salt: key(0, 0),
    integrityKey: key(0xa1, 20),
  },
  'sa-removed': { kind: 'sa-removed', ...common, id: 1, direction: 'inbound', spi: 0x1000 },
  'sa-expired': { kind: 'sa-expired', ...common, id: 1, reason: 'kilobytes' },
  'echo-reply': {
    kind: 'echo-reply',
    ...common,
    from: '10.2.0.1',
    to: '10.1.0.1',
    identifier: 1,
    sequence: 3,
    octets: 56,
  },
  'echo-answered': {
    kind: 'echo-answered',
    ...common,
    from: '10.2.0.1',
    to: '10.1.0.1',
    sequence: 3,
  },
  'udp-received': {
    kind: 'udp-received',
    ...common,
    from: '10.2.0.1:40000',
    to: '10.1.0.1:7',
    octets: 5,
    answered: true,
  },
};
