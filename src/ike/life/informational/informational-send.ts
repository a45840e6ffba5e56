/** Building and sending of informational messages (RFC 2409 5.7, RFC 2408 3.14 and 3.15). */

import type { Path } from '../../../base/batch.ts';
import { EMPTY, u32 } from '../../../base/bytes.ts';
import type { HashName } from '../../../crypto/provider.ts';
import { FLAG_ENCRYPTION } from '../../../wire/isakmp/header.ts';
import { encodeMessage } from '../../../wire/isakmp/message.ts';
import type { DeletePayload, Payload } from '../../../wire/isakmp/payload.ts';
import { encodePayloads } from '../../../wire/isakmp/payloads.ts';
import { DOI_IPSEC, EXCHANGE, PAYLOAD, PROTOCOL } from '../../../wire/numbers/isakmp.ts';
import { type EngineState, newMessageId } from '../../engine-state.ts';
import type { MessageFacts } from '../../events.ts';
import { cookiesOf, type IsakmpSa, scopeOf } from '../../isakmp-sa.ts';
import { hash1, phase2Iv } from '../../keymat.ts';
import { type Form, parseForm, payloadNames } from '../../script/form.ts';
import { hashPayload, notifyPayload } from '../../script/make-payload.ts';
import { encryptMessage } from '../../script/message-cipher.ts';
import type { Arrival } from '../../script/run.ts';
import { blockToSendFrom } from '../last-block.ts';
import { takeMessageId } from '../message-ids.ts';
import { keysOfEntry, type Negotiation } from '../negotiation.ts';
import { NO_MESSAGE_IDS } from '../used-message-ids.ts';

/**
 * RFC 2409 5.7: HDR*, HASH(1), N/D. The payloads behind the hash are companions of the form; a delete
 * of Windows brings a nonce (MS-IKEE), which asks for an answer.
 */
export const INFORMATIONAL_FORM = parseForm('HDR*, HASH(1) [, Ni ]');

/** With the authentication-only bit (RFC 2408 3.1): received, never sent. */
export const AUTHENTICATED_FORM = parseForm('HDR, HASH(1)');

/**
 * A refusal in clear, while no keys protect it. Receivers may not act on it; anybody can ask for it
 * under another's address, so it is rationed.
 */
export function sendClearNotify(
  engine: EngineState,
  sa: IsakmpSa,
  notifyType: number,
  data: Uint8Array = EMPTY,
): void {
  if (!engine.restraint.clearAnswers.take(sa.path.remote.address.text, engine.now)) return;
  const header = { ...headerOf(sa, newMessageId(engine, NO_MESSAGE_IDS)), flags: 0 };
  const payload = notifyPayload(PROTOCOL.isakmp, notifyType, cookiesOf(sa), data);
  const message = encodeMessage(header, [payload]);
  const facts = noteSent(engine, sa, header.messageId, undefined, [payload], message.length);
  engine.around.transmit(sa, message, facts);
}

/** A protected informational message that has gone out. */
export interface SentInformational {
  readonly sa: IsakmpSa;
  readonly messageId: number;
  readonly message: Uint8Array;
  /** What an answer under the same message id starts from. */
  readonly nextIv: Uint8Array;
  readonly facts: MessageFacts;
  times: number;
}

/** A protected notify or delete; main mode must have keys. */
export function sendInformational(
  engine: EngineState,
  entry: Negotiation,
  payloads: readonly Payload[],
): SentInformational {
  const { provider } = engine.options;
  const hash = hashOfEntry(entry);
  const messageId = newMessageId(engine, entry.messageIds);
  takeMessageId(engine, entry, messageId);
  const { skeyidA } = keysOfEntry(entry)!;
  const digest = hash1(provider, hash, skeyidA, messageId, encodePayloads(payloads));
  const iv = phase2Iv(provider, hash, blockToSendFrom(entry), messageId);
  return sendSealed(engine, entry, messageId, iv, [hashPayload(digest), ...payloads]);
}

