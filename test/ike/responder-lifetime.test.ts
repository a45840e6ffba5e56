import { describe, expect, test } from 'vitest';
import { concat, fromHex, u32 } from '../../src/base/bytes.ts';
import { DEFAULT_DIALECT, DEFAULT_KEEPING, type KeepingPolicy } from '../../src/ike/policy.ts';
import type { Payload } from '../../src/wire/isakmp/payload.ts';
import { Bench, type BenchOptions } from './bench.ts';
import { Duo, established } from './duo.ts';
import { data, notify, QUICK_MODE_ROWS, quickModeSa } from './payloads.ts';
import { messageIdOf, octetsOf, Puppet } from './puppet.ts';

const RESPONDER_LIFETIME = 24_576;
/** 600 seconds as TV, then 700 kilobytes as TLV. */
const SECONDS = fromHex('8001000180020258');
const KILOBYTES = fromHex('80010002 00020004000002bc'.replaceAll(' ', ''));
const child = { lifetime: { seconds: 900, kilobytes: 500 } };
const keep = (longerLifetime: KeepingPolicy['longerLifetime']) => ({
  peer: { keeping: { ...DEFAULT_KEEPING, longerLifetime } },
});

/** The engine answers an offer of 3600 seconds and no limit of volume. */
function offered(options: BenchOptions) {
  const bench = new Bench(options);
  const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
  const [answer] = puppet.give(puppet.quick1(7, [quickModeSa(), data('nonce', puppet.ni)]));
  return { bench, payloads: puppet.open(answer!) };
}

/** The engine's offer of 3600 seconds is answered by hand. */
function answered(rest: readonly Payload[], options: BenchOptions = {}, sa = quickModeSa()) {
  const bench = new Bench(options);
  const puppet = new Puppet(bench, { role: 'responder' });
  const [message1] = puppet.respond(bench.initiate()[0]!);
  const ni = octetsOf(puppet.open(message1!), 'nonce');
  const nonce = data('nonce', puppet.nr);
  puppet.give(puppet.quick2(messageIdOf(message1!), ni, [sa, nonce, ...rest]));
  return bench;
}

const said = (...octets: Uint8Array[]): Payload =>
  notify(RESPONDER_LIFETIME, 3, u32(0xabcd_0001), concat(...octets));

describe('a responder that is asked for longer SAs than it wants', () => {
  test('says its own lifetimes in message 2, with its inbound SPI', () => {
    const { bench, payloads } = offered({ child });
    const found = payloads.find(({ kind }) => kind === 'notify');
    const [inbound] = [...bench.sas.installed.values()].map(({ pair }) => pair.inbound.spi);
    expect(found).toMatchObject({
      notifyType: RESPONDER_LIFETIME,
      protocol: 3,
      spi: u32(inbound!),
      data: fromHex('80010001800203848001000280 0201f4'.replaceAll(' ', '')),
    });
  });

  test('says nothing where the offer is as short', () => {
    const { payloads } = offered({ child: { lifetime: { seconds: 3600, kilobytes: 0 } } });
    expect(payloads.map(({ kind }) => kind)).toEqual(['hash', 'sa', 'nonce']);
  });

  test('says nothing and keeps them shorter where policy wants it silent', () => {
    const { bench, payloads } = offered({ child, ...keep('shorten-silently') });
    expect(payloads.map(({ kind }) => kind)).toEqual(['hash', 'sa', 'nonce']);
    expect([...bench.sas.installed.values()][0]!.pair.lifetime).toEqual(child.lifetime);
  });

  test('refuses in words where policy wants that', () => {
    const { bench, payloads } = offered({ child, ...keep('refuse') });
    expect(payloads).toMatchObject([{ kind: 'hash' }, { kind: 'notify', notifyType: 14 }]);
    expect(bench.failures).toMatchObject([
      {
        code: 'lifetime-too-long',
        where: 'quick mode, message 1',
        comparison: [
          { what: 'lifetime in seconds', local: '900 s', peer: '3600 s', differs: true },
          { what: 'lifetime in kilobytes', local: '500 KB', peer: 'no limit', differs: true },
        ],
      },
    ]);
  });

  test('takes an offer that states none for one of 28,800 seconds (RFC 2407 4.5)', () => {
    const bench = new Bench({ child: { lifetime: { seconds: 86_400, kilobytes: 0 } } });
    const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
    const sa = quickModeSa(5000, QUICK_MODE_ROWS.slice(2));
    puppet.give(puppet.quick1(7, [sa, data('nonce', puppet.ni)]));
    expect([...bench.sas.installed.values()][0]!.pair.lifetime.seconds).toBe(28_800);
  });

  test('takes an offer of shorter ones as it is', () => {
    const rows = QUICK_MODE_ROWS.map(([type, value]) => [type, type === 2 ? 60 : value] as const);
    const bench = new Bench(keep('refuse'));
    const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
    puppet.give(puppet.quick1(7, [quickModeSa(5000, rows), data('nonce', puppet.ni)]));
    expect([...bench.sas.installed.values()][0]!.pair.lifetime.seconds).toBe(60);
  });
});

