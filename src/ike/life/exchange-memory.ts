/**
 * What is kept of an exchange that is over: its last messages, to answer a peer that has not got them
 * (RFC 2408 5.1), for as long as a peer may repeat its own. Then they go, and with them the keys and
 * values that only the exchange needed: of a thousand SAs they are most of the memory.
 */

import { EMPTY } from '../../base/bytes.ts';
import type { EngineState } from '../engine-state.ts';
import type { IsakmpSa, MainModeState } from '../isakmp-sa.ts';
import {
  isEstablished,
  type MainModeRun,
  type Negotiation,
  type QuickModeRun,
} from './negotiation.ts';

/** An exchange is over: its timer, which nothing else needs now, ends the memory of it. */
export function forgetLater(
  engine: EngineState,
  { timer }: MainModeRun | QuickModeRun,
  { peer }: IsakmpSa,
): void {
  engine.timers.arm(timer, engine.now + peer.timers.halfOpen);
}

/** Nobody repeats a message of main mode any more. Its keys for phase 2 stay. */
export function forgetMainMode(entry: Negotiation): void {
  if (!isEstablished(entry)) return;
  const { main, sa } = entry;
  main.sent = undefined;
  main.received = undefined;
  main.rejected = undefined;
  main.state = withoutMaterial(main.state, sa);
}

function withoutMaterial(state: MainModeState, { peer }: IsakmpSa): MainModeState {
  if (state.at !== 'authenticated') return state;
  const { skeyidD, skeyidA, cbc, firstIv } = state.keys;
  const spent = { skeyid: EMPTY, skeyidE: EMPTY, cipherKey: EMPTY };
  const publics = { initiatorPublic: EMPTY, responderPublic: EMPTY };
  return {
    ...state,
    // Of several methods the offer tells which were passed over.
    saBody: peer.authentication.length > 1 ? state.saBody : EMPTY,
    keys: { skeyidD, skeyidA, cbc, firstIv, ...spent, ...publics },
  };
}
