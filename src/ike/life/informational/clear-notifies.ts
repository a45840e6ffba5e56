/**
 * Notifies in clear (RFC 2409 5.7). They prove nothing, so nothing ends and nothing begins by them.
 * Before main mode is established they may colour the words of a time-out; afterwards one that says
 * that the peer has lost its SAs makes this host ask it, which is safe.
 */

import { DecodeError } from '../../../wire/codec.ts';
import { HEADER_OCTETS } from '../../../wire/isakmp/header.ts';
import type { DecodedPayload, NotifyPayload } from '../../../wire/isakmp/payload.ts';
import { decodePayloads } from '../../../wire/isakmp/payloads.ts';
import { isErrorNotify, NOTIFY, notifyName } from '../../../wire/numbers/isakmp.ts';
import { drop, type EngineState } from '../../engine-state.ts';
import { differenceOf } from '../../failures/difference-data.ts';
import { refusalOf } from '../../failures/refusal-data.ts';
import { scopeOf } from '../../isakmp-sa.ts';
import { faultOfHeaders } from '../../script/header-faults.ts';
import type { Arrival } from '../../script/run.ts';
import { isEstablished, type Negotiation } from '../negotiation.ts';
import { askBecauseOfHint } from './dpd.ts';
import { noteInformational } from './informational-send.ts';
import { faultOfSubject } from './informational-subject.ts';

/** What a peer that has lost its SAs would say. */
const SIGNS_OF_LOSS: ReadonlySet<number> = new Set([
  NOTIFY['INVALID-COOKIE'],
  NOTIFY['INVALID-SPI'],
]);

/** Takes an informational message in clear that has the cookies of a main mode. */
export function receiveClear(engine: EngineState, entry: Negotiation, arrival: Arrival): void {
  const { path } = arrival;
  const payloads = decodeClear(arrival);
  if (typeof payloads === 'string') {
    const reason = isEstablished(entry) ? 'unprotected' : 'malformed';
    return drop(engine, path, reason, `informational: ${payloads}`);
  }
  if (isEstablished(entry)) {
    drop(engine, path, 'unprotected', 'informational: in clear although keys are there');
    const hint = payloads.some(
      (payload) => payload.kind === 'notify' && SIGNS_OF_LOSS.has(payload.notifyType),
    );
    if (hint) askBecauseOfHint(engine, entry);
    return;
  }
  noteInformational(engine, entry.sa, arrival, undefined, payloads);
  for (const payload of payloads) {
    if (payload.kind === 'notify' && faultOfSubject(payload) === undefined)
      colour(engine, entry, payload);
  }
}

function decodeClear({ header, datagram }: Arrival): readonly DecodedPayload[] | string {
  try {
    const { payloads } = decodePayloads(header.nextPayload, datagram, HEADER_OCTETS);
    return faultOfHeaders(payloads)?.why ?? payloads;
  } catch (error) {
    if (error instanceof DecodeError) return error.message;
    throw error;
  }
}

function colour(engine: EngineState, { sa }: Negotiation, payload: NotifyPayload): void {
  const { notifyType: notify, data } = payload;
  const name = notifyName(notify);
  const scope = scopeOf(sa);
  engine.options.note({ kind: 'notify-received', ...scope, notify, name, authenticated: false });
  if (!isErrorNotify(notify)) return;
  // A peer that has given up says so first, and then that it knows nothing of the exchange.
  const { hint, refusal, difference } = sa.unproven;
  if (notify === NOTIFY['INVALID-COOKIE'] && hint !== undefined) return;
  sa.unproven = {
    notify,
    hint: `${name} in clear`,
    refusal: refusal ?? refusalOf(data),
    difference: difference ?? differenceOf(data),
  };
}
