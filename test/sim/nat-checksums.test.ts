import { describe, expect, it } from 'vitest';
import { arenaPool, BatchWriter } from '../../src/base/batch.ts';
import { fromHex, utf8 } from '../../src/base/bytes.ts';
import { type Pair, type PairOptions, pair } from '../../src/sim/pair.ts';
import { PAIR_ADDRESSES, PRIVATE_ADDRESSES } from '../../src/sim/pair-config.ts';
import { decode } from '../../src/wire/codec.ts';
import { packet } from '../../src/wire/packet.ts';

const WINDOWS = {
  dialect: { name: 'windows-2003', aggressive: 'never', refuseWeak: false },
} as const;

const setups: readonly (readonly [string, PairOptions])[] = [
  ['RFC 3947, a NAT before the initiator', { nat: { a: {} } }],
  ['draft 02, a NAT before a Windows', { nat: { a: {} }, a: { peer: WINDOWS } }],
  ['draft 02, a NAT before who speaks to a Windows', { nat: { a: {} }, b: { peer: WINDOWS } }],
];

/** UDP both ways by the small stacks, which look at checksums. */
function echo(world: Pair) {
  return world.command(world.a, {
    kind: 'send',
    from: undefined,
    to: PAIR_ADDRESSES.b.outer,
    sourcePort: 4000,
    destinationPort: 7,
    payload: utf8('hello'),
    count: 1,
  });
}

describe.each(setups)('transport mode: %s', (_name, options) => {
  it('brings UDP through, both ways', () => {
    const world = pair(options);
    expect(echo(world)).toMatchObject({ ok: true });
    world.run(500);
    expect(world.events(world.b, 'udp-received')).toHaveLength(1);
    // Nothing listens at the port that asked, so the answer goes to the inner side, as it is.
    expect(world.a.inner).toHaveLength(1);
    expect(() => decode(packet, world.a.inner[0]!)).not.toThrow();
    expect(world.events(world.a, 'packet-dropped')).toEqual([]);
  });

  it('brings TCP through with a checksum that is right for the addresses here', () => {
    const world = pair(options);
    world.command(world.a, { kind: 'up', policy: 'transport' });
    const inner = new BatchWriter(arenaPool());
    const path = { carrier: 'inner', local: NOWHERE, remote: NOWHERE } as const;
    inner.add(path, TCP);
    for (const batch of inner.drain()) world.send(world.a, batch);
    world.run(100);
    expect(world.b.inner).toHaveLength(1);
    expect(() => decode(packet, world.b.inner[0]!)).not.toThrow();
  });
});

/** scapy: IP(src='10.66.0.2', dst='192.0.2.2', id=1)/TCP(sport=4000, dport=80, seq=1, flags='PA')/b'\xa5' */
const TCP = fromHex(
  '45000029000100004006ae880a420002c00002020fa000500000000100000000501820000e940000a5',
);
const NOWHERE = { address: PRIVATE_ADDRESSES.a, port: 0 };
