import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Address,
  type AddressRange,
  addressOfBytes,
  rangeOfPrefix,
} from '../../src/base/address.ts';
import type { TrafficSelector } from '../../src/base/traffic.ts';
import type { SaPair } from '../../src/ipsec/sa/association.ts';
import { type Direction, matchRow, Row, type SpdEntry } from '../../src/ipsec/spd/spd-row.ts';
import { SpdSearch } from '../../src/ipsec/spd/spd-search.ts';
import { newPacketView, type PacketView, viewPacket } from '../../src/wire/packet-view.ts';

// Few values of everything, so that filters and packets meet.
const ends = fc.constantFrom([0, 0], [10, 1], [10, 2], [192, 255]);
const address = (version: 4 | 6): fc.Arbitrary<Address> =>
  ends.map(([first = 0, last = 0]) => {
    const bytes = new Uint8Array(version === 4 ? 4 : 16);
    bytes[0] = first;
    bytes[bytes.length - 1] = last;
    return addressOfBytes(bytes);
  });
const prefix = (version: 4 | 6): fc.Arbitrary<AddressRange> =>
  fc
    .tuple(address(version), fc.integer({ min: 0, max: version === 4 ? 32 : 128 }))
    .map(([first, bits]) => rangeOfPrefix(first, bits));
/** Any two addresses: also a range that runs backwards, and holds nothing. */
const range = (version: 4 | 6): fc.Arbitrary<AddressRange> =>
  fc.oneof(
    prefix(version),
    fc.constant(rangeOfPrefix(addressOfBytes(new Uint8Array(version === 4 ? 4 : 16)), 0)),
    fc.tuple(address(version), address(version)).map(([first, last]) => ({ first, last })),
  );
const version = fc.constantFrom<4 | 6>(4, 6);
const protocol = fc.constantFrom(0, 0, 1, 17, 58);
const port = fc.constantFrom(0, 0, 0, 7, 65_535);

const selector: fc.Arbitrary<TrafficSelector> = fc
  .tuple(version, fc.boolean())
  .chain(([local, mixed]) =>
    fc.record({
      local: range(local),
      // Two versions in one selector: it matches nothing.
      remote: range(mixed && local === 4 ? 6 : local),
      protocol,
      localPort: port,
      remotePort: port,
      icmp: fc.constantFrom(
        ...Array.from({ length: 5 }, () => undefined),
        { type: 0, code: undefined },
        { type: 0, code: 7 },
      ),
    }),
  );

interface Filter {
  readonly entry: Omit<SpdEntry, 'name'>;
  /** Of the pairs that serve it. */
  readonly sas: readonly { readonly selector: TrafficSelector; readonly ended: boolean }[];
}

const filter: fc.Arbitrary<Filter> = fc.record({
  entry: fc.record({
    action: fc.constantFrom('permit', 'block', 'protect'),
    selector,
    direction: fc.constantFrom(undefined, 'both', 'outbound', 'inbound'),
    onlyWithSa: fc.constantFrom(undefined, false, true),
  }),
  sas: fc.array(fc.record({ selector, ended: fc.boolean() }), { maxLength: 2 }),
});

/** An IPv4 or IPv6 packet, perhaps a fragment, of a protocol with ports, with types or with neither. */
const packet: fc.Arbitrary<Uint8Array> = version.chain((of) =>
  fc
    .record({
      source: address(of),
      destination: address(of),
      protocol: fc.constantFrom(1, 6, 17, 58, 47),
      upper: fc.tuple(port, port),
      offset: fc.constantFrom(0, 0, 0, 1),
      more: fc.boolean(),
      hidden: fc.boolean(),
    })
    .map((made) => (of === 4 ? packet4(made) : packet6(made))),
);

interface Made {
  readonly source: Address;
  readonly destination: Address;
  readonly protocol: number;
  readonly upper: readonly [number, number];
  readonly offset: number;
  readonly more: boolean;
  readonly hidden: boolean;
}

function packet4({ source, destination, protocol, upper, offset, more }: Made): Uint8Array {
  const bytes = new Uint8Array(28);
  const data = new DataView(bytes.buffer);
  bytes[0] = 0x45;
  data.setUint16(2, 28);
  data.setUint16(6, (more ? 0x2000 : 0) | offset);
  bytes[9] = protocol;
  bytes.set(source.bytes, 12);
  bytes.set(destination.bytes, 16);
  data.setUint16(20, upper[0]);
  data.setUint16(22, upper[1]);
  return bytes;
}

