/** The tables of docs/windows.md and docs/windows-facts.md that are written from the product's own data. */

import { parseAddress, rangeOfAddress, rangeOfAll, rangeOfPrefix } from '../src/base/address.ts';
import { IKE_STATISTICS } from '../src/host/ike-statistics.ts';
import { IPSEC_STATISTICS } from '../src/host/ipsec-statistics.ts';
import type { Statistic } from '../src/host/statistic.ts';
import { PROPERTIES } from '../src/netsh/settings.ts';
import { LABELS } from '../src/netsh/show/labels.ts';
import { CATALOGUE } from '../src/observe/windows-events/catalogue.ts';
import { IKE_ERRORS } from '../src/observe/windows-events/ike-errors.ts';
import { EXAMPLES, type ExampleTable } from '../src/policy/defaults.ts';
import { SETTING_TAKES_EFFECT } from '../src/policy/dynamic.ts';
import { POLICY_ERRORS } from '../src/policy/errors.ts';
import { exampleModel } from '../src/policy/examples.ts';
import { mainModeMethodText, methodText } from '../src/policy/method-text.ts';
import { type Weighed, weightOf } from '../src/policy/weight.ts';
import { peerJsonSchema } from '../src/scenario/schema/json-schema.ts';

/** What a page writes between `<!-- table NAME -->` and `<!-- end -->`. */
export const TABLES: Readonly<Record<string, () => string>> = {
  'peer file': peerFileTable,
  'built-in policies': policiesTable,
  'built-in methods': methodsTable,
  weights: weightsTable,
  settings: settingsTable,
  events: eventsTable,
  'example certainty': exampleCertainty,
  statistics: statisticsTable,
  labels: labelsTable,
  errors: errorsTable,
};

/** A page with each of its tables written anew. Throws on a name that no table has. */
export function withTables(page: string): string {
  return page.replace(/<!-- table (.+) -->\n[\s\S]*?<!-- end -->/g, (_, name: string) => {
    const table = TABLES[name];
    if (table === undefined) throw new Error(`no table is called "${name}"`);
    return `<!-- table ${name} -->\n${table()}\n<!-- end -->`;
  });
}

/** The tables that a page has. */
export function tableNames(page: string): readonly string[] {
  return [...page.matchAll(/<!-- table (.+) -->/g)].map(([, name]) => name!);
}

