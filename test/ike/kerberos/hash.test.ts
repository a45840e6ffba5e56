import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { nodeProvider } from '../../../src/crypto/node.ts';
import type { CryptoProvider } from '../../../src/crypto/provider.ts';
import type { Effect } from '../../../src/ike/effects.ts';
import { Duo } from '../duo.ts';
import { domain, type Member } from './domain.ts';

/** The bodies of a message's payloads by type, read by hand (RFC 2408 3.2). */
function bodies(message: Uint8Array): Map<number, Buffer> {
  const octets = Buffer.from(message);
  const found = new Map<number, Buffer>();
  let type = octets[16]!;
  for (let at = 28; type !== 0; ) {
    const length = octets.readUInt16BE(at + 2);
    if (!found.has(type)) found.set(type, octets.subarray(at + 4, at + length));
    type = octets[at]!;
    at += length;
  }
  return found;
}

const SA = 1;
const KE = 4;
const NONCE = 10;
const GSS = 129;

const prf = (key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer =>
  createHmac('sha1', key).update(Buffer.concat(parts)).digest();

/** What a host states by default, type, protocol and port before it: IDii_b. */
const fqdn = (name: string): Buffer =>
  Buffer.concat([Buffer.from([2, 0, 0, 0]), Buffer.from(name)]);

test('HASH_I and HASH_R are over the GSS identity and the tokens of their side too', () => {
  let secret: Uint8Array = new Uint8Array(0);
  const provider: CryptoProvider = {
    ...nodeProvider,
    sharedSecret: (pair, theirs) => (secret = nodeProvider.sharedSecret(pair, theirs)),
  };
  const wrapped: Uint8Array[] = [];
  const through: Member['through'] = (effect: Effect, answer) => {
    if (effect.kind === 'gss-wrap') wrapped.push(effect.message);
    return answer(effect);
  };
  const { a, b } = domain({ through }, { through });
  const duo = new Duo({ a: { ...a, provider }, b });
  const messages = duo.complete().map(({ message }) => message);
  const [one, , three, four] = messages.map((message, i) => (i < 4 ? bodies(message) : undefined));
  const cookies = [messages[1]!.slice(0, 8), messages[1]!.slice(8, 16)] as const;

  const skeyid = prf(Buffer.concat([three!.get(NONCE)!, four!.get(NONCE)!]), secret);
  const [gxi, gxr] = [three!.get(KE)!, four!.get(KE)!];
  const hashI = prf(
    skeyid,
    gxi,
    gxr,
    cookies[0],
    cookies[1],
    one!.get(SA)!,
    fqdn('alpha.lab.example'),
    Buffer.from('host/alpha.lab.example@LAB.EXAMPLE', 'latin1'),
    three!.get(GSS)!,
  );
  const hashR = prf(
    skeyid,
    gxr,
    gxi,
    cookies[1],
    cookies[0],
    one!.get(SA)!,
    fqdn('bravo.lab.example'),
    Buffer.from('host/bravo.lab.example@LAB.EXAMPLE', 'latin1'),
    four!.get(GSS)!,
  );
  expect(wrapped.map((hash) => Buffer.from(hash).toString('hex'))).toEqual([
    hashI.toString('hex'),
    hashR.toString('hex'),
  ]);
});
