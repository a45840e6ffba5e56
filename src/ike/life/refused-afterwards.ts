/**
 * Main mode is complete for its responder with message 6, and its initiator judges that message
 * afterwards. Its refusal comes on an established SA, and is about main mode all the same.
 */

import type { NotifyPayload } from '../../wire/isakmp/payload.ts';
import { NOTIFY, PROTOCOL } from '../../wire/numbers/isakmp.ts';
import type { EngineState } from '../engine-state.ts';
import { refusalOf } from '../failures/refusal-data.ts';
import { refusedMainMode } from '../failures/refused.ts';
import { scopeOf } from '../isakmp-sa.ts';
import type { Negotiation } from './negotiation.ts';

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
  const isUnused = entry.quick.size === 0 && entry.quickModes === 0;
  if (refusalOf(data) === undefined && !(isUnused && JUDGEMENTS.has(notifyType))) return false;
  const place = { where: `${sa.phaseOne}, message 6`, peer: sa.peer.name };
  const method = state.method.uses;
  const refused = { notify: notifyType, data, method, identity: sa.localIdentity };
  const failure = refusedMainMode(place, refused);
  engine.options.note({ kind: 'main-mode-failed', ...scopeOf(sa), failure });
  return true;
}
