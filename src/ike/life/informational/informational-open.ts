/** Decrypting, decoding and proving of informational messages. */

import { equalInConstantTime } from '../../../base/bytes.ts';
import { DecodeError } from '../../../wire/codec.ts';
import { FLAG_COMMIT, FLAG_ENCRYPTION, HEADER_OCTETS } from '../../../wire/isakmp/header.ts';
import { decodePayloads } from '../../../wire/isakmp/payloads.ts';
import type { EngineState } from '../../engine-state.ts';
import { hash1, phase2Iv } from '../../keymat.ts';
import type { Incoming } from '../../script/exchange.ts';
import { type Form, misfit } from '../../script/form.ts';
import { faultOfHeaders } from '../../script/header-faults.ts';
import { octetsBehind, required } from '../../script/incoming.ts';
import { decryptMessage } from '../../script/message-cipher.ts';
import type { Arrival } from '../../script/run.ts';
import { blocksToReceiveFrom } from '../last-block.ts';
import { keysOfEntry, type Negotiation } from '../negotiation.ts';
import { hashOfEntry } from './informational-send.ts';

/** Why a message is not believed. */
interface NotProved {
  readonly reason: 'undecryptable' | 'bad-hash';
  readonly why: string;
}

/** A message that is proved, or why it is not. Main mode must have keys. */
type Proving = { readonly incoming: Incoming } | NotProved;

/**
 * A message under a message id of its own, whose HASH(1) is right (RFC 2409 5.7). Its IV comes from any
 * of the blocks that phase 1 may have ended with for the peer; one that is authenticated only has none.
 */
export function proveInformational(
  engine: EngineState,
  entry: Negotiation,
  form: Form,
  arrival: Arrival,
): Proving {
  const { provider } = engine.options;
  const { messageId, flags } = arrival.header;
  const hash = hashOfEntry(entry);
  const ivs =
    (flags & FLAG_ENCRYPTION) === 0
      ? [undefined]
      : blocksToReceiveFrom(entry).map((block) => phase2Iv(provider, hash, block, messageId));
  return proveMessage(entry, form, ivs, arrival, 'HASH(1)', (incoming) => {
    const rest = octetsBehind(incoming, required(incoming, 'hash'));
    return hash1(provider, hash, keysOfEntry(entry)!.skeyidA, messageId, rest);
  });
}

/** A message that one of the IVs opens, and whose hash is the one that is expected of it. */
export function proveMessage(
  entry: Negotiation,
  form: Form,
  ivs: readonly (Uint8Array | undefined)[],
  arrival: Arrival,
  hashName: string,
  expectedOf: (incoming: Incoming) => Uint8Array,
): Proving {
  const tries = ivs.map((iv) => openInformational(entry, form, iv, arrival));
  const incoming = tries.find((opened) => typeof opened !== 'string') ?? tries[0]!;
  if (typeof incoming === 'string') return { reason: 'undecryptable', why: incoming };
  if (!equalInConstantTime(required(incoming, 'hash').data, expectedOf(incoming)))
    return { reason: 'bad-hash', why: `${hashName} is wrong` };
  return { incoming };
}

/**
 * What a protected message holds, or what is wrong with it as a sentence. Main mode must have keys.
 * Without an IV it is one that is authenticated only (RFC 2408 3.1).
 */
function openInformational(
  entry: Negotiation,
  form: Form,
  iv: Uint8Array | undefined,
  { header, datagram, path }: Arrival,
): Incoming | string {
  const clear =
    iv === undefined
      ? { message: datagram }
      : decryptMessage(keysOfEntry(entry)!.cbc, iv, datagram);
  if (clear === undefined) return 'its length is no multiple of the cipher block';
  const octets = clear.message;
  try {
    const { payloads, end } = decodePayloads(header.nextPayload, octets, HEADER_OCTETS);
    const fault = faultOfHeaders(payloads)?.why ?? misfit(form, payloads);
    if (fault !== undefined) return fault;
    const commit = (header.flags & FLAG_COMMIT) !== 0;
    return { payloads, octets, chainEnd: end, messageId: header.messageId, commit, path };
  } catch (error) {
    if (error instanceof DecodeError) return error.message;
    throw error;
  }
}
