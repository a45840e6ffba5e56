/**
 * What events say of the messages of an exchange. There are two for each message, so they are written
 * field by field: to spread an object into another one takes ten times as long.
 */

import type { Path } from '../../base/batch.ts';
import type { IkeEvent, MessageFacts } from '../events.ts';
import { cookieTexts } from '../isakmp-sa.ts';
import type { AnyRun, OfSa } from './run.ts';

/** What an event says of one message of a run. */
export function factsOf<C extends OfSa, S>(
  run: AnyRun<C, S>,
  path: Path,
  number: number,
  encrypted: boolean,
  payloads: readonly string[],
  octets: number,
): MessageFacts {
  const { initiatorCookie, responderCookie } = cookieTexts(run.context.sa.cookies);
  return {
    local: path.local,
    remote: path.remote,
    initiatorCookie,
    responderCookie,
    exchange: run.exchange.name,
    messageId: run.messageId,
    number,
    encrypted,
    payloads,
    octets,
  };
}

/** A message has gone out; `repeat` counts how often it had before. */
export function sentEvent(facts: MessageFacts, repeat: number): IkeEvent {
  return {
    kind: 'isakmp-sent',
    local: facts.local,
    remote: facts.remote,
    initiatorCookie: facts.initiatorCookie,
    responderCookie: facts.responderCookie,
    exchange: facts.exchange,
    messageId: facts.messageId,
    number: facts.number,
    encrypted: facts.encrypted,
    payloads: facts.payloads,
    octets: facts.octets,
    repeat,
  };
}

/** A message has come. */
export function receivedEvent(facts: MessageFacts, duplicate: boolean): IkeEvent {
  return {
    kind: 'isakmp-received',
    local: facts.local,
    remote: facts.remote,
    initiatorCookie: facts.initiatorCookie,
    responderCookie: facts.responderCookie,
    exchange: facts.exchange,
    messageId: facts.messageId,
    number: facts.number,
    encrypted: facts.encrypted,
    payloads: facts.payloads,
    octets: facts.octets,
    duplicate,
  };
}
