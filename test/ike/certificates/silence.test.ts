import { beforeAll, expect, test } from 'vitest';
import { type Lab, makeLab } from '../../../src/lab/pki/lab.ts';
import { decodeMessage, encodeMessage } from '../../../src/wire/isakmp/message.ts';
import { Duo } from '../duo.ts';
import { certified, NOW } from './certified.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await makeLab({ now: NOW });
});

const duoOf = (): Duo =>
  new Duo({ a: certified(lab, { own: ['alpha'] }), b: certified(lab, { own: ['beta'] }) });

test('nothing comes back after the proof: no word of pre-shared keys', () => {
  const duo = duoOf();
  duo.initiate();
  duo.pass(4);
  while (duo.take() !== undefined);
  duo.wait(600_000);
  expect(duo.a.failures[0]).toMatchObject({
    code: 'proof-unanswered',
    where: 'main mode, message 5',
    title: "Nothing came back from b after this host's certificate and signature.",
  });
});

test('an altered nonce makes two sets of keys, which is said to be no wrong credential', () => {
  const duo = duoOf();
  duo.initiate();
  duo.pass(2);
  const message3 = duo.take()!;
  const { header, payloads } = decodeMessage(message3.message);
  const altered = payloads.map((one) =>
    one.kind === 'nonce' ? { ...one, data: one.data.map((octet) => octet ^ 1) } : one,
  );
  duo.deliver(message3, encodeMessage(header, altered));
  duo.advance(600_000);
  expect(duo.b.failures[0]).toMatchObject({ code: 'keys-differ' });
  expect(duo.b.failures[0]!.title).toBe(
    'This host and a came to different keys with certificates.',
  );
  expect(duo.a.failures[0]).toMatchObject({ code: 'proof-unanswered' });
  expect(duo.a.failures[0]!.detail).toContain('PAYLOAD-MALFORMED');
});
