/** Dynamic rules: each quick-mode filter with the main-mode filter of the same two ends. */

import type { MainModeFilter, QuickModeFilter } from '../../policy/compiled.ts';
import { mainModeFilterFor } from '../../policy/identity.ts';
import type { DynamicShowData, ShowFilter, ShowStyle } from '../show-request.ts';
import { hasActions, hasEnds, hasTraffic, thatFit } from './filter-match.ts';
import { actionFields, endFields, trafficFields, tunnelFields } from './filters-in-force.ts';
import { WORDS } from './labels.ts';
import { count, type Field, list, page } from './layout.ts';
import { authenticationTexts, type Names, yesNo } from './values.ts';

/** The answer of `dynamic show rule`. */
export function rulesInForceText(
  { active, names }: DynamicShowData,
  type: 'tunnel' | 'transport' | undefined,
  filter: ShowFilter,
  style: ShowStyle,
): string {
  const found = active.quickModeFilters.filter(
    (one) =>
      isOfType(one, type) &&
      hasEnds(one, filter) &&
      hasTraffic(one, filter) &&
      hasActions(one, filter),
  );
  if (found.length === 0) {
    const fitting = type === undefined ? thatFit(filter) : ' that fit';
    return `There are no rules in force${fitting}.`;
  }
  return page(
    ...found.map((one) => list(ruleFields(one, mainModeFilterFor(active, one), names), style)),
    count('numberOfRules', found.length),
  );
}

function ruleFields(
  one: QuickModeFilter,
  mainMode: MainModeFilter | undefined,
  names: Names,
): readonly Field[] {
  return [
    ['ruleName', one.name || WORDS.none],
    ['filterSource', WORDS.sources[one.from]],
    ...endFields(one, names),
    ...trafficFields(one),
    ['mirrored', yesNo(one.mirrored)],
    ['connectionType', WORDS.connections[one.connectionType]],
    ...actionFields(one),
    ['mainModePolicyName', mainMode?.policy ?? WORDS.none],
    [
      'authenticationMethods',
      mainMode === undefined ? WORDS.none : authenticationTexts(mainMode.authentication),
    ],
    ...tunnelFields(one),
  ];
}

function isOfType(one: QuickModeFilter, type: 'tunnel' | 'transport' | undefined): boolean {
  return type === undefined || (one.tunnel !== undefined) === (type === 'tunnel');
}
