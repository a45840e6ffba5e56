import { describe, expect, test } from 'vitest';
import { type Address, addressOfBytes, parseAddress } from '../../src/base/address.ts';
import { u32 } from '../../src/base/bytes.ts';
import { LIMITS } from '../../src/base/limits.ts';
import type { ChildPolicy, PeerPolicy } from '../../src/ike/policy.ts';
import { Bench, pathTo } from './bench.ts';
import { Duo, established } from './duo.ts';
import { data, mainModeSa, notify, quickModeSa, vendorId } from './payloads.ts';
import { Puppet } from './puppet.ts';

/** A bench that talks to anybody. */
function open(): Bench {
  return new Bench({ peers: (peer): PeerPolicy[] => [{ ...peer, address: undefined }] });
}

/** First messages from one address, each with a cookie of its own; how many were answered. */
function flood(bench: Bench, count: number, address: Address = parseAddress('192.0.2.2')): number {
  let answered = 0;
  const template = new Puppet(bench, { role: 'initiator' }).clear([mainModeSa()]);
  for (let i = 0; i < count; i++) {
    const message = Uint8Array.from(template);
    message.set(u32(i + 1), 0);
    message.set(address.bytes, 4);
    answered += bench.receive(message, pathTo(500, address)).length;
  }
  return answered;
}

const nth = (i: number): Address => addressOfBytes(Uint8Array.of(10, 9, i >> 8, i & 255));

describe('half-open main modes', () => {
  test('are bounded for one address', () => {
    const bench = open();
    expect(flood(bench, 100)).toBe(LIMITS.halfOpenMainModesPerAddress);
    expect(bench.engine.mainModeSas()).toHaveLength(LIMITS.halfOpenMainModesPerAddress);
    expect(bench.drops.at(-1)).toMatch(/^limit: main mode, message 1: 32 half-open .* one address/);
    expect(flood(bench, 1, nth(1))).toBe(1);
  });

  test('are bounded over all addresses', () => {
    const bench = open();
    let answered = 0;
    for (let i = 0; i < 40; i++) answered += flood(bench, 20, nth(i));
    expect(answered).toBe(LIMITS.halfOpenMainModes);
    expect(bench.engine.mainModeSas()).toHaveLength(LIMITS.halfOpenMainModes);
    expect(bench.drops.at(-1)).toMatch(/^limit: main mode, message 1: 256 half-open main modes/);
  });

  test('go by their timers, and make room again', () => {
    const bench = open();
    flood(bench, 100);
    bench.advance(4000);
    expect(bench.engine.mainModeSas()).toEqual([]);
    expect(bench.engine.nextTimeout()).toBeUndefined();
    expect(flood(bench, 100)).toBe(LIMITS.halfOpenMainModesPerAddress);
  });

  test('that are refused are not kept at all', () => {
    const bench = open();
    const puppet = new Puppet(bench, { role: 'initiator' });
    for (let i = 0; i < 500; i++) {
      puppet.cookies = { ...puppet.cookies, initiator: puppet.random.bytes(8) };
      puppet.give(puppet.clear([mainModeSa([[1, 5]])]));
    }
    expect(bench.engine.mainModeSas()).toEqual([]);
    expect(bench.engine.nextTimeout()).toBeUndefined();
  });

  test('of strangers to a host that knows one peer are not even begun', () => {
    const bench = new Bench();
    expect(flood(bench, 3, nth(1))).toBe(0);
    expect(bench.drops[0]).toBe(
      'no-policy: main mode, message 1: no peer is configured for 10.9.0.1',
    );
  });

  test('do not keep this host from beginning its own, nor disturb what is established', () => {
    const duo = new Duo();
    duo.complete('tunnel');
    flood(duo.a, 100);
    const before = duo.a.engine.children();
    expect(duo.a.engine.mainModeSas().filter(({ state }) => state === 'established')).toHaveLength(
      1,
    );
    duo.wait(0);
    duo.flights.length = 0;
    expect(duo.complete('transport')).toHaveLength(3);
    expect(duo.a.engine.children()).toHaveLength(before.length + 1);
    const fresh = new Bench();
    flood(fresh, 100);
    const puppet = new Puppet(fresh, { role: 'responder' });
    puppet.respond(fresh.initiate()[0]!);
    expect(fresh.of('main-mode-established')).toHaveLength(1);
  });

  test('are no longer half-open once they are established', () => {
    const bench = open();
    for (let i = 0; i < LIMITS.halfOpenMainModesPerAddress + 5; i++) {
      new Puppet(bench, { role: 'initiator', seed: `${i}` }).mainMode();
    }
    expect(bench.of('main-mode-established')).toHaveLength(37);
  });
});

