import { expect, test } from 'vitest';
import { parseAddress, rangeText } from '../../src/base/address.ts';
import type { PolicyCommand } from '../../src/policy/commands.ts';
import { compile } from '../../src/policy/compile.ts';
import type { Environment } from '../../src/policy/compiled.ts';
import { expand, expansionBound } from '../../src/policy/expand.ts';
import type { Filter } from '../../src/policy/model.ts';
import {
  ANY,
  addAction,
  addFilter,
  addPolicy,
  addRule,
  applied,
  computer,
  host,
  ME,
  named,
  subnet,
} from './making.ts';

const permit = addAction('A', { action: 'permit', methods: [] });

function expanded(
  fields: Partial<Omit<Filter, 'guid'>>,
  environment: Environment,
  action = addAction('A'),
  ...more: readonly PolicyCommand[]
): string[] {
  const model = applied([
    addPolicy('P'),
    addFilter('F', fields),
    action,
    addRule('R', 'P', 'F', 'A'),
    ...more,
  ]);
  const active = compile(model, model.policies[0]!.guid, 'local');
  const expansion = expand(active, environment);
  const count = expansion.quickMode.length + expansion.mainMode.length;
  expect(count).toBeLessThanOrEqual(expansionBound(active, environment));
  return expansion.quickMode.map(
    ({ direction, source, destination, sourcePort, destinationPort, action: does }) =>
      `${direction} ${rangeText(source)}:${sourcePort} ${rangeText(destination)}:${destinationPort} ${does}`,
  );
}

const here = computer('192.0.2.1');
const NONE: readonly string[] = [];

test('a mirrored filter is made both ways', () => {
  expect(expanded({ protocol: 6, destinationPort: 80 }, here)).toEqual([
    'outbound 192.0.2.1:0 0.0.0.0/0:80 negotiate',
    'inbound 0.0.0.0/0:80 192.0.2.1:0 negotiate',
  ]);
});

test('one that is not mirrored is made one way', () => {
  expect(expanded({ mirrored: false }, here)).toEqual([
    'outbound 192.0.2.1:0 0.0.0.0/0:0 negotiate',
  ]);
  expect(expanded({ mirrored: false, source: ANY, destination: ME }, here)).toEqual([
    'inbound 0.0.0.0/0:0 192.0.2.1:0 negotiate',
  ]);
});

test('me is each of the own addresses, of IPv4', () => {
  const two = computer('192.0.2.1', '198.51.100.1', '2001:db8::1');
  expect(expanded({ mirrored: false }, two)).toEqual([
    'outbound 192.0.2.1:0 0.0.0.0/0:0 negotiate',
    'outbound 198.51.100.1:0 0.0.0.0/0:0 negotiate',
  ]);
});

test('any to any is for both ways as it is', () => {
  expect(expanded({ source: ANY }, here)).toEqual([
    'outbound 0.0.0.0/0:0 0.0.0.0/0:0 negotiate',
    'inbound 0.0.0.0/0:0 0.0.0.0/0:0 negotiate',
  ]);
});

test('servers are those that this computer has', () => {
  const DNS = ['192.0.2.53', '192.0.2.54'].map(parseAddress);
  const environment = { ...here, servers: { ...here.servers, DNS } };
  const fields = { destination: { kind: 'server', server: 'DNS' }, mirrored: false } as const;
  expect(expanded(fields, environment)).toEqual([
    'outbound 192.0.2.1:0 192.0.2.53:0 negotiate',
    'outbound 192.0.2.1:0 192.0.2.54:0 negotiate',
  ]);
  expect(expanded({ ...fields, destination: { kind: 'server', server: 'WINS' } }, here)).toEqual(
    NONE,
  );
});

test('a DNS name is each address that it had', () => {
  const addresses = ['203.0.113.1', '203.0.113.2'].map(parseAddress);
  const destination = { kind: 'dns', name: 'a.example', addresses } as const;
  expect(expanded({ destination, mirrored: false }, here)).toEqual([
    'outbound 192.0.2.1:0 203.0.113.1:0 negotiate',
    'outbound 192.0.2.1:0 203.0.113.2:0 negotiate',
  ]);
});

