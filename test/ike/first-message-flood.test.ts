/** Under a flood of first messages those that cannot be served are dropped unread; nothing else is. */

import { describe, expect, test } from 'vitest';
import { type Address, addressOfBytes, parseAddress } from '../../src/base/address.ts';
import { u32 } from '../../src/base/bytes.ts';
import { LIMITS } from '../../src/base/limits.ts';
import type { PeerPolicy } from '../../src/ike/policy.ts';
import { Bench, pathTo } from './bench.ts';
import { mainModeSa } from './payloads.ts';
import { Puppet } from './puppet.ts';

const BOB = parseAddress('192.0.2.2');
const nth = (i: number): Address => addressOfBytes(Uint8Array.of(10, 9, i >> 8, i & 255));

function open(): Bench {
  return new Bench({ peers: (peer): PeerPolicy[] => [{ ...peer, address: undefined }] });
}

/** First messages with a cookie each, from as many addresses as `from` gives; how many were answered. */
function flood(
  bench: Bench,
  count: number,
  from: (i: number) => Address,
  sa = mainModeSa(),
): number {
  const template = new Puppet(bench, { role: 'initiator', seed: 'flood' }).clear([sa]);
  let answered = 0;
  for (let i = 0; i < count; i++) {
    const message = Uint8Array.from(template);
    const remote = from(i);
    message.set(u32(i + 1), 0);
    message.set(remote.bytes, 4);
    answered += bench.receive(message, pathTo(500, remote)).length;
  }
  return answered;
}

/** As a carrier asks: whether a message would be dropped before anybody finds out whom it is from. */
function isShed(bench: Bench, message: Uint8Array): boolean {
  return bench.engine.sheds(message, 0, message.length);
}

const spells = (bench: Bench) =>
  bench.of('first-messages-shed').map(({ state, shed }) => `${state} ${shed}`);

describe('a flood of first messages', () => {
  test('is told message by message at first, then once, and once more when it is over', () => {
    const bench = open();
    flood(bench, 10_000, nth);
    const told = LIMITS.halfOpenMainModes + LIMITS.toldFirstMessages;
    expect(bench.drops).toHaveLength(LIMITS.toldFirstMessages);
    expect(spells(bench)).toEqual(['begins 1']);
    bench.advance(3000);
    expect(spells(bench)).toEqual(['begins 1', `ends ${10_000 - told}`]);
    expect(bench.of('first-messages-shed')[1]!.why).toBe(
      '256 half-open main modes are the most this host holds',
    );
  });

  test('goes on as one spell for as long as messages are dropped', () => {
    const bench = open();
    for (let second = 0; second < 3; second++) {
      flood(bench, 1000, nth);
      bench.advance(900);
    }
    expect(spells(bench)).toEqual(['begins 1']);
  });

  test('of one address leaves the places of the others free', () => {
    const bench = open();
    flood(bench, 5000, () => BOB);
    expect(bench.drops).toHaveLength(LIMITS.toldFirstMessages);
    expect(flood(bench, 1, () => nth(1))).toBe(1);
  });

  test('lets an initiator whose answer was lost have it again', () => {
    const bench = open();
    const message = new Puppet(bench, { role: 'initiator' }).clear([mainModeSa()]);
    const [answer] = bench.receive(message);
    flood(bench, 5000, nth);
    expect(isShed(bench, message)).toBe(false);
    expect(bench.receive(message)).toEqual([answer]);
  });

  test('lets a main mode that had begun go on to its end', () => {
    const bench = open();
    const puppet = new Puppet(bench, { role: 'initiator' });
    puppet.offer();
    flood(bench, 5000, nth);
    puppet.mainMode();
    expect(bench.of('main-mode-established')).toHaveLength(1);
  });

  test('does not keep an honest initiator out once its places have run out of time', () => {
    const bench = open();
    flood(bench, 5000, nth);
    bench.advance(4000);
    new Puppet(bench, { role: 'initiator' }).mainMode();
    expect(bench.of('main-mode-established')).toHaveLength(1);
  });
});

describe('first messages that lead to nothing', () => {
  test('are read so often from one address, and those of others still are', () => {
    const bench = open();
    flood(bench, 3000, () => BOB, mainModeSa([[1, 5]]));
    const most = LIMITS.fruitlessFirstMessagesPerAddress + LIMITS.toldFirstMessages;
    expect(bench.of('main-mode-failed')).toHaveLength(most);
    expect(spells(bench)).toEqual(['begins 1']);
    expect(flood(bench, 1, () => nth(1))).toBe(1);
  });

  test('are read so often from all addresses, and then again when time has passed', () => {
    const bench = open();
    flood(bench, 8000, nth, mainModeSa([[1, 5]]));
    const most = LIMITS.fruitlessFirstMessages + LIMITS.toldFirstMessages;
    expect(bench.of('main-mode-failed')).toHaveLength(most);
    expect(flood(bench, 1, () => nth(9000))).toBe(0);
    bench.advance(1000);
    expect(flood(bench, 1, () => nth(9000))).toBe(1);
  });

  test('of strangers are told so often', () => {
    const bench = new Bench();
    flood(bench, 3000, () => nth(7));
    const most = LIMITS.fruitlessFirstMessagesPerAddress + LIMITS.toldFirstMessages;
    expect(bench.drops).toHaveLength(most);
  });
});

test('the same first message again and again is answered so often', () => {
  const bench = open();
  const message = new Puppet(bench, { role: 'initiator' }).clear([mainModeSa()]);
  let answers = 0;
  for (let i = 0; i < 3000; i++) answers += bench.receive(message).length;
  expect(answers).toBe(1 + LIMITS.repeatedFirstMessages);
  bench.advance(LIMITS.repeatedFirstMessageInterval);
  expect(bench.receive(message)).toHaveLength(1);
});

describe('a carrier that asks first', () => {
  test('is told to drop first messages amid a flood, and nothing before it', () => {
    const bench = open();
    const puppet = new Puppet(bench, { role: 'initiator' });
    const first = puppet.clear([mainModeSa()]);
    expect(isShed(bench, first)).toBe(false);
    flood(bench, 5000, nth);
    expect(isShed(bench, first)).toBe(true);
    const later = Uint8Array.from(first);
    later[12] = 1;
    expect(isShed(bench, later)).toBe(false);
    const quick = Uint8Array.from(first);
    quick[18] = 32;
    expect(isShed(bench, quick)).toBe(false);
    expect(isShed(bench, first.subarray(0, 27))).toBe(false);
    bench.advance(4000);
    expect(isShed(bench, first)).toBe(false);
  });

  test('counts towards the end of the spell', () => {
    const bench = open();
    const first = new Puppet(bench, { role: 'initiator' }).clear([mainModeSa()]);
    flood(bench, LIMITS.halfOpenMainModes + LIMITS.toldFirstMessages + 1, nth);
    for (let i = 0; i < 99; i++) isShed(bench, first);
    bench.advance(3000);
    expect(spells(bench)).toEqual(['begins 1', 'ends 100']);
  });
});
