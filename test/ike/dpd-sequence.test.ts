import { expect, test } from 'vitest';
import { concat, u32 } from '../../src/base/bytes.ts';
import type { NotifyPayload } from '../../src/wire/isakmp/payload.ts';
import { Bench } from './bench.ts';
import { notify } from './payloads.ts';
import { Puppet } from './puppet.ts';
import { refusals } from './refusals.ts';

const ASK = 36_136;
const ACK = 36_137;

function established() {
  const bench = new Bench();
  const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
  const { initiator, responder } = puppet.cookies;
  const cookies = concat(initiator, responder);
  let messageId = 0;
  /** What the engine answers to a notify in a message of its own. */
  const give = (type: number, sequence: number, spi = cookies): NotifyPayload[] => {
    const answers = puppet.give(puppet.inform(++messageId, [notify(type, 1, spi, u32(sequence))]));
    return answers.flatMap((answer) =>
      puppet.open(answer).filter((payload): payload is never => payload.kind === 'notify'),
    );
  };
  return { bench, puppet, cookies, give };
}

test('a question is answered with its own number, the cookies, and protocol ISAKMP', () => {
  const { give, cookies } = established();
  expect(give(ASK, 4711)).toMatchObject([
    { doi: 1, protocol: 1, notifyType: ACK, spi: cookies, data: u32(4711) },
  ]);
});

test('numbers may grow by more than one, because messages get lost', () => {
  const { give } = established();
  expect([7, 8, 20, 20, 21].flatMap((sequence) => give(ASK, sequence))).toHaveLength(5);
});

test('a number from before is not answered', () => {
  const { bench, give } = established();
  give(ASK, 20);
  expect(give(ASK, 19)).toEqual([]);
  expect(bench.drops).toEqual(['unexpected: informational: R-U-THERE 19 comes after R-U-THERE 20']);
});

test('cookies of another SA are not answered; none at all are', () => {
  const { bench, give } = established();
  expect(give(ASK, 1, new Uint8Array(16))).toEqual([]);
  expect(bench.drops).toEqual(['unexpected: informational: its cookies are of another SA']);
  expect(give(ASK, 2, new Uint8Array(0))).toHaveLength(1);
});

test('a number of another length is not answered', () => {
  const { bench, puppet, cookies } = established();
  puppet.give(puppet.inform(9, [notify(ASK, 1, cookies, new Uint8Array(3))]));
  expect(bench.drops).toEqual(['unexpected: informational: a sequence number has 4 octets, not 3']);
});

test('an answer to nothing is dropped', () => {
  const { bench, give } = established();
  expect(give(ACK, 5)).toEqual([]);
  expect(bench.drops).toEqual([
    'unexpected: informational: R-U-THERE-ACK 5 answers nothing that was asked',
  ]);
});

test('in clear neither is looked at (RFC 3706 5.2)', () => {
  const { bench, puppet, cookies } = established();
  const bare = puppet.clear([notify(ASK, 1, cookies, u32(1))], { exchangeType: 5, messageId: 77 });
  expect(refusals(puppet.give(bare))).toEqual([]);
  expect(bench.drops).toEqual(['unprotected: informational: in clear although keys are there']);
});

test('the same octets again are answered by the same octets', () => {
  const { bench, puppet, cookies } = established();
  const question = puppet.inform(5, [notify(ASK, 1, cookies, u32(1))]);
  const [first] = puppet.give(question);
  const [again] = puppet.give(question);
  expect(again).toEqual(first);
  expect(bench.of('isakmp-received').at(-1)).toMatchObject({ duplicate: true });
});
