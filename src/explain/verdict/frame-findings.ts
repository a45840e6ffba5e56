/** What a capture alone shows. */

import type { Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import { flowFindings, isUp } from './flow-findings.ts';
import { ikeFlows } from './ike-flows.ts';
import { packetFindings, strayNotifies } from './packet-findings.ts';

const AT_ONCE_MILLISECONDS = 5000;

/** Findings by packets: nothing in them is proved but what a key opens. */
export function frameFindings(evidence: Evidence): readonly Finding[] {
  const flows = ikeFlows(evidence.frames);
  return [
    ...flows.flatMap((flow) => flowFindings(flow, evidence)),
    ...packetFindings(evidence, flows),
  ];
}

/** What other hosts said in clear to one host, which its events do not name. */
export function toldInClear({ sides, frames }: Evidence): readonly Finding[] {
  // Two hosts that delete a main mode at once tell each other that it is gone.
  const ended = sides.flatMap(({ events }) =>
    events.flatMap(({ kind, at }) => (kind === 'main-mode-ended' ? [at] : [])),
  );
  const own = sides.flatMap(({ addresses }) => addresses);
  return ikeFlows(
    frames.filter((frame) => !own.includes(frame.source) || frame.ike?.encrypted === true),
  )
    .filter(isUp)
    .flatMap(strayNotifies)
    .filter(({ at }) => !ended.some((end) => Math.abs(end - at) < AT_ONCE_MILLISECONDS));
}
