/** What was made good at the other host shows here as time that passed, or as numbers that were left out. */

import type { HostEvent } from '../../../host/events.ts';
import type { SideEvidence } from '../evidence.ts';
import { type Finding, finding, WEIGHT } from '../finding.ts';
import { requestsOf } from './requests.ts';

type Received = Extract<HostEvent, { kind: 'isakmp-received' }>;

/** No host sends again sooner than so, and no host needs so long to answer. */
const AGAIN_MILLISECONDS = 250;

/** Messages that came so late that they, or what they answer, must have been sent twice. */
export function delayFindings(side: SideEvidence): Finding[] {
  const found = [
    ...lateRequests(side),
    ...lateQuestions(side),
    ...newFragments(side),
    ...overtaken(side),
    ...lateQuickModes(side),
    ...heldAnswers(side),
  ];
  return found.map(({ at, seen, weight = WEIGHT.recovered }) =>
    finding({
      class: 'recovered',
      certainty: 'likely',
      weight,
      at,
      seen,
      host: side.name,
      others: ['none'],
    }),
  );
}

interface Late {
  readonly at: number;
  readonly seen: string;
  readonly weight?: number;
}

/** The initiator's next message of an exchange, long after this host had answered the one before. */
function lateRequests({ events }: SideEvidence): Late[] {
  return events.flatMap((event, index) => {
    if (event.kind !== 'isakmp-received' || event.number < 3 || event.duplicate) return [];
    const asked = events.slice(0, index).findLast((other) => isAnswer(other, event));
    if (asked === undefined || event.at - asked.at < AGAIN_MILLISECONDS) return [];
    const late = Math.round(event.at - asked.at);
    return [
      {
        at: event.at,
        seen: `${event.exchange} message ${event.number} came ${late} ms after this host had answered the one before`,
      },
    ];
  });
}

function isAnswer(other: HostEvent, { initiatorCookie, messageId, number }: Received): boolean {
  return (
    other.kind === 'isakmp-sent' &&
    other.initiatorCookie === initiatorCookie &&
    other.messageId === messageId &&
    other.number === number - 1
  );
}

/** Two questions whether this host lives, so close that the first or its answer was lost. */
function lateQuestions({ events }: SideEvidence): Late[] {
  const asked = events.filter(
    (event): event is Extract<HostEvent, { kind: 'isakmp-received' | 'isakmp-sent' }> =>
      (event.kind === 'isakmp-received' || event.kind === 'isakmp-sent') &&
      event.payloads.some((payload) => payload.startsWith('N(R-U-THERE ')),
  );
  return asked.flatMap((event, index) => {
    const before = asked
      .slice(0, index)
      .findLast(
        ({ kind, initiatorCookie }) =>
          kind === event.kind && initiatorCookie === event.initiatorCookie,
      );
    if (before === undefined || event.at - before.at >= 4 * AGAIN_MILLISECONDS) return [];
    const seen = 'the question whether a host lives was asked again at once';
    // What was lost beside is of the same gap.
    return [{ at: event.at, seen, weight: WEIGHT.lost + 1 }];
  });
}

/** A message that came whole in its second set of fragments. */
function newFragments({ events }: SideEvidence): Late[] {
  const parts = events.flatMap((event) => (event.kind === 'fragment-received' ? [event] : []));
  const whole = parts.find(
    (part) =>
      part.complete &&
      parts.some(
        (other) =>
          other.initiatorCookie === part.initiatorCookie &&
          other.fragmentId < part.fragmentId &&
          !parts.some((one) => one.fragmentId === other.fragmentId && one.complete),
      ),
  );
  if (whole === undefined) return [];
  return [{ at: whole.at, seen: 'a message in fragments came whole only when it was sent again' }];
}

/** A packet that came under an SA before the message that ends its quick mode. */
function overtaken({ events, frames, addresses }: SideEvidence): Late[] {
  return events.flatMap((event) => {
    if (event.kind !== 'quick-mode-established' || event.role !== 'responder') return [];
    const last = frames.findIndex(
      ({ ike, destination }) =>
        ike?.messageId === event.messageId &&
        addresses.includes(destination) &&
        ike.payloads.length === 1,
    );
    const packet = frames.findIndex(({ packet: facts }) => facts?.spi === event.inboundSpi);
    const isClosed = frames.some(({ ike }) => ike?.messageId === event.messageId && !ike.readable);
    if (packet < 0 || isClosed || (last >= 0 && last < packet)) return [];
    return [
      { at: event.at, seen: 'a protected packet came before the message that ends its quick mode' },
    ];
  });
}

/** The peer's first quick mode follows its main mode at once, for traffic waits for both. */
function lateQuickModes({ events }: SideEvidence): Late[] {
  return events.flatMap((event) => {
    if (event.kind !== 'main-mode-established' || event.role !== 'responder') return [];
    const first = events.find(
      (other) =>
        other.kind === 'quick-mode-started' && other.initiatorCookie === event.initiatorCookie,
    );
    if (first === undefined || first.at < event.at + AGAIN_MILLISECONDS) return [];
    if (first.at > event.at + AT_MOST_MILLISECONDS) return [];
    const late = Math.round(first.at - event.at);
    return [{ at: first.at, seen: `the peer's quick mode came ${late} ms after its main mode` }];
  });
}

/** Later than this, traffic came later. */
const AT_MOST_MILLISECONDS = 4000;
/** So close together, answers left together. */
const TOGETHER_MILLISECONDS = 5;

/** Answers to requests of different times that came all at once: they waited for something. */
function heldAnswers(side: SideEvidence): Late[] {
  const answered = requestsOf(side).filter(({ clear, answer }) => !clear && answer !== undefined);
  const held = answered.find(
    ({ at, answer }) =>
      answer!.at - at >= AGAIN_MILLISECONDS &&
      answered.some(
        (other) =>
          other.at - at > TOGETHER_MILLISECONDS &&
          Math.abs(other.answer!.at - answer!.at) <= TOGETHER_MILLISECONDS,
      ),
  );
  if (held === undefined) return [];
  return [{ at: held.answer!.at, seen: 'answers to packets of different times came all at once' }];
}
