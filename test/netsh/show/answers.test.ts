/** Whole answers of every show verb, in files beside this one. */

import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../src/base/address.ts';
import { renderShow } from '../../../src/netsh/show/render-show.ts';
import type {
  DynamicShowRequest,
  ShowFilter,
  ShowStyle,
  StaticShowRequest,
} from '../../../src/netsh/show-request.ts';
import { NO_POLICY } from '../../../src/policy/compiled.ts';
import { EMPTY_MODEL } from '../../../src/policy/model.ts';
import { DYNAMIC, STATIC } from './sample.ts';

type Asked<T> = T extends unknown ? Omit<T, 'context' | 'style'> : never;

const LIST: ShowStyle = { format: 'list', wide: false, resolvedns: false };
const TABLE: ShowStyle = { ...LIST, format: 'table' };
const ANYTHING: ShowFilter = {
  source: undefined,
  destination: undefined,
  protocol: undefined,
  sourcePort: undefined,
  destinationPort: undefined,
  inboundAction: undefined,
  outboundAction: undefined,
};
const ALL = { target: 'all' } as const;
const EVERY = { name: undefined, filter: ANYTHING } as const;

const STATIC_ANSWERS: readonly [string, Asked<StaticShowRequest>, ShowStyle][] = [
  ['static-all', { what: 'all' }, LIST],
  ['static-policy', { what: 'policy', ...ALL, verbose: false }, LIST],
  ['static-policy-table', { what: 'policy', ...ALL, verbose: false }, TABLE],
  [
    'static-policy-verbose',
    { what: 'policy', target: { by: 'name', name: 'servers' }, verbose: true },
    LIST,
  ],
  [
    'static-rule',
    { what: 'rule', policy: 'Servers', ...ALL, type: undefined, verbose: false },
    LIST,
  ],
  [
    'static-rule-table',
    { what: 'rule', policy: 'Servers', ...ALL, type: undefined, verbose: false },
    TABLE,
  ],
  [
    'static-rule-tunnel',
    { what: 'rule', policy: 'Servers', ...ALL, type: 'tunnel', verbose: true },
    LIST,
  ],
  [
    'static-rule-default',
    { what: 'rule', policy: 'Servers', target: 'default', type: undefined, verbose: true },
    LIST,
  ],
  ['static-filterlist', { what: 'filterlist', ...ALL, verbose: true }, LIST],
  ['static-filterlist-table', { what: 'filterlist', ...ALL, verbose: true }, TABLE],
  [
    'static-filterlist-of-rule',
    { what: 'filterlist', target: { by: 'rule', rule: 'All of it' }, verbose: false },
    TABLE,
  ],
  ['static-filteraction', { what: 'filteraction', ...ALL, verbose: true }, LIST],
  ['static-filteraction-table', { what: 'filteraction', ...ALL, verbose: false }, TABLE],
  ['static-store', { what: 'store' }, LIST],
];

const DYNAMIC_ANSWERS: readonly [string, Asked<DynamicShowRequest>, ShowStyle][] = [
  ['dynamic-all', { what: 'all' }, LIST],
  ['dynamic-config', { what: 'config' }, LIST],
  ['dynamic-mmpolicy', { what: 'mmpolicy', name: undefined }, LIST],
  ['dynamic-qmpolicy', { what: 'qmpolicy', name: undefined }, LIST],
  ['dynamic-mmfilter-generic', { what: 'mmfilter', type: 'generic', ...EVERY }, LIST],
  ['dynamic-mmfilter-specific', { what: 'mmfilter', type: 'specific', ...EVERY }, LIST],
  ['dynamic-qmfilter-generic', { what: 'qmfilter', type: 'generic', ...EVERY }, LIST],
  ['dynamic-qmfilter-specific', { what: 'qmfilter', type: 'specific', ...EVERY }, LIST],
  ['dynamic-rule', { what: 'rule', type: undefined, filter: ANYTHING }, LIST],
  ['dynamic-mmsas', { what: 'mmsas', filter: ANYTHING }, LIST],
  ['dynamic-mmsas-table', { what: 'mmsas', filter: ANYTHING }, TABLE],
  ['dynamic-qmsas', { what: 'qmsas', filter: ANYTHING }, LIST],
  ['dynamic-qmsas-table', { what: 'qmsas', filter: ANYTHING }, TABLE],
  ['dynamic-stats', { what: 'stats', type: 'all' }, LIST],
];

const staticText = (asked: Asked<StaticShowRequest>, style = LIST, data = STATIC): string =>
  renderShow({ context: 'static', style, ...asked } as StaticShowRequest, data);
const dynamicText = (asked: Asked<DynamicShowRequest>, style = LIST, data = DYNAMIC): string =>
  renderShow({ context: 'dynamic', style, ...asked } as DynamicShowRequest, data);

