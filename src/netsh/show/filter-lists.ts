/** Filter lists and their filters. */

import type { Filter, FilterList, PolicyModel } from '../../policy/model.ts';
import type { ShowStyle, StaticShowData } from '../show-request.ts';
import { LABELS } from './labels.ts';
import { count, type Field, heading, indented, list, page, table } from './layout.ts';
import { storeText } from './store.ts';
import {
  addressText,
  maskOf,
  type Names,
  nameOf,
  portText,
  protocolText,
  shortAddress,
  timeText,
  yesNo,
} from './values.ts';

/** Lists, one after the other; `verbose`: with their filters. */
export function filterListsText(
  lists: readonly FilterList[],
  data: StaticShowData,
  verbose: boolean,
  style: ShowStyle,
): string {
  if (lists.length === 0) return 'There are no filter lists.';
  const number = count('numberOfFilterLists', lists.length);
  if (style.format === 'table' && !verbose) {
    const rows = lists.map(({ name, description, filters }) => [
      name,
      String(filters.length),
      description,
    ]);
    return page(table(['filterListName', 'numberOfFilters', 'description'], rows, style), number);
  }
  return page(...lists.map((one) => filterListText(one, data, verbose, style)), number);
}

/** One list. */
export function filterListText(
  one: FilterList,
  data: StaticShowData,
  verbose: boolean,
  style: ShowStyle,
): string {
  const head: readonly Field[] = [
    ['filterListName', one.name],
    ['description', one.description || 'NONE'],
    ['store', storeText(data.store)],
    ['lastModified', timeText(one.modifiedAt)],
    ['guid', one.guid],
    ['numberOfFilters', String(one.filters.length)],
  ];
  const filters = verbose ? filtersText(one.filters, data.names, style) : undefined;
  return page(list(head, style), filters);
}

/** The lists that rules of a name use, in any policy. */
export function listsOfRule({ policies, filterLists }: PolicyModel, rule: string): FilterList[] {
  const wanted = rule.toLowerCase();
  const guids = policies
    .flatMap(({ rules }) => rules)
    .filter(({ name }) => name.toLowerCase() === wanted)
    .map(({ filterList }) => filterList);
  return filterLists.filter(({ guid }) => guids.includes(guid));
}

function filtersText(filters: readonly Filter[], names: Names, style: ShowStyle): string {
  const title = heading(LABELS.filters.text);
  if (filters.length === 0) return `${title}\nThere are no filters in this list.`;
  if (style.format === 'table') return `${title}\n${filterTable(filters, style)}`;
  const inside = indented(style, (inner) =>
    page(...filters.map((one) => filterText(one, names, inner))),
  );
  return `${title}\n${inside}`;
}

function filterTable(filters: readonly Filter[], style: ShowStyle): string {
  return table(
    [
      'mirrored',
      'source',
      'destination',
      'protocol',
      'shortSourcePort',
      'shortDestinationPort',
      'description',
    ],
    filters.map((one) => [
      yesNo(one.mirrored),
      shortAddress(one.source),
      shortAddress(one.destination),
      protocolText(one.protocol),
      portText(one.sourcePort),
      portText(one.destinationPort),
      one.description,
    ]),
    style,
  );
}

function filterText(filter: Filter, names: Names, style: ShowStyle): string {
  const { source, destination } = filter;
  const [sourceName, destinationName] = [nameOf(source, names), nameOf(destination, names)];
  const fields: readonly Field[] = [
    ['description', filter.description || 'NONE'],
    ['mirrored', yesNo(filter.mirrored)],
    ['sourceAddress', addressText(source)],
    ['sourceMask', maskOf(source)],
    ...named('sourceDnsName', sourceName),
    ['destinationAddress', addressText(destination)],
    ['destinationMask', maskOf(destination)],
    ...named('destinationDnsName', destinationName),
    ['protocol', protocolText(filter.protocol)],
    ['sourcePort', portText(filter.sourcePort)],
    ['destinationPort', portText(filter.destinationPort)],
  ];
  return list(fields, style);
}

function named(key: Field[0], name: string | undefined): Field[] {
  return name === undefined ? [] : [[key, name]];
}
