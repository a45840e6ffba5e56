/**
 * Falling back to clear, Windows' soft SAs: the traffic of a policy entry that allows it goes on in clear
 * where nobody at all answers, and nothing stands that the peer negotiated before. Whoever answers, and
 * be it with a refusal, speaks IPsec: then a failure is a failure. How long that system waits is not
 * published; three seconds are the third try of its timers.
 */

import { toHex } from '../../base/bytes.ts';
import { type Duration, SECOND } from '../../base/time.ts';
import type { EngineState } from '../engine-state.ts';
import { scopeOf, ZERO_COOKIE } from '../isakmp-sa.ts';
import { forget } from './main-mode-life.ts';
import { isEstablished, type Negotiation, type Wanted } from './negotiation.ts';

/** From the first message on. */
const FALL_BACK_AFTER: Duration = 3 * SECOND;

/** A policy entry waits for a main mode; where it may go on in clear, it does not wait for ever. */
export function hopeForAnswer(engine: EngineState, entry: Negotiation, wanted: Wanted): void {
  if (softSeconds(engine, wanted) === undefined) return;
  const { fallBackTimer, sa } = entry;
  if (engine.timers.dueOf(fallBackTimer) !== undefined) return;
  engine.timers.arm(fallBackTimer, Math.max(engine.now, sa.createdAt + FALL_BACK_AFTER));
}

/** The time for an answer, or the last try, is over. Whether the main mode was given up for it. */
export function fallBack(engine: EngineState, entry: Negotiation): boolean {
  if (!isUnanswered(entry) || hasProvedItself(engine, entry)) return false;
  const scope = scopeOf(entry.sa);
  const waiting = entry.takeWaiting();
  const soft = waiting.filter((wanted) => softSeconds(engine, wanted) !== undefined);
  entry.waiting = waiting.filter((wanted) => !soft.includes(wanted));
  const isGivenUp = soft.length > 0 && entry.waiting.length === 0;
  if (isGivenUp) forget(engine, entry);
  for (const wanted of soft) {
    const expirySeconds = softSeconds(engine, wanted)!;
    const { policy } = wanted;
    engine.options.note({ kind: 'fell-back-to-clear', ...scope, policy, expirySeconds });
  }
  return isGivenUp;
}

/** A pair that still works is not given up for clear. */
function softSeconds(engine: EngineState, { policy, renews }: Wanted): number | undefined {
  if (renews !== undefined) return undefined;
  return engine.options.policy.childNamed(policy)?.soft?.expirySeconds;
}

/** What the peer has negotiated stands: whoever keeps its messages away now does not get clear text. */
function hasProvedItself({ table, children }: EngineState, { sa }: Negotiation): boolean {
  const { name } = sa.peer;
  return (
    table.ofPeer(name).some((other) => isEstablished(other)) || children.ofPeer(name).length > 0
  );
}

/** Not even something that anybody could have sent has come back. */
function isUnanswered({ sa, main }: Negotiation): boolean {
  return (
    sa.role === 'initiator' &&
    sa.establishedAt === undefined &&
    toHex(sa.responderCookie) === toHex(ZERO_COOKIE) &&
    main.suspicion === undefined &&
    sa.unproven.hint === undefined
  );
}
