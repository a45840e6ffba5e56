/** Two engines in a stub realm, their effects answered by it. */

import { seededRandom } from '../../../src/base/random.ts';
import { nodeProvider } from '../../../src/crypto/node.ts';
import type {
  Authentication,
  KerberosCredentials,
  KerberosRealm,
} from '../../../src/ike/auth/credentials.ts';
import type { Effect, EffectResult } from '../../../src/ike/effects.ts';
import type { PeerPolicy } from '../../../src/ike/policy.ts';
import { makeRealm, memberOf } from '../../../src/net/kerberos/make-realm.ts';
import { isKerberosEffect, StubKerberos } from '../../../src/net/kerberos/stub-kerberos.ts';
import type { BenchOptions } from '../bench.ts';

export const REALM = 'LAB.EXAMPLE';
export const ALPHA = 'host/alpha.lab.example';
export const BRAVO = 'host/bravo.lab.example';
/** A clock somewhere in 2003. */
export const NOON = Date.UTC(2003, 5, 1, 12, 0, 0);

/** What one member of the domain has different. */
export interface Member {
  readonly credentials?: Partial<KerberosCredentials>;
  /** How far its clock is ahead, in seconds. */
  readonly ahead?: number;
  /** What its stub draws from: two runs of one host draw different things. */
  readonly seed?: string;
  /** Behind Kerberos in its list. */
  readonly also?: readonly Authentication[];
  readonly peer?: Partial<PeerPolicy>;
  /** Stands between the engine and the stub. */
  readonly through?: (effect: Effect, answer: (effect: Effect) => EffectResult) => EffectResult;
}

export function realm(changes: Partial<KerberosRealm> = {}): KerberosRealm {
  const names = [ALPHA, BRAVO, 'host/carol.lab.example'];
  return { ...makeRealm(REALM, names, seededRandom('a domain')), ...changes };
}

/** One side of a duo, `alpha` or `bravo` of a realm. */
export function member(
  of: KerberosRealm,
  name: string,
  { credentials, ahead = 0, seed = '', also = [], peer, through }: Member = {},
): BenchOptions {
  const kerberos = { ...memberOf(of, name), ...credentials };
  const stub = new StubKerberos(nodeProvider, seededRandom(`the stub of ${name}${seed}`));
  const answer = (effect: Effect): EffectResult => {
    if (!isKerberosEffect(effect)) throw new Error(`no answer to ${effect.kind} here`);
    return stub.answer(effect, NOON + ahead * 1000);
  };
  return {
    peer: { authentication: [{ method: 'kerberos', kerberos }, ...also], ...peer },
    answer: through === undefined ? answer : (effect) => through(effect, answer),
  };
}

/** Both sides of a duo. */
export function domain(
  a: Member = {},
  b: Member = {},
  of: KerberosRealm = realm(),
): { a: BenchOptions; b: BenchOptions } {
  return { a: member(of, ALPHA, a), b: member(of, BRAVO, b) };
}
