/** What a stranger or a log can learn: no key, and nothing that another key would have made another. */

import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random.ts';
import { nodeProvider } from '../../../src/crypto/node.ts';
import { makeRealm, memberOf } from '../../../src/net/kerberos/make-realm.ts';
import { StubKerberos } from '../../../src/net/kerberos/stub-kerberos.ts';
import { ALPHA, BRAVO, flipped, Lab, NOON, problemOf, REALM, tokenOf } from './lab.ts';

/** What Bravo says of every request with one octet changed, in a realm whose keys are drawn from `seed`. */
function verdicts(seed: string): unknown[] {
  const random = seededRandom(seed);
  const realm = makeRealm(REALM, [ALPHA, BRAVO], random);
  const stub = new StubKerberos(nodeProvider, random);
  const target = `${BRAVO}@${REALM}`;
  const asked = tokenOf(
    stub.answer({ kind: 'gss-initiate', kerberos: memberOf(realm, ALPHA), target }, NOON),
  );
  const kerberos = memberOf(realm, BRAVO);
  return Array.from(asked.token, (_, at) => {
    const token = flipped(asked.token, at);
    const problem = problemOf(stub.answer({ kind: 'gss-accept', kerberos, token }, NOON));
    // A wrong length has other octets read as lengths: the words then repeat octets of the token.
    return problem.code === 'token-malformed' ? problem.code : problem;
  });
}

it('what is said of an altered token is the same whatever the keys are', () => {
  const one = verdicts('these keys');
  expect(one.length).toBeGreaterThan(250);
  expect(verdicts('other keys')).toEqual(one);
});

it('contexts, pending and established, show no key to logs and debuggers', () => {
  const lab = new Lab();
  const asked = tokenOf(lab.initiate());
  const { alpha, bravo } = lab.established();
  for (const context of [asked.context, alpha, bravo]) {
    expect(Object.keys(context).sort()).toEqual(['kind', 'peer']);
    const shown = inspect(context, { depth: 9, showHidden: true });
    expect(shown).not.toMatch(/Uint8Array|Buffer/);
    expect(JSON.parse(JSON.stringify(context))).toMatchObject({ kind: 'gss-context' });
  }
  expect(inspect(lab.realm, { depth: 9 })).toContain('[redacted]');
});
