/** Two lists of offers next to each other, and the nearest pair attribute by attribute. */

import type { Comparison } from '../failure.ts';

/** One offer as texts, by attribute. */
export type OfferRow<K extends string> = Readonly<Record<K, string>>;

export interface OfferComparison<K extends string> {
  readonly rows: readonly Comparison[];
  /** Attributes in which the nearest pair of offers differs, in the order of `keys`. */
  readonly differing: readonly K[];
}

/** Compares offers; `keys` gives the order in which attributes are looked at. */
export function compareOffers<K extends string>(
  keys: readonly K[],
  own: readonly OfferRow<K>[],
  theirs: readonly OfferRow<K>[],
): OfferComparison<K> {
  const rows: Comparison[] = [];
  for (let i = 0; i < Math.max(own.length, theirs.length); i++) {
    const [local, peer] = [offerText(keys, own[i]), offerText(keys, theirs[i])];
    rows.push({ what: `offer ${i + 1}`, local, peer, differs: false });
  }
  const nearest = nearestPair(keys, own, theirs);
  if (nearest === undefined) return { rows, differing: [] };
  for (const key of keys) {
    const [local, peer] = [nearest.own[key], nearest.theirs[key]];
    rows.push({ what: key, local, peer, differs: local !== peer });
  }
  return { rows, differing: keys.filter((key) => nearest.own[key] !== nearest.theirs[key]) };
}

/** All attributes of one offer in a line; `-` where there is none. */
export function offerText<K extends string>(
  keys: readonly K[],
  row: OfferRow<K> | undefined,
): string {
  return row === undefined ? '-' : keys.map((key) => row[key]).join(', ');
}

function nearestPair<K extends string>(
  keys: readonly K[],
  own: readonly OfferRow<K>[],
  theirs: readonly OfferRow<K>[],
): { own: OfferRow<K>; theirs: OfferRow<K> } | undefined {
  let best: { own: OfferRow<K>; theirs: OfferRow<K>; same: number } | undefined;
  for (const left of own) {
    for (const right of theirs) {
      const same = keys.filter((key) => left[key] === right[key]).length;
      if (best === undefined || same > best.same) best = { own: left, theirs: right, same };
    }
  }
  return best;
}
