import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { concat, EMPTY, fromHex } from '../../src/base/bytes.ts';
import { Bench, pathTo } from './bench.ts';
import { Duo, disagreements, established } from './duo.ts';
import {
  data,
  deletion,
  id,
  MAIN_MODE_ROWS,
  mainModeSa,
  notify,
  quickModeSa,
  transform,
} from './payloads.ts';
import { messageIdOf, Puppet } from './puppet.ts';

const respond = (bench: Bench): { puppet: Puppet; message1: Uint8Array } => ({
  puppet: new Puppet(bench, { role: 'responder' }),
  message1: bench.initiate()[0]!,
});

const stateOf = (bench: Bench): string[] => bench.engine.mainModeSas().map(({ state }) => state);

describe('a forged answer before the true one', () => {
  test('with an SA that was not offered: message 2', () => {
    const bench = new Bench();
    const { puppet, message1 } = respond(bench);
    const forger = new Puppet(bench, { role: 'responder', seed: 'forger' });
    const rows = MAIN_MODE_ROWS.map(([type, value]) => [type, type === 4 ? 14 : value] as const);
    expect(puppet.give(forger.message2(message1, mainModeSa(rows)))).toEqual([]);
    expect(bench.drops.at(-1)).toContain('is none of the offers');
    expect(bench.engine.mainModeSas()[0]!.responderCookie).toBe('0000000000000000');
    puppet.respond(message1);
    expect(stateOf(bench)).toEqual(['established']);
  });

  test('that is no answer at all: message 2', () => {
    const bench = new Bench();
    const { puppet, message1 } = respond(bench);
    const forger = new Puppet(bench, { role: 'responder', seed: 'forger' });
    const one = transform(1, 1, MAIN_MODE_ROWS);
    const isakmp = { number: 1, protocol: 1, spi: EMPTY, transforms: [one] };
    const wrong = [
      mainModeSa(MAIN_MODE_ROWS, MAIN_MODE_ROWS),
      { ...mainModeSa(), proposals: [] },
      { ...mainModeSa(), proposals: [isakmp, isakmp] },
      { ...mainModeSa(), proposals: [{ ...isakmp, transforms: [] }] },
      { ...mainModeSa(), proposals: [{ ...isakmp, protocol: 3 }] },
      { ...mainModeSa(), proposals: [{ ...isakmp, transforms: [{ ...one, id: 2 }] }] },
      { ...mainModeSa(), doi: 2, rest: EMPTY, proposals: [] },
    ];
    for (const sa of wrong) expect(puppet.give(forger.message2(message1, sa))).toEqual([]);
    for (const payload of [data('nonce', new Uint8Array(16)), id(1, new Uint8Array(4))]) {
      forger.message2(message1);
      expect(puppet.give(forger.clear([payload]))).toEqual([]);
    }
    puppet.respond(message1);
    expect(stateOf(bench)).toEqual(['established']);
  });

  test('with a public value or nonce that cannot be used: message 4', () => {
    const bench = new Bench();
    const { puppet, message1 } = respond(bench);
    const [message3] = puppet.give(puppet.message2(message1));
    const wrong = [
      { ke: new Uint8Array(64) },
      { ke: new Uint8Array(64).fill(0xff) },
      { ke: puppet.pair.publicValue.subarray(1) },
      { ke: EMPTY },
      { nr: EMPTY },
      { nr: new Uint8Array(7) },
      { nr: new Uint8Array(257) },
    ];
    const pair = puppet.pair;
    for (const changes of wrong) {
      expect(puppet.give(puppet.message4(message3!, changes))).toEqual([]);
    }
    expect(puppet.pair).toBe(pair);
    const [message5] = puppet.give(puppet.message4(message3!));
    puppet.open(message5!);
    expect(puppet.give(puppet.sealed(puppet.proof()))).toHaveLength(1);
    expect(stateOf(bench)).toEqual(['established']);
  });

  test('of nonsense: message 6', () => {
    const bench = new Bench();
    const { puppet, message1 } = respond(bench);
    const [message3] = puppet.give(puppet.message2(message1));
    const [message5] = puppet.give(puppet.message4(message3!));
    puppet.open(message5!);
    const before = puppet.iv;
    for (const octet of [0x00, 0x5a, 0xff]) {
      const nonsense = puppet.sealed(puppet.proof());
      puppet.iv = before;
      nonsense.fill(octet, 28);
      expect(puppet.give(nonsense)).toEqual([]);
    }
    const lie = puppet.sealed([
      id(1, Uint8Array.of(192, 0, 2, 2)),
      data('hash', new Uint8Array(20)),
    ]);
    puppet.iv = before;
    expect(puppet.give(lie)).toEqual([]);
    expect(bench.drops.at(-1)).toContain('HASH_R');
    expect(puppet.give(puppet.sealed(puppet.proof()))).toHaveLength(1);
    expect(stateOf(bench)).toEqual(['established']);
  });
});