/** With a fragment header; where it hides, destination options follow in a later fragment. */
function packet6({ source, destination, protocol, upper, offset, more, hidden }: Made): Uint8Array {
  const bytes = new Uint8Array(56);
  const data = new DataView(bytes.buffer);
  bytes[0] = 0x60;
  data.setUint16(4, 16);
  bytes[6] = 44;
  bytes.set(source.bytes, 8);
  bytes.set(destination.bytes, 24);
  bytes[40] = hidden && offset > 0 ? 60 : protocol;
  data.setUint16(42, (offset << 3) | (more ? 1 : 0));
  data.setUint16(48, upper[0]);
  data.setUint16(50, upper[1]);
  return bytes;
}

function rowsOf(filters: readonly Filter[]): Row[] {
  return filters.map(({ entry, sas }, i) => {
    const row = new Row({ ...entry, name: `filter ${i}` }, i, undefined);
    row.pairs = sas.map((sa) => pairOf(sa.selector, sa.ended));
    return row;
  });
}

/** What `matchRow` looks at of a pair. */
function pairOf(of: TrafficSelector, ended: boolean): SaPair {
  const part: Pick<SaPair, 'selector' | 'ended'> = {
    selector: of,
    ended: ended ? 'kilobytes' : undefined,
  };
  return part as SaPair;
}

/** The SPD as RFC 4301 4.4.1 has it: in order, the first that covers the packet. */
function scan(
  rows: readonly Row[],
  direction: Direction,
  view: PacketView,
  arena: Uint8Array,
): Row | 'undecided' | undefined {
  for (const row of rows) {
    const match = matchRow(row, direction, view, arena);
    if (match !== 'no') return match === 'yes' ? row : 'undecided';
  }
  return undefined;
}

const name = (row: Row | 'undecided' | undefined) =>
  typeof row === 'object' ? row.entry.name : row;

describe('a search by tables', () => {
  it('finds what a scan of the list finds, for packets that come again and again, whatever filters there are', () => {
    const seen = { found: 0, undecided: 0, none: 0 };
    fc.assert(
      fc.property(
        fc.array(filter, { minLength: 1, maxLength: 40, size: 'max' }),
        fc.array(packet, { minLength: 1, maxLength: 20, size: 'max' }),
        (filters, packets) => {
          const rows = rowsOf(filters);
          const search = new SpdSearch(rows, 0);
          const view = newPacketView();
          for (const direction of ['outbound', 'inbound', 'outbound'] as const) {
            for (const bytes of packets) {
              if (!viewPacket(view, bytes, 0, bytes.length)) continue;
              const expected = scan(rows, direction, view, bytes);
              expect(name(search.first(direction, view, bytes))).toBe(name(expected));
              expect(name(search.first(direction, view, bytes))).toBe(name(expected));
              seen[typeof expected === 'object' ? 'found' : (expected ?? 'none')] += 1;
            }
          }
        },
      ),
      { numRuns: 200 },
    );
    // A check that met nothing is none.
    for (const times of Object.values(seen)) expect(times).toBeGreaterThan(50);
  });

  it('does not remember what an entry decided that goes by its SAs', () => {
    const everything: TrafficSelector = {
      local: rangeOfPrefix(addressOfBytes(new Uint8Array(4)), 0),
      remote: rangeOfPrefix(addressOfBytes(new Uint8Array(4)), 0),
      protocol: 0,
      localPort: 0,
      remotePort: 0,
    };
    const rows = rowsOf([
      { entry: { action: 'protect', selector: everything, onlyWithSa: true }, sas: [] },
      { entry: { action: 'permit', selector: everything }, sas: [] },
    ]);
    const search = new SpdSearch(rows, 0);
    const view = newPacketView();
    const bytes = new Uint8Array(28);
    bytes.set([0x45, 0, 0, 28]);
    bytes[9] = 17;
    expect(viewPacket(view, bytes, 0, bytes.length)).toBe(true);
    expect(name(search.first('outbound', view, bytes))).toBe('filter 1');
    const sa = pairOf(everything, false);
    rows[0]!.pairs = [sa];
    expect(name(search.first('outbound', view, bytes))).toBe('filter 0');
    sa.ended = 'packets';
    expect(name(search.first('outbound', view, bytes))).toBe('filter 1');
  });
});
