/** Traffic in clear past a policy that is in force: nothing was negotiated, and nothing was dropped. */

import { countText } from '../../observe/units.ts';
import type { Evidence } from './evidence.ts';
import { type Finding, finding, WEIGHT } from './finding.ts';

/** Told for the first host with filters whose packets pass in clear before any IKE. */
export function bareFindings({ sides }: Evidence): Finding[] {
  return sides.flatMap(({ name, events, frames }) => {
    const applied = events.filter(
      (event) => event.kind === 'policy-applied' && event.quickModeFilters > 0,
    );
    const knows = events.some(
      ({ kind }) => kind === 'clear-text-accepted' || kind === 'soft-sa-added',
    );
    const first = frames.find(({ clear }) => clear !== undefined);
    const ike = frames.find((frame) => frame.ike !== undefined);
    if (applied.length === 0 || knows || first === undefined) return [];
    const reached = events.some(
      ({ kind }) => kind === 'udp-received' || kind === 'echo-reply' || kind === 'echo-answered',
    );
    // The same policy that lets these pass protects others: it permits them.
    const isMended = ike !== undefined && applied.some(({ at }) => at > first.at && at <= ike.at);
    if (ike === undefined ? !reached : !isMended) return [];
    const bare = frames.filter(
      ({ clear, at }) => clear !== undefined && (ike === undefined || at < ike.at),
    );
    return [
      finding({
        class: 'not-protected-at-all',
        certainty: 'likely',
        weight: WEIGHT.open - 2,
        at: first.at,
        host: name,
        seen: `${countText(bare.length, 'packet')} went in clear before anything was negotiated, although policy protects such traffic, or does now`,
        others: [
          'none',
          'service-stopped',
          'fell-back-to-clear',
          'clear-text-where-protection-required',
        ],
      }),
    ];
  });
}
