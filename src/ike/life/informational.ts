/** Informational exchanges: notifies and deletes, protected or in clear (RFC 2409 5.7, RFC 2408 4.8). */

import { sameAddress } from '../../base/address.ts';
import type { Path } from '../../base/batch.ts';
import { equal, equalInConstantTime, readU32, u32 } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import { DecodeError } from '../../wire/codec.ts';
import { FLAG_ENCRYPTION, HEADER_OCTETS, type IsakmpHeader } from '../../wire/isakmp/header.ts';
import type {
  DecodedPayload,
  DeletePayload,
  NotifyPayload,
  Payload,
} from '../../wire/isakmp/payload.ts';
import { decodePayloads } from '../../wire/isakmp/payloads.ts';
import { isErrorNotify, notifyName, PROTOCOL } from '../../wire/numbers/isakmp.ts';
import { drop, type EngineState } from '../engine-state.ts';
import { deletedByPeer } from '../failures/general.ts';
import { identityRefusedByPeer } from '../failures/main-mode.ts';
import { refusedByPeer } from '../failures/quick-mode.ts';
import { configuredIdentityText } from '../identity.ts';
import { cookiesOf, type IsakmpSa, scopeOf } from '../isakmp-sa.ts';
import { hash1, phase2Iv } from '../keymat.ts';
import { ownOffers } from '../offers/quick-mode-offer.ts';
import type { Incoming } from '../script/exchange.ts';
import { misfit } from '../script/form.ts';
import { octetsBehind, required } from '../script/incoming.ts';
import { decryptMessage } from '../script/message-cipher.ts';
import {
  hashOfEntry,
  INFORMATIONAL_FORM,
  informationalFacts,
  lastPhase1Block,
} from './informational-send.ts';
import { endMainMode, failMainMode } from './main-mode-life.ts';
import { isEstablished, keysOfEntry, type Negotiation, quickModesUnderWay } from './negotiation.ts';
import { endedByPeer, failQuickMode } from './quick-mode-life.ts';

/** Takes an informational message. */
export function receiveInformational(
  engine: EngineState,
  header: IsakmpHeader,
  datagram: Uint8Array,
  path: Path,
): void {
  const entry = engine.table.find(header.initiatorCookie, header.responderCookie);
  if (entry === undefined) {
    return drop(engine, path, 'invalid-cookie', 'informational: no main mode has these cookies');
  }
  if ((header.flags & FLAG_ENCRYPTION) === 0)
    return receiveClear(engine, entry, header, datagram, path);
  const keys = keysOfEntry(entry);
  if (keys === undefined || header.messageId === 0) {
    return drop(
      engine,
      path,
      'unexpected',
      'informational: encrypted before there are keys, or without a message id',
    );
  }
  if (entry.messageIds.has(header.messageId)) {
    return drop(engine, path, 'unexpected', 'informational: its message id was used before');
  }
  if (entry.messageIds.size >= LIMITS.messageIdsPerMainMode) {
    return drop(engine, path, 'limit', 'informational: this main mode has seen too many exchanges');
  }
  const { provider } = engine.options;
  const iv = phase2Iv(provider, hashOfEntry(entry), lastPhase1Block(entry), header.messageId);
  const clear = decryptMessage(keys.cbc, iv, datagram);
  const incoming =
    clear === undefined
      ? 'its length is no multiple of the cipher block'
      : decoded(header, clear.message, path);
  if (typeof incoming === 'string') {
    if (!isEstablished(entry))
      entry.sa.hint ??= 'an encrypted message that the keys of this host do not open';
    return drop(engine, path, 'undecryptable', `informational: ${incoming}`);
  }
  const digest = required(incoming, 'hash');
  const rest = octetsBehind(incoming, digest);
  const expected = hash1(provider, hashOfEntry(entry), keys.skeyidA, header.messageId, rest);
  if (!equalInConstantTime(digest.data, expected)) {
    return drop(engine, path, 'bad-hash', 'informational: HASH(1) is wrong');
  }
  entry.messageIds.add(header.messageId);
  noteReceived(engine, entry.sa, header, true, incoming.payloads, datagram.length, path);
  for (const payload of incoming.payloads) {
    if (payload.kind === 'notify') actOnNotify(engine, entry, payload);
    else if (payload.kind === 'delete') actOnDelete(engine, entry, payload);
  }
}

function decoded(header: IsakmpHeader, octets: Uint8Array, path: Path): Incoming | string {
  try {
    const { payloads, end } = decodePayloads(header.nextPayload, octets, HEADER_OCTETS);
    const fault = misfit(INFORMATIONAL_FORM, payloads);
    if (fault !== undefined) return fault;
    return { payloads, octets, chainEnd: end, messageId: header.messageId, path };
  } catch (error) {
    if (error instanceof DecodeError) return error.message;
    throw error;
  }
}

