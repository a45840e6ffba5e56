/** Notifies that a peer has proved: what each of them does. */

import { equal, readU32, u32 } from '../../../base/bytes.ts';
import type { NotifyPayload } from '../../../wire/isakmp/payload.ts';
import { isErrorNotify, NOTIFY, notifyName } from '../../../wire/numbers/isakmp.ts';
import type { EngineState } from '../../engine-state.ts';
import { differenceOf } from '../../failures/difference-data.ts';
import { refusedByPeer } from '../../failures/quick-mode.ts';
import { refusedMainMode } from '../../failures/refused.ts';
import { scopeOf } from '../../isakmp-sa.ts';
import { ownOffers } from '../../offers/quick-mode-comparison.ts';
import { actOnFirstContact } from '../first-contact.ts';
import { isEstablished, type Negotiation, quickModesUnderWay } from '../negotiation.ts';
import { refusedWithoutReason } from '../next-method.ts';
import { actOnConnected } from '../pairs/quick-mode-end.ts';
import { failQuickMode } from '../pairs/quick-mode-life.ts';
import { receiveAnswer, receiveAsk } from './dpd.ts';
import { actOnInvalidSpi } from './invalid-spi.ts';
import { isRefusedAfterwards } from './refused-afterwards.ts';
import { actOnResponderLifetime } from './responder-lifetime.ts';

/**
 * Acts on an authenticated notify. Errors fail what they are about, status messages do what their
 * RFC says; those of dead peer detection are not reported one by one. The answer is a fault as a
 * sentence, if there is one.
 */
export function actOnNotify(
  engine: EngineState,
  entry: Negotiation,
  payload: NotifyPayload,
  datagram: Uint8Array,
): string | undefined {
  const { notifyType } = payload;
  if (notifyType === NOTIFY['R-U-THERE'] || notifyType === NOTIFY['R-U-THERE-ACK']) {
    if (!isEstablished(entry)) return 'dead peer detection before main mode is established';
    return notifyType === NOTIFY['R-U-THERE']
      ? receiveAsk(engine, entry, payload, datagram)
      : receiveAnswer(engine, entry, payload);
  }
  engine.options.note({
    kind: 'notify-received',
    ...scopeOf(entry.sa),
    notify: notifyType,
    name: notifyName(notifyType),
    authenticated: true,
  });
  if (isErrorNotify(notifyType)) actOnError(engine, entry, payload);
  else if (notifyType === NOTIFY.CONNECTED) actOnConnected(engine, entry, payload);
  else if (notifyType === NOTIFY['RESPONDER-LIFETIME'])
    return actOnResponderLifetime(engine, entry, payload);
  else if (notifyType === NOTIFY['INITIAL-CONTACT']) sayFirstContact(engine, entry);
  return undefined;
}

/** RFC 2407 4.6.3: it may also come on its own, right after main mode. */
function sayFirstContact(engine: EngineState, entry: Negotiation): void {
  const { sa } = entry;
  if (sa.heardInitialContact) return;
  sa.heardInitialContact = true;
  if (isEstablished(entry)) actOnFirstContact(engine, entry);
}

function actOnError(engine: EngineState, entry: Negotiation, payload: NotifyPayload): void {
  const { sa } = entry;
  const { notifyType, data } = payload;
  if (!isEstablished(entry)) {
    const { state } = entry.main;
    const method = 'method' in state ? state.method.uses : 'pre-shared-key';
    const place = { where: 'main mode, message 5', peer: sa.peer.name };
    const refusal = { notify: notifyType, data, method, identity: sa.localIdentity };
    return refusedWithoutReason(engine, entry, refusedMainMode(place, refusal));
  }
  if (isRefusedAfterwards(engine, entry, payload)) return;
  if (actOnInvalidSpi(engine, entry, payload)) return;
  const run = refusedQuickMode(entry, payload);
  if (run === undefined) return;
  const { state } = run;
  const child = 'child' in state ? state.child : undefined;
  const rows = child === undefined ? [] : ownOffers(child);
  const offeredAh = child?.proposals.some(({ ah }) => ah !== undefined) === true;
  const where = `quick mode, message ${run.sent?.facts.number ?? 1}`;
  const place = { where, peer: sa.peer.name };
  const told = differenceOf(data);
  failQuickMode(engine, entry, run, refusedByPeer(place, notifyType, rows, offeredAh, told));
}

/** Which quick mode a refusal is about: by its SPI, by a message id in its data (Windows), or the only one. */
function refusedQuickMode(entry: Negotiation, { notifyType, spi, data }: NotifyPayload) {
  const candidates = quickModesUnderWay(entry).filter((run) => run.role === 'initiator');
  const bySpi = candidates.find(
    (run) =>
      run.state.at === 'offered' &&
      [run.state.spis.esp, run.state.spis.ah].some(
        (own) => own !== undefined && equal(u32(own), spi),
      ),
  );
  if (bySpi !== undefined) return bySpi;
  const named = data.length >= 4 ? readU32(data, 0) : undefined;
  const byMessageId = candidates.find((run) => run.messageId === named);
  // INVALID-SPI may be about packets of a pair that is gone, and so about no quick mode.
  if (byMessageId !== undefined || notifyType === NOTIFY['INVALID-SPI']) return byMessageId;
  return candidates.length === 1 ? candidates[0] : undefined;
}
