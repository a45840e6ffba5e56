/** Method 65001 is Kerberos or XAUTHInitPreShared by what stands beside it, and both where undecided. */

import { describe, expect, it } from 'vitest';
import { fromHex } from '../../src/base/bytes.ts';
import type { Attribute } from '../../src/wire/codec.ts';
import { numberAttribute } from '../../src/wire/isakmp/attribute-number.ts';
import type { Payload } from '../../src/wire/isakmp/payload.ts';
import { IKE_ATTRIBUTE } from '../../src/wire/numbers/ike.ts';
import { EXCHANGE, PROTOCOL } from '../../src/wire/numbers/isakmp.ts';
import { explainMessage, treeOf } from './explained.ts';
import { messageHex, vendorId } from './messages.ts';

const METHOD = numberAttribute(IKE_ATTRIBUTE.AUTHENTICATION, 65001);
const GSS_NAME: Attribute = {
  type: IKE_ATTRIBUTE.GSS_ID,
  form: 'tlv',
  value: fromHex('0041'),
};

function textOf(attributes: readonly Attribute[], others: readonly Payload[]): string {
  const sa: Payload = {
    kind: 'sa',
    type: 1,
    doi: 1,
    situation: 1,
    proposals: [
      {
        number: 1,
        protocol: PROTOCOL.isakmp,
        spi: new Uint8Array(0),
        transforms: [{ number: 1, id: 1, attributes }],
      },
    ],
  };
  const frame = explainMessage(messageHex(EXCHANGE.identityProtection, [sa, ...others]));
  const text = treeOf(frame).replace(/\n +/g, ' ');
  return /Authentication Method \(TV\): ([\w() -]+?)(?:\n|$)/.exec(text)![1]!;
}

const BOTH = 'GSS-API (Kerberos) or XAUTHInitPreShared';
const KERBEROS = 'GSS-API (Kerberos)';
const XAUTH = 'XAUTHInitPreShared';

describe('authentication method 65001', () => {
  it.each<[string, Attribute[], Payload[], string]>([
    ['alone', [METHOD], [], BOTH],
    ['with a GSS identity', [METHOD, GSS_NAME], [], KERBEROS],
    ['with the GSSAPI vendor id', [METHOD], [vendorId('GSSAPI')], KERBEROS],
    ['with a vendor id of Windows', [METHOD], [vendorId('MS_NT5_2003')], KERBEROS],
    ['with the XAUTH vendor id', [METHOD], [vendorId('XAUTH')], XAUTH],
    [
      'with those of Windows and XAUTH',
      [METHOD],
      [vendorId('MS_NT5_2003'), vendorId('XAUTH')],
      XAUTH,
    ],
    ['with XAUTH and a GSS identity', [METHOD, GSS_NAME], [vendorId('XAUTH')], KERBEROS],
  ])('%s', (_name, attributes, others, expected) => {
    expect(textOf(attributes, others)).toBe(expected);
  });
});
