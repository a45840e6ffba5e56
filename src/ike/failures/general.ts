/** Failures that any exchange may meet. */

import { NOTIFY } from '../../wire/numbers/isakmp.ts';
import type { Failure } from '../failure.ts';
import type { ExchangeName } from '../script/exchange.ts';
import { WINDOWS } from './windows-errors.ts';
import { times } from './wording.ts';

/** Silence is the right answer of who does not allow it, so the initiator cannot tell. */
const AGGRESSIVE_UNANSWERED =
  'A peer that does not allow aggressive mode, or knows no key for the identity sent, may say nothing at all: try main mode (aggressive: never).';

/** Where a failure happened and what it is about. */
export interface Place {
  /** For example `main mode, message 5`. */
  readonly where: string;
  readonly peer: string;
  /** By which rule this host found its pre-shared key, where it looked it up. */
  readonly keyFoundBy?: string | undefined;
}

/** A message went unanswered until the tries were used up. */
export function noResponse(
  place: Place,
  exchange: ExchangeName,
  message: number,
  tries: number,
  hint: string | undefined,
): Failure {
  const first = exchange !== 'quick mode' && message === 1;
  return {
    code: 'no-response',
    title: `${place.peer} does not answer.`,
    certainty: hint === undefined ? 'certain' : 'likely',
    where: place.where,
    detail:
      `Message ${message} was sent ${times(tries)} and not answered. ` +
      (first ? unansweredAtAll(hint) : unansweredNow(message, hint)),
    comparison: [],
    notify: undefined,
    windowsError: first ? WINDOWS.NO_RESPONSE : WINDOWS.TIMED_OUT,
    auditEvent: 547,
    failurePoint: 'Me',
    advice: first
      ? [
          "Check the peer's address and port, and that its IKE service runs.",
          'Check that firewalls on the way let UDP 500 and 4500 through in both directions.',
          ...(exchange === 'aggressive mode' ? [AGGRESSIVE_UNANSWERED] : []),
        ]
      : [
          "Read the peer's log for the reason why it dropped the message.",
          'Check the path for loss and for filters on large or fragmented datagrams.',
        ],
  };
}

function unansweredAtAll(hint: string | undefined): string {
  return hint === undefined
    ? 'Nothing at all came back: the peer is down, does not speak IKE on that address and port, or a filter on the way drops UDP 500.'
    : `All that came back was ${hint}, which anybody could have sent: if it was the peer, it refuses this message.`;
}

function unansweredNow(message: number, hint: string | undefined): string {
  const said = hint === undefined ? '' : ` It sent ${hint}, which proves nothing.`;
  return `The peer answered before, so it is there: it dropped message ${message}, or its answer was lost on the way.${said}`;
}

/** A Diffie-Hellman public value that must not be used. */
export function badPublicValue(place: Place, why: string): Failure {
  return {
    code: 'bad-public-value',
    title: `${place.peer} sent a Diffie-Hellman value that cannot be used.`,
    certainty: 'certain',
    where: place.where,
    detail: `${why}.`,
    comparison: [],
    notify: NOTIFY['INVALID-KEY-INFORMATION'],
    windowsError: WINDOWS.PROCESS_ERR_KE,
    auditEvent: 547,
    failurePoint: 'Peer',
    advice: [
      'The value is sent at the full length of the group, padded on the left with zeros; 0, 1 and p-1 are never used.',
    ],
  };
}

/** The keys that were agreed on are ones that the cipher must not have; `fault` follows "the key". */
export function weakKey(place: Place, fault: string): Failure {
  return {
    code: 'weak-key',
    title: `The negotiation with ${place.peer} made a key that must not be used.`,
    certainty: 'certain',
    where: place.where,
    detail: `The key ${fault}. Such a key is thrown away and a new SA negotiated (RFC 2405 4, RFC 2451 2.3).`,
    comparison: [],
    notify: NOTIFY['INVALID-KEY-INFORMATION'],
    windowsError: WINDOWS.GENERAL_PROCESSING_ERROR,
    auditEvent: 547,
    failurePoint: 'Me',
    advice: [
      'Try again: every negotiation makes new keys, and such a one comes by chance alone, and hardly ever.',
      'Use AES, which has no weak keys.',
    ],
  };
}

/** A message that does not have the form that its place in the exchange asks for. */
export function malformedMessage(
  place: Place,
  why: string,
  notify: keyof typeof NOTIFY = 'PAYLOAD-MALFORMED',
): Failure {
  return {
    code: 'malformed-message',
    title: `${place.peer} sent a message that cannot be used.`,
    certainty: 'certain',
    where: place.where,
    detail: `${why}.`,
    comparison: [],
    notify: NOTIFY[notify],
    windowsError: WINDOWS.INVALID_PAYLOAD,
    auditEvent: 547,
    failurePoint: 'Peer',
    advice: [
      'Capture the message and decode it: the offset and payload named here show where it goes wrong.',
    ],
  };
}

/** What a quick mode needs, or was about to make, is gone. */
export function deletedByPeer(place: Place, what: 'main-mode SA' | 'ESP SA' | 'AH SA'): Failure {
  return {
    code: 'deleted-by-peer',
    title: `${place.peer} deleted the ${what}.`,
    certainty: 'certain',
    where: place.where,
    detail:
      what === 'ESP SA'
        ? 'The peer gave the pair up before its negotiation had ended.'
        : 'The negotiation lost the SA that protected it.',
    comparison: [],
    notify: undefined,
    windowsError: WINDOWS.SA_DELETED,
    auditEvent: 547,
    failurePoint: 'Peer',
    advice: ["Try again; if it is deleted each time, read the peer's log."],
  };
}

/** This host itself gave the negotiation up. */
export function cancelled(place: Place, why: string): Failure {
  return {
    code: 'cancelled',
    title: 'The negotiation was given up by this host.',
    certainty: 'certain',
    where: place.where,
    detail: `${why}.`,
    comparison: [],
    notify: undefined,
    windowsError: WINDOWS.SA_REAPED,
    auditEvent: 547,
    failurePoint: 'Me',
    advice: [],
  };
}

/** This host holds as many SAs as it may. */
export function noSpiLeft(place: Place): Failure {
  const what = 'No SPI is left for another SA, since this host holds as many SAs as it may';
  return limitReached(place, what, 'securityAssociations');
}

/** A bound of this host was reached; `word`: of its `capacity`, if it is one that its file can raise. */
export function limitReached(
  place: Place,
  what: string,
  word?: 'mainModes' | 'securityAssociations',
): Failure {
  return {
    code: 'limit-reached',
    title: 'A limit of this host was reached.',
    certainty: 'certain',
    where: place.where,
    detail: `${what}.`,
    comparison: [],
    notify: undefined,
    windowsError: WINDOWS.MM_LIMIT,
    auditEvent: 547,
    failurePoint: 'Me',
    advice: [
      'Wait until negotiations under way have ended, then try again.',
      ...(word === undefined
        ? []
        : [`If this host is to hold more, let "capacity: { ${word}: ... }" in its file say so.`]),
    ],
  };
}
