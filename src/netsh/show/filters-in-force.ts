/** Main-mode and quick-mode filters in force: as they are said, and as the driver has them. */

import { rangeText } from '../../base/address.ts';
import type {
  MainModeFilter,
  QuickModeFilter,
  SpecificMainModeFilter,
  SpecificQuickModeFilter,
} from '../../policy/compiled.ts';
import type { DynamicShowData, ShowFilter, ShowStyle } from '../show-request.ts';
import { hasAction, hasActions, hasEnds, hasTraffic, holdsEnds, thatFit } from './filter-match.ts';
import { WORDS } from './labels.ts';
import { count, type Field, list, page } from './layout.ts';
import { isNamed } from './policies-in-force.ts';
import {
  addressText,
  authenticationTexts,
  maskOf,
  type Names,
  nameOf,
  portText,
  protocolText,
  yesNo,
} from './values.ts';

/** What a request about filters says. */
export interface FilterQuestion {
  readonly name: string | undefined;
  readonly type: 'generic' | 'specific';
  readonly filter: ShowFilter;
  readonly style: ShowStyle;
}

/** The answer of `show mmfilter`. */
export function mainModeFiltersText(data: DynamicShowData, asked: FilterQuestion): string {
  const { name, type, filter, style } = asked;
  const fitting = name === undefined ? thatFit(filter) : ' that fit';
  const { active, expansion, names } = data;
  if (type === 'specific') {
    const found = expansion.mainMode.filter(
      (one) => isNamed(one.generic, name) && holdsEnds(one, filter),
    );
    return answer(found, 'numberOfSpecificFilters', 'specific main-mode filters', fitting, (one) =>
      list(specificMainMode(one, names), style),
    );
  }
  const found = active.mainModeFilters.filter((one) => isNamed(one, name) && hasEnds(one, filter));
  return answer(found, 'numberOfGenericFilters', 'generic main-mode filters', fitting, (one) =>
    list(genericMainMode(one, names), style),
  );
}

/** The answer of `show qmfilter`. */
export function quickModeFiltersText(data: DynamicShowData, asked: FilterQuestion): string {
  const { name, type, filter, style } = asked;
  const fitting = name === undefined ? thatFit(filter) : ' that fit';
  const { active, expansion, names } = data;
  if (type === 'specific') {
    const found = expansion.quickMode.filter(
      (one) =>
        isNamed(one.generic, name) &&
        holdsEnds(one, filter) &&
        hasTraffic(one, filter) &&
        hasAction(one, filter),
    );
    return answer(found, 'numberOfSpecificFilters', 'specific quick-mode filters', fitting, (one) =>
      list(specificQuickMode(one, names), style),
    );
  }
  const found = active.quickModeFilters.filter(
    (one) =>
      isNamed(one, name) &&
      hasEnds(one, filter) &&
      hasTraffic(one, filter) &&
      hasActions(one, filter),
  );
  return answer(found, 'numberOfGenericFilters', 'generic quick-mode filters', fitting, (one) =>
    list(genericQuickMode(one, names), style),
  );
}

/** Source and destination with masks, and names where there are some. */
export function endFields(
  { source, destination }: Pick<MainModeFilter, 'source' | 'destination'>,
  names: Names,
): readonly Field[] {
  return [
    ['sourceAddress', addressText(source)],
    ['sourceMask', maskOf(source)],
    ...named('sourceDnsName', nameOf(source, names)),
    ['destinationAddress', addressText(destination)],
    ['destinationMask', maskOf(destination)],
    ...named('destinationDnsName', nameOf(destination, names)),
  ];
}

/** Protocol and ports. */
export function trafficFields(
  filter: Pick<QuickModeFilter, 'protocol' | 'sourcePort' | 'destinationPort'>,
): readonly Field[] {
  return [
    ['protocol', protocolText(filter.protocol)],
    ['sourcePort', portText(filter.sourcePort)],
    ['destinationPort', portText(filter.destinationPort)],
  ];
}

/** What happens to packets; pass-through is an inbound action of its own to Windows. */
export function actionFields(filter: QuickModeFilter): readonly Field[] {
  const { inboundAction, outboundAction, inboundPassThrough, policy } = filter;
  const passes = inboundPassThrough && inboundAction === 'negotiate';
  return [
    ['inboundAction', passes ? WORDS.inboundPassthrough : WORDS.actions[inboundAction]],
    ['outboundAction', WORDS.actions[outboundAction]],
    ['quickModePolicyName', policy ?? WORDS.none],
  ];
}

/** The far end of a tunnel, where there is one. */
export function tunnelFields({ tunnel }: QuickModeFilter): readonly Field[] {
  if (tunnel === undefined) return [];
  return [['tunnelEnd', tunnel === 'me' ? WORDS.me : tunnel.text]];
}

function answer<T>(
  found: readonly T[],
  total: Field[0],
  what: string,
  fitting: string,
  text: (one: T) => string,
): string {
  if (found.length === 0) return `There are no ${what} in force${fitting}.`;
  return page(...found.map(text), count(total, found.length));
}

function genericMainMode(one: MainModeFilter, names: Names): readonly Field[] {
  return [
    ['filterName', one.name || WORDS.none],
    ['filterSource', WORDS.sources[one.from]],
    ['connectionType', WORDS.connections[one.connectionType]],
    ...endFields(one, names),
    ['mirrored', yesNo(one.mirrored)],
    ['authenticationMethods', authenticationTexts(one.authentication)],
    ['mainModePolicyName', one.policy],
  ];
}

function specificMainMode(one: SpecificMainModeFilter, names: Names): readonly Field[] {
  const { generic } = one;
  return [
    ['filterName', generic.name || WORDS.none],
    ['weight', String(one.weight)],
    ['direction', one.direction.toUpperCase()],
    ...rangeFields(one, names),
    ['authenticationMethods', authenticationTexts(generic.authentication)],
    ['mainModePolicyName', generic.policy],
  ];
}

function genericQuickMode(one: QuickModeFilter, names: Names): readonly Field[] {
  return [
    ['filterName', one.name || WORDS.none],
    ['filterSource', WORDS.sources[one.from]],
    ['connectionType', WORDS.connections[one.connectionType]],
    ...endFields(one, names),
    ...trafficFields(one),
    ['mirrored', yesNo(one.mirrored)],
    ...actionFields(one),
    ...tunnelFields(one),
  ];
}

function specificQuickMode(one: SpecificQuickModeFilter, names: Names): readonly Field[] {
  const { generic } = one;
  const passes =
    generic.inboundPassThrough && one.direction === 'inbound' && one.action === 'negotiate';
  return [
    ['filterName', generic.name || WORDS.none],
    ['weight', String(one.weight)],
    ['direction', one.direction.toUpperCase()],
    ...rangeFields(one, names),
    ...trafficFields(one),
    ['action', passes ? WORDS.inboundPassthrough : WORDS.actions[one.action]],
    ['quickModePolicyName', generic.policy ?? WORDS.none],
    ...tunnelFields(generic),
  ];
}

function rangeFields(
  { source, destination }: Pick<SpecificMainModeFilter, 'source' | 'destination'>,
  names: Names,
): readonly Field[] {
  return [
    ['source', rangeText(source)],
    ...named('sourceDnsName', names.get(source.first.text)),
    ['destination', rangeText(destination)],
    ...named('destinationDnsName', names.get(destination.first.text)),
  ];
}

function named(key: Field[0], name: string | undefined): readonly Field[] {
  return name === undefined ? [] : [[key, name]];
}
