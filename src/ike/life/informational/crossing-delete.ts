/**
 * Deletes that cross. Two hosts that take the same main mode down at the same moment each get a
 * reliable delete for what they have no more. It is answered all the same (MS-IKEE), by the main mode
 * that this host's own delete still holds, so that neither repeats it or calls the cookies invalid.
 */

import { equal } from '../../../base/bytes.ts';
import { LIMITS } from '../../../base/limits.ts';
import { FLAG_ENCRYPTION } from '../../../wire/isakmp/header.ts';
import type { EngineState } from '../../engine-state.ts';
import { optional } from '../../script/incoming.ts';
import type { Arrival } from '../../script/run.ts';
import { keysOfEntry, type Negotiation } from '../negotiation.ts';
import { countOfIds, hasId, withId } from '../used-message-ids.ts';
import { proveInformational } from './informational-open.ts';
import { INFORMATIONAL_FORM, noteInformational } from './informational-send.ts';
import { answerDelete } from './reliable-delete.ts';

/** Answers a proved delete for a main mode that this host has just taken down; whether it is one. */
export function receiveCrossingDelete(engine: EngineState, arrival: Arrival): boolean {
  const { header } = arrival;
  const entry = takenDown(engine, arrival);
  if (entry === undefined || (header.flags & FLAG_ENCRYPTION) === 0) return false;
  const isNew = !hasId(entry.messageIds, header.messageId);
  if (!isNew || countOfIds(entry.messageIds) >= LIMITS.messageIdsPerMainMode) return false;
  const proving = proveInformational(engine, entry, INFORMATIONAL_FORM, arrival);
  if ('why' in proving) return false;
  const { incoming } = proving;
  const nonce = optional(incoming, 'nonce');
  const deletes = incoming.payloads.filter((payload) => payload.kind === 'delete');
  if (nonce === undefined || deletes.length === 0) return false;
  entry.messageIds = withId(entry.messageIds, header.messageId);
  noteInformational(engine, entry.sa, arrival, INFORMATIONAL_FORM, incoming.payloads);
  answerDelete(engine, entry, arrival, nonce.data, deletes);
  return true;
}

/** The main mode of the message's cookies, as long as a delete of this host's under it waits. */
function takenDown({ reliableDeletes }: EngineState, { header }: Arrival): Negotiation | undefined {
  for (const { entry } of reliableDeletes.values()) {
    const { initiatorCookie, responderCookie } = entry.sa;
    const isSame =
      equal(initiatorCookie, header.initiatorCookie) &&
      equal(responderCookie, header.responderCookie);
    if (isSame && keysOfEntry(entry) !== undefined) return entry;
  }
  return undefined;
}
