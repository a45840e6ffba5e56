import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { Secret } from '../../src/base/secret.ts';
import { type EventKind, type EventOf, HOST_COUNTER } from '../../src/host/counter-source.ts';
import { COUNTERS } from '../../src/host/counter-table.ts';
import { Counters } from '../../src/host/counters.ts';
import type { HostEvent } from '../../src/host/events.ts';
import type { Failure, FailureCode } from '../../src/ike/failure.ts';
import { DROP_REASONS, dropSlot, IPSEC_COUNTER_SLOTS } from '../../src/ipsec/counters.ts';

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

/** Every kind of event, and of each what the counters tell apart. */
const EVENTS: { readonly [K in EventKind]: readonly EventOf<K>[] } = {
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
      suite: '',
      mode: 'tunnel',
      udpEncapsulated: false,
      esn: false,
      pfsGroup: undefined,
      selector: '',
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
    { ...SCOPE, kind: 'quick-mode-ended', id: 1, policy: 'p', reason: 'lifetime' },
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
    { ...ADDED, direction: 'inbound' },
    { ...ADDED, direction: 'outbound' },
  ],
  'sa-removed': [{ ...STAMP, kind: 'sa-removed', id: 1, direction: 'inbound', spi: 256 }],
  'sa-expired': [{ ...STAMP, kind: 'sa-expired', id: 1, reason: 'kilobytes' }],
  'traffic-shared': [{ ...STAMP, kind: 'traffic-shared', policy: '', id: 2, otherId: 1 }],
  'echo-reply': [
    { ...STAMP, kind: 'echo-reply', from: '', to: '', identifier: 1, sequence: 1, octets: 0 },
  ],
  'icmp-error': [{ ...STAMP, kind: 'icmp-error', from: '', to: '', error: '', about: '' }],
  'echo-answered': [{ ...STAMP, kind: 'echo-answered', from: '', to: '', sequence: 1 }],
  'udp-received': [{ ...STAMP, kind: 'udp-received', from: '', to: '', octets: 1, answered: true }],
};

const IDLE = {
  activeAcquires: () => 0,
  mainModeSas: () => 0,
  quickModesUnderWay: () => 0,
  pendingSpis: () => 0,
};

function valuesOf(counters: Counters): Map<string, number> {
  const { ike, ipsec, detail } = counters.view();
  return new Map([...ike, ...ipsec, ...detail].map(({ id, value }) => [id, value]));
}

describe('the table of counters', () => {
  test('names every counter once', () => {
    const ids = COUNTERS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { label, help } of COUNTERS) {
      expect(label).not.toBe('');
      expect(help).toMatch(/\.$/);
    }
  });

  test('starts at zero everywhere', () => {
    const counters = new Counters(new Float64Array(IPSEC_COUNTER_SLOTS), IDLE);
    expect(new Set(valuesOf(counters).values())).toEqual(new Set([0]));
  });

  test.each(Object.keys(EVENTS) as EventKind[])('has a counter that %s adds to', (kind) => {
    const counters = new Counters(new Float64Array(IPSEC_COUNTER_SLOTS), IDLE);
    for (const event of EVENTS[kind]) counters.note(event);
    const moved = [...valuesOf(counters).values()].some((value) => value > 0);
    const reported = COUNTERS.some(
      ({ source }) => source.from === 'ipsec-slots' && source.reportedBy === kind,
    );
    expect(moved || reported).toBe(true);
  });

  test('has no counter that cannot move', () => {
    const slots = new Float64Array(IPSEC_COUNTER_SLOTS);
    const counters = new Counters(slots, {
      activeAcquires: () => 1,
      mainModeSas: () => 1,
      quickModesUnderWay: () => 1,
      pendingSpis: () => 1,
    });
    for (const events of Object.values<readonly HostEvent[]>(EVENTS)) {
      for (const event of events) counters.note(event);
    }
    for (const slot of Object.keys(HOST_COUNTER) as (keyof typeof HOST_COUNTER)[]) {
      counters.add(slot);
    }
    slots.fill(1);
    const still = [...valuesOf(counters)].filter(([, value]) => value === 0).map(([id]) => id);
    expect(still).toEqual([]);
  });

  test('shows every slot of the host and every reason to drop a packet', () => {
    const shown = COUNTERS.flatMap(({ source }) =>
      source.from === 'host-slot' ? [source.slot] : [],
    );
    expect(shown.sort()).toEqual(Object.keys(HOST_COUNTER).sort());
    const counters = new Counters(
      new Float64Array(IPSEC_COUNTER_SLOTS).fill(1, dropSlot('inbound', 'malformed')),
      IDLE,
    );
    const values = valuesOf(counters);
    for (const reason of DROP_REASONS) expect(values.get(`packet-dropped-${reason}`)).toBe(2);
  });

  test('keeps the official order and labels of main-mode statistics', () => {
    const labels = COUNTERS.filter(({ group }) => group === 'ike').map(({ label }) => label);
    expect(labels).toEqual([
      'Active Acquire',
      'Acquire Failures',
      'Authentication Failures',
      'Negotiation Failures',
      'Invalid Cookies Received',
      'Total Acquire',
      'Total Get SPI',
      'Key Additions',
      'Key Updates',
      'Get SPI Failures',
      'ISADB List Size',
      'Connection List Size',
      'IKE Main Mode',
      'IKE Quick Mode',
      'Invalid Packets Received',
    ]);
  });
});
