import { expect, test } from 'vitest';
import { DEFAULT_DIALECT } from '../../src/ike/policy.ts';
import { Duo, type DuoOptions } from './duo.ts';

const dialect = { ...DEFAULT_DIALECT, name: 'windows-2003' } as const;
const suite = { encryption: '3des-cbc', keyBits: 192, integrity: 'hmac-sha1-96' } as const;
const windows = {
  peer: {
    dialect,
    proposals: [{ encryption: '3des-cbc', keyBits: 192, hash: 'sha1', group: 2 } as const],
  },
  child: { proposals: [{ protocol: 'esp', suite } as const] },
};
const espial = { ...windows, peer: { ...windows.peer, dialect: DEFAULT_DIALECT } };

function withPair(options: DuoOptions): Duo {
  const duo = new Duo(options);
  duo.complete();
  return duo;
}

const deletesOf = (duo: Duo, side: 'a' | 'b') =>
  duo[side].of('isakmp-sent').filter(({ payloads }) => payloads.some((one) => /^D\(/.test(one)));

test('between two Windows hosts a delete brings a nonce and is answered under its message id', () => {
  const duo = withPair({ both: windows });
  const [id] = [...duo.a.sas.installed.keys()];
  duo.a.engine.deleteChild(id!, duo.now);
  duo.wait(0);
  duo.advance(60_000);
  const [asked] = deletesOf(duo, 'a');
  const [answered] = deletesOf(duo, 'b');
  expect(asked!.payloads).toEqual(['HASH(1)', 'Ni', expect.stringMatching(/^D\(ESP 0x/)]);
  expect(answered!.payloads).toEqual(['HASH(2)', 'Nr', asked!.payloads[2]]);
  expect(answered!.messageId).toBe(asked!.messageId);
  expect(deletesOf(duo, 'a')).toHaveLength(1);
  expect(duo.b.sas.installed.size).toBe(0);
  expect(duo.a.drops.concat(duo.b.drops)).toEqual([]);
});

test('without an answer it is sent six times more, doubling up to 16 s', () => {
  const duo = withPair({ both: windows });
  const began = duo.now;
  duo.a.engine.deletePeer(undefined, duo.now);
  const times: number[] = [];
  for (let i = 0; i < 80; i++) {
    duo.a.advance(1000);
    duo.flights.length = 0;
  }
  const ofPair = deletesOf(duo, 'a').filter(({ payloads }) => payloads[2]?.startsWith('D(ESP'));
  expect(ofPair.map(({ repeat }) => repeat)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  for (const { message, at } of duo.a.sent)
    if (at >= began && message.length === duo.a.sent.at(-1)!.message.length) times.push(at - began);
  expect(times).toEqual([0, 1000, 3000, 7000, 15_000, 31_000, 47_000]);
  expect(duo.a.engine.nextTimeout()).toBeUndefined();
});

test('a delete of the main mode itself is acknowledged although it is gone on both sides', () => {
  const duo = withPair({ both: windows });
  duo.a.engine.deletePeer(undefined, duo.now);
  duo.wait(0);
  duo.advance(60_000);
  expect(deletesOf(duo, 'a')).toHaveLength(2);
  expect(deletesOf(duo, 'b')).toHaveLength(2);
  expect(duo.a.engine.nextTimeout()).toBeUndefined();
});

test('a lost answer is given again, whatever is left of the SAs', () => {
  const duo = withPair({ both: windows });
  duo.a.engine.deletePeer(undefined, duo.now);
  duo.wait(0);
  duo.pass(2);
  // Both answers are lost.
  duo.flights.length = 0;
  duo.advance(30_000);
  expect(deletesOf(duo, 'a').map(({ repeat }) => repeat)).toEqual([0, 0, 1, 1]);
  expect(deletesOf(duo, 'b').map(({ repeat }) => repeat)).toEqual([0, 0, 1, 1]);
  expect(duo.a.engine.nextTimeout()).toBeUndefined();
});

test('deletes that cross are answered by both, although the main mode is gone on both sides', () => {
  const duo = withPair({ both: windows });
  duo.a.engine.deletePeer(undefined, duo.now);
  duo.b.engine.deletePeer(undefined, duo.now);
  duo.wait(0);
  duo.advance(60_000);
  for (const side of ['a', 'b'] as const) {
    const sent = deletesOf(duo, side).map(({ payloads, repeat }) => `${payloads[0]} ${repeat}`);
    expect(sent).toEqual(['HASH(1) 0', 'HASH(1) 0', 'HASH(2) 0', 'HASH(2) 0']);
  }
  expect(duo.a.drops.concat(duo.b.drops)).toEqual([]);
  expect(duo.a.engine.nextTimeout()).toBeUndefined();
  expect(duo.b.engine.nextTimeout()).toBeUndefined();
});

test('a delete that crosses and is not proved is not answered', () => {
  const duo = withPair({ both: windows });
  duo.a.engine.deletePeer(undefined, duo.now);
  duo.b.engine.deletePeer(undefined, duo.now);
  const answers = () =>
    deletesOf(duo, 'a').filter(({ payloads }) => payloads[0] === 'HASH(2)').length;
  duo.wait(0);
  for (const flight of duo.flights) flight.message[flight.message.length - 1]! ^= 1;
  duo.pass(2);
  expect(answers()).toBe(0);
});

test('the default dialect sends plain deletes, and answers reliable ones', () => {
  const duo = withPair({ a: espial, b: windows });
  const [id] = [...duo.b.sas.installed.keys()];
  duo.b.engine.deleteChild(id!, duo.now);
  duo.advance(10_000);
  // To a peer that is no Windows the delete is plain in that dialect too.
  expect(deletesOf(duo, 'b')[0]!.payloads[0]).toBe('HASH(1)');
  expect(deletesOf(duo, 'b')[0]!.payloads).toHaveLength(2);
  expect(deletesOf(duo, 'a')).toEqual([]);
});
