import { describe, expect, test } from 'vitest';
import { fromHex } from '../../src/base/bytes.ts';
import { Bench } from './bench.ts';
import { Duo, disagreements, established } from './duo.ts';
import { data, mainModeSa, quickModeSa } from './payloads.ts';
import { Puppet } from './puppet.ts';
import { refusals } from './refusals.ts';

/** A first message with one octet of its header set. */
function withOctet(at: number, value: number): { bench: Bench; answers: Uint8Array[] } {
  const bench = new Bench();
  const puppet = new Puppet(bench, { role: 'initiator' });
  const message = puppet.clear([mainModeSa()]);
  message[at] = value;
  return { bench, answers: puppet.give(message) };
}

describe('an exchange that is not spoken', () => {
  test.each([
    [0, /none/i],
    [1, /base/i],
    [3, /authentication only/i],
    [6, /transaction/i],
    [33, /new group/i],
    [34, /IKE_SA_INIT/],
    [200, /200/],
  ])('is named (type %i)', (type, name) => {
    const { bench, answers } = withOctet(18, type);
    const isAssigned = type !== 200;
    expect(refusals(answers)).toEqual([
      isAssigned ? 'UNSUPPORTED-EXCHANGE-TYPE' : 'INVALID-EXCHANGE-TYPE',
    ]);
    expect(bench.drops).toHaveLength(1);
    expect(bench.drops[0]).toMatch(/^exchange-not-spoken: .* is not spoken here/);
    expect(bench.drops[0]).toMatch(name);
    expect(bench.engine.mainModeSas()).toEqual([]);
  });
});

describe('a version that is not spoken', () => {
  test.each([
    [0x20, 'IKEv2'],
    [0x00, 'version 0.0'],
    [0x30, 'version 3.0'],
    [0x11, 'version 1.1'],
    [0x1f, 'version 1.15'],
  ])('is named (octet 0x%s)', (octet, word) => {
    const { bench, answers } = withOctet(17, octet);
    const isMinor = octet >> 4 === 1;
    expect(refusals(answers)).toEqual([
      isMinor ? 'INVALID-MINOR-VERSION' : 'INVALID-MAJOR-VERSION',
    ]);
    expect(bench.drops[0]).toMatch(/^invalid-version: 192\.0\.2\.2:500 speaks /);
    expect(bench.drops[0]).toContain(word);
  });
});

describe('flags', () => {
  test.each([0x08, 0x10, 0x20, 0x40, 0x80])('that nobody knows are refused (0x%s)', (flag) => {
    const { bench, answers } = withOctet(19, flag);
    expect(refusals(answers)).toEqual(['INVALID-FLAGS']);
    expect(bench.drops[0]).toMatch(/^malformed: .*off=19/);
  });

  test('of commit and authentication only change nothing', () => {
    for (const flags of [2, 4, 6]) expect(withOctet(19, flags).answers).toHaveLength(1);
  });

  test('of encryption in a message that has to be in clear', () => {
    const { bench, answers } = withOctet(19, 1);
    expect(answers).toEqual([]);
    expect(bench.drops[0]).toMatch(/^unexpected: main mode, message 1: it is encrypted/);
  });

  test('the commit bit in quick mode is ignored', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
    const rest = [quickModeSa(), data('nonce', puppet.ni)];
    const [answer] = puppet.give(puppet.quick1(7, rest, 3));
    const [, , nr] = puppet.open(answer!);
    expect(answer![19]).toBe(1);
    puppet.give(puppet.quick3(7, puppet.ni, nr!.raw));
    expect(bench.of('quick-mode-established')).toHaveLength(1);
  });

  test.each([5, 6, 7, 8, 9])(
    'of encryption removed from message %i: it is not looked at',
    (number) => {
      const duo = new Duo();
      duo.initiate();
      duo.pass(number - 1);
      const original = duo.take()!;
      const bare = Uint8Array.from(original.message);
      bare[19]! = 0;
      duo.deliver(original, bare);
      expect(duo.flights).toEqual([]);
      const receiver = original.from === 'a' ? duo.b : duo.a;
      expect(receiver.drops.at(-1)).toMatch(
        /^unprotected: (main|quick) mode, message \d: it is in clear/,
      );
      duo.deliver(original);
      duo.settle();
      expect(established(duo)).toBe('1 1 1 1');
    },
  );
});

