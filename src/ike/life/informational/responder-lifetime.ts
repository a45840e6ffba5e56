/**
 * RESPONDER-LIFETIME outside of quick mode (RFC 2407 4.6.3.1): for the main mode itself, in an
 * informational exchange right after it. Message 6 could carry it too, but no hash covers it there
 * (RFC 2407 4.6.3), so it is neither sent nor heeded in that place.
 */

import { readU32 } from '../../../base/bytes.ts';
import { type Instant, SECOND } from '../../../base/time.ts';
import type { NotifyPayload } from '../../../wire/isakmp/payload.ts';
import { PROTOCOL } from '../../../wire/numbers/isakmp.ts';
import type { EngineState } from '../../engine-state.ts';
import { cookiesOf } from '../../isakmp-sa.ts';
import {
  asksForLonger,
  readResponderLifetime,
  responderLifetime,
} from '../../offers/responder-lifetime.ts';
import type { Lifetime } from '../../policy.ts';
import { isEstablished, type Negotiation } from '../negotiation.ts';
import type { Child } from '../pairs/child.ts';
import { renewalDelay } from '../renewal-times.ts';
import { pairWithOutboundSpi } from '../same-peer.ts';
import { sendInformational } from './informational-send.ts';

/**
 * Responder: says how long the main mode lives, where that is shorter than was asked. Windows 2003
 * says it of pairs alone.
 */
export function sayMainModeLifetime(engine: EngineState, entry: Negotiation): void {
  const { sa, main } = entry;
  const { peer } = sa;
  if (sa.role !== 'responder' || peer.keeping.longerLifetime !== 'notify') return;
  if (peer.dialect.name === 'windows-2003') return;
  if (!('choice' in main.state)) return;
  const { choice, lifetime } = main.state;
  if (!asksForLonger(peer.lifetime, choice.attributes)) return;
  sendInformational(engine, entry, [responderLifetime(1, cookiesOf(sa), lifetime, peer.dialect)]);
}

/** Initiator: the peer keeps the main mode, or a pair, shorter. A fault is a sentence. */
export function actOnResponderLifetime(
  engine: EngineState,
  entry: Negotiation,
  payload: NotifyPayload,
): string | undefined {
  if (!isEstablished(entry)) return 'RESPONDER-LIFETIME before main mode is established';
  const said = readResponderLifetime(payload, entry.sa.peer.dialect);
  if (typeof said === 'string') return `RESPONDER-LIFETIME: ${said}`;
  if (payload.protocol === PROTOCOL.isakmp) shortenMainMode(engine, entry, said);
  else if (payload.spi.length === 4) shortenPair(engine, entry, payload, said);
  return undefined;
}

function shortenMainMode(
  engine: EngineState,
  entry: Negotiation,
  { seconds }: Partial<Lifetime>,
): void {
  const { sa } = entry;
  if (sa.role !== 'initiator' || seconds === undefined) return;
  if (sa.establishedAt === undefined || seconds >= sa.seconds) return;
  sa.seconds = seconds;
  shortenTimers(engine, sa.establishedAt, seconds, entry);
}

/** Some say it after quick mode. The volume cannot be changed then: the data plane counts already. */
function shortenPair(
  engine: EngineState,
  entry: Negotiation,
  { protocol, spi }: NotifyPayload,
  { seconds }: Partial<Lifetime>,
): void {
  // A peer speaks for its own pairs only, not for those of a neighbour behind the same policy.
  const id = pairWithOutboundSpi(engine, entry, readU32(spi, 0), protocol);
  const child = id === undefined ? undefined : engine.children.get(id);
  if (child === undefined || child.made.role !== 'initiator' || seconds === undefined) return;
  if (seconds >= child.seconds) return;
  child.seconds = seconds;
  shortenTimers(engine, child.createdAt, seconds, child);
}

/** The end and the renewal of an SA that this host began, which lives `seconds` only. */
function shortenTimers(
  { timers, renewals }: EngineState,
  since: Instant,
  seconds: number,
  { lifetimeTimer, renewalTimer }: Negotiation | Child,
): void {
  timers.arm(lifetimeTimer, since + seconds * SECOND);
  const delay = renewalDelay(seconds, 'initiator', renewals);
  if (delay === undefined) timers.cancel(renewalTimer);
  else if (timers.dueOf(renewalTimer) !== undefined) timers.arm(renewalTimer, since + delay);
}
