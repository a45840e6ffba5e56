/** Building and sending of informational messages (RFC 2409 5.7, RFC 2408 3.14 and 3.15). */

import type { Path } from '../../base/batch.ts';
import { u32 } from '../../base/bytes.ts';
import type { HashName } from '../../crypto/provider.ts';
import { FLAG_ENCRYPTION } from '../../wire/isakmp/header.ts';
import { encodeMessage } from '../../wire/isakmp/message.ts';
import type { DeletePayload, NotifyPayload, Payload } from '../../wire/isakmp/payload.ts';
import { encodePayloads } from '../../wire/isakmp/payloads.ts';
import { DOI_IPSEC, EXCHANGE, PAYLOAD, PROTOCOL } from '../../wire/numbers/isakmp.ts';
import { type EngineState, newMessageId } from '../engine-state.ts';
import type { MessageFacts } from '../events.ts';
import { cookiesOf, type IsakmpSa, scopeOf } from '../isakmp-sa.ts';
import { hash1, phase2Iv } from '../keymat.ts';
import { parseForm, payloadNames } from '../script/form.ts';
import { hashPayload } from '../script/make-payload.ts';
import { encryptMessage } from '../script/message-cipher.ts';
import { keysOfEntry, type Negotiation } from './negotiation.ts';

/** RFC 2409 5.7: HDR*, HASH(1), N/D. The payloads behind the hash are companions of the form. */
export const INFORMATIONAL_FORM = parseForm('HDR*, HASH(1)');

/** A refusal in clear, while no keys protect it. Receivers may not act on it. */
export function sendClearNotify(engine: EngineState, sa: IsakmpSa, notifyType: number): void {
  const header = { ...headerOf(sa, newMessageId(engine, new Set())), flags: 0 };
  const payload = notifyPayload(PROTOCOL.isakmp, notifyType, cookiesOf(sa));
  const message = encodeMessage(header, [payload]);
  noteSent(engine, sa, header.messageId, false, [payload], message.length);
  engine.options.send(sa.path, message);
}

/** A protected notify or delete; main mode must have keys. */
export function sendInformational(
  engine: EngineState,
  entry: Negotiation,
  payloads: readonly Payload[],
): void {
  const { sa } = entry;
  const keys = keysOfEntry(entry)!;
  const { provider } = engine.options;
  const hash = hashOfEntry(entry);
  const messageId = newMessageId(engine, entry.messageIds);
  entry.messageIds.add(messageId);
  const digest = hash1(provider, hash, keys.skeyidA, messageId, encodePayloads(payloads));
  const all = [hashPayload(digest), ...payloads];
  const clear = encodeMessage({ ...headerOf(sa, messageId), flags: FLAG_ENCRYPTION }, all);
  const iv = phase2Iv(provider, hash, lastPhase1Block(entry), messageId);
  const { message } = encryptMessage(keys.cbc, iv, clear);
  noteSent(engine, sa, messageId, true, all, message.length);
  engine.options.send(sa.path, message);
}

/** A notify about an SA. */
export function notifyPayload(
  protocol: number,
  notifyType: number,
  spi: Uint8Array,
): NotifyPayload {
  return {
    kind: 'notify',
    type: PAYLOAD.N,
    doi: DOI_IPSEC,
    protocol,
    notifyType,
    spi,
    data: new Uint8Array(0),
  };
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

/** A delete of ESP SAs by the SPIs that this host receives on. */
export function deleteEspPayload(inboundSpis: readonly number[]): DeletePayload {
  return {
    kind: 'delete',
    type: PAYLOAD.D,
    doi: DOI_IPSEC,
    protocol: PROTOCOL.esp,
    spiSize: 4,
    spis: inboundSpis.map(u32),
  };
}

/** The last cipher block of main mode, sent or received: IVs of phase 2 start from it (RFC 2409 App. B). */
export function lastPhase1Block(entry: Negotiation): Uint8Array {
  return entry.main.chain?.iv ?? keysOfEntry(entry)!.firstIv;
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
  encrypted: boolean,
  payloads: readonly Payload[],
  octets: number,
): void {
  const facts = informationalFacts(sa, sa.path, messageId, encrypted, payloads, octets);
  engine.options.note({ kind: 'isakmp-sent', ...facts, repeat: 0 });
}

/** What an event says of an informational message. */
export function informationalFacts(
  sa: IsakmpSa,
  path: Path,
  messageId: number,
  encrypted: boolean,
  payloads: readonly Payload[],
  octets: number,
): MessageFacts {
  const { initiatorCookie, responderCookie } = scopeOf(sa);
  const names = payloadNames(encrypted ? INFORMATIONAL_FORM : undefined, payloads);
  return {
    local: path.local,
    remote: path.remote,
    initiatorCookie,
    responderCookie,
    exchange: 'informational',
    number: 1,
    messageId,
    encrypted,
    payloads: names,
    octets,
  };
}