function table(heads: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const line = (cells: readonly unknown[]): string =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

interface Group {
  readonly properties: Readonly<Record<string, JsonField>>;
}

interface JsonField extends Partial<Group> {
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
}

function peerFileTable(): string {
  const { properties } = peerJsonSchema() as { readonly properties: { readonly windows: Group } };
  const windows = properties.windows;
  return table(
    ['key', 'default', 'what'],
    Object.entries(windows.properties).map(([key, field]) => [
      `\`${key}\``,
      defaultText(field),
      field.enum === undefined
        ? field.description
        : `${field.description} (${field.enum.map((word) => `\`${word}\``).join(', ')})`,
    ]),
  );
}

function defaultText({ default: value, properties }: JsonField): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  if (value !== undefined && typeof value !== 'object') return `\`${value}\``;
  return Object.entries(properties ?? {})
    .map(([key, field]) => `\`${key}\`: ${defaultText(field) || 'none'}`)
    .join(', ');
}

function policiesTable(): string {
  const { policies, filterLists, filterActions } = exampleModel('win2003', 0);
  const nameOf = (all: readonly { guid: string; name: string }[], guid: string) =>
    all.find((one) => one.guid === guid)!.name;
  return table(
    ['policy', 'rules', 'default response', 'proof'],
    policies.map(({ name, rules, defaultResponse }) => [
      name,
      rules.length === 0
        ? 'none'
        : rules
            .map(
              ({ filterList, filterAction }) =>
                `${nameOf(filterLists, filterList)}: ${nameOf(filterActions, filterAction)}`,
            )
            .join('; '),
      defaultResponse.active ? 'active' : 'not active',
      defaultResponse.authentication.map(({ method }) => METHODS[method]).join(', '),
    ]),
  );
}

const METHODS = { kerberos: 'Kerberos', psk: 'pre-shared key', rootca: 'certificate' } as const;

function methodsTable(): string {
  const { filterActions, policies } = exampleModel('win2003', 0);
  const negotiating = filterActions.filter(({ action }) => action === 'negotiate');
  const [policy] = policies;
  const codes = (methods: readonly string[]): string =>
    methods.map((one) => `\`${one}\``).join(' ');
  return table(
    ['what', 'inbound pass-through', 'soft', 'methods in order'],
    [
      ...negotiating.map(({ name, inboundPassThrough, soft, methods }) => [
        name,
        yesNo(inboundPassThrough),
        yesNo(soft),
        codes(methods.map(methodText)),
      ]),
      ['default response', '-', '-', codes(policy!.defaultResponse.methods.map(methodText))],
      ['main mode', '-', '-', codes(policy!.mainMode.methods.map(mainModeMethodText))],
    ],
  );
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

function weightsTable(): string {
  const me = rangeOfAddress(parseAddress('192.0.2.1'));
  const any = rangeOfAll(4);
  const all = { protocol: 0, sourcePort: 0, destinationPort: 0 };
  const filters: readonly (readonly [string, Weighed])[] = [
    [
      'me to 192.0.2.2, UDP, from port 1024 to 53',
      { ...all, ...toPeer(me), protocol: 17, sourcePort: 1024, destinationPort: 53 },
    ],
    ['me to 192.0.2.2', { ...all, ...toPeer(me) }],
    [
      'me to 10.1.0.0 with mask 16',
      { ...all, source: me, destination: rangeOfPrefix(parseAddress('10.1.0.0'), 16) },
    ],
    [
      'me to any, TCP, to port 80',
      { ...all, source: me, destination: any, protocol: 6, destinationPort: 80 },
    ],
    ['me to any, ICMP', { ...all, source: me, destination: any, protocol: 1 }],
    ['me to any', { ...all, source: me, destination: any }],
    ['any to any', { ...all, source: any, destination: any }],
  ];
  return table(
    ['filter', 'weight'],
    filters.map(([text, filter]) => [text, weightOf(filter)]),
  );
}

function toPeer(source: Weighed['source']): Pick<Weighed, 'source' | 'destination'> {
  return { source, destination: rangeOfAddress(parseAddress('192.0.2.2')) };
}

function settingsTable(): string {
  return table(
    ['property', 'takes', 'default', 'heeded from', 'what'],
    PROPERTIES.map(({ name, takes, default: given, help }) => [
      `\`${name}\``,
      takes,
      given,
      SETTING_TAKES_EFFECT[name],
      help,
    ]),
  );
}

function eventsTable(): string {
  return table(
    ['ID', 'log', 'type', 'title', 'what it means', 'the ID is'],
    CATALOGUE.map(({ id, log, types, title, meaning, certainty }) => [
      id,
      log,
      types.join(', '),
      title,
      meaning,
      certainty,
    ]),
  );
}

function exampleCertainty(): string {
  const rows = Object.entries(EXAMPLES) as (readonly [string, ExampleTable])[];
  return table(
    ['release', 'its tables are'],
    rows.map(([release, { certainty }]) => [`\`${release}\``, certainty]),
  );
}

function statisticsTable(): string {
  const rows = (kind: string, all: readonly Statistic[]) =>
    all.map(({ label, certainty, netsh }) => [kind, label, certainty, netsh, 'unverified']);
  return table(
    ['of', 'IP Security Monitor', 'sure', 'netsh', 'sure'],
    [...rows('main mode', IKE_STATISTICS), ...rows('quick mode', IPSEC_STATISTICS)],
  );
}

function labelsTable(): string {
  const labels = Object.values(LABELS);
  const of = (wanted: string): string =>
    [...new Set(labels.filter(({ certainty }) => certainty === wanted).map(({ text }) => text))]
      .map((text) => `\`${text}\``)
      .join(', ');
  return table(
    ['sure', 'labels'],
    [
      ['unverified', of('unverified')],
      ['own', of('own')],
    ],
  );
}

function errorsTable(): string {
  const row = (of: string, codes: readonly number[]): readonly unknown[] => [
    of,
    `${Math.min(...codes)} to ${Math.max(...codes)}`,
    codes.length,
    'verified',
  ];
  return table(
    ['errors of', 'numbers', 'how many', 'sure'],
    [
      row(
        'policy',
        POLICY_ERRORS.map(({ code }) => code),
      ),
      row('IKE', [...IKE_ERRORS.keys()]),
    ],
  );
}