test('a subnet with this computer in it is for both ways', () => {
  const net = { source: subnet('192.0.2.0', 24), destination: subnet('192.0.2.0', 25) };
  expect(expanded({ ...net, mirrored: false }, here)).toEqual([
    'outbound 192.0.2.0/24:0 192.0.2.0/25:0 negotiate',
    'inbound 192.0.2.0/24:0 192.0.2.0/25:0 negotiate',
  ]);
});

test('between others, packets are let or blocked, but nothing is negotiated', () => {
  const others = { source: host('10.0.0.1'), destination: host('10.0.0.2'), mirrored: false };
  expect(expanded(others, here)).toEqual(NONE);
  expect(expanded(others, here, permit)).toEqual([
    'outbound 10.0.0.1:0 10.0.0.2:0 permit',
    'inbound 10.0.0.1:0 10.0.0.2:0 permit',
  ]);
});

test('a filter of a tunnel is outbound, or inbound where the tunnel ends here', () => {
  const nets = {
    source: subnet('10.1.0.0', 16),
    destination: subnet('10.2.0.0', 16),
    mirrored: false,
  };
  const tunnel = (text: string) =>
    ({
      kind: 'set-rule',
      policy: named('P'),
      target: named('R'),
      tunnel: { kind: 'address', address: parseAddress(text) },
    }) as const;
  expect(expanded(nets, here, addAction('A'), tunnel('203.0.113.1'))).toEqual([
    'outbound 10.1.0.0/16:0 10.2.0.0/16:0 negotiate',
  ]);
  expect(expanded(nets, here, addAction('A'), tunnel('192.0.2.1'))).toEqual([
    'inbound 10.1.0.0/16:0 10.2.0.0/16:0 negotiate',
  ]);
});

test('rules for other connections do not apply', () => {
  const dialup = (connectionType: 'lan' | 'dialup') =>
    ({ kind: 'set-rule', policy: named('P'), target: named('R'), connectionType }) as const;
  expect(expanded({}, here, addAction('A'), dialup('dialup'))).toEqual(NONE);
  expect(expanded({}, here, addAction('A'), dialup('lan'))).toHaveLength(2);
  const away = { ...here, connection: 'dialup' } as const;
  expect(expanded({}, away, addAction('A'), dialup('dialup'))).toHaveLength(2);
});

test('the most specific filter comes first, whatever order they were made in', () => {
  const model = applied([
    addPolicy('P'),
    permit,
    addFilter('F', { mirrored: false }),
    addFilter('F', { mirrored: false, destination: subnet('10.0.0.0', 8) }),
    addFilter('F', { mirrored: false, protocol: 6, destinationPort: 80 }),
    addFilter('F', { mirrored: false, protocol: 6 }),
    addFilter('F', { mirrored: false, destination: host('10.0.0.1') }),
    addRule('R', 'P', 'F', 'A'),
  ]);
  const { quickMode } = expand(compile(model, model.policies[0]!.guid, 'local'), here);
  expect(
    quickMode.map((one) => [
      rangeText(one.destination),
      one.protocol,
      one.destinationPort,
      one.weight,
    ]),
  ).toEqual([
    ['10.0.0.1', 0, 0, 512],
    ['10.0.0.0/8', 0, 0, 320],
    ['0.0.0.0/0', 6, 80, 261],
    ['0.0.0.0/0', 6, 0, 260],
    ['0.0.0.0/0', 0, 0, 256],
  ]);
});

test('filters of one weight keep the order of their rules', () => {
  const model = applied([
    addPolicy('P'),
    permit,
    addFilter('F', { protocol: 6, mirrored: false }),
    addFilter('G', { protocol: 17, mirrored: false }),
    addRule('first', 'P', 'G', 'A'),
    addRule('second', 'P', 'F', 'A'),
  ]);
  const { quickMode } = expand(compile(model, model.policies[0]!.guid, 'local'), here);
  expect(quickMode.map(({ generic }) => generic.name)).toEqual(['first', 'second']);
});
