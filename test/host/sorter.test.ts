import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { type Batch, datagramOf } from '../../src/base/batch.ts';
import { concat, fromHex, toHex } from '../../src/base/bytes.ts';
import { sortDatagrams } from '../../src/host/sorter.ts';

const PORTS = { ikePort: 500, natPort: 4500 };

function batchTo(port: number, ...datagrams: string[]): Batch {
  const parts = datagrams.map(fromHex);
  const spans = new Uint32Array(parts.length * 2);
  let at = 0;
  for (const [i, part] of parts.entries()) {
    spans[i * 2] = at;
    spans[i * 2 + 1] = at += part.length;
  }
  const path = {
    carrier: 'udp',
    local: { address: parseAddress('192.0.2.1'), port },
    remote: { address: parseAddress('192.0.2.2'), port: 4500 },
  } as const;
  return { path, arena: concat(...parts), spans, count: parts.length };
}

function sorted(batch: Batch): string[] {
  const seen: string[] = [];
  sortDatagrams(batch, PORTS, {
    ike: (message) => seen.push(`ike ${toHex(message)}`),
    esp: (packets) => {
      const texts = Array.from({ length: packets.count }, (_, i) => toHex(datagramOf(packets, i)));
      seen.push(`esp ${texts.join(' ')}`);
    },
    other: (slot) => seen.push(slot),
  });
  return seen;
}

describe('datagrams that reach a host over UDP', () => {
  test('are IKE as they stand on the IKE port, even behind four zero octets', () => {
    expect(sorted(batchTo(500, '0102', '00000000ab'))).toEqual(['ike 0102', 'ike 00000000ab']);
  });

  test('are told apart on the NAT-T port and keep their order', () => {
    const batch = batchTo(
      4500,
      '0000010000000001',
      '0000010000000002',
      '00000000abcd',
      'ff',
      '0000010000000003',
      'fe',
      '0000010000000004',
    );
    expect(sorted(batch)).toEqual([
      'esp 0000010000000001 0000010000000002',
      'ike abcd',
      'keepalivesReceived',
      'esp 0000010000000003',
      'natPortInvalid',
      'esp 0000010000000004',
    ]);
  });

  test('are only counted on any other port', () => {
    expect(sorted(batchTo(501, '0102'))).toEqual(['unknownPort']);
  });
});
