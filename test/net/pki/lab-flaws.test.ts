/** What `espial pki` makes wrong on purpose, checked: another maker of certificates than that of test/vectors. */

import { beforeAll, expect, it } from 'vitest';
import { utf8 } from '../../../src/base/bytes.ts';
import type { RevocationCheck } from '../../../src/ike/auth/credentials.ts';
import { labTrust, peerCertificate } from '../../../src/lab/pki/credentials.ts';
import { FLAW_NAMES, FLAWS, type FlawName } from '../../../src/lab/pki/flaws.ts';
import { type Lab, makeLab } from '../../../src/lab/pki/lab.ts';
import { answerPki } from '../../../src/net/pki/answer.ts';
import { ID_TYPE } from '../../../src/wire/numbers/ipsec.ts';
import { NOW, verdictOf } from './lab.ts';

let lab: Lab;

beforeAll(async () => {
  lab = await makeLab({ now: NOW, flaws: FLAW_NAMES });
});

const STATED = { idType: ID_TYPE.ID_FQDN, data: utf8('alpha.lab.example') };

function verdict(flaw: FlawName, revocation: RevocationCheck): string {
  const own = peerCertificate(lab.peer(flaw));
  const { algorithm, subject, key = peerCertificate(lab.peer('alpha')).key! } = own;
  const hash = new Uint8Array(algorithm === 'rsa' ? 20 : 32).fill(7);
  const signed = answerPki({ kind: 'sign', algorithm, key, hash }, NOW);
  const effect = {
    kind: 'verify',
    algorithm,
    hash,
    signature: signed.kind === 'signed' ? signed.signature : new Uint8Array(0),
    certificates: [own.certificate, ...own.chain],
    revocationLists: [],
    identity:
      flaw === 'other-identity' ? STATED : { idType: ID_TYPE.ID_DER_ASN1_DN, data: subject },
    trust: labTrust(lab, { revocation }),
  } as const;
  return verdictOf(answerPki(effect, NOW));
}

// The key that is missing is the peer's own business.
const SEEN = FLAW_NAMES.filter((name) => FLAWS[name].problem !== 'no-private-key');

it.each(SEEN)('%s', (name) => {
  const { problem = 'verified', revocation: least = 0 } = FLAWS[name] as {
    readonly problem: string | undefined;
    readonly revocation?: RevocationCheck;
  };
  for (const strength of [0, 1, 2] as const) {
    expect(verdict(name, strength)).toBe(strength < least ? 'verified' : problem);
  }
});
