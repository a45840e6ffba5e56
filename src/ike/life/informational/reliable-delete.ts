/**
 * Deletes, plain (RFC 2408 3.15) and reliable. Windows adds a nonce, which asks for an answer under
 * the same message id, and sends the delete again until the answer comes (MS-IKEE):
 *
 *     HDR*, HASH(1), Ni, D     HASH(1) = prf(SKEYID_a, M-ID | Ni | D), as RFC 2409 5.7 has it
 *     HDR*, HASH(2), Nr, D     HASH(2) = prf(SKEYID_a, Ni_b | M-ID | Nr_b | D)
 *
 * The dialect `windows-2003` sends this form to peers that say they are Windows. Whoever sends it is
 * answered, in every dialect.
 */

import { concat, toHex, u32 } from '../../../base/bytes.ts';
import type { Timer } from '../../../base/heap.ts';
import { LIMITS } from '../../../base/limits.ts';
import { type Duration, SECOND } from '../../../base/time.ts';
import type { IsakmpHeader } from '../../../wire/isakmp/header.ts';
import type { DeletePayload } from '../../../wire/isakmp/payload.ts';
import { encodePayloads } from '../../../wire/isakmp/payloads.ts';
import { PROTOCOL } from '../../../wire/numbers/isakmp.ts';
import { drop, type EngineState } from '../../engine-state.ts';
import { cookiesOf } from '../../isakmp-sa.ts';
import { mainProtocolOf } from '../../offers/quick-mode-transform.ts';
import type { NegotiatedChild } from '../../policy.ts';
import { peerIsWindows } from '../../riders/vendor-ids.ts';
import { parseForm } from '../../script/form.ts';
import { octetsBehind, required } from '../../script/incoming.ts';
import { hashPayload, noncePayload } from '../../script/make-payload.ts';
import type { Arrival } from '../../script/run.ts';
import { keysOfEntry, type Negotiation, type TimerUse } from '../negotiation.ts';
import { countOfIds } from '../used-message-ids.ts';
import { proveMessage } from './informational-open.ts';
import {
  deleteMainModePayload,
  deleteSasPayload,
  hashOfEntry,
  noteInformational,
  type SentInformational,
  sendAgain,
  sendInformational,
  sendSealed,
} from './informational-send.ts';

/** A delete that waits for its answer. It outlives the main mode, which it may delete. */
export interface ReliableDelete {
  readonly key: string;
  readonly entry: Negotiation;
  readonly sent: SentInformational;
  readonly nonce: Uint8Array;
  readonly timer: Timer<TimerUse>;
}

/** MS-IKEE <24>: first after 1 s, doubled, six times, never more than 16 s apart. */
const GAPS: readonly Duration[] = [1, 2, 4, 8, 16, 16].map((seconds) => seconds * SECOND);
const NONCE_OCTETS = 32;
const ANSWER_FORM = parseForm('HDR*, HASH(2), Nr');

/** Tells the peer that a main mode is no more, protected by itself. */
export function sendMainModeDelete(engine: EngineState, entry: Negotiation): void {
  sendDelete(engine, entry, deleteMainModePayload(entry.sa));
}

/** Tells the peer that a pair is no more, by the SPIs that this host received on: one payload a protocol. */
export function sendPairDelete(
  engine: EngineState,
  entry: Negotiation,
  made: NegotiatedChild,
): void {
  const { spi, ah } = made.inbound;
  const outside = ah === undefined ? [] : [deleteSasPayload(PROTOCOL.ah, [ah.spi])];
  sendDelete(engine, entry, deleteSasPayload(mainProtocolOf(made), [spi]), ...outside);
}

/** The answer has not come: send again, or let it be. */
export function reliableDeleteTimeout(engine: EngineState, key: string): void {
  const wanted = engine.reliableDeletes.get(key);
  if (wanted === undefined) return;
  const gap = GAPS[wanted.sent.times];
  sendAgain(engine, wanted.sent);
  if (gap === undefined) forget(engine, wanted);
  else engine.timers.arm(wanted.timer, engine.now + gap);
}

