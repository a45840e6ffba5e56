import { describe, expect, test } from 'vitest';
import { addressOfBytes, parseAddress } from '../../src/base/address.ts';
import { fromHex, readU16, toHex } from '../../src/base/bytes.ts';
import type { DecodedPayload, Payload } from '../../src/wire/isakmp/payload.ts';
import { Bench, type BenchOptions, pathTo } from './bench.ts';
import { Duo, established } from './duo.ts';
import { data, mainModeSa, QUICK_MODE_ROWS, quickModeSa, vendorId } from './payloads.ts';
import { kinds, Puppet } from './puppet.ts';

/** MD5 of the names, the third as Microsoft hashes it, with a line feed. */
const RFC_3947 = '4a131c81070358455c5728f20e95452f';
const DRAFT_03 = '7d9419a65310ca6f2c179d9215529d56';
const DRAFT_02_LF = '90cb80913ebb696e086381b5ec427b1f';
const DRAFT_02 = 'cd60464335df21f87cfdb2fc68b6a448';
const NAT_T = [RFC_3947, DRAFT_03, DRAFT_02_LF, DRAFT_02];

const WINDOWS: BenchOptions = {
  peer: { dialect: { name: 'windows-2003', aggressive: 'never', refuseWeak: false } },
};

const vids = (hex: readonly string[]): Payload[] => hex.map((one) => vendorId(fromHex(one)));
const announced = (payloads: readonly DecodedPayload[]): string[] =>
  payloads
    .flatMap((payload) => (payload.kind === 'vendor-id' ? toHex(payload.data) : []))
    .filter((hex) => NAT_T.includes(hex));
const types = (payloads: readonly DecodedPayload[], kind: Payload['kind']): number[] =>
  payloads.filter((payload) => payload.kind === kind).map(({ type }) => type);
const told = (payloads: readonly DecodedPayload[]): string[] =>
  payloads.flatMap((payload) =>
    payload.kind === 'nat-oa' ? `${payload.idType} ${addressOfBytes(payload.data).text}` : [],
  );
const modeOf = (payloads: readonly DecodedPayload[]): number | undefined =>
  payloads.flatMap((payload) =>
    payload.kind === 'sa'
      ? payload.proposals[0]!.transforms[0]!.attributes.flatMap(({ type, value }) =>
          type === 4 ? readU16(value, 0) : [],
        )
      : [],
  )[0];

/** Hashes that fit nobody: a NAT before both sides. */
const natD = (type: 20 | 130): Payload[] =>
  [1, 2].map((fill) => ({ kind: 'nat-d', type, data: new Uint8Array(20).fill(fill) }));

/** The peer begins with these vendor IDs: what the engine answers to main mode and quick mode. */
function asked(own: BenchOptions, hex: readonly string[], type: 20 | 130, mode: number) {
  const bench = new Bench(own);
  const puppet = new Puppet(bench, { role: 'initiator' });
  const message2 = puppet.offer(mainModeSa(), vids(hex));
  const keys = [data('ke', puppet.pair.publicValue), data('nonce', puppet.ni)];
  const message4 = puppet.exchangeKeys(puppet.clear([...keys, ...natD(type)]));
  puppet.path = pathTo(4500);
  puppet.prove();
  const rows = QUICK_MODE_ROWS.map(([t, v]) => [t, t === 4 ? mode : v] as const);
  const [reply] = puppet.give(
    puppet.quick1(7, [quickModeSa(9000, rows), data('nonce', puppet.ni)]),
  );
  return { bench, message2, message4, quick2: puppet.open(reply!) };
}

/** The engine begins with a peer that has these vendor IDs: what it sends. */
function begun(own: BenchOptions, hex: readonly string[], type: 20 | 130) {
  const bench = new Bench(own);
  const puppet = new Puppet(bench, { role: 'responder' });
  const [message1] = bench.initiate('transport');
  const [message3] = puppet.give(puppet.message2(message1!, undefined, vids(hex)));
  const sent3 = puppet.takeKeys(message3!);
  const keys = [data('ke', puppet.pair.publicValue), data('nonce', puppet.nr)];
  const [message5] = puppet.give(puppet.clear([...keys, ...natD(type)]));
  puppet.open(message5!);
  const port = bench.sent.at(-1)!.path.local.port;
  puppet.path = pathTo(4500);
  const [message7] = puppet.give(puppet.sealed(puppet.proof()));
  return { message3: sent3, port, quick1: puppet.open(message7!) };
}

