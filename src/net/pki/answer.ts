/** The synchronous answerer of `sign` and `verify`, for the simulator and for hosts that fetch no lists. */

import type { Effect, EffectResult } from '../../ike/effects.ts';
import { signHash } from './ike-signature.ts';
import { verifyPeer } from './verify.ts';

export type PkiEffect = Extract<Effect, { kind: 'sign' | 'verify' }>;

/** Answers an effect. `wallClock` in milliseconds since 1970. Never throws. */
export function answerPki(effect: PkiEffect, wallClock: number): EffectResult {
  return effect.kind === 'sign'
    ? signHash(effect.algorithm, effect.key, effect.hash)
    : verifyPeer(effect, wallClock).result;
}