describe('quick modes on one main mode', () => {
  test('are bounded while they are under way, and go by their timers', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
    const ask = (messageId: number): number => {
      puppet.chains.delete(messageId);
      const request = [quickModeSa(0x1_0000 + messageId), data('nonce', puppet.ni)];
      return puppet.give(puppet.quick1(messageId, request)).length;
    };
    let answered = 0;
    for (let i = 1; i <= 100; i++) answered += ask(i);
    expect(answered).toBe(LIMITS.quickModesPerMainMode);
    expect(bench.sas.installed.size).toBe(LIMITS.quickModesPerMainMode);
    expect(bench.drops.at(-1)).toMatch(/^limit: quick mode, message 1: 64 quick modes at a time/);
    // What was not even looked at may come again.
    bench.advance(3000);
    expect(bench.sas.installed.size).toBe(0);
    expect(ask(100)).toBe(1);
    expect(ask(1)).toBe(0);
  });

  test('of this host are bounded too, and say so', () => {
    const count = LIMITS.quickModesPerMainMode + 3;
    const bench = manyEntries(count);
    const puppet = new Puppet(bench, { role: 'responder' });
    const [message1] = bench.initiate('entry 0');
    for (let i = 1; i < count; i++) bench.initiate(`entry ${i}`);
    // The last ones did not find room to wait, so they began a main mode of their own.
    expect(bench.engine.mainModeSas()).toHaveLength(2);
    const requests = puppet.respond(message1!);
    expect(requests).toHaveLength(LIMITS.waitingQuickModes);
    bench.initiate(`entry 0`);
    expect(bench.of('quick-mode-failed')).toEqual([]);
    bench.initiate('one more');
    expect(bench.of('quick-mode-failed')).toMatchObject([
      {
        policy: 'one more',
        failure: { code: 'limit-reached', windowsError: { name: 'MM_LIMIT' } },
      },
    ]);
  });

  test('that are finished are remembered for duplicates, but not without bound', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
    const bound = LIMITS.rememberedExchanges + LIMITS.quickModesPerMainMode;
    const firsts: Uint8Array[] = [];
    for (let i = 1; i <= bound + 20; i++) {
      const request = puppet.quick1(i, [quickModeSa(0x1_0000 + i), data('nonce', puppet.ni)]);
      const [answer] = puppet.give(request);
      const nr = puppet.open(answer!)[2]!.raw.slice();
      puppet.give(puppet.quick3(i, puppet.ni, nr));
      firsts.push(request);
    }
    expect(bench.engine.children()).toHaveLength(bound + 20);
    expect(bench.engine.mainModeSas()[0]!.quickModes).toBe(bound + 20);
    bench.events.length = 0;
    expect(puppet.give(firsts[0]!)).toEqual([]);
    expect(bench.drops).toEqual(['unexpected: quick mode: its message id was used before']);
    expect(bench.engine.children()).toHaveLength(bound + 20);
  });
});

test('a quick mode under way is not forgotten, however many finish beside it', () => {
  const bench = new Bench();
  const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
  const begin = (id: number): Uint8Array => {
    const request = [quickModeSa(0x1_0000 + id), data('nonce', puppet.ni)];
    const [answer] = puppet.give(puppet.quick1(id, request));
    return puppet.open(answer!)[2]!.raw.slice();
  };
  const slow = begin(9999);
  const bound = LIMITS.rememberedExchanges + LIMITS.quickModesPerMainMode;
  for (let id = 1; id <= bound + 5; id++) {
    const nr = begin(id);
    puppet.give(puppet.quick3(id, puppet.ni, nr));
  }
  puppet.give(puppet.quick3(9999, puppet.ni, slow));
  expect(bench.engine.children()).toHaveLength(bound + 6);
});

describe('message ids of one main mode', () => {
  test('are bounded: then it takes no more, and a new one has to be made', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
    const payload = [notify(24_578)];
    for (let id = 1; id <= LIMITS.messageIdsPerMainMode; id++)
      puppet.give(puppet.inform(id, payload));
    expect(bench.drops).toEqual([]);
    puppet.give(puppet.inform(0x7000_0000, payload));
    expect(bench.drops).toEqual([
      'limit: informational: this main mode has seen too many exchanges',
    ]);
    const request = [quickModeSa(), data('nonce', puppet.ni)];
    expect(puppet.give(puppet.quick1(0x7000_0001, request))).toEqual([]);
    expect(bench.drops[1]).toMatch(/^limit: quick mode, message 1: this main mode has seen/);
    bench.initiate();
    expect(bench.failures).toMatchObject([{ code: 'limit-reached' }]);
  });
});

describe('what a peer announces', () => {
  test('is remembered in bounds, message after message', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' });
    const many = Array.from({ length: 60 }, (_, i) => vendorId(new Uint8Array(200).fill(i)));
    puppet.offer(mainModeSa(), many);
    expect(bench.engine.mainModeSas()).toHaveLength(1);
  });
});

test('a peer without an address cannot be called', () => {
  const bench = open();
  bench.initiate();
  expect(bench.failures).toMatchObject([{ code: 'cancelled', certainty: 'certain' }]);
  expect(bench.failures[0]!.detail).toContain('no address of its own');
  expect(bench.sent).toEqual([]);
});

test('nothing is begun for a policy that is not there, and nothing twice', () => {
  const bench = new Bench();
  bench.initiate('nowhere');
  expect(bench.events).toEqual([]);
  const [message1] = bench.initiate('tunnel');
  bench.initiate('tunnel');
  expect(bench.sent).toHaveLength(1);
  expect(new Puppet(bench, { role: 'responder' }).respond(message1!)).toHaveLength(1);
  const duo = new Duo();
  duo.initiate();
  duo.pass(6);
  duo.initiate();
  duo.settle();
  expect(established(duo)).toBe('1 1 1 1');
});

/** A bench with so many policy entries for one peer, and one more. */
function manyEntries(count: number): Bench {
  const names = [...Array.from({ length: count }, (_, i) => `entry ${i}`), 'one more'];
  const template = new Bench();
  const child = childOf(template);
  const policies = names.map((name) => ({
    name,
    action: 'protect' as const,
    selector: child.selector,
    protect: { ...child, name },
  }));
  return new Bench({ host: { policies } });
}

function childOf(bench: Bench): ChildPolicy {
  const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
  puppet.give(puppet.quick1(1, [quickModeSa(), data('nonce', puppet.ni)]));
  return [...bench.sas.installed.values()][0]!.pair.child;
}