describe('as a responder', () => {
  test.each([
    ['RFC 3947', [RFC_3947], 20, 4, 21, ['1 192.0.2.2', '1 192.0.2.1']],
    ['draft 03', [DRAFT_03], 130, 61_444, 131, ['1 192.0.2.1']],
    ['draft 02 of Microsoft', [DRAFT_02_LF], 130, 61_444, 131, ['1 192.0.2.1']],
    ['draft 02', [DRAFT_02], 130, 61_444, 131, ['1 192.0.2.1']],
    ['the best of several', NAT_T, 20, 4, 21, ['1 192.0.2.2', '1 192.0.2.1']],
  ] as const)('speaks %s', (_name, hex, type, mode, natOa, addresses) => {
    const { bench, message2, message4, quick2 } = asked({}, hex, type, mode);
    expect(announced(message2)).toEqual(NAT_T);
    expect(types(message4, 'nat-d')).toEqual([type, type]);
    expect(bench.of('nat-detected')).toHaveLength(1);
    expect(modeOf(quick2)).toBe(mode);
    expect(types(quick2, 'nat-oa')).toEqual(addresses.map(() => natOa));
    expect(told(quick2)).toEqual(addresses);
  });

  test('that is Windows 2003 speaks draft 02 alone', () => {
    const { message2, message4 } = asked(WINDOWS, [DRAFT_02_LF], 130, 61_444);
    expect(announced(message2)).toEqual([DRAFT_02_LF]);
    expect(types(message4, 'nat-d')).toEqual([130, 130]);
    const newer = asked(WINDOWS, [RFC_3947, DRAFT_03], 20, 2);
    expect(types(newer.message4, 'nat-d')).toEqual([]);
    expect(newer.bench.of('nat-detected')).toEqual([]);
  });
});

describe('as an initiator', () => {
  test.each([
    ['RFC 3947', {}, NAT_T, 20, 4, ['1 192.0.2.1', '1 192.0.2.2']],
    ['draft 03', {}, [DRAFT_03, DRAFT_02], 130, 61_444, ['1 192.0.2.1']],
    ['draft 02', {}, [DRAFT_02_LF], 130, 61_444, ['1 192.0.2.1']],
    ['draft 02 as Windows', WINDOWS, [RFC_3947, DRAFT_02_LF], 130, 61_444, ['1 192.0.2.1']],
  ] as const)('speaks %s with a peer that does, and floats', (_name, own, hex, type, mode, oa) => {
    const { message3, port, quick1 } = begun(own, hex, type);
    expect(types(message3, 'nat-d')).toEqual([type, type]);
    expect(port).toBe(4500);
    expect(modeOf(quick1)).toBe(mode);
    expect(told(quick1)).toEqual(oa);
    // RFC 3947 5.2: behind the identities, which a plain pair of hosts leaves out.
    expect(kinds(quick1)).toMatch(/^hash sa nonce( nat-oa)+$/);
  });
});

describe('original addresses', () => {
  test('are not told in tunnel mode (RFC 3947 5.2)', () => {
    const duo = new Duo({ both: { peer: { natTraversal: 'force' } } });
    duo.complete('tunnel');
    expect(established(duo)).toBe('1 1 1 1');
    const payloads = duo.a.of('isakmp-sent').flatMap((event) => event.payloads);
    expect(payloads).not.toContain('NAT-OA');
  });

  test('are told by Windows 2003 only where it is behind a NAT itself', () => {
    const force = { peer: { ...WINDOWS.peer, natTraversal: 'force' } } as const;
    const duo = new Duo({ a: WINDOWS, b: force });
    duo.complete('transport');
    expect(established(duo)).toBe('1 1 1 1');
    const count = (side: Bench): number =>
      side
        .of('isakmp-sent')
        .filter(({ exchange }) => exchange === 'quick mode')
        .flatMap(({ payloads }) => payloads)
        .filter((name) => name === 'NAT-OA').length;
    expect([count(duo.a), count(duo.b)]).toEqual([0, 1]);
  });
});

describe('NAT traversal over IPv6', () => {
  const six = (dialect: BenchOptions): BenchOptions => ({
    outer: parseAddress('2001:db8::1'),
    ...dialect,
    peer: { ...dialect.peer, address: parseAddress('2001:db8::2') },
  });

  test.each([
    ['default', {}, NAT_T],
    ['windows-2003', WINDOWS, []],
  ] as const)('is announced by %s as it should be', (_name, dialect, expected) => {
    const bench = new Bench(six(dialect));
    const [message1] = bench.initiate('transport');
    const puppet = new Puppet(bench, { role: 'responder' });
    puppet.message2(message1!);
    const names = bench.of('isakmp-sent')[0]!.payloads.filter((name) => name === 'VID');
    const vendorIds = NAT_T.filter((hex) => toHex(message1!).includes(hex));
    expect(names.length).toBeGreaterThanOrEqual(expected.length);
    expect(vendorIds).toEqual(expected);
  });
});
