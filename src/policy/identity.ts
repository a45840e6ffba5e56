/** What tells filters that are in force from one another. */

import type { ActivePolicy, MainModeFilter, QuickModeFilter } from './compiled.ts';
import type { DynamicRuleIdentity } from './dynamic.ts';
import { addressKey, filterKey } from './filters.ts';

type Ends = Pick<MainModeFilter, 'source' | 'destination' | 'mirrored' | 'connectionType'>;

/** A text that two main-mode filters share exactly if they are for the same computers. */
export function mainModeFilterKey(filter: Ends): string {
  const { source, destination, mirrored, connectionType } = filter;
  return `${addressKey(source)} ${addressKey(destination)} ${mirrored} ${connectionType}`;
}

/** A text that two quick-mode filters share exactly if they are for the same packets, by the same way. */
export function quickModeFilterKey(filter: QuickModeFilter | DynamicRuleIdentity): string {
  const { tunnel, connectionType } = filter;
  const way = tunnel === undefined ? '-' : tunnel === 'me' ? 'me' : tunnel.text;
  return `${filterKey(filter)} ${connectionType} ${way}`;
}

/** Between which ends IKE speaks for a filter. */
export function endsOf(filter: Ends & Pick<QuickModeFilter, 'tunnel'>): Ends {
  const { source, destination, mirrored, connectionType, tunnel } = filter;
  if (tunnel === undefined) return { source, destination, mirrored, connectionType };
  const far =
    tunnel === 'me' ? ({ kind: 'me' } as const) : ({ kind: 'address', address: tunnel } as const);
  return { source: { kind: 'me' }, destination: far, mirrored: true, connectionType };
}

/** The main-mode filter by which IKE speaks for a quick-mode filter; there is none where nothing is negotiated. */
export function mainModeFilterFor(
  { mainModeFilters }: Pick<ActivePolicy, 'mainModeFilters'>,
  filter: QuickModeFilter,
): MainModeFilter | undefined {
  const key = mainModeFilterKey(endsOf(filter));
  return mainModeFilters.find((one) => mainModeFilterKey(one) === key);
}
