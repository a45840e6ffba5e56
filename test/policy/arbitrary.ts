/** Random commands for properties, from few names, so that they meet. */

import fc from 'fast-check';
import { parseAddress } from '../../src/base/address.ts';
import { utf8 } from '../../src/base/bytes.ts';
import { Secret } from '../../src/base/secret.ts';
import type { FilterIdentity, PolicyCommand, Reference } from '../../src/policy/commands.ts';
import type { DynamicCommand } from '../../src/policy/dynamic.ts';
import type {
  ConnectionType,
  FilterAddress,
  MainModeMethod,
  PolicyAuthentication,
  SecurityMethod,
} from '../../src/policy/model.ts';
import { applied, filter } from './making.ts';

/** Mostly what is right, so that commands come to something. */
const mostly = <T>(right: fc.Arbitrary<T>, wrong: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 9, arbitrary: right }, { weight: 1, arbitrary: wrong });

const name = mostly(
  fc.constantFrom('A', 'a', 'B', 'All IP Traffic', 'Server (Request Security)'),
  fc.constantFrom('', 'all'),
);
const description = mostly(fc.constantFrom('', 'what it is for'), fc.constant('two\nlines'));
const truth = fc.boolean();
const number = mostly(
  fc.constantFrom(0, 1, 2, 300, 65_536),
  fc.constantFrom(-1, 2 ** 31, 0.5, Number.NaN),
);
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });

const reference: fc.Arbitrary<Reference> = mostly(
  name.map((text): Reference => ({ by: 'name', name: text })),
  fc.oneof(
    fc.nat(3).map((id): Reference => ({ by: 'id', id })),
    fc.nat(40).map((at): Reference => ({ by: 'guid', guid: guidText(at) })),
  ),
);

const ipv4 = fc
  .tuple(fc.constantFrom(0, 10, 192, 224), fc.constantFrom(0, 2), fc.constantFrom(1, 255))
  .map(([a, b, d]) => parseAddress(`${a}.0.${b}.${d}`));
const address = fc.oneof(
  { weight: 9, arbitrary: ipv4 },
  { weight: 1, arbitrary: fc.constant(parseAddress('2001:db8::1')) },
);

const filterAddress: fc.Arbitrary<FilterAddress> = fc.oneof(
  fc.constantFrom<FilterAddress>({ kind: 'me' }, { kind: 'any' }),
  address.map((one): FilterAddress => ({ kind: 'address', address: one })),
  fc
    .tuple(address, fc.integer({ min: 0, max: 33 }))
    .map(([one, prefix]): FilterAddress => ({ kind: 'subnet', address: one, prefix })),
  fc
    .array(address, { maxLength: 2 })
    .map((addresses): FilterAddress => ({ kind: 'dns', name: 'a.example', addresses })),
  fc
    .constantFrom('DNS', 'WINS', 'DHCP', 'GATEWAY')
    .map((server): FilterAddress => ({ kind: 'server', server: server as 'DNS' })),
);

const port = fc.constantFrom(0, 0, 0, 80, 65_536);

const usual: FilterIdentity = { ...filter(), protocol: 6 };

const strange: fc.Arbitrary<FilterIdentity> = fc.record({
  source: filterAddress,
  destination: filterAddress,
  protocol: fc.constantFrom(0, 1, 6, 17, 256),
  sourcePort: port,
  destinationPort: port,
  mirrored: truth,
});

const filterIdentity: fc.Arbitrary<FilterIdentity> = fc.oneof(
  fc.constantFrom(usual, { ...usual, mirrored: false }, { ...usual, destinationPort: 80 }),
  strange,
);

