/** Sequence numbers that did not come to this host. */

import type { SideEvidence } from '../evidence.ts';
import { type Finding, finding, guess, WEIGHT } from '../finding.ts';
import type { FrameFacts } from '../frame-facts.ts';
import { type ProtectedFlow, protectedFlows, rangesText } from '../protected-flows.ts';

const HIGHEST = 0xffff_ffff;

/** Findings by gaps, and by the end, of the numbers under this host's inbound SAs. */
export function numberFindings({ name, addresses, frames, events }: SideEvidence): Finding[] {
  const inbound = frames.filter(({ destination }) => addresses.includes(destination));
  const isBehindNat = events.some((event) => event.kind === 'nat-detected' && event.localBehindNat);
  return protectedFlows(inbound).flatMap((flow) => {
    const isLong = events.some(
      (event) =>
        event.kind === 'quick-mode-established' && event.esn && event.inboundSpi === flow.spi,
    );
    // With extended numbers a capture has only the lower half of them.
    if (isLong) return [];
    const found = [...exhausted(flow), ...gaps(flow, inbound, isBehindNat)];
    return found.map((one) => ({ ...one, host: name }));
  });
}

function exhausted({ highest, lastAt }: ProtectedFlow): Finding[] {
  if (highest < HIGHEST) return [];
  return [
    finding({
      class: 'sequence-overflow',
      certainty: 'likely',
      weight: WEIGHT.changed,
      at: lastAt,
      seen: 'the peer has used the last sequence number of its SA',
    }),
  ];
}

function gaps(
  flow: ProtectedFlow,
  inbound: readonly FrameFacts[],
  isBehindNat: boolean,
): Finding[] {
  const { missing, spi, first, lastAt } = flow;
  // A number before the first one that came is missing as well.
  const ranges = first > 1 && first <= MOST_AT_THE_START ? [[1, first - 1] as const] : [];
  const all = [...ranges, ...missing];
  if (all.length === 0) return [];
  const after = inbound.find(({ packet }) => packet?.spi === spi && packet.sequence > all[0]![1]);
  const isCut = after?.traffic?.kind === 'fragment';
  const what = `sequence numbers ${rangesText(all)} never came`;
  const [id, seen] = isCut
    ? (['packet-too-big', `${what}, and what came after them was cut into fragments`] as const)
    : isBehindNat
      ? ([
          'nat-mapping-changed',
          `${what}, and this host is behind a NAT, which lets in only what it has a mapping for`,
        ] as const)
      : (['packets-lost', what] as const);
  return [
    guess({
      class: id,
      weight: WEIGHT.lost,
      at: lastAt,
      seen,
      others: ['packets-lost', 'packet-too-big', 'icv-wrong'],
    }),
  ];
}

/** More than so many before the first packet are the peer's own counting, and not lost. */
const MOST_AT_THE_START = 8;
