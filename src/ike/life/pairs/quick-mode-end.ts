/**
 * How a quick mode ends whose last message does not come. Either side may hold a pair of which the
 * other one knows nothing, and it must not stay so:
 *
 * - Message 3 is lost: the responder repeats message 2, and the initiator, finished as it is, answers
 *   with message 3 again. Where packets come by the new SA they prove as much as message 3. Where
 *   neither comes, the responder takes its half back and tells the initiator to delete the pair.
 * - CONNECTED is lost: the initiator repeats message 3. It sends on the new SA once packets have come
 *   by it, or when the second repetition would be due: some peers set the commit bit and say no more.
 */

import { readU32 } from '../../../base/bytes.ts';
import { authenticates } from '../../../crypto/protection.ts';
import type { NotifyPayload } from '../../../wire/isakmp/payload.ts';
import type { EngineState } from '../../engine-state.ts';
import { finishWithout } from '../../exchanges/quick-mode-finish.ts';
import { noResponse } from '../../failures/general.ts';
import { retry } from '../../script/interpreter.ts';
import { armMessageTimer, repeats } from '../../script/message-timer.ts';
import { isFinished } from '../../script/run.ts';
import { sendPairDelete } from '../informational/reliable-delete.ts';
import { type Negotiation, type QuickModeRun, quickModesUnderWay } from '../negotiation.ts';
import { suspectMainMode } from '../suspicion.ts';
import { conclude, failQuickMode } from './quick-mode-life.ts';

/** Message 3 goes out so often before CONNECTED is waited for no longer. */
const TRIES_FOR_CONNECTED = 2;

/** A message timer has run out: send again, do without the message, or give up. */
export function quickModeTimeout(engine: EngineState, entry: Negotiation, messageId: number): void {
  const run = entry.quick.get(messageId);
  if (run === undefined) return;
  if (isFinished(run)) return entry.dropQuick(messageId);
  const times = run.sent?.times ?? 1;
  const tries = run.sent?.tries ?? 1;
  const isOverdue = run.state.at === 'confirmed' && tries >= TRIES_FOR_CONNECTED;
  if (isOverdue || hasProof(engine, run)) return finish(engine, entry, run);
  if (repeats(run, entry.sa)) {
    retry(run, engine.around);
    return armMessageTimer(engine, run, entry.sa, true);
  }
  const { state, role } = run;
  if (role === 'responder' && state.at === 'answered') sendPairDelete(engine, entry, state.made);
  const number = run.sent?.facts.number ?? 1;
  const place = { where: `quick mode, message ${number}`, peer: entry.sa.peer.name };
  failQuickMode(engine, entry, run, noResponse(place, 'quick mode', number, times, undefined));
  suspectMainMode(engine, entry, run);
}

/** CONNECTED in an informational exchange of its own names the quick mode by the peer's inbound SPI. */
export function actOnConnected(
  engine: EngineState,
  entry: Negotiation,
  { spi }: NotifyPayload,
): void {
  const run = quickModesUnderWay(entry).find(
    ({ role, state }) =>
      role === 'initiator' &&
      state.at === 'confirmed' &&
      spi.length === 4 &&
      state.made.outbound.spi === readU32(spi, 0),
  );
  if (run !== undefined) finish(engine, entry, run);
}

/** Whether packets that only the peer can have made have come by the new inbound SA. */
function hasProof(engine: EngineState, { state }: QuickModeRun): boolean {
  if (state.at !== 'answered' && state.at !== 'confirmed') return false;
  const { made } = state;
  return authenticates(made) && engine.options.sas.lastInbound(made.id) !== undefined;
}

function finish(engine: EngineState, entry: Negotiation, run: QuickModeRun): void {
  run.state = finishWithout(run.context, run.state);
  run.next = run.exchange.messages.length + 1;
  conclude(engine, entry, run);
}
