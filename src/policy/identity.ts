/** What tells filters that are in force from one another. */

import type { MainModeFilter, QuickModeFilter } from './compiled.ts';
import type { DynamicRuleIdentity } from './dynamic.ts';
import { addressKey, filterKey } from './filters.ts';

/** A text that two main-mode filters share exactly if they are for the same computers. */
export function mainModeFilterKey(
  filter: Pick<MainModeFilter, 'source' | 'destination' | 'mirrored' | 'connectionType'>,
): string {
  const { source, destination, mirrored, connectionType } = filter;
  return `${addressKey(source)} ${addressKey(destination)} ${mirrored} ${connectionType}`;
}

/** A text that two quick-mode filters share exactly if they are for the same packets, by the same way. */
export function quickModeFilterKey(filter: QuickModeFilter | DynamicRuleIdentity): string {
  const { tunnel, connectionType } = filter;
  const way = tunnel === undefined ? '-' : tunnel === 'me' ? 'me' : tunnel.text;
  return `${filterKey(filter)} ${connectionType} ${way}`;
}
