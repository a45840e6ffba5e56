import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addressOfBytes } from '../../src/base/address.ts';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import { checksumFixOf, fixChecksum } from '../../src/ipsec/packet/checksum-fix.ts';
import type { NatTraits } from '../../src/ipsec/sa/sa.ts';
import { decode } from '../../src/wire/codec.ts';
import { packet as packetCodec } from '../../src/wire/packet.ts';
import { newPacketView, viewPacket } from '../../src/wire/packet-view.ts';
import { pairParameters, selector } from './fixture.ts';

interface Case {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

const file = new URL('../vectors/ipsec/nat-checksums.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly Case[] };

const BEHIND_NAT = { remoteBehindNat: true, remoteMayMove: true };

/** Where source and destination lie. */
const place = (packet: Uint8Array) =>
  packet[0]! >> 4 === 4 ? ([12, 16, 4] as const) : ([8, 24, 16] as const);

const endsOf = (packet: Uint8Array) => {
  const [source, destination, octets] = place(packet);
  return {
    remote: addressOfBytes(packet.subarray(source, source + octets)),
    local: addressOfBytes(packet.subarray(destination, destination + octets)),
  };
};

/** The packet as it comes out of ESP: the header of this side, the payload of the other one. */
function restored({ before, after }: Case): Uint8Array {
  const [sent, here] = [fromHex(before), fromHex(after)];
  const [, destination, octets] = place(here);
  sent.set(here.subarray(0, destination + octets));
  return sent;
}

function fixed(packet: Uint8Array, here: string, covered: NatTraits['covered']): string {
  const { local, remote } = endsOf(fromHex(here));
  const plain = pairParameters(
    { mode: 'transport', udp: true },
    selector(local, remote),
    local,
    remote,
  );
  const parameters = { ...plain, nat: { ...BEHIND_NAT, covered } };
  const fix = checksumFixOf(parameters);
  const view = newPacketView();
  expect(viewPacket(view, packet, 0, packet.length)).toBe(true);
  if (fix !== undefined) fixChecksum(fix, view, packet);
  return toHex(packet);
}

describe.each(cases.map((one) => [one.name, one] as const))('%s', (_name, one) => {
  it('has the checksum of scapy after a difference is added', () => {
    expect(fixed(restored(one), one.after, endsOf(fromHex(one.before)))).toBe(one.after);
  });

  it('has it after it is made anew, where nobody told the addresses', () => {
    expect(fixed(restored(one), one.after, 'unknown')).toBe(one.after);
  });
});

describe('a fix', () => {
  it('is none where no NAT changes what checksums cover', () => {
    const { after } = cases[0]!;
    const nat = { ...BEHIND_NAT, covered: undefined };
    expect(checksumFixOf({ ...pairParameters(), nat })).toBeUndefined();
    expect(fixed(fromHex(after), after, endsOf(fromHex(after)))).toBe(after);
  });

  it('is none in tunnel mode', () => {
    const nat = { ...BEHIND_NAT, covered: 'unknown' } as const;
    expect(checksumFixOf({ ...pairParameters({ mode: 'tunnel' }), nat })).toBeUndefined();
  });

  it('by a difference does not heal a packet that was damaged before it was protected', () => {
    const one = cases.find(({ name }) => name === 'TCP, 37 octets')!;
    const packet = restored(one);
    packet[packet.length - 1]! ^= 1;
    const hex = fixed(packet, one.after, endsOf(fromHex(one.before)));
    expect(() => decode(packetCodec, fromHex(hex))).toThrow(/checksum/);
    expect(() => decode(packetCodec, fromHex(one.after))).not.toThrow();
  });
});