describe('a forged request before the true one', () => {
  test('with a public value that cannot be used: message 3', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' });
    puppet.offer();
    for (const ke of [new Uint8Array(64), new Uint8Array(63), EMPTY]) {
      const answers = puppet.give(puppet.message3({ ke }));
      // The refusal in clear is sent once an exchange, whatever comes.
      expect(answers.length).toBeLessThanOrEqual(1);
    }
    expect(bench.sent).toHaveLength(2);
    puppet.exchangeKeys();
    puppet.prove();
    expect(stateOf(bench)).toEqual(['established']);
    bench.advance(20_000);
    expect(bench.failures).toEqual([]);
  });

  test('does not explain the silence that comes after the true one', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' });
    puppet.offer();
    puppet.give(puppet.message3({ ke: new Uint8Array(64) }));
    puppet.exchangeKeys();
    bench.advance(20_000);
    expect(bench.failures).toMatchObject([{ code: 'no-response', where: 'main mode, message 4' }]);
  });

  test('of nonsense: message 5', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' });
    puppet.offer();
    puppet.exchangeKeys();
    const iv = puppet.iv;
    for (const octet of [0x00, 0x5a, 0xff]) {
      const nonsense = puppet.sealed(puppet.proof()).fill(octet, 28);
      puppet.iv = iv;
      puppet.give(nonsense);
    }
    expect(bench.drops).toHaveLength(3);
    expect(bench.drops[0]).toMatch(/^undecryptable: main mode, message 5: The pre-shared keys/);
    // The verdict waits for the first two gaps of the profile: the true message may still come.
    bench.advance(899);
    expect(bench.failures).toEqual([]);
    puppet.prove();
    expect(stateOf(bench)).toEqual(['established']);
    bench.advance(20_000);
    expect(bench.failures).toEqual([]);
  });

  test('of nonsense, with nothing true behind it: the verdict comes, and the entry goes', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator', psk: 'another' });
    puppet.offer();
    puppet.exchangeKeys();
    puppet.give(puppet.sealed(puppet.proof()));
    bench.advance(899);
    expect(bench.failures).toEqual([]);
    bench.advance(1);
    expect(bench.failures).toMatchObject([{ code: 'preshared-keys-differ', certainty: 'certain' }]);
    expect(bench.engine.mainModeSas()).toEqual([]);
  });
});

describe('what comes in clear ends nothing', () => {
  const types = [1, 7, 14, 16, 18, 23, 24, 30, 16_384, 24_578, 40_000];

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('before message %i', (number) => {
    const undisturbed = new Duo().complete();
    const duo = new Duo();
    duo.initiate();
    duo.pass(number - 1);
    const original = duo.take()!;
    const { initiatorCookie, responderCookie } = duo.a.engine.mainModeSas()[0]!;
    for (const to of ['a', 'b'] as const) {
      const forger = new Puppet(duo[to], { role: 'initiator' });
      const cookies = { initiator: fromHex(initiatorCookie), responder: fromHex(responderCookie) };
      forger.cookies = cookies;
      const both = concat(cookies.initiator, cookies.responder);
      const from = to === 'a' ? 'b' : 'a';
      const path = original.from === from ? original.path : reversed(original.path);
      const flight = { from, path, message: EMPTY } as const;
      for (const messageId of [0, 5]) {
        const header = { exchangeType: 5, messageId };
        const all = [...types.map((type) => notify(type)), deletion(1, both)];
        for (const payload of [...all, deletion(3, Uint8Array.of(0, 0, 0x10, 1))]) {
          duo.deliver(flight, forger.clear([payload], header));
        }
      }
    }
    expect(duo.flights).toEqual([]);
    duo.deliver(original);
    duo.settle();
    expect(established(duo)).toBe('1 1 1 1');
    expect(disagreements(duo)).toEqual([]);
    expect(duo.advance(60_000)).toEqual([]);
    expect(undisturbed).toHaveLength(9);
    const authenticated = [duo.a, duo.b].flatMap((side) => side.of('notify-received'));
    expect(authenticated.filter((event) => event.authenticated)).toEqual([]);
  });

  test('nor does a notify in clear speak for a peer that is silent: it only colours the words', () => {
    const bench = new Bench();
    const { puppet, message1 } = respond(bench);
    puppet.message2(message1);
    puppet.give(puppet.clear([notify(14)], { exchangeType: 5, messageId: 9 }));
    bench.advance(10_000);
    expect(bench.of('isakmp-sent')).toHaveLength(3);
    expect(bench.failures[0]).toMatchObject({
      code: 'no-common-main-mode-proposal',
      certainty: 'likely',
    });
    const other = new Bench();
    const second = respond(other);
    second.puppet.message2(second.message1);
    second.puppet.give(second.puppet.clear([notify(7)], { exchangeType: 5 }));
    other.advance(10_000);
    expect(other.failures[0]).toMatchObject({ code: 'no-response', certainty: 'likely' });
    expect(other.failures[0]!.detail).toContain('INVALID-EXCHANGE-TYPE in clear');
  });
});

