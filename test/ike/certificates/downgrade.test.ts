import { beforeAll, describe, expect, test } from 'vitest';
import { type Lab, makeLab } from '../../../src/lab/pki/lab.ts';
import { byKey } from '../../../src/sim/pair-config.ts';
import { decodeHeader } from '../../../src/wire/isakmp/header.ts';
import { encodeMessage } from '../../../src/wire/isakmp/message.ts';
import { EXCHANGE } from '../../../src/wire/numbers/isakmp.ts';
import { Duo, type Flight } from '../duo.ts';
import { notify } from '../payloads.ts';
import { answerAt, byCertificate, NOW } from './certified.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await makeLab({ now: NOW });
});

function both(): Duo {
  const side = (own: string) => ({
    peer: { authentication: [byCertificate(lab, { own: [own] }), byKey('a key of both')] },
    answer: answerAt(NOW),
  });
  return new Duo({ a: side('alpha'), b: side('beta') });
}

/** A refusal in clear in the name of whom a message under way is from. */
function forged({ message }: Flight, type: number): Uint8Array {
  const header = decodeHeader(message);
  const clear = { exchangeType: EXCHANGE.informational, flags: 0, messageId: 7 };
  return encodeMessage({ ...header, ...clear }, [notify(type)]);
}

describe('somebody on the path who adds refusals in clear', () => {
  test.each([14, 20, 22, 24, 25, 28])('moves no host to a weaker method: notify %i', (type) => {
    const duo = both();
    duo.initiate();
    for (let flight = duo.take(); flight !== undefined; flight = duo.take()) {
      duo.deliver(flight, forged(flight, type));
      duo.deliver(flight);
    }
    for (const side of [duo.a, duo.b]) {
      expect(side.of('main-mode-established')[0]!.authentication).toBe('ECDSA on P-256');
      expect(side.of('method-refused')).toEqual([]);
    }
  });

  test('nor does one who also keeps every answer to message 1 back: main mode fails', () => {
    const duo = both();
    duo.initiate();
    const [first] = duo.pass(1);
    const answer = duo.take()!;
    expect(first!.from).toBe('a');
    duo.deliver(answer, forged(answer, 24));
    for (let i = 0; i < 600 && duo.a.of('main-mode-failed').length === 0; i++) {
      duo.a.advance(100);
    }
    // No method was agreed on yet: there is none to leave out.
    expect(duo.a.of('method-refused')).toEqual([]);
    expect(duo.a.failures.length).toBeGreaterThan(0);
  });

  test('nor does one who keeps all answers to message 5 back, where the peer is an Espial', () => {
    const duo = both();
    duo.initiate();
    duo.pass(4);
    const proof = duo.take()!;
    duo.deliver(
      {
        ...proof,
        from: 'b',
        path: { ...proof.path, local: proof.path.remote, remote: proof.path.local },
      },
      forged(proof, 24),
    );
    expect(duo.a.of('method-refused')).toEqual([]);
    for (let i = 0; i < 600 && duo.a.of('main-mode-failed').length === 0; i++) duo.a.advance(100);
    const [refusedMethod] = duo.a.of('method-refused');
    // An Espial says what is wrong with a proof: its silence is no reason to try less.
    expect(refusedMethod).toBeUndefined();
    expect(duo.a.failures[0]!.certainty).not.toBe('certain');
  });
});
