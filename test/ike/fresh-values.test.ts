import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { decodeHeader } from '../../src/wire/isakmp/header.ts';
import { decodePayloads } from '../../src/wire/isakmp/payloads.ts';
import { Bench } from './bench.ts';
import { Duo } from './duo.ts';
import { data, MAIN_MODE_ROWS, mainModeSa, QUICK_MODE_ROWS, quickModeSa } from './payloads.ts';
import { octetsOf, Puppet } from './puppet.ts';

const ROUNDS = 20;

describe('a cookie (RFC 2408 2.5.3)', () => {
  test('is another for every SA, whoever begins, although parties and time are the same', () => {
    const bench = new Bench();
    const cookies = Array.from({ length: ROUNDS }, (_, at) => {
      const puppet = new Puppet(bench, { role: 'initiator', seed: `${at}` }).mainMode();
      bench.engine.deletePeer(undefined, bench.now);
      return toHex(puppet.cookies.responder);
    });
    const own = Array.from({ length: ROUNDS }, () => {
      const [message1] = bench.initiate();
      bench.engine.deletePeer(undefined, bench.now);
      return toHex(decodeHeader(message1!).initiatorCookie);
    });
    expect(new Set([...cookies, ...own]).size).toBe(2 * ROUNDS);
    for (const cookie of [...cookies, ...own]) expect(cookie).toMatch(/^[0-9a-f]{16}$/);
  });

  test('comes of this host’s own secret: another host makes others for the same peer', () => {
    const cookies = ['one', 'two'].map((seed) => {
      const puppet = new Puppet(new Bench({ seed }), { role: 'initiator' });
      puppet.offer();
      return toHex(puppet.cookies.responder);
    });
    expect(cookies[0]).not.toBe(cookies[1]);
  });

  test('that this host has not made gets nobody to a Diffie-Hellman exchange', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' });
    puppet.offer();
    puppet.cookies = { ...puppet.cookies, responder: new Uint8Array(8).fill(7) };
    expect(puppet.give(puppet.message3())).toEqual([]);
    expect(bench.drops).toEqual(['invalid-cookie: main mode: no exchange has these cookies']);
  });

  test('of a renewed main mode is another', () => {
    const duo = new Duo();
    duo.complete();
    duo.a.engine.renewMainModes('b', duo.now);
    duo.wait(0);
    duo.settle();
    const cookies = duo.a.engine
      .mainModeSas()
      .flatMap((sa) => [sa.initiatorCookie, sa.responderCookie]);
    expect(cookies).toHaveLength(4);
    expect(new Set(cookies).size).toBe(4);
  });
});

describe('a nonce (RFC 2408 5.13)', () => {
  test('is new and as long as the hash wants it in each exchange of either phase', () => {
    const bench = new Bench();
    const nonces = Array.from({ length: ROUNDS }, (_, at) => {
      const puppet = new Puppet(bench, { role: 'initiator', seed: `${at}` });
      puppet.offer();
      const first = octetsOf(puppet.exchangeKeys(), 'nonce');
      puppet.prove();
      const request = puppet.quick1(7, [quickModeSa(5000 + at), data('nonce', puppet.ni)]);
      return [first, octetsOf(puppet.open(puppet.give(request)[0]!), 'nonce')];
    }).flat();
    expect(new Set(nonces.map(toHex)).size).toBe(2 * ROUNDS);
    for (const nonce of nonces) {
      expect(nonce.length).toBeGreaterThanOrEqual(8);
      expect(nonce.length).toBeLessThanOrEqual(256);
    }
  });

  test('of both sides is in what proves the identities (RFC 2408 4.5)', () => {
    for (const side of ['ni', 'nr'] as const) {
      const bench = new Bench();
      const puppet = new Puppet(bench, { role: 'initiator' });
      puppet.offer();
      const message = puppet.message3();
      const [answer] = puppet.give(message);
      const { payloads } = decodePayloads(decodeHeader(answer!).nextPayload, answer!, 28);
      expect(octetsOf(payloads, 'nonce')).toHaveLength(payloads[1]!.raw.length);
      if (side === 'ni') puppet.ni = puppet.random.bytes(16);
      puppet.takeKeys(withOther(answer!, side === 'nr' ? payloads[1]!.start + 4 : undefined));
      expect(puppet.give(puppet.sealed(puppet.proof())).filter((one) => one[18] === 2)).toEqual([]);
      expect(bench.of('main-mode-established')).toEqual([]);
    }
  });
});

describe('an SPI', () => {
  test('is made for each SA', () => {
    const duo = new Duo();
    duo.complete('tunnel');
    duo.complete('transport');
    const spis = [duo.a, duo.b].flatMap(({ sas }) =>
      [...sas.installed.values()].map(({ pair }) => pair.inbound.spi),
    );
    expect(new Set(spis).size).toBe(4);
  });
});

describe('perfect forward secrecy (RFC 2409 3.3)', () => {
  test('makes a Diffie-Hellman exchange for each quick mode, of which its keys depend', () => {
    const rows = [...QUICK_MODE_ROWS, [3, 19] as const];
    const bench = new Bench({ child: { pfsGroup: 19 } });
    const puppet = new Puppet(bench, { role: 'initiator' });
    puppet.offer(mainModeSa(MAIN_MODE_ROWS));
    const values = [octetsOf(puppet.exchangeKeys(), 'ke')];
    puppet.prove();
    for (const messageId of [7, 8, 9]) {
      const ke = data('ke', puppet.pair.publicValue);
      const rest = [quickModeSa(0x5000 + messageId, rows), data('nonce', puppet.ni), ke];
      const answer = puppet.open(puppet.give(puppet.quick1(messageId, rest))[0]!);
      values.push(octetsOf(answer, 'ke'));
    }
    expect(new Set(values.map(toHex)).size).toBe(4);
    const keys = [...bench.sas.installed.values()].map(({ pair }) => pair.inbound.keymat.reveal());
    expect(new Set(keys.map(toHex)).size).toBe(3);
  });
});

/** A message with one octet changed. */
function withOther(message: Uint8Array, at: number | undefined): Uint8Array {
  const other = Uint8Array.from(message);
  if (at !== undefined) other[at]! ^= 1;
  return other;
}
