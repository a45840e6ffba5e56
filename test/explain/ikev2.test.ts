/** IKEv2 is recognised: header, exchange and payloads are named, and an encrypted payload ends the walk. */

import { expect, it } from 'vitest';
import { explainMessage, treeOf } from './explained.ts';

const COOKIES = `${'11'.repeat(8)}${'00'.repeat(8)}`;

function message(first: number, exchange: number, flags: number, payloads: string): string {
  const length = (28 + payloads.length / 2).toString(16).padStart(8, '0');
  const byte = (value: number): string => value.toString(16).padStart(2, '0');
  return `${COOKIES}${byte(first)}20${byte(exchange)}${byte(flags)}00000000${length}${payloads}`;
}

it('a first message of IKEv2 is named down to its payloads', () => {
  const frame = explainMessage(
    message(33, 34, 8, '22000006aabb2800000811223344000000085566 7788'.replaceAll(' ', '')),
  );
  expect(frame.protocol).toBe('IKEv2');
  expect(frame.info).toBe('IKE_SA_INIT request from the initiator, message 0: SA, KE, NONCE');
  expect(treeOf(frame)).toContain('Espial names the payloads of IKEv2 and does not read them');
});

it('an encrypted payload of IKEv2 is the last', () => {
  const frame = explainMessage(message(46, 35, 0x20, '2300000c1122334455667788'));
  expect(frame.info).toBe('IKE_AUTH response from the responder, message 0: SK');
  expect(frame.layers.at(-1)!.fault).toBeUndefined();
});

it('a payload that is longer than its message is a fault', () => {
  const frame = explainMessage(message(33, 34, 8, '000000ff'));
  expect(frame.layers.at(-1)!.fault).toMatchObject({ code: 'bad-length', offset: 28 + 28 + 2 });
});
