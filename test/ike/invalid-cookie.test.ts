import { expect, test } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { Bench, pathTo } from './bench.ts';
import { notify } from './payloads.ts';
import { Puppet } from './puppet.ts';
import { refusals } from './refusals.ts';

/** A protected message of an SA that the engine has never had. */
function ofALostSa(messageId = 1, path = pathTo()): { bench: Bench; message: Uint8Array } {
  const had = new Bench();
  const puppet = new Puppet(had, { role: 'initiator', path }).mainMode();
  return { bench: new Bench(), message: puppet.inform(messageId, [notify(36_136)]) };
}

test('a protected message for an SA that this host does not have is answered so in clear', () => {
  const { bench, message } = ofALostSa();
  const answers = bench.receive(message);
  expect(refusals(answers)).toEqual(['INVALID-COOKIE']);
  // It has the cookies of the message, so that the peer knows what it is about.
  expect(answers[0]!.subarray(0, 16)).toEqual(message.subarray(0, 16));
  expect(answers[0]!.length).toBeLessThanOrEqual(message.length);
});

test('a few at once, then one in two seconds', () => {
  const { bench, message } = ofALostSa();
  const flood = (): number =>
    Array.from({ length: 50 }, () => bench.receive(message)).flat().length;
  expect(flood()).toBe(LIMITS.clearAnswersAtOnce);
  expect(flood()).toBe(0);
  bench.advance(LIMITS.clearAnswerInterval);
  expect(flood()).toBe(1);
});

test('a stranger gets no answer', () => {
  const { bench, message } = ofALostSa();
  expect(bench.receive(message, pathTo(500, parseAddress('203.0.113.9')))).toEqual([]);
});

test('nor does a notify in clear, so that two hosts never answer each other', () => {
  const { bench, message } = ofALostSa();
  const [answer] = bench.receive(message);
  expect(new Bench().receive(answer!)).toEqual([]);
});

test('an answer is never longer than what it answers', () => {
  const { bench, message } = ofALostSa();
  const short = message.slice(0, 32);
  new DataView(short.buffer).setUint32(24, 32);
  expect(bench.receive(short)).toEqual([]);
});
