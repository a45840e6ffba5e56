/** GSS-API tokens: the clear parts of the stub's, the mechanism of others; GSS identities as text. */

import { describe, expect, it } from 'vitest';
import { fromHex, utf8 } from '../../src/base/bytes.ts';
import { writeGssIdentity } from '../../src/ike/auth/gss-identity.ts';
import { encode } from '../../src/wire/codec.ts';
import type { Payload } from '../../src/wire/isakmp/payload.ts';
import { type StubToken, stubToken } from '../../src/wire/kerberos-stub.ts';
import { IKE_ATTRIBUTE } from '../../src/wire/numbers/ike.ts';
import { EXCHANGE, PROTOCOL } from '../../src/wire/numbers/isakmp.ts';
import { explainMessage, treeOf } from './explained.ts';
import { messageHex } from './messages.ts';

function shown(payload: Payload): string {
  const text = treeOf(explainMessage(messageHex(EXCHANGE.identityProtection, [payload])));
  return text.replace(/\n {30,}/g, ' ');
}

const token = (data: Uint8Array): string => shown({ kind: 'gss', type: 129, data });

const REQUEST: StubToken = {
  kind: 'contextRequest',
  ticket: {
    realm: utf8('LAB.EXAMPLE'),
    service: utf8('host/beta.lab.example'),
    keyCheck: new Uint8Array(8).fill(1),
    nonce: new Uint8Array(12).fill(2),
    sealed: new Uint8Array(40).fill(3),
  },
  nonce: new Uint8Array(12).fill(4),
  sealed: new Uint8Array(48).fill(5),
};

describe('a token of the stub realm', () => {
  const octets = encode(stubToken, REQUEST);

  it('is shown field by field, as far as it is in clear', () => {
    const text = token(octets);
    expect(text).toContain('magic: ESPIAL STUB, NOT KERBEROS');
    expect(text).toContain('realm: LAB.EXAMPLE');
    expect(text).toContain('service: host/beta.lab.example');
    expect(text).toContain('sealed: 48 octets');
    expect(text).not.toContain('error:');
  });

  it('that is cut short is shown as octets, and the message is not at fault', () => {
    const text = token(octets.subarray(0, octets.length - 1));
    expect(text).toMatch(/data: \d+ octets/);
    expect(text).not.toContain('error:');
  });
});

describe('a token of another mechanism', () => {
  it.each([
    ['Kerberos 5', '600d06092a864886f7120102020100'],
    ['SPNEGO', '600806062b0601050502'],
    ['mechanism 1.2.3', '600406022a03'],
    ['Kerberos 5', '60810d06092a864886f7120102020100'],
  ])('names it: %s', (name, hex) => {
    expect(token(fromHex(hex))).toContain(`octets, ${name}`);
  });

  it.each(['6f0406022a03', '60', '6004', '600402022a03', '60040602', '600406022a83', '60ff06'])(
    'is shown as octets where it is none: %s',
    (hex) => {
      const text = token(fromHex(hex));
      expect(text).toMatch(new RegExp(`${hex} +data$`));
      expect(text).not.toContain('error:');
    },
  );
});

describe('a GSS identity in an offer', () => {
  const offer = (type: number, value: Uint8Array): string =>
    shown({
      kind: 'sa',
      type: 1,
      doi: 1,
      situation: 1,
      proposals: [
        {
          number: 1,
          protocol: PROTOCOL.isakmp,
          spi: new Uint8Array(0),
          transforms: [{ number: 1, id: 1, attributes: [{ type, form: 'tlv', value }] }],
        },
      ],
    });
  const NAME = 'host/alpha.lab.example@LAB.EXAMPLE';

  it('is shown as text, with the way in which it is written', () => {
    for (const type of [IKE_ATTRIBUTE.GSS_ID, IKE_ATTRIBUTE.GSS_ID_WINDOWS_2000]) {
      expect(offer(type, writeGssIdentity(NAME, 'utf-16le'))).toContain(`"${NAME}" in UTF-16LE`);
      expect(offer(type, writeGssIdentity(NAME, 'latin1'))).toContain(`"${NAME}" in ISO 8859-1`);
    }
  });

  it('is shown as octets where it is no text', () => {
    expect(offer(IKE_ATTRIBUTE.GSS_ID, fromHex('1b5b33316d00'))).not.toContain('UTF');
  });
});
