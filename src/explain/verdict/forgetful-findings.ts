/** A peer that negotiates a new main mode although it has one: it has forgotten that, and did not say so. */

import type { HostEvent } from '../../host/events.ts';
import type { SideEvidence } from './evidence.ts';
import { type Finding, finding, WEIGHT } from './finding.ts';

type Established = Extract<HostEvent, { kind: 'main-mode-established' }>;

/** Two hosts that call each other at once have two main modes as well. */
const AT_ONCE_MILLISECONDS = 200;

/** Main modes that take nobody's place while an older one with the same peer is still there. */
export function forgetfulFindings({ name, events }: SideEvidence): Finding[] {
  const up = events.filter((event): event is Established => event.kind === 'main-mode-established');
  const second = up.find(
    (late) =>
      late.replaces === undefined &&
      up.some((early) => isSame(early, late) && isStillThere(early, late.at, events)),
  );
  if (second === undefined) return [];
  return [
    finding({
      class: 'peer-restarted',
      certainty: 'likely',
      weight: WEIGHT.open - 3,
      at: second.at,
      host: name,
      seen: `a new main mode with ${second.peerName} took the place of none, although an older one was there`,
      others: ['none'],
    }),
  ];
}

function isSame(early: Established, late: Established): boolean {
  return early.peerName === late.peerName && late.at - early.at > AT_ONCE_MILLISECONDS;
}

function isStillThere(
  { initiatorCookie }: Established,
  at: number,
  events: readonly HostEvent[],
): boolean {
  return !events.some(
    (event) =>
      event.at <= at &&
      ((event.kind === 'main-mode-ended' && event.initiatorCookie === initiatorCookie) ||
        event.kind === 'service-stopped' ||
        event.kind === 'peer-suspected'),
  );
}
