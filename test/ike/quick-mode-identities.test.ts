import { describe, expect, test } from 'vitest';
import { EMPTY, fromHex, utf8 } from '../../src/base/bytes.ts';
import { selectorText } from '../../src/base/traffic.ts';
import type { Payload } from '../../src/wire/isakmp/payload.ts';
import { Bench } from './bench.ts';
import { data, id, QUICK_MODE_ROWS, quickModeSa, subnet } from './payloads.ts';
import { kinds, Puppet } from './puppet.ts';

const THEIRS = Uint8Array.of(192, 0, 2, 2);
const OURS = Uint8Array.of(192, 0, 2, 1);
const TUNNEL = quickModeSa(
  0x4000,
  QUICK_MODE_ROWS.map(([t, v]) => [t, t === 4 ? 1 : v]),
);

/** Asks for a quick mode about some traffic: IDci, then IDcr. */
function ask(ids: readonly Payload[], offer: Payload = quickModeSa()) {
  const bench = new Bench();
  const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
  const request = [offer, data('nonce', puppet.ni), ...ids];
  const [answer] = puppet.give(puppet.quick1(7, request));
  return { bench, payloads: answer === undefined ? [] : puppet.open(answer) };
}

describe('identities that this host agrees to', () => {
  test.each<[string, Payload[], string]>([
    ['none', [], '192.0.2.1 <-> 192.0.2.2 any'],
    ['the peers themselves', [id(1, THEIRS), id(1, OURS)], '192.0.2.1 <-> 192.0.2.2 any'],
    [
      'the peers themselves as subnets of one address',
      [subnet([192, 0, 2, 2], [255, 255, 255, 255]), subnet([192, 0, 2, 1], [255, 255, 255, 255])],
      '192.0.2.1 <-> 192.0.2.2 any',
    ],
    ['one protocol of them', [id(1, THEIRS, 17), id(1, OURS, 17)], '192.0.2.1 <-> 192.0.2.2 udp'],
    [
      'ports of them (L2TP)',
      [id(1, THEIRS, 17, 1701), id(1, OURS, 17, 1701)],
      '192.0.2.1 <-> 192.0.2.2 udp 1701->1701',
    ],
  ])('%s: they come back as they came', (_, ids, selector) => {
    const { bench, payloads } = ask(ids);
    expect(kinds(payloads)).toBe(['hash', 'sa', 'nonce', ...ids.map(() => 'id')].join(' '));
    const returned = payloads.filter(({ kind }) => kind === 'id');
    expect(returned).toMatchObject(ids);
    const { pair } = [...bench.sas.installed.values()][0]!;
    expect(pair.child.name).toBe('transport');
    expect(selectorText(pair.selector)).toBe(selector);
  });

  test.each<[string, Payload[]]>([
    [
      'subnets',
      [subnet([10, 2, 0, 0], [255, 255, 255, 0]), subnet([10, 1, 0, 0], [255, 255, 255, 0])],
    ],
    [
      'narrower subnets',
      [subnet([10, 2, 0, 16], [255, 255, 255, 240]), subnet([10, 1, 0, 0], [255, 255, 255, 0])],
    ],
    [
      'subnets with host bits set',
      [subnet([10, 2, 0, 99], [255, 255, 255, 0]), subnet([10, 1, 0, 99], [255, 255, 255, 0])],
    ],
    ['ranges', [id(7, fromHex('0a0200050a020009')), id(7, fromHex('0a0100000a0100ff'))]],
    ['an address and a range', [id(1, fromHex('0a020005')), id(7, fromHex('0a0100000a0100ff'))]],
  ])('%s inside the tunnel', (_, ids) => {
    const { bench, payloads } = ask(ids, TUNNEL);
    expect(kinds(payloads)).toBe('hash sa nonce id id');
    expect([...bench.sas.installed.values()][0]!.pair.child.name).toBe('tunnel');
  });
});

describe('identities that this host refuses', () => {
  test.each<[string, Payload[], RegExp]>([
    [
      'wider than any policy',
      [subnet([10, 0, 0, 0], [255, 0, 0, 0]), id(1, OURS)],
      /must lie inside/,
    ],
    ['exchanged', [id(1, OURS), id(1, THEIRS)], /must lie inside/],
    [
      'a name',
      [id(2, utf8('gate.example.org')), id(1, OURS)],
      /peer's side: ID_FQDN is no address/,
    ],
    ['a key ID', [id(1, THEIRS), id(11, utf8('x'))], /this host's side: ID_KEY_ID is no address/],
    ['a mask with holes', [subnet([10, 2, 0, 0], [255, 0, 255, 0]), id(1, OURS)], /mask has holes/],
    [
      'a range that runs backwards',
      [id(7, fromHex('0a0200090a020005')), id(1, OURS)],
      /from a higher to a lower/,
    ],
    [
      'an address of three octets',
      [id(1, fromHex('0a0200')), id(1, OURS)],
      /3 octets instead of 4/,
    ],
    ['a subnet of one address', [id(4, fromHex('0a020000')), id(1, OURS)], /4 octets instead of 8/],
    [
      'a range of five octets',
      [id(7, fromHex('0a02000000')), id(1, OURS)],
      /5 octets instead of 8/,
    ],
    ['no octets', [id(1, EMPTY), id(1, OURS)], /0 octets instead of 4/],
    ['an IPv6 address of four octets', [id(5, THEIRS), id(1, OURS)], /4 octets instead of 16/],
    ['two IP versions', [id(5, new Uint8Array(16)), id(1, OURS)], /different IP versions/],
    ['two protocols', [id(1, THEIRS, 6), id(1, OURS, 17)], /different protocols, udp and tcp/],
    ['a type that nobody knows', [id(99, THEIRS), id(1, OURS)], /no address, subnet or range/],
  ])('%s', (_, ids, words) => {
    const { bench, payloads } = ask(ids);
    expect(kinds(payloads)).toBe('hash notify');
    expect(payloads[1]).toMatchObject({ notifyType: 18 });
    expect(bench.failures).toMatchObject([
      { code: 'selectors-differ', certainty: 'certain', windowsError: { name: 'NO_POLICY' } },
    ]);
    expect(bench.failures[0]!.detail).toMatch(words);
    expect(bench.failures[0]!.comparison.map(({ what }) => what)).toEqual([
      'policy "transport"',
      'policy "tunnel"',
    ]);
    expect(bench.sas.installed.size + bench.sas.reserved.size).toBe(0);
  });

  test('one alone, or three, has no form (RFC 2409 5.5)', () => {
    for (const ids of [[id(1, THEIRS)], [id(1, THEIRS), id(1, OURS), id(1, OURS)]]) {
      const { bench, payloads } = ask(ids);
      expect(payloads).toEqual([]);
      expect(bench.drops[0]).toMatch(/only 1 of IDci, IDcr|1 id payload\(s\) too many/);
    }
  });

  test('in a mode that the policy entry for them has not', () => {
    const { bench } = ask([id(1, THEIRS), id(1, OURS)], TUNNEL);
    expect(bench.failures).toMatchObject([{ code: 'encapsulation-differs' }]);
  });
});
