import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { DIALECTS } from '../../src/ike/dialect/dialects.ts';
import type { IkeEvent } from '../../src/ike/events.ts';
import { Duo, type DuoOptions } from './duo.ts';

/** One line an event: what a ladder is drawn from. */
const line = (event: IkeEvent): string => {
  if (event.kind !== 'isakmp-sent' && event.kind !== 'isakmp-received') return event.kind;
  const arrow = event.kind === 'isakmp-sent' ? '->' : '<-';
  const star = event.encrypted ? '*' : '';
  return `${arrow} ${event.exchange} ${event.number}: HDR${star}, ${event.payloads.join(', ')}`;
};

/** Those of the default dialect, without the one of Kerberos. */
const VENDOR_IDS = Array(DIALECTS.default.vendorIds.length - 1)
  .fill('VID')
  .join(', ');

describe('the events of a negotiation', () => {
  test('tell it in order, on the initiator', () => {
    const duo = new Duo();
    duo.complete();
    expect(duo.a.events.map(line)).toEqual([
      'main-mode-started',
      `-> main mode 1: HDR, SA, ${VENDOR_IDS}`,
      `<- main mode 2: HDR, SA, ${VENDOR_IDS}`,
      '-> main mode 3: HDR, KE, Ni, NAT-D, NAT-D',
      '<- main mode 4: HDR, KE, Nr, NAT-D, NAT-D',
      '-> main mode 5: HDR*, IDii, HASH_I, N(INITIAL-CONTACT)',
      'isakmp-keys',
      '<- main mode 6: HDR*, IDir, HASH_R, N(INITIAL-CONTACT)',
      'main-mode-established',
      'quick-mode-started',
      '-> quick mode 1: HDR*, HASH(1), SA, Ni, IDci, IDcr',
      '<- quick mode 2: HDR*, HASH(2), SA, Nr, IDci, IDcr',
      '-> quick mode 3: HDR*, HASH(3)',
      'quick-mode-established',
    ]);
  });

  test('tell the same messages on the responder', () => {
    const duo = new Duo();
    duo.complete();
    const messages = (side: 'a' | 'b') =>
      duo[side].events.map(line).filter((text) => /^(->|<-)/.test(text));
    const swapped = messages('a').map((text) =>
      text.startsWith('->') ? text.replace('->', '<-') : text.replace('<-', '->'),
    );
    expect(messages('b')).toEqual(swapped);
  });

  test('hold the octets of each message, and the same cookies from message 2 on', () => {
    const duo = new Duo();
    const passed = duo.complete();
    const [sent, received] = [
      duo.a.of('isakmp-sent').map(({ octets }) => octets),
      duo.b.of('isakmp-received').map(({ octets }) => octets),
    ];
    expect(received).toEqual(sent);
    expect(sent).toEqual(
      passed.filter(({ from }) => from === 'a').map((one) => one.message.length),
    );
    const cookies = new Set(
      [...duo.a.events, ...duo.b.events].flatMap((event) =>
        'responderCookie' in event ? [event.responderCookie] : [],
      ),
    );
    expect(cookies.size).toBe(2);
    expect(cookies).toContain('0000000000000000');
  });

  test('hold no secret that shows by accident', () => {
    const duo = new Duo({ both: { child: { pfsGroup: 19 } } });
    duo.complete();
    const events = [...duo.a.events, ...duo.b.events];
    const text = JSON.stringify(events) + inspect(events, { depth: 20 });
    const secrets = events.flatMap((event) =>
      event.kind === 'isakmp-keys' ? [toHex(event.cipherKey.reveal())] : [],
    );
    for (const { pair } of duo.a.sas.installed.values()) {
      secrets.push(toHex(pair.inbound.keymat.reveal()), toHex(pair.outbound.keymat.reveal()));
    }
    expect(secrets).toHaveLength(4);
    expect(new Set(secrets).size).toBe(3);
    for (const secret of secrets) expect(text).not.toContain(secret.slice(0, 16));
    expect(text).not.toContain('a key that both know');
    expect(text).toContain('[redacted]');
    const tables = [duo.a, duo.b].flatMap(({ engine }) => [
      engine.mainModeSas(),
      engine.children(),
    ]);
    expect(JSON.stringify(tables)).not.toContain('redacted');
  });
});

const OTHER_SUITE = { encryption: 'null', keyBits: 0, integrity: 'hmac-md5-96' } as const;
const FAILING: readonly [string, DuoOptions][] = [
  ['keys', { b: { presharedKey: 'x' } }],
  [
    'proposals',
    {
      b: { peer: { proposals: [{ encryption: 'des-cbc', keyBits: 64, hash: 'md5', group: 1 }] } },
    },
  ],
  ['suites', { b: { child: { proposals: [{ protocol: 'esp', suite: OTHER_SUITE }] } } }],
  ['PFS', { b: { child: { pfsGroup: 14 } } }],
  ['modes', { b: { tunnel: { mode: 'transport' } } }],
  ['identities', { b: { peer: { remoteIdentity: { type: 'key-id', value: 'x' } } } }],
  ['the other side', { a: { peer: { remoteIdentity: { type: 'key-id', value: 'x' } } } }],
  ['SPIs', { a: { spis: 0 } }],
  ['SPIs there', { b: { spis: 0 } }],
  ['policies', { b: { host: { policies: [] } } }],
];

describe('every failure', () => {
  test.each(FAILING)('says all that a person needs (%s)', (_, options) => {
    const duo = new Duo(options);
    duo.initiate();
    duo.settle();
    duo.advance(20_000);
    const failures = [...duo.a.failures, ...duo.b.failures];
    expect(failures.length).toBeGreaterThan(0);
    for (const failure of failures) {
      expect(failure.title).toMatch(/^[\x20-\x7e]{10,120}\.$/);
      expect(failure.detail).toMatch(/^[A-Z][\x20-\x7e]+\.$/);
      expect(failure.where).toMatch(/^(main|quick) mode, message [1-6]$/);
      expect(failure.windowsError.code).toBeGreaterThanOrEqual(13_800);
      expect(failure.windowsError.code).toBeLessThanOrEqual(13_899);
      expect(failure.windowsError.name).toMatch(/^[A-Z_]+$/);
      expect([544, 545, 546, 547]).toContain(failure.auditEvent);
      expect(failure.advice.length).toBeGreaterThan(0);
      for (const advice of failure.advice) expect(advice).toMatch(/^[A-Z].*[.]$/);
      if (failure.certainty === 'likely') expect(failure.title).toContain('likely');
      for (const { local, peer, differs } of failure.comparison) {
        if (differs) expect(local).not.toBe(peer);
      }
    }
    for (const side of [duo.a, duo.b]) {
      expect(side.sas.reserved.size).toBe(0);
      expect(side.sas.installed.size).toBe(0);
    }
  });
});
