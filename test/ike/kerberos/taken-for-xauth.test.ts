import { expect, test } from 'vitest';
import { byKey } from '../../../src/sim/pair-config.ts';
import { decodeMessage } from '../../../src/wire/isakmp/message.ts';
import { vendorIdBytes } from '../../../src/wire/numbers/vendor-ids.ts';
import { Bench } from '../bench.ts';
import { type AttributeRow, MAIN_MODE_ROWS, mainModeSa, vendorId } from '../payloads.ts';
import { Puppet } from '../puppet.ts';
import { ALPHA, type Member, member, realm } from './domain.ts';

const METHOD = 3;
const XAUTH_INIT_PSK: readonly AttributeRow[] = MAIN_MODE_ROWS.map((row) =>
  row[0] === METHOD ? [METHOD, 65001] : row,
);

/** The methods that a first message offers. */
function offered(message: Uint8Array): number[] {
  const sa = decodeMessage(message).payloads.find((payload) => payload.kind === 'sa')!;
  return sa.proposals.flatMap(({ transforms }) =>
    transforms.flatMap(({ attributes }) => {
      const method = attributes.find(({ type }) => type === METHOD)!;
      return Buffer.from(method.value).readUInt16BE(0);
    }),
  );
}

/** A host that offers Kerberos, and a peer that answers as strongSwan 5.9.8 does: with the first transform. */
function answeredByXauth(options: Member = {}): { bench: Bench; puppet: Puppet } {
  const bench = new Bench(member(realm(), ALPHA, options));
  const puppet = new Puppet(bench, { role: 'responder' });
  const [first] = bench.initiate();
  const xauth = vendorId(vendorIdBytes('XAUTH'));
  puppet.give(puppet.message2(first!, mainModeSa([...XAUTH_INIT_PSK]), [xauth]));
  return { bench, puppet };
}

const [first = 0, second = 0] = new Bench().peer.timers.retransmitGaps;

test('a peer that takes Kerberos for XAUTH is offered the next method, when its answer comes to a second offer too', () => {
  const { bench } = answeredByXauth({ also: [byKey('a key that both know')] });
  expect(bench.drops).toHaveLength(1);
  expect(bench.failures).toEqual([]);
  const again = bench.advance(first);
  expect(again.map(offered)).toEqual([[65001, 1]]);
  const anew = bench.advance(second);
  expect(anew.map(offered)).toEqual([[1]]);
  expect(bench.failures).toMatchObject([{ code: 'method-misunderstood', certainty: 'likely' }]);
  expect(bench.of('method-refused')).toMatchObject([{ method: 'Kerberos' }]);
  expect(bench.of('quick-mode-failed')).toEqual([]);
});

test('main mode comes up by it, and says why Kerberos was passed over', () => {
  const { bench, puppet } = answeredByXauth({ also: [byKey('a key that both know')] });
  bench.advance(first);
  const [message1] = bench.advance(second);
  puppet.respond(message1!);
  expect(bench.of('main-mode-established')).toMatchObject([
    {
      authentication: 'pre-shared key',
      passedOver: [
        'Kerberos was passed over: b does not speak Kerberos: it takes the offer for XAUTH.',
      ],
    },
  ]);
});

test('a true answer counts where it comes after one that means XAUTH', () => {
  const { bench, puppet } = answeredByXauth({ also: [byKey('a key that both know')] });
  const [again] = bench.advance(first);
  const sent = bench.sent.length;
  puppet.give(puppet.message2(again!, mainModeSa(MAIN_MODE_ROWS)));
  expect(bench.sent.length).toBe(sent + 1);
  bench.advance(second);
  expect(bench.of('method-refused')).toEqual([]);
});

test('main mode fails where the list has nothing else', () => {
  const { bench } = answeredByXauth();
  bench.advance(first);
  bench.advance(second);
  expect(bench.failures).toMatchObject([
    { code: 'method-misunderstood' },
    { code: 'method-misunderstood' },
  ]);
  expect(bench.failures[0]!.title).toBe('b does not speak Kerberos: it takes the offer for XAUTH.');
  expect(bench.of('main-mode-started')).toHaveLength(1);
});
