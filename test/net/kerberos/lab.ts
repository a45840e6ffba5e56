/** Two hosts of a stub realm and their contexts, for the tests of this folder. */

import { seededRandom } from '../../../src/base/random.ts';
import { nodeProvider } from '../../../src/crypto/node.ts';
import type { KerberosCredentials, KerberosRealm } from '../../../src/ike/auth/credentials.ts';
import type { AuthProblem, EffectResult, GssContext } from '../../../src/ike/effects.ts';
import { makeRealm, memberOf } from '../../../src/net/kerberos/make-realm.ts';
import { type KerberosEffect, StubKerberos } from '../../../src/net/kerberos/stub-kerberos.ts';

export const ALPHA = 'host/alpha.lab.example';
export const BRAVO = 'host/bravo.lab.example';
export const CAROL = 'host/carol.lab.example';
export const REALM = 'LAB.EXAMPLE';
/** A clock somewhere in 2003. */
export const NOON = Date.UTC(2003, 5, 1, 12, 0, 0);
export const SECOND = 1000;

/** A realm with two hosts, each with a stub of its own. */
export class Lab {
  readonly realm: KerberosRealm;
  alpha: KerberosCredentials;
  bravo: KerberosCredentials;
  readonly alphas: StubKerberos;
  readonly bravos: StubKerberos;
  target: string = `${BRAVO}@${REALM}`;

  constructor(changes: Partial<KerberosRealm> = {}) {
    const random = seededRandom('a stub realm');
    this.realm = { ...makeRealm(REALM, [ALPHA, BRAVO, CAROL], random), ...changes };
    this.alpha = memberOf(this.realm, ALPHA);
    this.bravo = memberOf(this.realm, BRAVO);
    this.alphas = new StubKerberos(nodeProvider, random.fork('alpha'));
    this.bravos = new StubKerberos(nodeProvider, random.fork('bravo'));
  }

  /** Alpha asks for a context. */
  initiate(clock: number = NOON): EffectResult {
    const effect: KerberosEffect = {
      kind: 'gss-initiate',
      kerberos: this.alpha,
      target: this.target,
    };
    return this.alphas.answer(effect, clock);
  }

  /** Bravo takes a token. */
  accept(token: Uint8Array, clock: number = NOON): EffectResult {
    return this.bravos.answer({ kind: 'gss-accept', kerberos: this.bravo, token }, clock);
  }

  /** Alpha takes Bravo's token. */
  finish(context: GssContext, token: Uint8Array): EffectResult {
    return this.alphas.answer({ kind: 'gss-finish', context, token }, NOON);
  }

  /** Both ends of a new context. */
  established(): Ends {
    const asked = tokenOf(this.initiate());
    const answered = tokenOf(this.accept(asked.token));
    const ready = this.finish(asked.context, answered.token);
    if (ready.kind !== 'gss-ready') throw new Error(`no context: ${JSON.stringify(ready)}`);
    return { alpha: ready.context, bravo: answered.context };
  }

  wrap(context: GssContext, message: Uint8Array): Uint8Array {
    return messageOf(this.alphas.answer({ kind: 'gss-wrap', context, message }, NOON));
  }

  unwrap(context: GssContext, message: Uint8Array): EffectResult {
    return this.alphas.answer({ kind: 'gss-unwrap', context, message }, NOON);
  }
}

export interface Ends {
  readonly alpha: GssContext;
  readonly bravo: GssContext;
}

type TokenResult = Extract<EffectResult, { kind: 'gss-token' }>;

/** A result that must be a token. */
export function tokenOf(result: EffectResult): TokenResult {
  if (result.kind !== 'gss-token') throw new Error(`no token: ${JSON.stringify(result)}`);
  return result;
}

/** A result that must be a message. */
export function messageOf(result: EffectResult): Uint8Array {
  if (result.kind !== 'gss-message') throw new Error(`no message: ${JSON.stringify(result)}`);
  return result.message;
}

/** A result that must be a failure. */
export function problemOf(result: EffectResult): AuthProblem {
  if (result.kind !== 'problem') throw new Error(`no problem, but ${result.kind}`);
  return result.problem;
}

/** The code of a result that must be a failure. */
export function codeOf(result: EffectResult): AuthProblem['code'] {
  return problemOf(result).code;
}

/** The same octets with one bit of one octet changed. */
export function flipped(octets: Uint8Array, at: number, bit = 0): Uint8Array {
  const changed = Uint8Array.from(octets);
  changed[at]! ^= 1 << bit;
  return changed;
}
