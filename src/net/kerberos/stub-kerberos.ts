/**
 * The stub realm: it answers the effects of Kerberos without Kerberos (docs/kerberos.md says what it
 * keeps and what it does not). A real one takes its place by answering the same effects.
 */

import type { Random } from '../../base/random.ts';
import { type Duration, SECOND } from '../../base/time.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import type { Effect, EffectResult, GssContext } from '../../ike/effects.ts';
import { accept } from './acceptor.ts';
import { EstablishedContext } from './context.ts';
import { initiate, PendingContext, type Tools } from './initiator.ts';
import { malformed } from './problems.ts';
import { ReplayCache } from './replay-cache.ts';

/** The effects of Kerberos. */
export type KerberosEffect = Extract<Effect, { readonly kind: `gss-${string}` }>;

/** How long a ticket service that says nothing is waited for. */
const SILENCE: Duration = 5 * SECOND;

/** Whether an effect is one of Kerberos'. */
export function isKerberosEffect(effect: Effect): effect is KerberosEffect {
  return effect.kind.startsWith('gss-');
}

/** How long an answer is waited for in the world that the stub imitates. */
export function kerberosDelay(result: EffectResult): Duration {
  const silent = result.kind === 'problem' && result.problem.code === 'ticket-service-silent';
  return silent ? SILENCE : 0;
}

/** Answers the effects of any number of hosts. It remembers nothing but which tokens each has taken. */
export class StubKerberos {
  readonly #tools: Tools;
  /** By service: one a principal of this process, so the network cannot make more. */
  readonly #replays = new Map<string, ReplayCache>();

  constructor(provider: CryptoProvider, random: Random) {
    this.#tools = { provider, random };
  }

  /** `wallClock` is that of the host that asks, in milliseconds since 1970. */
  answer(effect: KerberosEffect, wallClock: number): EffectResult {
    switch (effect.kind) {
      case 'gss-initiate':
        return initiate(this.#tools, effect.kerberos, effect.target, wallClock);
      case 'gss-accept': {
        const replays = (service: string): ReplayCache => this.#replaysOf(service);
        return accept(this.#tools, effect.kerberos, replays, effect.token, wallClock);
      }
      case 'gss-finish':
        return effect.context instanceof PendingContext
          ? effect.context.finish(effect.token)
          : malformed('It came for a context that asked for none.');
      case 'gss-wrap':
        return established(effect.context)?.wrap(effect.message) ?? noContext();
      case 'gss-unwrap':
        return established(effect.context)?.unwrap(effect.message) ?? noContext();
    }
  }

  #replaysOf(service: string): ReplayCache {
    let cache = this.#replays.get(service);
    if (cache === undefined) {
      cache = new ReplayCache();
      this.#replays.set(service, cache);
    }
    return cache;
  }
}

function established(context: GssContext): EstablishedContext | undefined {
  return context instanceof EstablishedContext ? context : undefined;
}

function noContext(): EffectResult {
  return malformed('There is no established context to seal or open a message with.');
}