/** Takes the answer to a delete, if it is one; whether the message has been dealt with. */
export function receiveDeleteAnswer(engine: EngineState, arrival: Arrival): boolean {
  const { header, path } = arrival;
  const wanted = engine.reliableDeletes.get(keyOf(header));
  if (wanted === undefined) return false;
  const { entry, sent, nonce } = wanted;
  const ivs = [sent.nextIv];
  const proving = proveMessage(entry, ANSWER_FORM, ivs, arrival, 'HASH(2)', (incoming) => {
    const peerNonce = required(incoming, 'nonce');
    const deletes = octetsBehind(incoming, peerNonce);
    return hashOfAnswer(engine, entry, sent.messageId, nonce, peerNonce.data, deletes);
  });
  if ('why' in proving) {
    drop(engine, path, proving.reason, `answer to a delete: ${proving.why}`);
    return true;
  }
  noteInformational(engine, entry.sa, arrival, ANSWER_FORM, proving.incoming.payloads);
  forget(engine, wanted);
  return true;
}

/** Answers a delete that came with a nonce, whether or not what it deletes was there. */
export function answerDelete(
  engine: EngineState,
  entry: Negotiation,
  question: Arrival,
  peerNonce: Uint8Array,
  deletes: readonly DeletePayload[],
): void {
  const { messageId } = question.header;
  const { blockOctets } = keysOfEntry(entry)!.cbc;
  const nonce = entry.main.context.random.fork(`delete ${messageId}`).bytes(NONCE_OCTETS);
  const body = encodePayloads(deletes);
  const digest = hashOfAnswer(engine, entry, messageId, peerNonce, nonce, body);
  const iv = question.datagram.slice(-blockOctets);
  const payloads = [hashPayload(digest), noncePayload(nonce), ...deletes];
  const sent = sendSealed(engine, entry, messageId, iv, payloads, ANSWER_FORM);
  engine.answers.remember(question.datagram, () => sendAgain(engine, sent));
}

function sendDelete(
  engine: EngineState,
  entry: Negotiation,
  ...payloads: readonly DeletePayload[]
): void {
  const { sa, main } = entry;
  const reliably =
    sa.peer.dialect.name === 'windows-2003' &&
    peerIsWindows(sa) &&
    engine.reliableDeletes.size < LIMITS.reliableDeletes;
  if (!reliably) {
    sendInformational(engine, entry, payloads);
    return;
  }
  const nonce = main.context.random
    .fork(`own delete ${countOfIds(entry.messageIds)}`)
    .bytes(NONCE_OCTETS);
  const sent = sendInformational(engine, entry, [noncePayload(nonce), ...payloads]);
  const key = toHex(concat(cookiesOf(sa), u32(sent.messageId)));
  const timer = engine.timers.timer({ use: 'reliable-delete', key });
  engine.reliableDeletes.set(key, { key, entry, sent, nonce, timer });
  engine.timers.arm(timer, engine.now + GAPS[0]!);
}

function hashOfAnswer(
  engine: EngineState,
  entry: Negotiation,
  messageId: number,
  initiatorNonce: Uint8Array,
  responderNonce: Uint8Array,
  deletes: Uint8Array,
): Uint8Array {
  return engine.options.provider
    .hmac(hashOfEntry(entry), keysOfEntry(entry)!.skeyidA)
    .compute(initiatorNonce, u32(messageId), responderNonce, deletes);
}

function forget(engine: EngineState, wanted: ReliableDelete): void {
  engine.timers.cancel(wanted.timer);
  engine.reliableDeletes.delete(wanted.key);
}

function keyOf({ initiatorCookie, responderCookie, messageId }: IsakmpHeader): string {
  return toHex(concat(initiatorCookie, responderCookie, u32(messageId)));
}
