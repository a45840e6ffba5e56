/** SAs that ended before another one served in their place. */

import type { SideEvidence } from './evidence.ts';
import { type Finding, finding, WEIGHT } from './finding.ts';

/** Traffic that goes on asks for another pair so soon. */
const SOON_MILLISECONDS = 5000;

/** A pair reached its limit, and only then another one was negotiated. */
export function wornOut({ name, events }: SideEvidence): Finding[] {
  const renewed = new Set(
    events.flatMap((event) =>
      event.kind === 'quick-mode-established' && event.replaces !== undefined
        ? [event.replaces]
        : [],
    ),
  );
  const found = events.find(
    (event) =>
      event.kind === 'sa-expired' &&
      event.reason !== 'sequence' &&
      !renewed.has(event.id) &&
      events.some(
        (later) =>
          later.kind === 'quick-mode-established' &&
          later.replaces === undefined &&
          later.at >= event.at &&
          later.at - event.at < SOON_MILLISECONDS,
      ),
  );
  if (found?.kind !== 'sa-expired') return [];
  return [
    finding({
      class: 'sa-worn-out',
      weight: WEIGHT.lost + 1,
      at: found.at,
      host: name,
      seen: `a pair of SAs reached its limit (${found.reason}), and only then another one was negotiated`,
    }),
  ];
}
