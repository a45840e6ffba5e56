import { describe, expect, it } from 'vitest';
import { endpointText, parseAddress } from '../../src/base/address.ts';
import { AddressTable } from '../../src/net/address-table.ts';
import type { SocketPlan } from '../../src/net/socket-plan.ts';
import { bareConfig, endpoint } from './fake-host.ts';

const CONFIG = bareConfig('alice', '192.0.2.1', '10.1.0.1', '2001:db8::1');

function shown(table: AddressTable, machine: string[]): string[] {
  return table
    .ownSockets(new Set(machine))
    .map(({ role, local, real }) => `${role} ${endpointText(local)} ${real.address} ${real.port}`);
}

describe('direct sockets', () => {
  const direct: SocketPlan = { mode: 'direct', bind: undefined, linkPort: undefined };

  it('are those of the addresses that the machine has', () => {
    const table = new AddressTable(CONFIG, direct);
    expect(shown(table, ['192.0.2.1', '127.0.0.1'])).toEqual([
      'ike 192.0.2.1:500 192.0.2.1 500',
      'natT 192.0.2.1:4500 192.0.2.1 4500',
    ]);
    expect(shown(table, ['127.0.0.1'])).toEqual([]);
  });

  it('are those that are named, with a link port if one is', () => {
    const bind = [parseAddress('2001:db8::1')];
    const table = new AddressTable(CONFIG, { mode: 'direct', bind, linkPort: 700 });
    expect(shown(table, [])).toEqual([
      'ike [2001:db8::1]:500 2001:db8::1 500',
      'natT [2001:db8::1]:4500 2001:db8::1 4500',
      'link [2001:db8::1]:0 2001:db8::1 700',
    ]);
    expect(table.realLink(parseAddress('192.0.2.9'))).toEqual({ address: '192.0.2.9', port: 700 });
  });

  it('reach everybody at their own addresses and ports', () => {
    const table = new AddressTable(CONFIG, direct);
    expect(table.realUdp(endpoint('198.51.100.7', 1234))).toEqual({
      address: '198.51.100.7',
      port: 1234,
    });
    expect(table.realLink(parseAddress('198.51.100.7'))).toBeUndefined();
    expect(endpointText(table.hostLevel('fe80::1%eth0', 500))).toBe('[fe80::1]:500');
  });
});

describe('mapped sockets', () => {
  const real = (port: number) => ({ address: '127.0.0.1', port });
  const plan: SocketPlan = {
    mode: 'mapped',
    map: new Map([
      ['192.0.2.1', { ike: real(1), natT: real(2), link: real(3) }],
      ['10.1.0.1', { link: real(3) }],
      ['192.0.2.2', { ike: real(4), natT: real(5), link: real(6) }],
    ]),
  };
  const table = new AddressTable(CONFIG, plan);

  it('have further ports of an address, those that a NAT gives', () => {
    const ports = new Map([[40_000, real(9)]]);
    const nat = { ike: real(7), natT: real(8), ports };
    const map = new Map([...plan.map, ['198.51.100.1', nat]]);
    const other = new AddressTable(CONFIG, { mode: 'mapped', map });
    expect(other.realUdp(endpoint('198.51.100.1', 40_000))).toEqual(real(9));
    expect(other.realUdp(endpoint('198.51.100.1', 4500))).toEqual(real(8));
    expect(endpointText(other.hostLevel('127.0.0.1', 9))).toBe('198.51.100.1:40000');
    expect(other.realUdp(endpoint('198.51.100.1', 40_001)).address).toBe('198.51.100.1');
  });

  it('are opened once, though addresses share a link', () => {
    expect(shown(table, [])).toEqual([
      'ike 192.0.2.1:500 127.0.0.1 1',
      'natT 192.0.2.1:4500 127.0.0.1 2',
      'link 192.0.2.1:0 127.0.0.1 3',
    ]);
  });

  it('map both ways; what is not in the table maps to itself', () => {
    expect(table.realUdp(endpoint('192.0.2.2', 500))).toEqual(real(4));
    expect(table.realUdp(endpoint('192.0.2.2', 4500))).toEqual(real(5));
    expect(table.realUdp(endpoint('192.0.2.2', 999))).toEqual({ address: '192.0.2.2', port: 999 });
    expect(endpointText(table.hostLevel('127.0.0.1', 5))).toBe('192.0.2.2:4500');
    expect(endpointText(table.hostLevel('127.0.0.1', 99))).toBe('127.0.0.1:99');
    expect(table.realUdp(endpoint('127.0.0.1', 99))).toEqual(real(99));
    expect(table.realLink(parseAddress('192.0.2.2'))).toEqual(real(6));
    expect(table.realLink(parseAddress('10.9.9.9'))).toBeUndefined();
  });
});
