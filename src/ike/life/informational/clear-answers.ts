/**
 * Notifies in clear to messages that belong to nothing here. RFC 2408 5 leaves them open; they spare an
 * honest peer its time-outs. So that this host is no reflector: only to addresses of its peers, so
 * many a second, never longer than what they answer, and never to a message that is itself a notify
 * in clear.
 */

import { readU32, toHex } from '../../../base/bytes.ts';
import { FLAG_ENCRYPTION, HEADER_OCTETS } from '../../../wire/isakmp/header.ts';
import { encodeMessage } from '../../../wire/isakmp/message.ts';
import { EXCHANGE, NOTIFY, PROTOCOL } from '../../../wire/numbers/isakmp.ts';
import { drop, type EngineState } from '../../engine-state.ts';
import type { DropCause } from '../../script/exchange.ts';
import { payloadNames } from '../../script/form.ts';
import { notifyPayload } from '../../script/make-payload.ts';
import type { Arrival } from '../../script/run.ts';

/** Drops a message that nothing can be made of, and says so to its sender if that is allowed. */
export function refuseInClear(
  engine: EngineState,
  arrival: Arrival,
  cause: DropCause,
  detail: string,
  name: keyof typeof NOTIFY,
): void {
  drop(engine, arrival.path, cause, detail);
  answerInClear(engine, arrival, name);
}

/** Answers a message by its cookies alone, if that is allowed. */
export function answerInClear(
  engine: EngineState,
  { header, datagram, path }: Arrival,
  name: keyof typeof NOTIFY,
): void {
  const { initiatorCookie, responderCookie, exchangeType, flags } = header;
  const { policy } = engine.options;
  if (exchangeType === EXCHANGE.informational && (flags & FLAG_ENCRYPTION) === 0) return;
  if (policy.peerFor(path.remote.address, undefined, path.local.address) === undefined) return;
  // Forked, so that a stranger's message moves nothing that this host draws for itself.
  const label = `answer ${toHex(datagram.subarray(0, HEADER_OCTETS))}`;
  const messageId = readU32(engine.cookies.fork(label).bytes(4), 0) || 1;
  const payloads = [notifyPayload(PROTOCOL.isakmp, NOTIFY[name], new Uint8Array(0))];
  const answer = encodeMessage(
    {
      initiatorCookie,
      responderCookie,
      majorVersion: 1,
      minorVersion: 0,
      exchangeType: EXCHANGE.informational,
      flags: 0,
      messageId,
    },
    payloads,
  );
  if (answer.length > datagram.length) return;
  if (!engine.restraint.clearAnswers.take(path.remote.address.text, engine.now)) return;
  engine.options.note({
    kind: 'isakmp-sent',
    local: path.local,
    remote: path.remote,
    initiatorCookie: toHex(initiatorCookie),
    responderCookie: toHex(responderCookie),
    exchange: 'informational',
    number: 1,
    messageId,
    encrypted: false,
    payloads: payloadNames(undefined, payloads),
    octets: answer.length,
    repeat: 0,
  });
  engine.options.send(path, answer);
}
