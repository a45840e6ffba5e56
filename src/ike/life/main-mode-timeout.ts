/** What happens to a main mode by the clock: a message comes again or is given up, its lifetime ends. */

import { IKE_AUTHENTICATION } from '../../wire/numbers/ike.ts';
import { NOTIFY } from '../../wire/numbers/isakmp.ts';
import type { AuthMethod } from '../auth/method.ts';
import { usableMethods } from '../auth/methods.ts';
import type { EngineState } from '../engine-state.ts';
import { place } from '../exchanges/phase-one.ts';
import type { Failure } from '../failure.ts';
import { aggressiveModeLikelyRefused, aggressiveUnfinished } from '../failures/aggressive-mode.ts';
import { noResponse } from '../failures/general.ts';
import { mainModeProposalLikelyRefused } from '../failures/main-mode.ts';
import { likelyRefusedMainMode } from '../failures/refused.ts';
import { times } from '../failures/wording.ts';
import type { IsakmpSa } from '../isakmp-sa.ts';
import { ownMainModeOffers } from '../offers/main-mode-offer.ts';
import { retry } from '../script/interpreter.ts';
import { armMessageTimer, repeats } from '../script/message-timer.ts';
import { soundProposals } from '../weakness.ts';
import { giveUpWaiting } from './effects.ts';
import { forgetMainMode } from './exchange-memory.ts';
import { fallBack } from './fall-back.ts';
import { endMainMode, failMainMode } from './main-mode-life.ts';
import { isEstablished, type Negotiation, quickModesUnderWay } from './negotiation.ts';
import { refusedWithoutReason } from './next-method.ts';
import { REDUNDANT_MAIN_MODE_FOR } from './succession.ts';

/** So often an offer is sent to a peer that takes a method for another, before the next one is tried. */
const MISUNDERSTOOD_TRIES = 2;

/** A message timer has run out: send again, or give up. */
export function mainModeTimeout(engine: EngineState, entry: Negotiation): void {
  const { main, sa } = entry;
  if (isEstablished(entry)) return forgetMainMode(entry);
  if (main.waiting !== undefined) return giveUpWaiting(engine, entry);
  const misunderstood = main.suspicion?.code === 'method-misunderstood';
  if (repeats(main, sa) && !(misunderstood && main.sent!.tries >= MISUNDERSTOOD_TRIES)) {
    retry(main, engine.around);
    armMessageTimer(engine, main, sa, true);
  } else if (sa.unproven.notify !== undefined || misunderstood) {
    refusedWithoutReason(engine, entry, silence(entry));
  } else if (!fallBack(engine, entry)) {
    failMainMode(engine, entry, silence(entry));
  }
}

/** Why nothing came, in the light of what did come. */
function silence({ main, sa }: Negotiation): Failure {
  const number = main.sent?.facts.number ?? 1;
  const tries = main.sent?.times ?? 1;
  const at = place(sa, number);
  if (main.suspicion !== undefined) return main.suspicion;
  const method = 'method' in main.state ? main.state.method : undefined;
  const { notify, hint, refusal, difference } = sa.unproven;
  if (refusal !== undefined && knowsMoreThanKeys(sa, method))
    return likelyRefusedMainMode(at, refusal, tries);
  if (number === 1 && notify === NOTIFY['NO-PROPOSAL-CHOSEN']) {
    return mainModeProposalLikelyRefused(
      at,
      ownMainModeOffers(soundProposals(sa.peer), usableMethods(sa)),
      difference,
    );
  }
  if (
    sa.phaseOne === 'aggressive mode' &&
    number === 1 &&
    notify === NOTIFY['AUTHENTICATION-FAILED']
  )
    return aggressiveModeLikelyRefused(at, times(tries));
  if (sa.phaseOne === 'aggressive mode' && number === 2)
    return aggressiveUnfinished(at, times(tries), hint);
  if (number === 5 && method !== undefined) return method.silence(at, tries, hint);
  return noResponse(at, sa.phaseOne, number, tries, hint);
}

/** Whether what a peer can tell precisely may be about this main mode. */
function knowsMoreThanKeys(sa: IsakmpSa, agreed: AuthMethod | undefined): boolean {
  if (agreed !== undefined) return agreed.uses !== 'pre-shared-key';
  return usableMethods(sa).some((id) => id !== IKE_AUTHENTICATION.PSK);
}

/** The time of an established main mode is over. One that is not needed waits for what runs on it. */
export function mainModeExpired(engine: EngineState, entry: Negotiation): void {
  const { expiresAt } = entry.sa;
  const isEarly = entry.redundant && expiresAt !== undefined && engine.now < expiresAt;
  if (isEarly && quickModesUnderWay(entry).length > 0) {
    engine.timers.arm(
      entry.lifetimeTimer,
      Math.min(expiresAt, engine.now + REDUNDANT_MAIN_MODE_FOR),
    );
  } else {
    endMainMode(engine, entry, isEarly ? 'replaced' : 'lifetime');
  }
}