/** Encrypts and sends a message whose hash is made already. */
export function sendSealed(
  engine: EngineState,
  entry: Negotiation,
  messageId: number,
  iv: Uint8Array,
  payloads: readonly Payload[],
  form: Form = INFORMATIONAL_FORM,
): SentInformational {
  const { sa } = entry;
  const clear = encodeMessage({ ...headerOf(sa, messageId), flags: FLAG_ENCRYPTION }, payloads);
  const { message, nextIv } = encryptMessage(keysOfEntry(entry)!.cbc, iv, clear);
  const facts = noteSent(engine, sa, messageId, form, payloads, message.length);
  engine.around.transmit(sa, message, facts);
  return { sa, messageId, message, nextIv, facts, times: 1 };
}

/** Sends the same octets again. */
export function sendAgain(engine: EngineState, sent: SentInformational): void {
  engine.options.note({ kind: 'isakmp-sent', ...sent.facts, repeat: sent.times });
  sent.times++;
  engine.around.transmit(sent.sa, sent.message, sent.facts);
}

/** A delete of the main-mode SA itself (RFC 2408 3.15: by its cookies). */
export function deleteMainModePayload(sa: IsakmpSa): DeletePayload {
  return {
    kind: 'delete',
    type: PAYLOAD.D,
    doi: DOI_IPSEC,
    protocol: PROTOCOL.isakmp,
    spiSize: 16,
    spis: [cookiesOf(sa)],
  };
}

/** A delete of SAs of ESP or AH by the SPIs that this host receives on. */
export function deleteSasPayload(protocol: number, inboundSpis: readonly number[]): DeletePayload {
  return {
    kind: 'delete',
    type: PAYLOAD.D,
    doi: DOI_IPSEC,
    protocol,
    spiSize: 4,
    spis: inboundSpis.map(u32),
  };
}

/** The hash that the main mode has agreed on. */
export function hashOfEntry(entry: Negotiation): HashName {
  const { state } = entry.main;
  if (!('choice' in state)) throw new Error('informational exchange before a hash is agreed');
  return state.choice.proposal.hash;
}

function headerOf(sa: IsakmpSa, messageId: number) {
  return {
    initiatorCookie: sa.initiatorCookie,
    responderCookie: sa.responderCookie,
    majorVersion: 1,
    minorVersion: 0,
    exchangeType: EXCHANGE.informational,
    messageId,
  };
}

function noteSent(
  engine: EngineState,
  sa: IsakmpSa,
  messageId: number,
  form: Form | undefined,
  payloads: readonly Payload[],
  octets: number,
): MessageFacts {
  const facts = { ...informationalFacts(sa, sa.path, messageId, form, payloads), octets };
  engine.options.note({ kind: 'isakmp-sent', ...facts, repeat: 0 });
  return facts;
}

/** What an event says of an informational message, but for its length; in clear it has no form. */
function informationalFacts(
  sa: IsakmpSa,
  path: Path,
  messageId: number,
  form: Form | undefined,
  payloads: readonly Payload[],
): Omit<MessageFacts, 'octets'> {
  const { initiatorCookie, responderCookie } = scopeOf(sa);
  return {
    local: path.local,
    remote: path.remote,
    initiatorCookie,
    responderCookie,
    exchange: 'informational',
    number: 1,
    messageId,
    encrypted: form?.encrypted === true,
    payloads: payloadNames(form, payloads),
  };
}

/** Reports a message that has come. */
export function noteInformational(
  engine: EngineState,
  sa: IsakmpSa,
  { header, datagram, path }: Arrival,
  form: Form | undefined,
  payloads: readonly Payload[],
): void {
  const facts = informationalFacts(sa, path, header.messageId, form, payloads);
  const octets = datagram.length;
  engine.options.note({ kind: 'isakmp-received', ...facts, octets, duplicate: false });
}
