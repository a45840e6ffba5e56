import { beforeAll, describe, expect, test } from 'vitest';
import { EMPTY, utf8 } from '../../../src/base/bytes.ts';
import { type Lab, makeLab } from '../../../src/lab/pki/lab.ts';
import { byKey } from '../../../src/sim/pair-config.ts';
import { decodeMessage } from '../../../src/wire/isakmp/message.ts';
import type { Payload } from '../../../src/wire/isakmp/payload.ts';
import { Bench } from '../bench.ts';
import { data } from '../payloads.ts';
import { Puppet } from '../puppet.ts';
import { answerAt, byCertificate, NOW } from './certified.ts';
import { RSA_OFFER } from './signer.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await makeLab({ now: NOW, key: 'rsa1024' });
});

/** A refusal of message 5, as strongSwan sends it: AUTHENTICATION-FAILED unless said. */
function refusal(notifyType = 24, octets: Uint8Array = EMPTY): Payload {
  const notify = { kind: 'notify', type: 11, doi: 1, protocol: 1, spi: EMPTY } as const;
  return { ...notify, notifyType, data: octets };
}

/** A host with a list, whose peer takes RSA signatures and refuses message 5; what is sent then. */
function refused(notify: Payload) {
  const authentication = [byCertificate(lab, { own: ['alpha'] }), byKey('a key that both know')];
  const bench = new Bench({ peer: { authentication }, answer: answerAt(NOW) });
  const puppet = new Puppet(bench, { role: 'responder', signs: true });
  const [message1] = bench.initiate();
  const [message3] = puppet.give(puppet.message2(message1!, RSA_OFFER));
  puppet.takeKeys(message3!);
  const keys = [data('ke', puppet.pair.publicValue), data('nonce', puppet.nr)];
  const [message5] = puppet.give(puppet.clear(keys));
  puppet.open(message5!);
  return { bench, sent: puppet.give(puppet.inform(77, [notify])) };
}

const methodsIn = (message1: Uint8Array): number[] =>
  decodeMessage(message1).payloads.flatMap((one) =>
    one.kind === 'sa'
      ? one.proposals[0]!.transforms.map(
          ({ attributes }) => attributes.find(({ type }) => type === 3)!.value.at(-1)!,
        )
      : [],
  );

describe('a peer that agrees to certificates and then refuses them without a word', () => {
  test('is offered the next method of the list, and the reason is kept', () => {
    const { bench, sent } = refused(refusal());
    expect(sent).toHaveLength(1);
    expect(methodsIn(sent[0]!)).toEqual([1]);
    expect(bench.of('method-refused')).toMatchObject([{ method: 'RSA signatures' }]);
    expect(bench.failures).toMatchObject([{ code: 'certificate-proof-refused' }]);
    const again = new Puppet(bench, { role: 'responder', seed: 'again' });
    again.respond(sent[0]!);
    const [event] = bench.of('main-mode-established');
    expect(event!.authentication).toBe('pre-shared key');
    expect(event!.passedOver).toEqual([
      "RSA signatures was passed over: b does not accept this host's proof by certificate.",
    ]);
    expect(bench.engine.mainModeSas()[0]!.passedOver).toEqual(event!.passedOver);
  });

  test('and has the types of RFC 2408 for it is quoted in other words for each', () => {
    const titles = [22, 20, 25, 28, 18, 24, 19, 21, 17].map((type) => {
      const { bench } = refused(refusal(type));
      return bench.failures[0]!.title;
    });
    expect(new Set(titles).size).toBe(titles.length);
  });

  test('whatever octets it puts beside the type: they are not words of an Espial', () => {
    const { bench, sent } = refused(refusal(24, utf8('espial:of-no-meaning')));
    expect(bench.failures).toMatchObject([{ code: 'certificate-proof-refused' }]);
    expect(methodsIn(sent[0]!)).toEqual([1]);
  });
});
