/**
 * The three example policies that every computer has, with their filter lists and actions. GUIDs are
 * our own: one and the same on every computer, so that examples that were exported find themselves
 * again.
 */

import {
  DEFAULT_AUTHENTICATION,
  DEFAULT_POLICY,
  EXAMPLES,
  type ExampleTable,
  type Release,
} from './defaults.ts';
import type {
  Filter,
  FilterAction,
  FilterList,
  Guid,
  IpsecPolicy,
  PolicyModel,
  Rule,
  SecurityMethod,
} from './model.ts';

const LISTS = { icmp: guid(0x10), all: guid(0x11) };
const ACTIONS = { permit: guid(0x20), request: guid(0x21), require: guid(0x22) };

/** A store with the examples and nothing else; none is assigned. `now` is when they were made. */
export function exampleModel(release: Release, now: number): PolicyModel {
  const table = EXAMPLES[release];
  const server = serverRules('Request Security (Optional) Rule', 0x41, ACTIONS.request, now);
  const secure = serverRules('Require Security', 0x43, ACTIONS.require, now);
  return {
    policies: [
      policy(0x30, 'Client (Respond Only)', CLIENT_TEXT, [], table, now),
      policy(0x31, 'Server (Request Security)', SERVER_TEXT, server, table, now),
      policy(0x32, 'Secure Server (Require Security)', SECURE_TEXT, secure, table, now),
    ],
    filterLists: filterLists(now),
    filterActions: filterActions(table, now),
    assigned: undefined,
  };
}

const CLIENT_TEXT =
  'Communicate in clear, and use the default response rule with servers that ask for security.';
const SERVER_TEXT =
  'Always ask for security, by Kerberos; communicate in clear with computers that do not answer.';
const SECURE_TEXT =
  'Always require security, by Kerberos; do not communicate with computers that are not trusted.';

function filterLists(now: number): readonly FilterList[] {
  return [
    {
      guid: LISTS.icmp,
      name: 'All ICMP Traffic',
      description: 'All ICMP packets between this computer and any other.',
      modifiedAt: now,
      filters: [meToAny(0x12, 1)],
    },
    {
      guid: LISTS.all,
      name: 'All IP Traffic',
      description:
        'All IP packets between this computer and any other, but broadcast, multicast and IKE.',
      modifiedAt: now,
      filters: [meToAny(0x13, 0)],
    },
  ];
}

function filterActions(table: ExampleTable, now: number): readonly FilterAction[] {
  return [
    {
      guid: ACTIONS.permit,
      name: 'Permit',
      description: 'Let packets pass without security.',
      modifiedAt: now,
      action: 'permit',
      sessionPfs: false,
      inboundPassThrough: false,
      soft: false,
      methods: [],
    },
    {
      ...negotiation(table.request, true, now),
      guid: ACTIONS.request,
      name: 'Request Security (Optional)',
      description:
        'Accept unsecured packets, but answer secured; in clear with computers that have no IPsec.',
    },
    {
      ...negotiation(table.require, false, now),
      guid: ACTIONS.require,
      name: 'Require Security',
      description: 'Accept unsecured packets, but answer secured; nothing in clear.',
    },
  ];
}

/** Inbound pass-through is verified for both, soft as an offer of no algorithms. */
function negotiation(
  methods: readonly SecurityMethod[],
  soft: boolean,
  now: number,
): Omit<FilterAction, 'guid' | 'name' | 'description'> {
  return {
    modifiedAt: now,
    action: 'negotiate',
    sessionPfs: false,
    inboundPassThrough: true,
    soft,
    methods,
  };
}

function policy(
  number: number,
  name: string,
  description: string,
  rules: readonly Rule[],
  table: ExampleTable,
  now: number,
): IpsecPolicy {
  const { masterPfs, quickModeLimit, lifetimeMinutes, pollingMinutes } = DEFAULT_POLICY;
  return {
    guid: guid(number),
    name,
    description,
    modifiedAt: now,
    mainMode: { masterPfs, quickModeLimit, lifetimeMinutes, methods: table.mainMode },
    pollingMinutes,
    rules,
    defaultResponse: {
      active: true,
      sessionPfs: false,
      methods: table.defaultResponse,
      authentication: DEFAULT_AUTHENTICATION,
      modifiedAt: now,
    },
  };
}

function serverRules(
  negotiates: string,
  firstNumber: number,
  filterAction: Guid,
  now: number,
): readonly Rule[] {
  const rule = (id: number, name: string, filterList: Guid, action: Guid): Rule => ({
    guid: guid(firstNumber + id - 1),
    id,
    name,
    description: '',
    modifiedAt: now,
    filterList,
    filterAction: action,
    tunnel: undefined,
    connectionType: 'all',
    active: true,
    authentication: DEFAULT_AUTHENTICATION,
  });
  return [
    rule(1, negotiates, LISTS.all, filterAction),
    rule(2, 'Permit unsecure ICMP packets to pass through.', LISTS.icmp, ACTIONS.permit),
  ];
}

function meToAny(number: number, protocol: number): Filter {
  return {
    guid: guid(number),
    description: '',
    source: { kind: 'me' },
    destination: { kind: 'any' },
    protocol,
    sourcePort: 0,
    destinationPort: 0,
    mirrored: true,
  };
}

function guid(number: number): Guid {
  return `{E5B1A100-2003-4C0D-9A5E-${number.toString(16).toUpperCase().padStart(12, '0')}}`;
}
