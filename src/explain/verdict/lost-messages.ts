/** IKE messages that one host sent and no other host received, by the captures of both. */

import { countText } from '../../observe/units.ts';
import type { SideEvidence } from './evidence.ts';
import { type Finding, finding, WEIGHT } from './finding.ts';
import { lastSurelyArrived } from './under-way.ts';

/** Told where nothing failed: it was made good without a retransmission. */
export function lostMessages(sides: readonly SideEvidence[]): Finding[] {
  if (sides.filter(({ frames }) => frames.length > 0).length < 2) return [];
  const end = lastSurelyArrived(sides);
  return sides.flatMap((side) => {
    const elsewhere = new Set(
      sides
        .filter((other) => other !== side)
        .flatMap(({ frames }) => frames.flatMap(({ ike }) => ike?.digest ?? [])),
    );
    const lost = side.frames.filter(
      ({ ike, source, at }) =>
        ike !== undefined &&
        side.addresses.includes(source) &&
        !elsewhere.has(ike.digest) &&
        at < end,
    );
    if (lost.length === 0) return overtaken(side, sides);
    return [
      finding({
        class: 'recovered',
        weight: WEIGHT.recovered,
        at: lost[0]!.at,
        host: side.name,
        seen: `${countText(lost.length, 'IKE message')} of this host never came to another one as sent`,
      }),
    ];
  });
}

/** What came to another host in another order than it was sent in; copies are left out. */
function overtaken(side: SideEvidence, sides: readonly SideEvidence[]): Finding[] {
  const sent = new Map<string, number>();
  for (const { digest, source } of octetsOf(side)) {
    if (side.addresses.includes(source) && !sent.has(digest)) sent.set(digest, sent.size);
  }
  for (const other of sides) {
    if (other === side) continue;
    let latest = -1;
    const seen = new Set<string>();
    for (const { digest, isIke, at } of octetsOf(other)) {
      const order = sent.get(digest);
      if (order === undefined || seen.has(digest)) continue;
      seen.add(digest);
      if (order < latest && isIke) return [overtakenBy(side, other, at)];
      latest = Math.max(latest, order);
    }
  }
  return [];
}

function octetsOf({ frames }: SideEvidence) {
  return frames.flatMap(({ ike, packet, source, at }) => {
    const digest = ike?.digest ?? packet?.digest;
    return digest === undefined ? [] : [{ digest, source, at, isIke: ike !== undefined }];
  });
}

function overtakenBy({ name }: SideEvidence, other: SideEvidence, at: number): Finding {
  return finding({
    class: 'recovered',
    weight: WEIGHT.recovered,
    at,
    host: other.name,
    seen: `a message that ${name} sent was overtaken by what it sent later`,
  });
}
