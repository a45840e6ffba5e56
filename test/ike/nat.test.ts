import { describe, expect, test } from 'vitest';
import { type Endpoint, parseAddress } from '../../src/base/address.ts';
import type { Path } from '../../src/base/batch.ts';
import { concat, fromHex } from '../../src/base/bytes.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import { natDetectionHash } from '../../src/ike/keymat.ts';
import type { Payload } from '../../src/wire/isakmp/payload.ts';
import { Bench, type BenchOptions, pathTo } from './bench.ts';
import { Duo, disagreements, established, type Flight } from './duo.ts';
import { data, mainModeSa, QUICK_MODE_ROWS, quickModeSa, vendorId } from './payloads.ts';
import { kinds, Puppet } from './puppet.ts';

const RFC_3947 = vendorId(fromHex('4a131c81070358455c5728f20e95452f'));
const natTraversal = (value: 'auto' | 'force' | 'off'): BenchOptions => ({
  peer: { natTraversal: value },
});

const ports = (flights: readonly Flight[]): number[] => flights.map(({ path }) => path.local.port);

/** What each side found: local behind NAT, remote behind NAT; nothing where it found none. */
const found = (duo: Duo) =>
  [duo.a, duo.b].map((side) =>
    side.of('nat-detected').map((event) => [event.localBehindNat, event.remoteBehindNat]),
  );

const encapsulated = (duo: Duo) =>
  [duo.a, duo.b].map((side) => side.of('quick-mode-established')[0]?.udpEncapsulated);

describe('a NAT that is claimed', () => {
  test.each([
    ['force', 'force', [true, true], [true, true]],
    ['force', 'auto', [true, false], [false, true]],
    ['auto', 'force', [false, true], [true, false]],
  ] as const)('%s and %s: both sides know who claims it, and float', (a, b, atA, atB) => {
    for (const child of ['tunnel', 'transport']) {
      const duo = new Duo({ a: natTraversal(a), b: natTraversal(b) });
      const passed = duo.complete(child);
      expect(found(duo)).toEqual([[atA], [atB]]);
      // RFC 3947 4: the initiator moves with message 5; everything after it stays there.
      expect(ports(passed)).toEqual([500, 500, 500, 500, 4500, 4500, 4500, 4500, 4500]);
      expect(encapsulated(duo)).toEqual([true, true]);
      expect(duo.a.of('port-floated')).toHaveLength(1);
      expect(disagreements(duo)).toEqual([]);
      const { pair } = [...duo.a.sas.installed.values()][0]!;
      expect([pair.localEndpoint.port, pair.remoteEndpoint.port]).toEqual([4500, 4500]);
      expect(pair.behindNat).toBe(atA[0]);
    }
  });

  test.each([
    ['off', 'force'],
    ['force', 'off'],
    ['off', 'auto'],
    ['auto', 'off'],
    ['auto', 'auto'],
    ['off', 'off'],
  ] as const)('%s and %s: nobody speaks of it, and nothing moves', (a, b) => {
    const duo = new Duo({ a: natTraversal(a), b: natTraversal(b) });
    const passed = duo.complete();
    expect(found(duo)).toEqual([[], []]);
    expect(ports(passed)).toEqual(passed.map(() => 500));
    expect(encapsulated(duo)).toEqual([false, false]);
    expect(established(duo)).toBe('1 1 1 1');
    const natD = duo.a.of('isakmp-sent').filter(({ payloads }) => payloads.includes('NAT-D'));
    expect(natD).toHaveLength(a === 'auto' && b === 'auto' ? 1 : 0);
  });

  test('keeps informational messages and deletes on the ports that it moved to', () => {
    const duo = new Duo({ both: natTraversal('force') });
    duo.complete();
    duo.b.engine.deletePeer(undefined, duo.now);
    duo.wait(0);
    const deletes = duo.settle();
    expect(ports(deletes)).toEqual([4500, 4500]);
    expect(duo.a.of('main-mode-ended')).toMatchObject([{ reason: 'deleted-by-peer' }]);
  });
});

