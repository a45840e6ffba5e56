/** Informational exchanges: notifies and deletes, protected or in clear (RFC 2409 5.7, RFC 2408 4.8). */

import type { Path } from '../../../base/batch.ts';
import { toHex } from '../../../base/bytes.ts';
import { LIMITS } from '../../../base/limits.ts';
import {
  FLAG_AUTHENTICATION_ONLY,
  FLAG_ENCRYPTION,
  type IsakmpHeader,
} from '../../../wire/isakmp/header.ts';
import type { DecodedPayload } from '../../../wire/isakmp/payload.ts';
import { drop, type EngineState } from '../../engine-state.ts';
import type { IsakmpSa } from '../../isakmp-sa.ts';
import type { Incoming } from '../../script/exchange.ts';
import { optional } from '../../script/incoming.ts';
import type { Arrival } from '../../script/run.ts';
import { takeMessageId } from '../message-ids.ts';
import { isEstablished, keysOfEntry, type Negotiation } from '../negotiation.ts';
import { receiveQuickMode } from '../pairs/quick-mode-life.ts';
import { followMessage } from '../peer-moved.ts';
import { countOfIds, hasId } from '../used-message-ids.ts';
import { proved } from '../watch.ts';
import { refuseInClear } from './clear-answers.ts';
import { receiveClear } from './clear-notifies.ts';
import { receiveCrossingDelete } from './crossing-delete.ts';
import { actOnDelete, type GoneWith } from './deletes.ts';
import { proveInformational } from './informational-open.ts';
import { AUTHENTICATED_FORM, INFORMATIONAL_FORM, noteInformational } from './informational-send.ts';
import { faultOfSubject } from './informational-subject.ts';
import { actOnNotify } from './notifies.ts';
import { answerDelete, receiveDeleteAnswer } from './reliable-delete.ts';

/** Takes an informational message. */
export function receiveInformational(
  engine: EngineState,
  header: IsakmpHeader,
  datagram: Uint8Array,
  path: Path,
): void {
  const arrival = { header, datagram, path };
  // What was answered before, or is itself an answer, may be about a main mode that is gone.
  if (engine.answers.repeat(datagram)) return noteDuplicate(engine, arrival);
  if (receiveDeleteAnswer(engine, arrival)) return;
  const entry = engine.table.find(header.initiatorCookie, header.responderCookie);
  const encrypted = (header.flags & FLAG_ENCRYPTION) !== 0;
  if (entry === undefined) {
    if (receiveCrossingDelete(engine, arrival)) return;
    const detail = 'informational: no main mode has these cookies';
    return refuseInClear(engine, arrival, 'invalid-cookie', detail, 'INVALID-COOKIE');
  }
  const authenticated = (header.flags & FLAG_AUTHENTICATION_ONLY) !== 0;
  if (!encrypted && !(authenticated && keysOfEntry(entry) !== undefined))
    return receiveClear(engine, entry, arrival);
  if (keysOfEntry(entry) === undefined || header.messageId === 0) {
    return drop(
      engine,
      path,
      'unexpected',
      'informational: encrypted before there are keys, or without a message id',
    );
  }
  // RFC 2408 3.1: CONNECTED has the message id, and so the IV, of the quick mode that it ends.
  if (encrypted && entry.quick.get(header.messageId)?.state.at === 'confirmed')
    return receiveQuickMode(engine, header, datagram, path);
  if (hasId(entry.messageIds, header.messageId)) {
    return drop(engine, path, 'unexpected', 'informational: its message id was used before');
  }
  if (countOfIds(entry.messageIds) >= LIMITS.messageIdsPerMainMode) {
    return drop(engine, path, 'limit', 'informational: this main mode has seen too many exchanges');
  }
  receiveProtected(engine, entry, arrival);
}

/** Its sender has other keys; a notify that came in clear says more. */
function colourByUnopened(sa: IsakmpSa): void {
  const hint = 'an encrypted message that the keys of this host do not open';
  if (sa.unproven.hint === undefined) sa.unproven = { ...sa.unproven, hint };
}

function receiveProtected(engine: EngineState, entry: Negotiation, arrival: Arrival): void {
  const { header, path } = arrival;
  const encrypted = (header.flags & FLAG_ENCRYPTION) !== 0;
  const form = encrypted ? INFORMATIONAL_FORM : AUTHENTICATED_FORM;
  const proving = proveInformational(engine, entry, form, arrival);
  if ('why' in proving) {
    if (proving.reason === 'undecryptable' && !isEstablished(entry)) colourByUnopened(entry.sa);
    return drop(engine, path, proving.reason, `informational: ${proving.why}`);
  }
  const { incoming } = proving;
  // RFC 2408 3.1 has the authentication-only bit for notifies; anything else is encrypted (RFC 2409 5.7).
  if (!encrypted && incoming.payloads.some(({ kind }) => kind !== 'hash' && kind !== 'notify'))
    return drop(engine, path, 'unprotected', 'informational: in clear although keys are there');
  takeMessageId(engine, entry, header.messageId);
  proved(engine, entry);
  followMessage(engine, entry.sa, path);
  noteInformational(engine, entry.sa, arrival, form, incoming.payloads);
  const gone: GoneWith = new Set();
  for (const payload of incoming.payloads) actOn(engine, entry, payload, arrival, gone);
  answerIfReliable(engine, entry, incoming, arrival);
}

function actOn(
  engine: EngineState,
  entry: Negotiation,
  payload: DecodedPayload,
  { datagram, path }: Arrival,
  gone: GoneWith,
): void {
  if (payload.kind !== 'delete' && payload.kind !== 'notify') return;
  const fault = faultOfSubject(payload) ?? actOnSubject();
  if (fault !== undefined) drop(engine, path, 'unexpected', `informational: ${fault}`);

  function actOnSubject(): string | undefined {
    if (payload.kind === 'notify') return actOnNotify(engine, entry, payload, datagram);
    if (payload.kind === 'delete') actOnDelete(engine, entry, payload, gone);
    return undefined;
  }
}

/** MS-IKEE: a delete with a nonce wants an answer, even one of what is gone already. */
function answerIfReliable(
  engine: EngineState,
  entry: Negotiation,
  incoming: Incoming,
  arrival: Arrival,
): void {
  const nonce = optional(incoming, 'nonce');
  const deletes = incoming.payloads.filter((payload) => payload.kind === 'delete');
  if (nonce === undefined || deletes.length === 0) return;
  answerDelete(engine, entry, arrival, nonce.data, deletes);
}

function noteDuplicate(engine: EngineState, { header, datagram, path }: Arrival): void {
  const { initiatorCookie, responderCookie, messageId } = header;
  engine.options.note({
    kind: 'isakmp-received',
    local: path.local,
    remote: path.remote,
    initiatorCookie: toHex(initiatorCookie),
    responderCookie: toHex(responderCookie),
    exchange: 'informational',
    number: 1,
    messageId,
    encrypted: true,
    payloads: ['...'],
    octets: datagram.length,
    duplicate: true,
  });
}