const securityMethod: fc.Arbitrary<SecurityMethod> = fc.record({
  ah: fc.constantFrom('MD5', 'SHA1', undefined),
  esp: optional(
    fc.record({
      encryption: fc.constantFrom('DES', '3DES', 'None'),
      integrity: fc.constantFrom('MD5', 'SHA1', 'None'),
    }),
  ),
  kilobytes: mostly(fc.constantFrom(0, 25_000), fc.constant(7)),
  seconds: mostly(fc.constantFrom(0, 300), fc.constant(7)),
});
const methods = fc.array(securityMethod, { maxLength: 2 });
const mainModeMethods: fc.Arbitrary<readonly MainModeMethod[]> = fc.array(
  fc.record({
    encryption: fc.constantFrom('DES', '3DES'),
    hash: fc.constantFrom('MD5', 'SHA1'),
    group: fc.constantFrom(1, 2, 3),
  }),
  { maxLength: 22 },
);

const authentication: fc.Arbitrary<readonly PolicyAuthentication[]> = fc.array(
  fc.oneof(
    fc.constant<PolicyAuthentication>({ method: 'kerberos' }),
    mostly(fc.constantFrom('key', 'Schlüssel'), fc.constant('')).map(
      (text): PolicyAuthentication => ({ method: 'psk', key: new Secret(utf8(text)) }),
    ),
    mostly(fc.constant('CN=Root'), fc.constantFrom('nonsense', '')).map(
      (authority): PolicyAuthentication => ({
        method: 'rootca',
        authority,
        certificateMapping: true,
        excludeName: false,
      }),
    ),
  ),
  { maxLength: 2 },
);

const target = mostly<Reference | 'all'>(reference, fc.constant('all' as const));
const tunnel = fc.oneof(
  fc.constantFrom(undefined, undefined),
  address.map((one) => ({ kind: 'address', address: one }) as const),
  fc
    .array(address, { maxLength: 2 })
    .map((addresses) => ({ kind: 'dns', name: 'gate.example', addresses }) as const),
);
const connectionType = fc.constantFrom('all' as const, 'lan' as const, 'dialup' as const);
const action = fc.constantFrom('permit' as const, 'block' as const, 'negotiate' as const);

function command<K extends PolicyCommand['kind']>(
  kind: K,
  fields: {
    [F in Exclude<keyof Extract<PolicyCommand, { kind: K }>, 'kind'>]: fc.Arbitrary<
      Extract<PolicyCommand, { kind: K }>[F]
    >;
  },
): fc.Arbitrary<PolicyCommand> {
  return fc.record({
    kind: fc.constant(kind),
    ...fields,
  }) as unknown as fc.Arbitrary<PolicyCommand>;
}

const words = { newName: optional(name), description: optional(description) };
const mainMode = { quickModeLimit: number, lifetimeMinutes: number, pollingMinutes: number };

const plain: fc.Arbitrary<PolicyCommand> = fc.oneof(
  command('add-filter', {
    filterList: name,
    filter: filterIdentity.map((identity) => ({ ...identity, description: '' })),
  }),
  command('delete-filter', { filterList: name, filter: filterIdentity }),
  command('add-filter-list', { name, description }),
  command('set-filter-list', { target: reference, ...words }),
  command('delete-filter-list', { target }),
  command('add-filter-action', {
    name,
    description,
    action,
    sessionPfs: truth,
    inboundPassThrough: truth,
    soft: truth,
    methods,
  }),
  command('set-filter-action', {
    target: reference,
    ...words,
    action: optional(action),
    sessionPfs: optional(truth),
    inboundPassThrough: optional(truth),
    soft: optional(truth),
    methods: optional(methods),
  }),
  command('delete-filter-action', { target }),
  command('add-policy', {
    name,
    description,
    masterPfs: truth,
    ...mainMode,
    defaultResponse: truth,
    assign: truth,
    methods: mainModeMethods,
  }),
  command('set-policy', {
    target: reference,
    ...words,
    masterPfs: optional(truth),
    quickModeLimit: optional(number),
    lifetimeMinutes: optional(number),
    pollingMinutes: optional(number),
    defaultResponse: optional(truth),
    assign: optional(truth),
    methods: optional(mainModeMethods),
  }),
  command('delete-policy', { target }),
  command('add-rule', {
    name,
    policy: reference,
    filterList: reference,
    filterAction: reference,
    tunnel,
    connectionType,
    active: truth,
    description,
    authentication,
  }),
  command('set-rule', {
    target: reference,
    policy: reference,
    ...words,
    filterList: optional(reference),
    filterAction: optional(reference),
    tunnel: fc.oneof(tunnel, fc.constant('none' as const)),
    connectionType: optional(connectionType),
    active: optional(truth),
    authentication: optional(authentication),
  }),
  command('delete-rule', { target, policy: reference }),
  command('set-default-rule', {
    policy: reference,
    sessionPfs: optional(truth),
    active: optional(truth),
    methods: optional(methods),
    authentication: optional(authentication),
  }),
  command('restore-examples', { release: fc.constantFrom('win2k' as const, 'win2003' as const) }),
);

