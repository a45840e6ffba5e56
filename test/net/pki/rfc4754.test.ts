/** The known answers of RFC 4754 8: signatures over the hash of "abc". */

import { createPublicKey } from 'node:crypto';
import { expect, it } from 'vitest';
import { concat, fromHex } from '../../../src/base/bytes.ts';
import { isSignatureOf } from '../../../src/net/pki/ike-signature.ts';
import { ECDSA, publicKeyOf } from '../../../src/net/pki/keys.ts';

const CURVES = { 'ecdsa-256': 'P-256', 'ecdsa-384': 'P-384', 'ecdsa-521': 'P-521' } as const;

const ANSWERS = [
  [
    'ecdsa-256',
    {
      gwx: '2442a5cc0ecd015fa3ca31dc8e2bbc70bf42d60cbca20085e0822cb04235e970',
      gwy: '6fc98bd7e50211a4a27102fa3549df79ebcb4bf246b80945cddfe7d509bbfd7d',
      h: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      r: 'cb28e0999b9c7715fd0a80d8e47a77079716cbbf917dd72e97566ea1c066957c',
      s: '86fa3bb4e26cad5bf90b7f81899256ce7594bb1ea0c89212748bff3b3d5b0315',
    },
  ],
  [
    'ecdsa-384',
    {
      gwx: '96281bf8dd5e0525ca049c048d345d3082968d10fedf5c5aca0c64e6465a97ea5ce10c9dfec21797415710721f437922',
      gwy: '447688ba94708eb6e2e4d59f6ab6d7edff9301d249fe49c33096655f5d502fad3d383b91c5e7edaa2b714cc99d5743ca',
      h: 'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
      r: 'fb017b914e29149432d8bac29a514640b46f53ddab2c69948084e2930f1c8f7e08e07c9c63f2d21a07dcb56a6af56eb3',
      s: 'b263a1305e057f984d38726a1b46874109f417bca112674c528262a40a629af1cbb9f516ce0fa7d2ff630863a00e8b9f',
    },
  ],
  [
    'ecdsa-521',
    {
      gwx: '0151518f1af0f563517edd5485190df95a4bf57b5cba4cf2a9a3f6474725a35f7afe0a6ddeb8bedbcd6a197e592d40188901cecd650699c9b5e456aea5add19052a8',
      gwy: '006f3b142ea1bfff7e2837ad44c9e4ff6d2d34c73184bbad90026dd5e6e85317d9df45cad7803c6c20035b2f3ff63aff4e1ba64d1c077577da3f4286c58f0aeae643',
      h: '0000ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
      r: '0154fd3836af92d0dca57dd5341d3053988534fde8318fc6aaaab68e2e6f4339b19f2f281a7e0b22c269d93cf8794a9278880ed7dbb8d9362caeacee544320552251',
      s: '017705a7030290d1ceb605a9a1bb03ff9cdd521e87a696ec926c8c10c8362df4975367101f67d1cf9bccbf2f3d239534fa509e70aac851ae01aac68d62f866472660',
    },
  ],
] as const;

it.each(ANSWERS)('%s', (algorithm, { gwx, gwy, h, r, s }) => {
  const coordinate = (hex: string): string => {
    const octets = ECDSA[algorithm].octets / 2;
    return Buffer.from(hex.padStart(octets * 2, '0'), 'hex').toString('base64url');
  };
  const jwk = { kty: 'EC', crv: CURVES[algorithm], x: coordinate(gwx), y: coordinate(gwy) };
  const spki = createPublicKey({ key: jwk, format: 'jwk' }).export({ format: 'der', type: 'spki' });
  const key = publicKeyOf(Uint8Array.from(spki));
  // The RFC writes the hash of P-521 as a number as long as the curve's.
  const hash = fromHex(h).subarray(-ECDSA[algorithm].hash);
  expect(isSignatureOf(algorithm, key, hash, fromHex(r + s))).toBe(true);
  expect(isSignatureOf(algorithm, key, hash, fromHex(s + r))).toBe(false);
  // What is beyond the bits of the curve would not count, were it let in.
  expect(isSignatureOf(algorithm, key, concat(hash, Uint8Array.of(1)), fromHex(r + s))).toBe(false);
});
