/** What this host asked under an SA and got no answer to: which ones are missing says why. */

import { countText } from '../../../observe/units.ts';
import type { ClassId } from '../classes.ts';
import type { SideEvidence } from '../evidence.ts';
import { type Finding, guess, WEIGHT } from '../finding.ts';
import { type Request, requestsOf } from './requests.ts';

/** Findings by protected echo requests without a reply. */
export function unansweredFindings(side: SideEvidence): Finding[] {
  const asked = requestsOf(side).filter(({ kind, clear }) => kind === 'echo' && !clear);
  const missing = asked.filter(({ answer }) => answer === undefined);
  const [first] = missing;
  if (first === undefined) return [];
  const { id, why, others } = reasonOf(
    missing,
    asked.filter(({ answer }) => answer !== undefined),
  );
  return [
    guess({
      class: id,
      weight: WEIGHT.lost,
      at: first.at,
      host: side.name,
      seen: `${countText(missing.length, 'protected echo request')} got no reply${why}`,
      others,
    }),
  ];
}

interface Reason {
  readonly id: ClassId;
  readonly why: string;
  readonly others: readonly ClassId[];
}

function reasonOf(missing: readonly Request[], answered: readonly Request[]): Reason {
  if (missing.every(({ frame }) => frame.fragment)) {
    return { id: 'fragments-lost', why: ', all of them sent in fragments', others: LOST };
  }
  const smallest = Math.min(...missing.map(({ frame }) => frame.octets));
  const largest = Math.max(0, ...answered.map(({ frame }) => frame.octets));
  if (answered.length > 0 && smallest > largest) {
    const why = `, and they are those of ${smallest} octets or more; ${largest} octets came through`;
    return { id: 'packet-too-big', why, others: LOST };
  }
  const last = missing.at(-1)!;
  const spi = last.frame.packet?.spi;
  const sameSa = answered.filter(({ frame }) => frame.packet?.spi === spi);
  if (sameSa.length > 0 && sameSa.every(({ at }) => at < last.at)) {
    const why = ', although earlier ones under the same SA did: the peer does not use it any more';
    return { id: 'one-sided-sa', why, others: GONE };
  }
  return { id: 'packets-lost', why: '', others: LOST };
}

const LOST: readonly ClassId[] = [
  'packets-lost',
  'one-sided-sa',
  'policy-not-applied',
  'inner-selectors-wrong',
  'packet-for-another-host',
  'replayed',
  'icv-wrong',
  'blocked-by-policy',
];
const GONE: readonly ClassId[] = [
  'packets-lost',
  'peer-dead',
  'peer-restarted',
  'service-stopped',
  'policy-not-applied',
  'blocked-by-driver-mode',
];