const fits = (text: string): boolean => text.split('\n').every((line) => line.length <= 80);

describe('show', () => {
  it.each(STATIC_ANSWERS)('answers %s', async (name, asked, style) => {
    const text = staticText(asked, style);
    expect(fits(text)).toBe(true);
    expect(text).not.toContain('never shown');
    await expect(`${text}\n`).toMatchFileSnapshot(`expected/${name}.txt`);
  });

  it.each(DYNAMIC_ANSWERS)('answers %s', async (name, asked, style) => {
    const text = dynamicText(asked, style);
    expect(fits(text)).toBe(true);
    expect(text).not.toContain('never shown');
    await expect(`${text}\n`).toMatchFileSnapshot(`expected/${name}.txt`);
  });

  it('says in words that there is nothing', () => {
    const empty = { ...STATIC, model: EMPTY_MODEL };
    expect(staticText({ what: 'all' }, LIST, empty)).toBe(
      'There are no policies.\n\nThere are no filter lists.\n\nThere are no filter actions.',
    );
    expect(staticText({ what: 'gpoassignedpolicy', name: undefined })).toBe(
      'The directory assigns no IPsec policy to alpha.',
    );
    const idle = {
      ...DYNAMIC,
      active: NO_POLICY,
      expansion: { mainMode: [], quickMode: [] },
      mainModeSas: [],
      quickModeSas: [],
    };
    expect(dynamicText({ what: 'mmpolicy', name: undefined }, LIST, idle)).toBe(
      'There are no main-mode policies in force.',
    );
    expect(dynamicText({ what: 'qmsas', filter: ANYTHING }, LIST, idle)).toBe(
      'There are no quick-mode SAs.',
    );
  });

  it('shows soft SAs behind those that protect, and by themselves', () => {
    const soft = {
      policy: 'All of it [192.0.2.1 <-> 192.0.2.9]',
      local: '192.0.2.1',
      remote: '192.0.2.9',
      createdAt: 5000,
      expiresAt: 28_805_000,
      packetsSent: 2,
      octetsSent: 60,
      packetsReceived: 1,
      octetsReceived: 30,
    };
    const asked = { what: 'qmsas', filter: ANYTHING } as const;
    const data = { ...DYNAMIC, softSas: [soft] };
    const all = dynamicText(asked, LIST, data);
    expect(all).toMatch(/No\. of QuickMode SAs {6}: 1\nNo\. of Soft SAs {11}: 1$/);
    expect(dynamicText(asked, TABLE, data)).toMatch(/192\.0\.2\.9 +SOFT +TCP/);
    const alone = { ...data, quickModeSas: [] };
    expect(dynamicText(asked, LIST, alone)).toContain(
      [
        'Encapsulation Type        : NONE (soft SA: in clear)',
        'Soft SA LifeTime          : 480 minutes',
        '',
        'Transport Filter',
        '----------------',
        '  Source IP Address         : 192.0.2.1',
        '  Destination IP Address    : 192.0.2.9',
        '  Protocol                  : TCP',
      ].join('\n'),
    );
    const icmp = { ...ANYTHING, protocol: 1 };
    expect(dynamicText({ ...asked, filter: icmp }, LIST, alone)).toBe(
      'There are no quick-mode SAs that fit.',
    );
  });

  it('shows names where they are asked for', () => {
    const data = { ...DYNAMIC, names: new Map([['192.0.2.2', 'gate.lab.example']]) };
    const text = dynamicText({ what: 'mmsas', filter: ANYTHING }, LIST, data);
    expect(text).toContain('DNS Name                  : gate.lab.example');
  });

  it('leaves out what was not asked for', () => {
    const elsewhere = { kind: 'address', address: parseAddress('203.0.113.9') } as const;
    const filter = { ...ANYTHING, destination: elsewhere };
    expect(dynamicText({ what: 'mmsas', filter })).toBe('There are no main-mode SAs that fit.');
    expect(dynamicText({ what: 'rule', type: 'tunnel', filter: ANYTHING })).toBe(
      'There are no rules in force that fit.',
    );
    const blocked = { ...ANYTHING, inboundAction: 'block' } as const;
    expect(
      dynamicText({ what: 'qmfilter', name: undefined, type: 'specific', filter: blocked }),
    ).toContain('No. of Specific Filters   : 1');
  });

  it('cuts what is too long for a table, and not where it may be wide', () => {
    const actions = { what: 'filteraction', ...ALL, verbose: false } as const;
    const [action] = STATIC.model.filterActions;
    const filterActions = [{ ...action!, description: 'd'.repeat(90) }];
    const data = { ...STATIC, model: { ...STATIC.model, filterActions } };
    expect(staticText(actions, TABLE, data)).toContain('dd..');
    expect(staticText(actions, { ...TABLE, wide: true }, data)).not.toContain('..');
  });
});
