/** XAUTH and Mode Config are known and named: exchange 6, payload 14 and its attributes. */

import { describe, expect, it } from 'vitest';
import { EXCHANGE, PAYLOAD } from '../../src/wire/numbers/isakmp.ts';
import { explainMessage, treeOf } from './explained.ts';
import { messageHex, octets } from './messages.ts';

const explained = (body: string) =>
  explainMessage(messageHex(EXCHANGE.transaction, [octets(PAYLOAD.ATTRIBUTES, body)]));

describe('an attributes payload', () => {
  it('of XAUTH asks for a name and a password', () => {
    const frame = explained('01001234c08800004089000040 8a0000'.replaceAll(' ', ''));
    expect(frame.info).toBe('transaction: ATTRIBUTES');
    const text = treeOf(frame);
    expect(text).toContain('configurationType: 1 ISAKMP_CFG_REQUEST');
    expect(text).toContain('identifier: 4660');
    expect(text).toContain('XAUTH-TYPE (TV): generic');
    expect(text).toContain('XAUTH-USER-NAME (TLV): asked for');
    expect(text).toContain('XAUTH-USER-PASSWORD (TLV): asked for');
  });

  it('of XAUTH answers, and the password is not put into words', () => {
    const text = treeOf(explained('0200123440890005616c696365408a0003707764'));
    expect(text).toContain('XAUTH-USER-NAME (TLV): "alice"');
    expect(text).not.toContain('"pwd"');
  });

  it('of Mode Config gives an address', () => {
    const text = treeOf(explained('02000000000100040a010203000300040a000001'));
    expect(text).toContain('INTERNAL_IP4_ADDRESS (TLV): 10.1.2.3');
    expect(text).toContain('INTERNAL_IP4_DNS (TLV): 10.0.0.1');
  });
});
