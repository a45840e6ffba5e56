/** The answerer of `sign` and `verify` for real runs: it fetches revocation lists where policy lets it. */

import { LIMITS } from '../../base/limits.ts';
import type { AuthProblem, EffectResult } from '../../ike/effects.ts';
import { answerPki, type PkiEffect } from './answer.ts';
import { FetchedLists } from './fetched-lists.ts';
import { printable } from './general-name.ts';
import { fact } from './problems.ts';
import { type VerifyEffect, verifyPeer } from './verify.ts';

interface Trouble {
  readonly address: string;
  readonly why: string;
}

/** Keeps what it fetched between effects; one serves a whole process. */
export class PkiAnswerer {
  readonly #fetched: FetchedLists;

  /** `timeLimit`: milliseconds for fetching, below the time that the engine waits for an effect. */
  constructor(timeLimit: number = LIMITS.listFetchMilliseconds) {
    this.#fetched = new FetchedLists(timeLimit);
  }

  /**
   * Answers an effect: at once, or with a promise where a list must be fetched. Nothing is fetched unless the policy's
   * trust says so, revocation is checked, and everything else of the peer is right. Never throws or rejects.
   * `wallClock` in milliseconds since 1970.
   */
  answer(effect: PkiEffect, wallClock: number): EffectResult | Promise<EffectResult> {
    if (effect.kind === 'sign' || !effect.trust.fetch || effect.trust.revocation === 0) {
      return answerPki(effect, wallClock);
    }
    const { result, addresses } = verifyPeer(effect, wallClock);
    return addresses.length === 0 ? result : this.#verifyWithFetched(effect, wallClock, addresses);
  }

  async #verifyWithFetched(
    effect: VerifyEffect,
    wallClock: number,
    addresses: readonly string[],
  ): Promise<EffectResult> {
    const wanted = [...new Set(addresses)].slice(0, LIMITS.listFetchAddresses);
    const lists: Uint8Array[] = [];
    const troubles: Trouble[] = [];
    await Promise.all(
      wanted.map(async (address) => {
        const found = await this.#fetched.get(address, wallClock);
        if ('lists' in found) lists.push(...found.lists);
        else troubles.push({ address, why: found.trouble });
      }),
    );
    const { result, addresses: inVain } = verifyPeer(effect, wallClock, lists);
    for (const address of inVain) this.#fetched.doubt(address, wallClock);
    return result.kind === 'problem'
      ? { kind: 'problem', problem: withTroubles(result.problem, troubles) }
      : result;
  }
}

/** A problem for want of a list says also why it could not be fetched. */
function withTroubles(problem: AuthProblem, troubles: readonly Trouble[]): AuthProblem {
  const wantsList = problem.code === 'crl-missing' || problem.code === 'crl-out-of-date';
  if (!wantsList || troubles.length === 0) return problem;
  const texts = troubles.map(({ address, why }) => ({ address: printable(address), why }));
  return {
    ...problem,
    detail: `${problem.detail} ${texts.map(({ address, why }) => `Fetching ${address} failed: ${why}.`).join(' ')}`,
    facts: [
      ...problem.facts,
      ...texts.map(({ address, why }) => fact('list fetched', printable(address), why)),
    ],
  };
}
