import { expect, test } from 'vitest';
import { ANY, addFilter, applied, filter, host, ME, refused, remarks, subnet } from './making.ts';

const mail = { protocol: 6, destinationPort: 25 };

test('a filter makes its list', () => {
  const model = applied([addFilter('Mail', mail), addFilter('mail', { protocol: 17 })]);
  expect(model.filterLists.map(({ name, filters }) => [name, filters.length])).toEqual([
    ['Mail', 2],
  ]);
  expect(remarks(addFilter('Mail'))).toEqual(['The filter list "Mail" was made for it.']);
  expect(remarks(addFilter('Mail', mail), addFilter('Mail'))).toEqual([]);
});

test('a refused filter makes no list', () => {
  expect(refused(addFilter('Mail', { destinationPort: 25 })).code).toBe('invalid');
});

test('the same filter is not taken twice, whatever its mask is called', () => {
  const net = addFilter('Net', { destination: subnet('192.0.2.0', 24) });
  const same = addFilter('Net', { destination: subnet('192.0.2.77', 24) });
  expect(refused(net, same).code).toBe('exists');
  const one = addFilter('Net', { destination: host('192.0.2.1') });
  expect(refused(one, addFilter('Net', { destination: subnet('192.0.2.1', 32) })).code).toBe(
    'exists',
  );
  expect(
    refused(addFilter('Net'), addFilter('Net', { destination: subnet('1.2.3.4', 0) })).code,
  ).toBe('exists');
});

test('a filter from a computer to itself is refused, whatever its mask is called', () => {
  const source = host('192.0.2.2');
  for (const destination of [source, subnet('192.0.2.2', 32)])
    expect(refused(addFilter('Web', { source, destination })).message).toContain('same computer');
});

test('a filter is deleted by all that it says', () => {
  const made = [addFilter('Mail', mail), addFilter('Mail', { ...mail, mirrored: false })];
  const model = applied([
    ...made,
    { kind: 'delete-filter', filterList: 'Mail', filter: filter(mail) },
  ]);
  expect(model.filterLists[0]?.filters.map(({ mirrored }) => mirrored)).toEqual([false]);
  expect(
    refused(...made, {
      kind: 'delete-filter',
      filterList: 'Mail',
      filter: filter({ ...mail, sourcePort: 1 }),
    }).message,
  ).toBe('None of the 2 filters of "Mail" is exactly this one.');
});

test('the list stays when its last filter goes', () => {
  const model = applied([
    addFilter('Mail', mail),
    { kind: 'delete-filter', filterList: 'Mail', filter: filter(mail) },
  ]);
  expect(model.filterLists[0]?.filters).toEqual([]);
});

const DNS = { kind: 'server', server: 'DNS' } as const;
const named = { kind: 'dns', name: 'a.example', addresses: [] } as const;

test.each([
  ['ports without TCP or UDP', { destinationPort: 25 }],
  ['ports with ICMP', { protocol: 1, sourcePort: 8 }],
  ['a protocol above 255', { protocol: 256 }],
  ['half a protocol', { protocol: 1.5 }],
  ['a port above 65535', { protocol: 6, sourcePort: 65_536 }],
  ['a mask of 33 bits', { destination: subnet('192.0.2.0', 33) }],
  ['this computer to itself', { destination: ME }],
  ['one computer to itself', { source: host('192.0.2.1'), destination: host('192.0.2.1') }],
  ['servers of another computer', { source: ANY, destination: DNS }],
  ['servers to servers', { source: DNS, destination: DNS }],
  ['an IPv6 address', { destination: host('2001:db8::1') }],
  ['a name without addresses', { destination: named }],
])('%s: refused', (_what, fields) => {
  const error = refused(addFilter('Bad', fields));
  expect(error.code).toBe('invalid');
  expect(error.advice).not.toBe('');
});

test('servers go with this computer, on either side', () => {
  applied([
    addFilter('Good', { destination: DNS }),
    addFilter('Good', { source: DNS, destination: ME }),
  ]);
});
