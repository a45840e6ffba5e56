/**
 * When an SA of either phase is renewed. One rule for both: its initiator begins when 75 to 80 per
 * cent of the lifetime have passed, its responder at 90 to 95 per cent. Where in that span is drawn
 * for each SA, so that many SAs made together are not renewed together; and the two spans lie apart,
 * so that both sides hardly ever begin at once. What fails is tried again, not too often, until the
 * SA ends; what begins all the same on both sides is settled in
 * child-life.ts and succession.ts.
 */

import { type Random, randomFraction } from '../../base/random.ts';
import { type Duration, type Instant, SECOND } from '../../base/time.ts';
import type { Role } from '../script/exchange.ts';

/** An SA that lives so short is not worth renewing: it is made anew when it is wanted. */
const SHORTEST_RENEWED_SECONDS = 4;

const SPANS: Readonly<Record<Role, readonly [number, number]>> = {
  initiator: [0.75, 0.8],
  responder: [0.9, 0.95],
};

/**
 * What a responder leaves its peer when traffic has worn a pair: both sides count the same packets.
 * A quick mode's time, and no more: under traffic the little that is left does not last long.
 */
const WORN_HEAD_START: readonly [Duration, Duration] = [0.3 * SECOND, 0.6 * SECOND];

/** The longest wait before another try, and the part of the time left; apart for the same reason. */
const RETRIES: Readonly<Record<Role, { readonly most: Duration; readonly part: number }>> = {
  initiator: { most: 60 * SECOND, part: 0.5 },
  responder: { most: 80 * SECOND, part: 0.65 },
};
const RETRY_AT_LEAST: Duration = SECOND;

/** How long after its making an SA is renewed; undefined if it lives too short for that. */
export function renewalDelay(
  lifetimeSeconds: number,
  role: Role,
  random: Random,
): Duration | undefined {
  if (lifetimeSeconds < SHORTEST_RENEWED_SECONDS) return undefined;
  return Math.round(lifetimeSeconds * SECOND * within(SPANS[role], random));
}

/** How long to wait with the renewal of a pair whose volume, packets or sequence numbers run out. */
export function wornDelay(role: Role, random: Random): Duration {
  return role === 'initiator' ? 0 : Math.round(within(WORN_HEAD_START, random));
}

/** When to try again if a renewal that begins now should fail; undefined if too little time is left. */
export function retryAt(now: Instant, expiresAt: Instant, role: Role): Instant | undefined {
  const { most, part } = RETRIES[role];
  const wait = (expiresAt - now) * part;
  return wait < RETRY_AT_LEAST ? undefined : Math.round(now + Math.min(most, wait));
}

function within([from, to]: readonly [number, number], random: Random): number {
  return from + (to - from) * randomFraction(random);
}
