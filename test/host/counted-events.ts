/** Events of every kind, and of each what the counters tell apart. */

import { parseAddress } from '../../src/base/address.ts';
import { Secret } from '../../src/base/secret.ts';
import type { EventKind, EventOf } from '../../src/host/counter-source.ts';
import type { HostEvent } from '../../src/host/events.ts';
import type { Failure, FailureCode } from '../../src/ike/failure.ts';
import { DROP_REASONS } from '../../src/ipsec/counters.ts';
import { SAMPLES } from '../observe/sample-events.ts';

const STAMP = { at: 0, host: 'a' } as const;
const ENDS = {
  local: { address: parseAddress('192.0.2.1'), port: 500 },
  remote: { address: parseAddress('192.0.2.2'), port: 500 },
} as const;
const COOKIES = { initiatorCookie: '01', responderCookie: '02' } as const;
const SCOPE = { ...STAMP, ...ENDS, ...COOKIES, peerName: 'b', role: 'initiator' } as const;
const MESSAGE = {
  ...STAMP,
  ...ENDS,
  ...COOKIES,
  exchange: 'main mode',
  number: 1,
  messageId: 0,
  encrypted: false,
  payloads: ['SA'],
  octets: 100,
} as const;
const FILTER = {
  sourceAddress: '10.1.0.0',
  sourceMask: '255.255.255.0',
  destinationAddress: '10.2.0.0',
  destinationMask: '255.255.255.0',
  protocol: 0,
  sourcePort: 0,
  destinationPort: 0,
} as const;
const CHILD = { policy: 'p', messageId: 7 } as const;
const NO_KEY = new Secret(new Uint8Array(0));
const ADDED = {
  ...STAMP,
  kind: 'sa-added',
  id: 1,
  spi: 256,
  policy: 'p',
  suite: '',
  mode: 'tunnel',
  udpEncapsulated: false,
  source: '',
  destination: '',
  encryptionKey: NO_KEY,
  salt: NO_KEY,
  integrityKey: NO_KEY,
} as const;
const MESSAGE_DROPS = [
  'malformed',
  'invalid-cookie',
  'invalid-version',
  'unexpected',
  'bad-hash',
  'undecryptable',
  'unprotected',
  'limit',
  'no-policy',
  'not-acceptable',
  'aggressive-mode-off',
  'exchange-not-spoken',
] as const;

function failureOf(code: FailureCode): Failure {
  return {
    code,
    title: '',
    certainty: 'certain',
    where: '',
    detail: '',
    comparison: [],
    notify: undefined,
    windowsError: { code: 13_801, name: '' },
    auditEvent: 547,
    failurePoint: 'Me',
    advice: [],
  };
}