/** RFC 2409 5.7: in clear it proves nothing. It is counted, and may colour the words of a time-out. */
function receiveClear(
  engine: EngineState,
  entry: Negotiation,
  header: IsakmpHeader,
  datagram: Uint8Array,
  path: Path,
): void {
  if (isEstablished(entry))
    return drop(engine, path, 'unprotected', 'informational: in clear although keys are there');
  let payloads: readonly DecodedPayload[];
  try {
    payloads = decodePayloads(header.nextPayload, datagram, HEADER_OCTETS).payloads;
  } catch (error) {
    if (error instanceof DecodeError)
      return drop(engine, path, 'malformed', `informational: ${error.message}`);
    throw error;
  }
  noteReceived(engine, entry.sa, header, false, payloads, datagram.length, path);
  for (const payload of payloads) {
    if (payload.kind !== 'notify') continue;
    const name = notifyName(payload.notifyType);
    engine.options.note({
      kind: 'notify-received',
      ...scopeOf(entry.sa),
      notify: payload.notifyType,
      name,
      authenticated: false,
    });
    if (!isErrorNotify(payload.notifyType)) continue;
    entry.sa.clearNotify = payload.notifyType;
    entry.sa.hint = `${name} in clear`;
  }
}

function actOnNotify(engine: EngineState, entry: Negotiation, payload: NotifyPayload): void {
  const { sa } = entry;
  const { notifyType } = payload;
  const name = notifyName(notifyType);
  engine.options.note({
    kind: 'notify-received',
    ...scopeOf(sa),
    notify: notifyType,
    name,
    authenticated: true,
  });
  if (!isErrorNotify(notifyType)) return;
  if (!isEstablished(entry)) {
    const sent = configuredIdentityText(sa.peer.localIdentity, sa.path.local.address);
    failMainMode(
      engine,
      entry,
      identityRefusedByPeer(
        { where: 'main mode, message 5', peer: sa.peer.name },
        notifyType,
        sent,
      ),
    );
    return;
  }
  const run = refusedQuickMode(entry, payload);
  if (run === undefined) return;
  const { state } = run;
  const rows = 'child' in state ? ownOffers(state.child) : [];
  const where = `quick mode, message ${run.sent?.facts.number ?? 1}`;
  failQuickMode(engine, entry, run, refusedByPeer({ where, peer: sa.peer.name }, notifyType, rows));
}

/** Which quick mode a refusal is about: by its SPI, by a message id in its data (Windows), or the only one. */
function refusedQuickMode(entry: Negotiation, { spi, data }: NotifyPayload) {
  const candidates = quickModesUnderWay(entry).filter((run) => run.role === 'initiator');
  const bySpi = candidates.find(
    (run) => run.state.at === 'offered' && equal(u32(run.state.spi), spi),
  );
  if (bySpi !== undefined) return bySpi;
  const named = data.length >= 4 ? readU32(data, 0) : undefined;
  return (
    candidates.find((run) => run.messageId === named) ??
    (candidates.length === 1 ? candidates[0] : undefined)
  );
}

function actOnDelete(engine: EngineState, entry: Negotiation, payload: DeletePayload): void {
  if (!isEstablished(entry)) return;
  for (const spi of payload.spis) {
    if (payload.protocol === PROTOCOL.isakmp && equal(spi, cookiesOf(entry.sa))) {
      endMainMode(engine, entry, 'deleted-by-peer');
    } else if (payload.protocol === PROTOCOL.isakmp && spi.length === 16) {
      const other = engine.table.find(spi.subarray(0, 8), spi.subarray(8));
      // A peer speaks for its own main modes only.
      const own =
        other !== undefined &&
        other.sa.peer.name === entry.sa.peer.name &&
        sameAddress(other.sa.path.remote.address, entry.sa.path.remote.address) &&
        isEstablished(other);
      if (own && equal(cookiesOf(other.sa), spi)) endMainMode(engine, other, 'deleted-by-peer');
    } else if (payload.protocol === PROTOCOL.esp && spi.length === 4) {
      actOnEspDelete(engine, entry, readU32(spi, 0));
    }
  }
}

/** Ends the pair that this host sends to with an SPI, or the quick mode that has not finished it. */
function actOnEspDelete(engine: EngineState, entry: Negotiation, spi: number): void {
  const { peer, path } = entry.sa;
  const unfinished = quickModesUnderWay(entry).find(
    ({ state }) => state.at === 'answered' && state.made.outbound.spi === spi,
  );
  if (unfinished !== undefined) {
    const failure = deletedByPeer({ where: 'quick mode, message 3', peer: peer.name }, 'ESP SA');
    return failQuickMode(engine, entry, unfinished, failure);
  }
  const id = engine.options.sas.removeByOutboundSpi(path.remote.address, spi);
  if (id !== undefined) endedByPeer(engine, id);
}

function noteReceived(
  engine: EngineState,
  sa: IsakmpSa,
  header: IsakmpHeader,
  encrypted: boolean,
  payloads: readonly Payload[],
  octets: number,
  path: Path,
): void {
  const facts = informationalFacts(sa, path, header.messageId, encrypted, payloads, octets);
  engine.options.note({ kind: 'isakmp-received', ...facts, duplicate: false });
}