describe('cookies', () => {
  test('of the initiator are never zero', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' });
    puppet.cookies = { initiator: new Uint8Array(8), responder: new Uint8Array(8) };
    expect(refusals(puppet.give(puppet.clear([mainModeSa()])))).toEqual(['INVALID-COOKIE']);
    expect(bench.drops).toEqual([
      'invalid-cookie: the initiator cookie from 192.0.2.2:500 is zero (header, off=0)',
    ]);
  });

  test.each([
    [2, 'main mode: no exchange has these cookies'],
    [5, 'informational: no main mode has these cookies'],
    [32, 'quick mode: no main mode has these cookies'],
  ])('that nobody knows are refused (exchange %i)', (exchangeType, words) => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' });
    puppet.cookies = { ...puppet.cookies, responder: new Uint8Array(8).fill(9) };
    puppet.give(
      puppet.clear([mainModeSa()], { exchangeType, messageId: exchangeType === 2 ? 0 : 1 }),
    );
    expect(bench.drops).toEqual([`invalid-cookie: ${words}`]);
  });

  test.each([3, 4, 5, 6, 7, 8, 9])(
    'of another exchange leave message %i to the true one',
    (number) => {
      const duo = new Duo();
      duo.initiate();
      duo.pass(number - 1);
      const original = duo.take()!;
      for (const at of [0, 7, 8, 15]) {
        const other = Uint8Array.from(original.message);
        other[at]! ^= 0xff;
        duo.deliver(original, other);
      }
      // Of main mode nothing is said; of quick mode what may hint at a restart.
      const said = refusals(duo.flights.splice(0).map(({ message }) => message));
      expect(said).toEqual(number < 7 ? [] : Array(4).fill('INVALID-COOKIE'));
      const receiver = original.from === 'a' ? duo.b : duo.a;
      expect(receiver.drops.every((drop) => drop.startsWith('invalid-cookie'))).toBe(true);
      duo.deliver(original);
      duo.settle();
      expect(established(duo)).toBe('1 1 1 1');
    },
  );
});

describe('the message id', () => {
  test('is zero in main mode', () => {
    const { bench, answers } = withOctet(23, 1);
    expect(refusals(answers)).toEqual(['INVALID-MESSAGE-ID']);
    expect(bench.drops).toEqual([
      'malformed: main mode: its message id is not zero (header, off=20)',
    ]);
  });

  test('is not zero in phase 2', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
    puppet.give(puppet.sealed([quickModeSa()], { exchangeType: 32 }));
    puppet.give(puppet.sealed([quickModeSa()], { exchangeType: 5 }));
    expect(bench.drops).toEqual([
      'malformed: quick mode: its message id is zero',
      'unexpected: informational: encrypted before there are keys, or without a message id',
    ]);
  });

  test.each([7, 8, 9])('of another exchange leaves message %i to the true one', (number) => {
    const duo = new Duo();
    duo.initiate();
    duo.pass(number - 1);
    const original = duo.take()!;
    for (const at of [20, 21, 22, 23]) {
      const other = Uint8Array.from(original.message);
      other[at]! ^= 0x11;
      duo.deliver(original, other);
    }
    expect(duo.flights).toEqual([]);
    duo.deliver(original);
    duo.settle();
    expect(established(duo)).toBe('1 1 1 1');
    expect(disagreements(duo)).toEqual([]);
  });
});

describe('the length', () => {
  test.each([0, 1, 27])('of %i octets is no message', (length) => {
    const bench = new Bench();
    expect(bench.receive(new Uint8Array(length))).toEqual([]);
    expect(bench.drops[0]).toMatch(/^malformed: \d+ octets from 192\.0\.2\.2:500 are no ISAKMP/);
  });

  test('that the header claims is the length there is', () => {
    for (const change of [-1, 1, 0x100]) {
      const bench = new Bench();
      const puppet = new Puppet(bench, { role: 'initiator' });
      const message = puppet.clear([mainModeSa()]);
      new DataView(message.buffer).setUint32(24, message.length + change);
      expect(refusals(puppet.give(message))).toEqual(['UNEQUAL-PAYLOAD-LENGTHS']);
      expect(bench.drops[0]).toContain(`claims ${message.length + change} octets`);
    }
  });

  test('is bounded', () => {
    const bench = new Bench();
    bench.receive(new Uint8Array(65_508));
    expect(bench.drops[0]).toMatch(/^malformed/);
  });
});

describe('quick mode before main mode is established', () => {
  test('is dropped at every stage', () => {
    const duo = new Duo();
    duo.initiate();
    for (let number = 1; number <= 5; number++) {
      const [flight] = duo.pass(1);
      for (const to of [duo.a, duo.b]) {
        const sa = to.engine.mainModeSas()[0];
        if (sa === undefined || sa.state === 'established') continue;
        const request = Uint8Array.from(flight!.message);
        request.set(fromHex(sa.initiatorCookie + sa.responderCookie), 0);
        request[18] = 32;
        request[19] = 1;
        to.receive(request);
        expect(to.drops.at(-1)).toMatch(
          /^unexpected: quick mode: its main mode is not established/,
        );
      }
    }
    duo.settle();
    expect(established(duo)).toBe('1 1 1 1');
  });
});