describe('an initiator that hears RESPONDER-LIFETIME', () => {
  test.each<[string, Uint8Array, object]>([
    ['seconds (TV)', SECONDS, { seconds: 600, kilobytes: 0 }],
    ['kilobytes (TLV)', KILOBYTES, { seconds: 3600, kilobytes: 700 }],
    ['both', concat(SECONDS, KILOBYTES), { seconds: 600, kilobytes: 700 }],
    [
      'an attribute that nobody knows',
      concat(fromHex('fffe0001'), SECONDS),
      { seconds: 600, kilobytes: 0 },
    ],
    ['a longer one', fromHex('800100010002000400015180'), { seconds: 3600, kilobytes: 0 }],
    ['nothing', fromHex(''), { seconds: 3600, kilobytes: 0 }],
    ['what is no attribute', fromHex('00000001'), { seconds: 3600, kilobytes: 0 }],
  ])('takes the shorter of each: %s', (_, octets, lifetime) => {
    const bench = answered([said(octets)]);
    expect([...bench.sas.installed.values()][0]!.pair.lifetime).toEqual(lifetime);
    expect(bench.failures).toEqual([]);
  });

  test.each<[string, Uint8Array, BenchOptions]>([
    ['0 seconds', fromHex('8001000180020000'), {}],
    ['0 kilobytes', fromHex('8001000280020000'), {}],
    [
      'less than 300 seconds, as Windows',
      fromHex('800100018002012b'),
      { peer: { dialect: { ...DEFAULT_DIALECT, name: 'windows-2003' } } },
    ],
  ])('refuses %s', (_, octets, options) => {
    const bench = answered([said(octets)], options);
    expect(bench.failures).toMatchObject([
      { code: 'responder-lifetime-invalid', windowsError: { code: 13_879 } },
    ]);
    expect(bench.sas.installed.size).toBe(0);
  });

  test('for a protocol that it has not asked for takes no notice', () => {
    const bench = answered([notify(RESPONDER_LIFETIME, 2, u32(1), SECONDS)]);
    expect([...bench.sas.installed.values()][0]!.pair.lifetime.seconds).toBe(3600);
  });
});

describe('a lifetime that the answer changes in its SA payload', () => {
  const rows = (seconds: number) =>
    quickModeSa(
      0xabcd_0001,
      QUICK_MODE_ROWS.map(([type, value]) => [type, type === 2 ? seconds : value] as const),
    );

  test('is taken where it is shorter', () => {
    const bench = answered([], {}, rows(120));
    expect(bench.of('quick-mode-established')).toMatchObject([{ lifetimeSeconds: 120 }]);
  });

  test('is refused in words where it is longer', () => {
    const bench = answered([], {}, rows(7200));
    expect(bench.failures).toMatchObject([
      { code: 'malformed-message', where: 'quick mode, message 2' },
    ]);
    expect(bench.failures[0]!.detail).toMatch(/7200 s, longer than the 3600 s/);
  });
});

describe('of a main mode', () => {
  const peer = (seconds: number) => ({ peer: { lifetime: { seconds, kilobytes: 0 } } });

  test('the responder tells its own, behind message 6 and protected', () => {
    const duo = new Duo({ a: peer(9000), b: peer(1000) });
    duo.complete();
    expect(established(duo)).toBe('1 1 1 1');
    expect(duo.a.of('notify-received')).toMatchObject([
      { name: 'RESPONDER-LIFETIME', authenticated: true },
    ]);
    const [sa] = duo.a.engine.mainModeSas();
    expect(sa!.expiresAt! - sa!.establishedAt!).toBe(1_000_000);
    expect(sa!.renewsAt! - sa!.establishedAt!).toBeLessThan(800_001);
  });

  test('a shorter offer is taken as it is', () => {
    const duo = new Duo({ a: peer(1000), b: peer(9000) });
    expect(duo.complete()).toHaveLength(9);
    const [sa] = duo.b.engine.mainModeSas();
    expect(sa!.expiresAt! - sa!.establishedAt!).toBe(1_000_000);
  });

  test('a longer offer is refused where policy wants that', () => {
    const keeping = { ...DEFAULT_KEEPING, longerLifetime: 'refuse' } as const;
    const duo = new Duo({ a: peer(9000), b: { peer: { ...peer(1000).peer, keeping } } });
    duo.initiate();
    duo.advance(10_000);
    expect(duo.b.of('main-mode-failed')[0]).toMatchObject({
      failure: { code: 'lifetime-too-long', where: 'main mode, message 1' },
    });
    expect(established(duo)).toBe('0 0 0 0');
  });

  test('in clear it shortens nothing', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'responder' });
    puppet.respond(bench.initiate()[0]!);
    const before = bench.engine.mainModeSas()[0]!.expiresAt;
    const cookies = concat(puppet.cookies.initiator, puppet.cookies.responder);
    const payload = notify(RESPONDER_LIFETIME, 1, cookies, fromHex('800b0001800c0010'));
    puppet.give(puppet.clear([payload], { exchangeType: 5, messageId: 9 }));
    expect(bench.engine.mainModeSas()[0]!.expiresAt).toBe(before);
    puppet.give(puppet.inform(10, [payload]));
    expect(bench.engine.mainModeSas()[0]!.expiresAt).toBeLessThan(before!);
  });
});
