/** Negotiations that were still under way when a host's events end. */

import type { HostEvent } from '../../host/events.ts';
import type { SideEvidence } from './evidence.ts';
import { type Finding, guess, WEIGHT } from './finding.ts';

type Started = Extract<HostEvent, { kind: 'main-mode-started' | 'quick-mode-started' }>;

/** The last main mode and the last quick mode that this host began and that came to no end. */
export function openFindings({ name, events }: SideEvidence): Finding[] {
  const begun = events.filter(
    (event): event is Started =>
      (event.kind === 'main-mode-started' || event.kind === 'quick-mode-started') &&
      event.role === 'initiator',
  );
  const last = begun.at(-1);
  if (last === undefined || events.some((event) => ends(last, event))) return [];
  const isMain = last.kind === 'main-mode-started';
  const answered = events.some(
    (event) =>
      event.kind === 'isakmp-received' &&
      event.initiatorCookie === last.initiatorCookie &&
      (isMain || event.messageId === last.messageId),
  );
  const what = isMain ? last.exchange : 'quick mode';
  return [
    guess({
      class: isMain && !answered ? 'no-response' : 'retransmission-exhausted',
      weight: WEIGHT.open,
      at: last.at,
      host: name,
      seen: `${what} with ${last.peerName} was still under way at the end`,
      others: ['none', 'recovered', 'peer-dead'],
    }),
  ];
}

function ends(begun: Started, event: HostEvent): boolean {
  if (begun.kind === 'main-mode-started') {
    return (
      (event.kind === 'main-mode-established' ||
        event.kind === 'main-mode-failed' ||
        event.kind === 'method-refused') &&
      event.initiatorCookie === begun.initiatorCookie
    );
  }
  return (
    (event.kind === 'quick-mode-established' || event.kind === 'quick-mode-failed') &&
    event.messageId === begun.messageId
  );
}
