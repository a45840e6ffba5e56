/** ISAKMP is found on any port, with and without the marker; other UDP is left alone. */

import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { concat, copy, fromHex, writeU32 } from '../../src/base/bytes.ts';
import { echoRequest } from '../../src/wire/icmp.ts';
import { CELLS } from '../ike/strongswan.ts';
import { captureOf, datagram, type ExplainOptions, explain } from './explained.ts';

const MESSAGE = fromHex(CELLS[0]!.datagrams[0]!.datagram);
const MARKED = concat(new Uint8Array(4), MESSAGE);
const ESP = fromHex('1122334400000001aabbccddeeff00112233445566778899');

function protocols(
  payload: Uint8Array,
  ports: readonly [number, number],
  options: ExplainOptions = {},
): string[] {
  const [frame] = explain(captureOf(datagram(payload, ports)), options);
  return frame!.layers.slice(2).map(({ protocol }) => protocol);
}

const changed = (at: number, value: number): Uint8Array => {
  const octets = copy(MESSAGE);
  octets[at] = value;
  return octets;
};

describe('ISAKMP', () => {
  it.each<[string, Uint8Array, [number, number], string[]]>([
    ['on 500', MESSAGE, [500, 500], ['isakmp']],
    ['from 500 to elsewhere', MESSAGE, [500, 40_000], ['isakmp']],
    ['behind a marker on 4500', MARKED, [4500, 4500], ['non-esp-marker', 'isakmp']],
    ['behind a marker on 500', MARKED, [500, 500], ['non-esp-marker', 'isakmp']],
    ['without a marker on 4500', MESSAGE, [4500, 4500], ['isakmp']],
    ['on other ports', MESSAGE, [15_500, 25_500], ['isakmp']],
    ['behind a marker on other ports', MARKED, [15_500, 25_500], ['non-esp-marker', 'isakmp']],
    ['malformed on 500', changed(27, 1), [500, 500], ['isakmp']],
  ])('%s', (_name, payload, ports, expected) => {
    expect(protocols(payload, ports)).toEqual(expected);
  });

  it.each([
    ['with a wrong length', changed(27, 1)],
    ['of version 3', changed(17, 0x30)],
    ['of an exchange without a name', changed(18, 77)],
    ['of a payload without a name', changed(16, 99)],
    ['with strange flags', changed(19, 0x80)],
    ['too short', MESSAGE.subarray(0, 27)],
  ])('%s is not taken for ISAKMP on other ports', (_name, payload) => {
    expect(protocols(payload, [15_500, 25_500])).toEqual([]);
  });

  it('is expected on a port that the user names', () => {
    expect(protocols(changed(18, 77), [15_500, 9], { ports: [15_500] })).toEqual(['esp']);
    expect(protocols(concat(new Uint8Array(4), changed(18, 77)), [9, 7], { ports: [7] })).toEqual([
      'non-esp-marker',
      'isakmp',
    ]);
  });
});

describe('ESP in UDP', () => {
  it('is what 4500 carries beside marked messages and keepalives', () => {
    expect(protocols(ESP, [4500, 61_000])).toEqual(['esp']);
    expect(protocols(Uint8Array.of(0xff), [4500, 61_000])).toEqual(['nat-keepalive']);
  });

  it('is expected on a port on which a marked message was seen', () => {
    const other: [number, number] = [15_500, 25_500];
    expect(protocols(ESP, other)).toEqual([]);
    const frames = explain(captureOf(datagram(MARKED, other), datagram(ESP, other)));
    expect(frames[1]!.layers.at(-1)!.protocol).toBe('esp');
  });

  it('is found on any port where there is a key for its SPI', () => {
    const keys =
      '"IPv4","*","*","0x11223344","NULL","","HMAC-MD5-96 [RFC2403]","0x00112233445566778899aabbccddeeff"';
    expect(protocols(ESP, [1, 2], { keys })).toEqual(['esp']);
  });
});

it('an IP packet in UDP is what the link of a laboratory carries', () => {
  const ends = { source: parseAddress('10.1.0.1'), destination: parseAddress('10.2.0.1') };
  const inner = echoRequest({ ...ends, identifier: 1, sequence: 1 });
  expect(protocols(inner, [15_900, 25_900])).toEqual(['ipv4', 'icmp']);
  writeU32(inner, 8, 0);
  expect(protocols(inner, [15_900, 25_900])).toEqual([]);
});
