import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/base/bytes.ts';
import { Secret } from '../../../src/base/secret.ts';
import { sentCertificates } from '../../../src/ike/auth/certificate-payloads.ts';
import type { SignatureAlgorithm } from '../../../src/ike/auth/credentials.ts';
import { authMethod } from '../../../src/ike/auth/methods.ts';
import { answerPki } from '../../../src/net/pki/answer.ts';
import { trustedRoot } from '../../../src/net/pki/credentials.ts';
import { decodePayloads } from '../../../src/wire/isakmp/payloads.ts';
import { CERTIFICATE_CELLS } from '../strongswan.ts';

const ALGORITHMS: Readonly<Record<number, SignatureAlgorithm>> = {
  3: 'rsa',
  9: 'ecdsa-256',
  10: 'ecdsa-384',
  11: 'ecdsa-521',
};

/** The recorded certificates are valid from 2026 to 2046. */
const WHEN = Date.UTC(2027, 0, 1);

test('there are cells to compare with', () =>
  expect(CERTIFICATE_CELLS.length).toBeGreaterThanOrEqual(7));

describe.each(CERTIFICATE_CELLS)('the proofs of two strongSwans ($name)', (cell) => {
  const { initiator, responder, method, hash, root } = cell.authentication!;
  const algorithm = ALGORITHMS[method]!;

  test('are over the hash that belongs to the method (RFC 2409 5.1)', () => {
    expect(authMethod(method)!.proofHash ?? cell.hash).toBe(hash);
  });

  test('are taken in messages 5 and 6, and only there', () => {
    const messages = cell.datagrams.filter((one) => one.exchange === 'main-mode' && one.encrypted);
    expect(messages).toHaveLength(2);
    const hashes = [cell.hashI, cell.hashR].map(({ value }) => fromHex(value));
    for (const [index, { plaintext }] of messages.entries()) {
      const { payloads } = decodePayloads(5, fromHex(plaintext!), 0);
      const sent = sentCertificates(payloads);
      expect(sent.certificates.map(toHex)).toEqual([initiator, responder][index]!.certificates);
      const id = payloads.find((one) => one.kind === 'id')!;
      const effect = {
        kind: 'verify',
        algorithm,
        hash: hashes[index]!,
        signature: payloads.find((one) => one.kind === 'sig')!.data,
        certificates: sent.certificates,
        revocationLists: sent.revocationLists,
        identity: { idType: id.idType, data: id.data },
        trust: {
          roots: [trustedRoot(fromHex(root))],
          // strongSwan does not send the authority that its peer asks for by name.
          known: [...initiator.certificates, ...responder.certificates].slice(1).map(fromHex),
          revocationLists: [],
          revocation: 0,
          fetch: false,
        },
      } as const;
      expect(answerPki(effect, WHEN)).toMatchObject({ kind: 'verified' });
      expect(answerPki({ ...effect, hash: hashes[1 - index]! }, WHEN)).toMatchObject({
        problem: { code: 'signature-wrong' },
      });
    }
  });

  test('with RSA are made octet for octet the same: no OID around the hash (RFC 2409 5.1)', () => {
    for (const [proof, { value }] of [
      [initiator, cell.hashI],
      [responder, cell.hashR],
    ] as const) {
      const key = new Secret(fromHex(proof.privateKey));
      const made = answerPki({ kind: 'sign', algorithm, key, hash: fromHex(value) }, WHEN);
      const signature = made.kind === 'signed' ? toHex(made.signature) : made.kind;
      // ECDSA draws a number for each signature; its octets are as many.
      if (algorithm === 'rsa') expect(signature).toBe(proof.signature);
      else expect(signature).toHaveLength(proof.signature.length);
    }
  });
});