describe('a replay under the keys', () => {
  test('of quick mode, message 1, is answered with the same octets and later not at all', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
    const request = puppet.quick1(7, [quickModeSa(), data('nonce', puppet.ni)]);
    const first = puppet.give(request);
    expect(puppet.give(request)).toEqual(first);
    expect(bench.sas.installed.size).toBe(1);
    bench.advance(20_000);
    expect(bench.failures).toHaveLength(1);
    expect(puppet.give(request)).toEqual([]);
    expect(bench.drops.at(-1)).toBe('unexpected: quick mode: its message id was used before');
    expect(bench.sas.installed.size).toBe(0);
  });

  test('of a refused request is not refused again', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
    const request = puppet.quick1(7, [quickModeSa(), data('nonce', new Uint8Array(3))]);
    expect(puppet.give(request)).toHaveLength(1);
    expect(puppet.give(request)).toEqual([]);
    expect(bench.failures).toHaveLength(1);
  });

  test('of an informational message is dropped', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
    const message = puppet.inform(9, [notify(24_578)]);
    puppet.give(message);
    puppet.give(message);
    expect(bench.of('notify-received')).toHaveLength(1);
    expect(bench.drops).toEqual(['unexpected: informational: its message id was used before']);
    // Nor may another exchange use its message id, or the message id of the engine's own.
    puppet.give(puppet.quick1(9, [quickModeSa(), data('nonce', puppet.ni)]));
    expect(bench.drops).toHaveLength(2);
  });
});

describe('a message that comes back to its sender', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('disturbs nothing (message %i)', (number) => {
    const duo = new Duo();
    duo.initiate();
    duo.pass(number - 1);
    const original = duo.take()!;
    const { from, path } = original;
    const mirrored = {
      from: from === 'a' ? 'b' : 'a',
      path: reversed(path),
      message: EMPTY,
    } as const;
    duo.deliver(mirrored, original.message);
    // What it may answer (message 1 is a request to whoever gets it) reaches the other side too.
    duo.deliver(original);
    duo.advance(30_000);
    expect(established(duo)).toBe('1 1 1 1');
    expect(disagreements(duo)).toEqual([]);
    for (const side of [duo.a, duo.b]) expect(side.engine.mainModeSas()).toHaveLength(1);
  });

  test('and is refused there does not make its sender deaf to the answer', () => {
    const bench = new Bench();
    const { puppet, message1 } = respond(bench);
    const [echo] = puppet.give(message1);
    const reflected = new Puppet(bench, { role: 'initiator', seed: 'reflector' });
    reflected.cookies = {
      initiator: message1.slice(0, 8),
      responder: (echo ?? message1).slice(8, 16),
    };
    reflected.give(reflected.message3({ ke: new Uint8Array(64) }));
    bench.advance(1000);
    puppet.respond(message1);
    expect(stateOf(bench)).toEqual(['established']);
  });
});

test('a message from another address is not the peer’s', () => {
  const bench = new Bench();
  const { puppet, message1 } = respond(bench);
  const answer = puppet.message2(message1);
  bench.receive(answer, pathTo(500, parseAddress('192.0.2.3')));
  expect(bench.drops.at(-1)).toBe(
    'unexpected: main mode: it comes from 192.0.2.3 instead of 192.0.2.2',
  );
  expect(puppet.give(answer)).toHaveLength(1);
  expect(messageIdOf(answer)).toBe(0);
});

function reversed(path: ReturnType<typeof pathTo>): ReturnType<typeof pathTo> {
  return { carrier: path.carrier, local: path.remote, remote: path.local };
}
