/** Tokens that Python made after docs/kerberos.md: this host takes them, and makes the same ones. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../src/base/bytes.ts';
import type { Random } from '../../../src/base/random.ts';
import { Secret } from '../../../src/base/secret.ts';
import { nobleProvider } from '../../../src/crypto/noble.ts';
import { nodeProvider } from '../../../src/crypto/node.ts';
import { StubKerberos } from '../../../src/net/kerberos/stub-kerberos.ts';
import { ALPHA, BRAVO, messageOf, REALM, tokenOf } from './lab.ts';

interface Tokens {
  readonly serviceKey: string;
  readonly clock: number;
  readonly request: string;
  readonly random: { readonly subkey: string; readonly nonce: string };
  readonly answer: string;
  readonly message: string;
  readonly fromInitiator: readonly string[];
  readonly fromAcceptor: readonly string[];
}

const file = new URL('../../vectors/kerberos-stub/tokens.json', import.meta.url);
const tokens = JSON.parse(readFileSync(file, 'utf8')) as Tokens;

/** Draws what Python drew: a subkey of 32 octets and a nonce of 12. */
const python: Random = {
  bytes: (length) => fromHex(length === 32 ? tokens.random.subkey : tokens.random.nonce),
  fork: () => python,
};

const kerberos = {
  principal: `${BRAVO}@${REALM}`,
  key: new Secret(fromHex(tokens.serviceKey)),
  realm: undefined,
  clockSkewSeconds: 300,
  remotePrincipal: undefined,
};

describe.each([nodeProvider, nobleProvider])('tokens of another hand, by $name', (provider) => {
  const stub = new StubKerberos(provider, python);
  const { clock } = tokens;
  const token = fromHex(tokens.request);
  const accepted = tokenOf(stub.answer({ kind: 'gss-accept', kerberos, token }, clock));
  const { context } = accepted;

  it('the request is taken, and the answer is the same', () => {
    expect(accepted.peer).toBe(`${ALPHA}@${REALM}`);
    expect(toHex(accepted.token)).toBe(tokens.answer);
  });

  it('sealed messages are opened, and made the same', () => {
    for (const [i, sealed] of tokens.fromInitiator.entries()) {
      const message = fromHex(sealed);
      expect(toHex(messageOf(stub.answer({ kind: 'gss-unwrap', context, message }, clock)))).toBe(
        tokens.message,
      );
      const own = stub.answer({ kind: 'gss-wrap', context, message: fromHex(tokens.message) }, 0);
      expect(toHex(messageOf(own))).toBe(tokens.fromAcceptor[i]);
    }
  });
});
