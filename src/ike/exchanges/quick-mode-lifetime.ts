/** What the two sides of a quick mode agree on as the lifetime of its SAs (RFC 2407 4.5.4). */

import { u32 } from '../../base/bytes.ts';
import type { NotifyPayload } from '../../wire/isakmp/payload.ts';
import { NOTIFY, PROTOCOL } from '../../wire/numbers/isakmp.ts';
import type { Failure } from '../failure.ts';
import { lifetimeTooLong, responderLifetimeInvalid } from '../failures/lifetime.ts';
import type { IsakmpSa } from '../isakmp-sa.ts';
import { effectiveLifetime, shorterLifetime } from '../offers/attribute-set.ts';
import type { QuickModeChoice, Spis } from '../offers/quick-mode-offer.ts';
import { mainProtocolOf, protocolsOf } from '../offers/quick-mode-transform.ts';
import {
  asksForLonger,
  compareLifetimes,
  readResponderLifetime,
  responderLifetime,
} from '../offers/responder-lifetime.ts';
import type { Lifetime } from '../policy.ts';
import type { Incoming } from '../script/exchange.ts';
import { every } from '../script/incoming.ts';
import { place } from './quick-mode-state.ts';

/** RFC 2407 4.5: what an offer means that does not state its lifetime. */
const UNSTATED_SECONDS = 28_800;

/** Responder: how long its SAs live: as long as was asked, but not longer than policy allows. */
export function agreedLifetime({ attributes, lifetime }: QuickModeChoice): Lifetime {
  const { lifetimeSeconds = UNSTATED_SECONDS } = attributes;
  return effectiveLifetime(lifetime, { ...attributes, lifetimeSeconds });
}

/** Responder: why an offer is refused that asks for more than this host allows, where policy wants that. */
export function refusalOfLifetime(
  sa: IsakmpSa,
  { attributes, lifetime }: QuickModeChoice,
): Failure | undefined {
  if (sa.peer.keeping.longerLifetime !== 'refuse' || !asksForLonger(lifetime, attributes))
    return undefined;
  return lifetimeTooLong(place(sa, 1), compareLifetimes(lifetime, attributes));
}

/** Responder: RESPONDER-LIFETIME for message 2, where its own lifetime is shorter than was asked. */
export function lifetimeNotify(sa: IsakmpSa, choice: QuickModeChoice, own: Spis): NotifyPayload[] {
  const { longerLifetime } = sa.peer.keeping;
  if (longerLifetime !== 'notify' || !asksForLonger(choice.lifetime, choice.attributes)) return [];
  const protocol = mainProtocolOf(choice);
  const spi = u32((protocol === PROTOCOL.ah ? own.ah : own.esp) ?? 0);
  return [responderLifetime(protocol, spi, agreedLifetime(choice), sa.peer.dialect)];
}

/** Initiator: the lifetime after message 2, which may shorten it in its SA payload and by a notify. */
export function answeredLifetime(
  sa: IsakmpSa,
  choice: QuickModeChoice,
  message: Incoming,
): Lifetime | Failure {
  let lifetime = effectiveLifetime(choice.lifetime, choice.attributes);
  const protocols: readonly number[] = protocolsOf(choice);
  for (const notify of every(message, 'notify')) {
    const isOne =
      notify.notifyType === NOTIFY['RESPONDER-LIFETIME'] && protocols.includes(notify.protocol);
    if (!isOne) continue;
    const said = readResponderLifetime(notify, sa.peer.dialect);
    if (typeof said === 'string') return responderLifetimeInvalid(place(sa, 2), said);
    lifetime = shorterLifetime(lifetime, said);
  }
  return lifetime;
}
