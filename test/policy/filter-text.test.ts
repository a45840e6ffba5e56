import { expect, test } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import {
  filterAddressText,
  filterMaskText,
  filterText,
  maskText,
  parseFilterAddress,
  parseMask,
  parseProtocol,
  protocolName,
} from '../../src/policy/filter-text.ts';
import { filter, host, subnet } from './making.ts';

const found = [parseAddress('192.0.2.7'), parseAddress('2001:db8::7')];
const resolve = (name: string) => (name === 'a.example' ? found : []);
const parse = (text: string, mask?: string) => parseFilterAddress(text, mask, resolve);

test.each([
  ['me', undefined, { kind: 'me' }],
  ['ANY', undefined, { kind: 'any' }],
  ['wins', undefined, { kind: 'server', server: 'WINS' }],
  ['Gateway', undefined, { kind: 'server', server: 'GATEWAY' }],
  ['192.0.2.1', undefined, host('192.0.2.1')],
  ['192.0.2.1', '32', host('192.0.2.1')],
  ['192.0.2.1', '255.255.255.255', host('192.0.2.1')],
  ['192.0.2.1', '255.255.255.0', subnet('192.0.2.0', 24)],
  ['192.0.2.1', '23', subnet('192.0.2.0', 23)],
  ['192.0.2.1', '0.0.0.0', { kind: 'any' }],
  ['a.example', undefined, { kind: 'dns', name: 'a.example', addresses: [found[0]] }],
])('%s with mask %s', (text, mask, value) => {
  expect(parse(text, mask)).toEqual({ value });
});

test.each([
  ['me', '24', 'a mask goes with an IPv4 address only, not with "me"'],
  ['a.example', '24', 'a mask goes with an IPv4 address only, not with "a.example"'],
  ['192.0.2.1', '33', 'the mask 33 is not from 1 to 32 bits'],
  ['192.0.2.1', '0', 'the mask 0 is not from 1 to 32 bits'],
  ['192.0.2.1', '255.0.255.0', 'the mask 255.0.255.0 has a one behind a zero'],
  ['192.0.2.1', 'x', '"x" is no mask: write 255.255.255.0 or 24'],
  ['b.example', undefined, 'the DNS name "b.example" has no IPv4 address here'],
  [
    '2001:db8::1',
    undefined,
    '2001:db8::1 is an IPv6 address; filters of Windows Server 2003 are IPv4',
  ],
  [
    '192.0.2.1-192.0.2.9',
    undefined,
    '"192.0.2.1-192.0.2.9" is neither me, any, an IPv4 address, WINS, DNS, DHCP, GATEWAY nor a DNS name',
  ],
])('%s with mask %s is wrong', (text, mask, problem) => {
  expect(parse(text, mask)).toEqual({ problem });
});

test('every mask reads back', () => {
  for (let prefix = 0; prefix <= 32; prefix++)
    expect(parseMask(maskText(prefix))).toEqual({ value: prefix });
});

test.each([
  ['any', 0],
  ['ICMP', 1],
  ['tcp', 6],
  ['UDP', 17],
  ['raw', 255],
  ['47', 47],
])('protocol %s is %i', (text, value) => {
  expect(parseProtocol(text)).toEqual({ value });
  expect(parseProtocol(protocolName(value))).toEqual({ value });
});

test.each(['256', '-1', '', 'gre', '1.5'])('%j is no protocol', (text) => {
  expect(parseProtocol(text)).toHaveProperty('problem');
});

test('a printed address reads back', () => {
  const dns = { kind: 'dns', name: 'a.example', addresses: [found[0]!] } as const;
  for (const address of [host('192.0.2.1'), subnet('10.0.0.0', 8), dns, { kind: 'me' } as const])
    expect(parse(filterAddressText(address), filterMaskText(address))).toEqual({ value: address });
});

test('a filter for people', () => {
  expect(filterText(filter())).toBe('me <-> any');
  expect(
    filterText(
      filter({
        protocol: 6,
        destinationPort: 80,
        mirrored: false,
        destination: subnet('10.0.0.0', 8),
      }),
    ),
  ).toBe('me -> 10.0.0.0/8 TCP any->80');
});