/** Carries messages through a NAT in front of one side: its own address and port change. */
class NattedDuo {
  readonly duo: Duo;
  readonly inside: 'a' | 'b';
  readonly outer = parseAddress('198.51.100.1');
  readonly mapped = new Map<number, number>();

  constructor(duo: Duo, inside: 'a' | 'b') {
    this.duo = duo;
    this.inside = inside;
  }

  run(): Flight[] {
    const passed: Flight[] = [];
    for (let flight = this.duo.take(); flight !== undefined; flight = this.duo.take()) {
      passed.push(flight);
      this.duo.deliver({ ...flight, path: this.#translated(flight) });
    }
    return passed;
  }

  #translated({ from, path }: Flight): Path {
    if (from === this.inside) {
      const port = 60_000 + path.local.port;
      this.mapped.set(port, path.local.port);
      return { ...path, local: { address: this.outer, port } };
    }
    const own: Endpoint = {
      address: parseAddress(this.inside === 'a' ? '192.0.2.1' : '192.0.2.2'),
      port: this.mapped.get(path.remote.port) ?? path.remote.port,
    };
    return { ...path, remote: own };
  }
}

describe('a NAT that is there', () => {
  test('in front of the initiator: both see it, and float through it', () => {
    const anyAddress = { peer: { address: undefined } };
    const duo = new Duo({ b: anyAddress });
    duo.initiate('tunnel');
    const passed = new NattedDuo(duo, 'a').run();
    expect(found(duo)).toEqual([[[true, false]], [[false, true]]]);
    expect(established(duo)).toBe('1 1 1 1');
    expect(encapsulated(duo)).toEqual([true, true]);
    expect(ports(passed.filter(({ from }) => from === 'a'))).toEqual([500, 500, 4500, 4500, 4500]);
    const { pair } = [...duo.b.sas.installed.values()][0]!;
    expect(pair.remoteEndpoint.address.text).toBe('198.51.100.1');
    expect(pair.remoteEndpoint.port).toBe(64_500);
    expect(pair.behindNat).toBe(false);
    expect([...duo.a.sas.installed.values()][0]!.pair.behindNat).toBe(true);
  });

  test('seen by its hashes alone: each of the four answers', () => {
    const real = { own: parseAddress('192.0.2.1'), theirs: parseAddress('192.0.2.2') };
    const other = parseAddress('203.0.113.9');
    for (const [aboutUs, aboutThem, expected] of [
      [real.own, real.theirs, undefined],
      [other, real.theirs, [true, false]],
      [real.own, other, [false, true]],
      [other, other, [true, true]],
    ] as const) {
      const bench = new Bench();
      const puppet = new Puppet(bench, { role: 'initiator' });
      puppet.offer(mainModeSa(), [RFC_3947]);
      const hash = (address: typeof other) =>
        natDetectionHash(
          nodeProvider,
          'sha1',
          concat(puppet.cookies.initiator, puppet.cookies.responder),
          address,
          500,
        );
      const natD = (octets: Uint8Array): Payload => ({ kind: 'nat-d', type: 20, data: octets });
      // RFC 3947 3.2: more than one hash may be about the sender; one that fits is enough.
      const payloads = [
        ...[data('ke', puppet.pair.publicValue), data('nonce', puppet.ni)],
        ...[natD(hash(aboutUs)), natD(new Uint8Array(20)), natD(hash(aboutThem))],
      ];
      const answer = puppet.exchangeKeys(puppet.clear(payloads));
      expect(kinds(answer)).toBe('ke nonce nat-d nat-d');
      const seen = bench
        .of('nat-detected')
        .map(({ localBehindNat, remoteBehindNat }) => [localBehindNat, remoteBehindNat]);
      expect(seen).toEqual(expected === undefined ? [] : [expected]);
    }
  });

  test('half a detection is none: one hash, or none, or hashes from a peer that never asked', () => {
    for (const [extra, count] of [
      [[RFC_3947], 1],
      [[RFC_3947], 0],
      [[], 2],
    ] as const) {
      const bench = new Bench();
      const puppet = new Puppet(bench, { role: 'initiator' });
      puppet.offer(mainModeSa(), extra);
      const natD: Payload = { kind: 'nat-d', type: 20, data: new Uint8Array(20) };
      const payloads = [data('ke', puppet.pair.publicValue), data('nonce', puppet.ni)];
      const more = Array.from({ length: count }, () => natD);
      puppet.exchangeKeys(puppet.clear([...payloads, ...more]));
      puppet.prove();
      expect(bench.of('nat-detected')).toEqual([]);
      expect(bench.of('main-mode-established')).toHaveLength(1);
    }
  });
});

describe('the NAT-T ports', () => {
  test('are answered on: message 5 that moved, and the same message 5 that did not', () => {
    const duo = new Duo({ both: natTraversal('force') });
    duo.initiate();
    duo.pass(4);
    const message5 = duo.take()!;
    expect(message5.path.local.port).toBe(4500);
    duo.deliver(message5);
    expect(duo.flights[0]!.path.local.port).toBe(4500);
    duo.deliver({
      ...message5,
      path: { ...message5.path, local: { ...message5.path.local, port: 61_000 } },
    });
    // A copy from elsewhere moves nothing: the answer goes where the first one went.
    expect(duo.flights[1]!.path.remote.port).toBe(4500);
    duo.settle();
    expect(established(duo)).toBe('1 1 1 1');
  });

  test('are not left again: main mode that comes by the old ones is old (RFC 3947 4)', () => {
    const duo = new Duo({ both: natTraversal('force') });
    duo.initiate();
    duo.pass(5);
    const message6 = duo.take()!;
    const { local, remote } = message6.path;
    const old = { local: { ...local, port: 500 }, remote: { ...remote, port: 500 } };
    duo.deliver({ ...message6, path: { ...message6.path, ...old } });
    expect(duo.a.drops).toEqual([
      'unexpected: main mode: it comes to port 500, which this exchange has left for 4500',
    ]);
    duo.deliver(message6);
    duo.settle();
    expect(established(duo)).toBe('1 1 1 1');
  });

  test('of main mode are where quick mode is answered, wherever its messages come from', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
    puppet.path = pathTo(61_000);
    puppet.give(puppet.quick1(7, [quickModeSa(), data('nonce', puppet.ni)]));
    expect(bench.sent.at(-1)!.path.remote.port).toBe(500);
    expect(bench.sas.installed.values().next().value!.pair.remoteEndpoint.port).toBe(500);
    bench.engine.deletePeer(undefined, bench.now);
    expect(bench.sent.at(-1)!.path.remote.port).toBe(500);
  });

  test('decide the mode: a plain mode is refused behind a NAT, a UDP mode accepted', () => {
    for (const [mode, answer] of [
      [2, 'hash notify'],
      [4, 'hash sa nonce nat-oa nat-oa'],
      // The draft's number is taken too: a forger may have struck the RFC's vendor ID.
      [61_444, 'hash sa nonce nat-oa nat-oa'],
    ] as const) {
      const bench = new Bench(natTraversal('force'));
      const puppet = new Puppet(bench, { role: 'initiator' });
      puppet.offer(mainModeSa(), [RFC_3947]);
      const natD: Payload = { kind: 'nat-d', type: 20, data: new Uint8Array(20) };
      const payloads = [data('ke', puppet.pair.publicValue), data('nonce', puppet.ni), natD, natD];
      puppet.exchangeKeys(puppet.clear(payloads));
      puppet.path = pathTo(4500);
      puppet.prove();
      const rows = QUICK_MODE_ROWS.map(([t, v]) => [t, t === 4 ? mode : v] as const);
      const [reply] = puppet.give(
        puppet.quick1(7, [quickModeSa(9000, rows), data('nonce', puppet.ni)]),
      );
      expect(kinds(puppet.open(reply!))).toBe(answer);
      if (answer === 'hash notify') {
        expect(bench.failures[0]!.code).toBe('encapsulation-differs');
      }
    }
  });
});