const TOLD_APART: { readonly [K in EventKind]?: readonly EventOf<K>[] } = {
  'service-started': [{ ...STAMP, kind: 'service-started' }],
  'service-stopped': [{ ...STAMP, kind: 'service-stopped' }],
  'service-failed': [{ ...STAMP, kind: 'service-failed', reason: '' }],
  'policy-applied': [
    {
      ...STAMP,
      kind: 'policy-applied',
      source: 'local',
      policy: '',
      mainModeFilters: 1,
      quickModeFilters: 1,
    },
  ],
  'policy-withdrawn': [{ ...STAMP, kind: 'policy-withdrawn', source: 'local', policy: '' }],
  'policy-source-failed': [
    {
      ...STAMP,
      kind: 'policy-source-failed',
      source: 'directory',
      reason: '',
      retrySeconds: undefined,
    },
  ],
  'setting-counts': [{ ...STAMP, kind: 'setting-counts', property: '', value: '' }],
  'isakmp-sent': [{ ...MESSAGE, kind: 'isakmp-sent', repeat: 1 }],
  'isakmp-received': [{ ...MESSAGE, kind: 'isakmp-received', duplicate: true }],
  'isakmp-dropped': MESSAGE_DROPS.map((reason) => ({
    ...STAMP,
    ...ENDS,
    kind: 'isakmp-dropped',
    reason,
    detail: '',
  })),
  'main-mode-started': [{ ...SCOPE, kind: 'main-mode-started', exchange: 'main mode' }],
  'main-mode-established': [
    {
      ...SCOPE,
      kind: 'main-mode-established',
      exchange: 'main mode',
      weaknesses: [],
      proposal: '',
      encryption: '',
      hash: '',
      group: 2,
      authentication: '',
      localIdentity: '',
      remoteIdentity: '',
      provedBy: undefined,
      passedOver: [],
      lifetimeSeconds: 1,
      replaces: '0011223344556677',
    },
  ],
  'effect-asked': [{ ...SCOPE, kind: 'effect-asked', id: 1, effect: 'verify' }],
  'effect-answered': [
    {
      ...SCOPE,
      kind: 'effect-answered',
      id: 1,
      effect: 'verify',
      problem: undefined,
      milliseconds: 5,
    },
  ],
  'method-refused': [{ ...SCOPE, kind: 'method-refused', method: 'RSA signatures' }],
  'effect-late': [{ ...SCOPE, kind: 'effect-late', id: 1 }],
  'aggressive-hash-shown': [{ ...SCOPE, kind: 'aggressive-hash-shown' }],
  'fragments-sent': [
    { ...SCOPE, kind: 'fragments-sent', fragmentId: 1, fragments: 2, octets: 2000 },
  ],
  'fragment-received': [
    {
      ...SCOPE,
      kind: 'fragment-received',
      fragmentId: 1,
      number: 2,
      last: true,
      octets: 800,
      complete: true,
    },
  ],
  'fragments-discarded': [
    { ...SCOPE, kind: 'fragments-discarded', reason: 'timeout', fragments: 1, detail: '' },
  ],
  'first-messages-shed': [
    { ...STAMP, kind: 'first-messages-shed', state: 'begins', shed: 1, milliseconds: 0, why: '' },
  ],
  'main-mode-failed': [
    { ...SCOPE, kind: 'main-mode-failed', failure: failureOf('preshared-keys-differ') },
  ],
  'main-mode-ended': [{ ...SCOPE, kind: 'main-mode-ended', reason: 'lifetime' }],
  'quick-mode-started': [{ ...SCOPE, ...CHILD, kind: 'quick-mode-started' }],
  'quick-mode-established': [
    {
      ...SCOPE,
      ...CHILD,
      kind: 'quick-mode-established',
      weaknesses: [],
      id: 1,
      protocol: 'esp',
      suite: '',
      mode: 'tunnel',
      udpEncapsulated: false,
      esn: false,
      pfsGroup: undefined,
      selector: '',
      filter: FILTER,
      algorithms: { encryption: undefined, integrity: undefined, ah: undefined },
      inboundSpi: 256,
      outboundSpi: 257,
      lifetimeSeconds: 1,
      lifetimeKilobytes: 0,
      replaces: 2,
    },
  ],
  'quick-mode-failed': [
    { ...SCOPE, ...CHILD, kind: 'quick-mode-failed', failure: failureOf('no-response') },
  ],
  'quick-mode-ended': [
    {
      ...SCOPE,
      kind: 'quick-mode-ended',
      id: 1,
      policy: 'p',
      filter: FILTER,
      inboundSpi: 256,
      outboundSpi: 257,
      reason: 'lifetime',
    },
  ],
  'notify-received': [
    { ...SCOPE, kind: 'notify-received', notify: 14, name: '', authenticated: false },
  ],
  'peer-asked': [
    { ...SCOPE, kind: 'peer-asked', cause: 'hint', silentMilliseconds: 1, sequence: 1 },
  ],
  'peer-alive': [{ ...SCOPE, kind: 'peer-alive', by: 'answer', milliseconds: 1 }],
  'peer-dead': [
    {
      ...SCOPE,
      kind: 'peer-dead',
      mainModes: 1,
      pairs: 1,
      failure: failureOf('peer-does-not-answer'),
    },
  ],
  'peer-restarted': [
    { ...SCOPE, kind: 'peer-restarted', saidBy: 'INITIAL-CONTACT', mainModes: 1, pairs: 1 },
  ],
  'peer-suspected': [{ ...SCOPE, kind: 'peer-suspected', why: '' }],
  'fell-back-to-clear': [
    { ...SCOPE, kind: 'fell-back-to-clear', policy: 'all', expirySeconds: 600 },
  ],
  'delete-ignored': [{ ...SCOPE, kind: 'delete-ignored', what: '' }],
  'unknown-spi': (['notified', 'main-mode-begun'] as const).map((action) => ({
    ...STAMP,
    ...ENDS,
    kind: 'unknown-spi',
    spi: 256,
    action,
  })),
  'nat-detected': [
    { ...SCOPE, kind: 'nat-detected', localBehindNat: true, remoteBehindNat: false },
  ],
  'port-floated': [{ ...SCOPE, kind: 'port-floated' }],
  'peer-moved': [
    { ...SCOPE, kind: 'peer-moved', from: SCOPE.remote, mainModes: 1, pairs: 1, provedBy: 'ESP' },
  ],
  'isakmp-keys': [{ ...SCOPE, kind: 'isakmp-keys', cipher: '', cipherKey: NO_KEY }],
  'packet-dropped': DROP_REASONS.map((reason) => ({
    ...STAMP,
    kind: 'packet-dropped',
    direction: 'inbound',
    reason,
    packet: '',
    spi: undefined,
    sequence: undefined,
  })),
  'dummy-packet': [{ ...STAMP, kind: 'dummy-packet', spi: 256 }],
  'path-mtu': [{ ...STAMP, kind: 'path-mtu', id: 1, octets: 1400 }],
  acquire: [{ ...STAMP, kind: 'acquire', policy: 'p', packet: '' }],
  'sa-added': [
    { ...ADDED, protocol: 'esp', direction: 'inbound' },
    { ...ADDED, protocol: 'esp', direction: 'outbound' },
  ],
  'sa-removed': [
    { ...STAMP, kind: 'sa-removed', id: 1, direction: 'inbound', protocol: 'esp', spi: 256 },
  ],
  'sa-refused': (['inbound', 'outbound'] as const).map((direction) => ({
    ...STAMP,
    kind: 'sa-refused',
    id: 1,
    direction,
    spi: 256,
    policy: 'p',
    reason: '',
  })),
  'sa-expired': [{ ...STAMP, kind: 'sa-expired', id: 1, reason: 'kilobytes' }],
  'traffic-shared': [{ ...STAMP, kind: 'traffic-shared', policy: '', id: 2, otherId: 1 }],
  'echo-reply': [
    { ...STAMP, kind: 'echo-reply', from: '', to: '', identifier: 1, sequence: 1, octets: 0 },
  ],
  'icmp-error': [{ ...STAMP, kind: 'icmp-error', from: '', to: '', error: '', about: '' }],
  'echo-answered': [{ ...STAMP, kind: 'echo-answered', from: '', to: '', sequence: 1 }],
  'udp-received': [{ ...STAMP, kind: 'udp-received', from: '', to: '', octets: 1, answered: true }],
};

/** Of every kind at least one. */
export const EVENTS: Readonly<Record<EventKind, readonly HostEvent[]>> = Object.assign(
  Object.fromEntries(Object.entries(SAMPLES).map(([kind, event]) => [kind, [event]])),
  TOLD_APART,
) as Record<EventKind, readonly HostEvent[]>;