function guidText(at: number): string {
  return `{00000000-0000-0000-0000-${String(at).padStart(12, '0')}}`;
}

const foreign = applied([{ kind: 'restore-examples', release: 'win2k' }]);

/** Any command, also such as must be refused. */
export const anyCommand: fc.Arbitrary<PolicyCommand> = fc.oneof(
  { weight: 60, arbitrary: plain },
  { weight: 1, arbitrary: fc.constant<PolicyCommand>({ kind: 'delete-all' }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<PolicyCommand>(
      { kind: 'import', model: foreign },
      { kind: 'import', model: { ...foreign, filterActions: [] } },
    ),
  },
);

const identity = fc
  .tuple(
    filterIdentity,
    mostly<ConnectionType>(fc.constant('all'), connectionType),
    mostly(fc.constant(undefined), address),
  )
  .map(([one, type, end]) => ({ ...one, connectionType: type, tunnel: end }));
const policyName = fc.constantFrom('A', 'a', 'B', 'b');
const pfs = fc.constantFrom('none' as const, 'main-mode' as const, 1 as const, 2 as const);
const minutes = fc.constantFrom(-1, 0, 1, 480);

/** Any dynamic command. */
export const anyDynamicCommand = fc.oneof(
  fc.record({
    kind: fc.constant('add-mm-policy' as const),
    name: policyName,
    quickModeLimit: fc.constantFrom(0, 3),
    lifetimeMinutes: minutes,
    softSaExpiryMinutes: minutes,
    methods: mainModeMethods,
  }),
  fc.record({
    kind: fc.constant('set-mm-policy' as const),
    name: policyName,
    lifetimeMinutes: optional(minutes),
    methods: optional(mainModeMethods),
  }),
  fc.record({
    kind: fc.constant('delete-mm-policy' as const),
    name: fc.oneof(policyName, fc.constant('all')),
  }),
  fc.record({
    kind: fc.constant('add-qm-policy' as const),
    name: policyName,
    soft: truth,
    pfs,
    methods,
  }),
  fc.record({
    kind: fc.constant('set-qm-policy' as const),
    name: policyName,
    soft: optional(truth),
    pfs: optional(pfs),
    methods: optional(methods),
  }),
  fc.record({
    kind: fc.constant('delete-qm-policy' as const),
    name: fc.oneof(policyName, fc.constant('all')),
  }),
  fc.record({
    kind: fc.constant('add-rule' as const),
    identity,
    mainModePolicy: policyName,
    quickModePolicy: optional(policyName),
    inboundAction: action,
    outboundAction: action,
    authentication,
  }),
  fc.record({
    kind: fc.constant('set-rule' as const),
    identity,
    mainModePolicy: optional(policyName),
    quickModePolicy: optional(policyName),
    inboundAction: optional(action),
    outboundAction: optional(action),
    authentication: optional(authentication),
  }),
  fc.record({ kind: fc.constant('delete-rule' as const), identity }),
) satisfies fc.Arbitrary<DynamicCommand>;
