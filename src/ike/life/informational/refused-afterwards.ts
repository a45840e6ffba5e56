/**
 * Main mode is complete for its responder with message 6, and its initiator judges that message
 * afterwards. Its refusal comes on an established SA, and is about main mode all the same.
 */

import { type Duration, SECOND } from '../../../base/time.ts';
import type { NotifyPayload } from '../../../wire/isakmp/payload.ts';
import { NOTIFY, PROTOCOL } from '../../../wire/numbers/isakmp.ts';
import type { EngineState } from '../../engine-state.ts';
import { place } from '../../exchanges/phase-one.ts';
import type { Failure } from '../../failure.ts';
import { refusalOf } from '../../failures/refusal-data.ts';
import { refusedMainMode } from '../../failures/refused.ts';
import { endedUnused } from '../../failures/refused-by-notify.ts';
import { scopeOf } from '../../isakmp-sa.ts';
import type { Negotiation } from '../negotiation.ts';

/** Types by which an initiator refuses a responder's proof; quick mode has some of them too. */
const JUDGEMENTS: ReadonlySet<number> = new Set([
  NOTIFY['INVALID-KEY-INFORMATION'],
  NOTIFY['INVALID-ID-INFORMATION'],
  NOTIFY['INVALID-CERT-ENCODING'],
  NOTIFY['INVALID-CERTIFICATE'],
  NOTIFY['CERT-TYPE-UNSUPPORTED'],
  NOTIFY['INVALID-CERT-AUTHORITY'],
  NOTIFY['INVALID-HASH-INFORMATION'],
  NOTIFY['AUTHENTICATION-FAILED'],
  NOTIFY['INVALID-SIGNATURE'],
  NOTIFY['CERTIFICATE-UNAVAILABLE'],
]);

/** So long an initiator may take to check certificates, revocation lists from far away included. */
const JUDGEMENT_TAKES: Duration = 30 * SECOND;

/**
 * Whether an error notify is such a refusal; then it is reported as a failure of main mode. The SA
 * itself ends by the delete that comes with it, or is not used.
 */
export function isRefusedAfterwards(
  engine: EngineState,
  entry: Negotiation,
  { notifyType, protocol, data }: NotifyPayload,
): boolean {
  const { sa } = entry;
  const { state } = entry.main;
  if (sa.role !== 'responder' || protocol !== PROTOCOL.isakmp || !('method' in state)) return false;
  const isJudgement = isUnused(entry) && JUDGEMENTS.has(notifyType);
  if (refusalOf(data) === undefined && !isJudgement) return false;
  // A peer may repeat itself, and an SA fails once.
  if (entry.refusalHeard) return true;
  const method = state.method.uses;
  const refused = { notify: notifyType, data, method, identity: sa.localIdentity };
  const failure = refusedMainMode(place(sa, 6), refused);
  report(engine, entry, failure);
  return true;
}

/**
 * The peer ends, without a word, what it has just begun and never used. Some refuse message 6 so:
 * strongSwan does. Where no credentials go into the keys, nothing earlier could have told.
 */
export function suspectRefusal(engine: EngineState, entry: Negotiation): void {
  const { sa } = entry;
  const { state } = entry.main;
  if (sa.role !== 'responder' || !('method' in state) || sa.establishedAt === undefined) return;
  const { uses } = state.method;
  const age = engine.now - sa.establishedAt;
  if (uses === 'pre-shared-key' || entry.refusalHeard || !isUnused(entry)) return;
  if (age > JUDGEMENT_TAKES) return;
  report(engine, entry, endedUnused(place(sa, 6), uses, age));
}

/** No quick mode has been begun on it. */
function isUnused(entry: Negotiation): boolean {
  return entry.quick.size === 0 && entry.quickModes === 0;
}

function report(engine: EngineState, entry: Negotiation, failure: Failure): void {
  entry.refusalHeard = true;
  engine.options.note({ kind: 'main-mode-failed', ...scopeOf(entry.sa), failure });
}
