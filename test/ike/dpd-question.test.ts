import { expect, test } from 'vitest';
import { concat, fromHex, readU32, toHex, u32 } from '../../src/base/bytes.ts';
import { DEFAULT_KEEPING } from '../../src/ike/policy.ts';
import type { NotifyPayload } from '../../src/wire/isakmp/payload.ts';
import { Bench } from './bench.ts';
import { notify, vendorId } from './payloads.ts';
import { Puppet } from './puppet.ts';

const ASK = 36_136;
const ACK = 36_137;
const keeping = { ...DEFAULT_KEEPING, dpd: { idleSeconds: 5 } };

/** A host that asks after five seconds, and its peer. */
function asking(seed = 'bench') {
  const bench = new Bench({ peer: { keeping }, seed });
  const puppet = new Puppet(bench, { role: 'initiator' });
  puppet.offer(undefined, [vendorId(fromHex('afcad71368a1f1c96b8696fc77570100'))]);
  puppet.exchangeKeys();
  puppet.prove();
  const { initiator, responder } = puppet.cookies;
  const cookies = concat(initiator, responder);
  /** The questions of so many milliseconds. */
  const questions = (milliseconds: number): NotifyPayload[] =>
    bench
      .advance(milliseconds)
      .flatMap((message) => puppet.open(message))
      .filter((payload): payload is never => payload.kind === 'notify');
  let messageId = 0;
  const say = (type: number, sequence: number, spi = cookies): Uint8Array[] =>
    puppet.give(puppet.inform(++messageId, [notify(type, 1, spi, u32(sequence))]));
  return { bench, puppet, cookies, questions, say };
}

test('a question is R-U-THERE under IPsec, about ISAKMP, with the cookies and a number (RFC 3706 5.3)', () => {
  const { questions, cookies } = asking();
  const [question] = questions(5000);
  expect(question).toMatchObject({ doi: 1, protocol: 1, notifyType: ASK, spi: cookies });
  expect(question!.data).toHaveLength(4);
});

test('its first number is random, with the high bit clear (RFC 3706 6.2)', () => {
  const first = (seed: string): number => readU32(asking(seed).questions(5000)[0]!.data, 0);
  const numbers = ['one', 'two', 'three', 'four', 'five', 'six'].map(first);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(Math.max(...numbers)).toBeLessThan(2 ** 31);
  expect(first('one')).toBe(numbers[0]);
});

test('an answer with another number, or about other cookies, is none (RFC 3706 6.1)', () => {
  const { bench, questions, say } = asking();
  const sequence = readU32(questions(5000)[0]!.data, 0);
  say(ACK, sequence + 1);
  say(ACK, sequence - 1);
  say(ACK, sequence, new Uint8Array(16));
  expect(bench.drops).toEqual([
    `unexpected: informational: R-U-THERE-ACK ${sequence + 1} does not answer R-U-THERE ${sequence}`,
    `unexpected: informational: R-U-THERE-ACK ${sequence - 1} does not answer R-U-THERE ${sequence}`,
    'unexpected: informational: its cookies are of another SA',
  ]);
});

test('the right answer ends the question', () => {
  const { bench, questions, say } = asking();
  say(ACK, readU32(questions(5000)[0]!.data, 0));
  expect(bench.of('peer-alive')).toMatchObject([{ by: 'answer' }]);
});

test('the numbers of the two sides are apart (RFC 3706 6.2)', () => {
  const { puppet, questions, say } = asking();
  const first = readU32(questions(5000)[0]!.data, 0);
  for (const answer of say(ASK, 7)) puppet.open(answer);
  say(ACK, first);
  const [second] = questions(6000);
  expect(readU32(second!.data, 0)).toBe(first + 1);
  const [answer] = say(ASK, 8);
  const [, told] = puppet.open(answer!);
  expect(told!.kind === 'notify' && toHex(told!.data)).toBe('00000008');
});
