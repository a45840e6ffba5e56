/** Every broken certificate of a laboratory is refused for its flaw by the verification of src/net/pki, and the good ones are not. */

import { beforeAll, describe, expect, it } from 'vitest';
import type { RevocationCheck } from '../../src/ike/auth/credentials.ts';
import { labTrust, peerCertificate } from '../../src/lab/pki/credentials.ts';
import { FLAW_NAMES, flawOf } from '../../src/lab/pki/flaws.ts';
import { type Lab, makeLab } from '../../src/lab/pki/lab.ts';
import { answerPki } from '../../src/net/pki/answer.ts';
import { ECDSA } from '../../src/net/pki/keys.ts';

const NOW = Date.UTC(2026, 5, 1);
const ID_IPV4_ADDRESS = 1;
const ID_DER_ASN1_DN = 9;

let lab: Lab;

beforeAll(async () => {
  lab = await makeLab({ now: NOW, flaws: FLAW_NAMES, intermediates: 2 });
});

/** What a peer says that trusts the root and has all lists; undefined: it is content. */
function verdict(name: string, revocation: RevocationCheck, byAddress: boolean) {
  const own = peerCertificate(lab.peer(name));
  const { algorithm, key } = own;
  // Signatures of ECDSA are over the hash that belongs to the curve (RFC 4754 3).
  const hash = new Uint8Array(algorithm === 'rsa' ? 20 : ECDSA[algorithm].hash).fill(7);
  if (key === undefined) return 'no-private-key';
  const signed = answerPki({ kind: 'sign', algorithm, key, hash }, NOW);
  if (signed.kind !== 'signed') return signed.kind === 'problem' ? signed.problem.code : '?';
  const { signature } = signed;
  const identity = byAddress
    ? { idType: ID_IPV4_ADDRESS, data: Uint8Array.of(192, 0, 2, name === 'beta' ? 2 : 1) }
    : { idType: ID_DER_ASN1_DN, data: own.subject };
  const result = answerPki(
    {
      kind: 'verify',
      algorithm,
      hash,
      signature,
      certificates: [own.certificate, ...own.chain],
      revocationLists: [],
      identity,
      trust: labTrust(lab, { revocation }),
    },
    NOW,
  );
  return result.kind === 'problem' ? result.problem.code : undefined;
}

describe('a laboratory', () => {
  it.each(['alpha', 'beta'])('has a good certificate for %s', (name) => {
    expect(verdict(name, 2, true)).toBeUndefined();
    expect(verdict(name, 2, false)).toBeUndefined();
  });

  it.each(FLAW_NAMES)('has a certificate for the flaw %s that is refused for it', (name) => {
    // What it names is in the certificate of no-names nowhere: there its subject alone counts.
    const byAddress = name !== 'no-names';
    expect(verdict(name, 2, byAddress)).toBe(flawOf(name).problem);
  });

  it.each(FLAW_NAMES.filter((name) => flawOf(name).revocation !== undefined))(
    'has %s, which a weaker check of revocation does not notice',
    (name) => {
      const strength = flawOf(name).revocation!;
      expect(verdict(name, strength, true)).toBe(flawOf(name).problem);
      expect(verdict(name, (strength - 1) as RevocationCheck, true)).toBeUndefined();
    },
  );
});
