import { describe, expect, it } from 'vitest';
import { arenaPool, BatchWriter } from '../../src/base/batch.ts';
import { readU32 } from '../../src/base/bytes.ts';
import { seededRandom } from '../../src/base/random.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import { parseSuite } from '../../src/crypto/suite-names.ts';
import { Gate } from '../../src/ipsec/clear/gate.ts';
import { SoftFlows } from '../../src/ipsec/clear/soft-flows.ts';
import { IPSEC_COUNTER_SLOTS } from '../../src/ipsec/counters.ts';
import { HeldPackets } from '../../src/ipsec/held.ts';
import { Outbound } from '../../src/ipsec/outbound.ts';
import { PeerFlows } from '../../src/ipsec/peer-flows.ts';
import { Sad } from '../../src/ipsec/sa/sad.ts';
import { Spd } from '../../src/ipsec/spd/spd.ts';
import {
  A,
  B,
  batchOf,
  dropped,
  facing,
  INNER,
  keysFor,
  packet,
  pairParameters,
  pathBetween,
  SPI_B,
  selector,
} from './fixture.ts';

/** Everything sent as one batch by a sender whose last number was `sequence`. */
function sentFrom(sequence: number, suiteName: string, count: number): Uint8Array[] {
  const suite = parseSuite(suiteName);
  const spd = new Spd([{ name: 'peer', action: 'protect', selector: selector() }], 'block');
  const sad = new Sad(nodeProvider, seededRandom('sad'), spd);
  const half = { spi: SPI_B, keys: keysFor(suite, 'a to b') };
  const pair = sad.install(pairParameters({ suite, esn: true }), { outbound: half }, 0);
  pair.outbound!.sequence = sequence;
  const network = new BatchWriter(arenaPool());
  const nothing = () => {};
  const reporter = { counters: new Float64Array(IPSEC_COUNTER_SLOTS), note: nothing };
  const outbound = new Outbound({
    spd,
    held: new HeldPackets(),
    gate: new Gate(reporter),
    soft: new SoftFlows(reporter),
    localAddresses: [],
    linkMtu: 65_535,
    flows: new PeerFlows(),
    sink: {
      network,
      deliver: nothing,
      acquire: nothing,
      unknownSpi: nothing,
      worn: nothing,
      peerElsewhere: nothing,
      note: nothing,
    },
    reporter,
  });
  outbound.send(
    batchOf(
      INNER,
      Array.from({ length: count }, (_, i) => packet(i)),
    ),
    0,
    true,
  );
  expect(pair.outbound!.sequence).toBe(sequence + count);
  return network
    .drain()
    .flatMap(({ arena, spans, count: sent }) =>
      Array.from({ length: sent }, (_, i) => arena.slice(spans[i * 2]!, spans[i * 2 + 1]!)),
    );
}

const SUITES = ['aes128-sha1', 'aes128gcm16', 'aes128ctr-sha256', 'chacha20poly1305', 'null-sha1'];

describe('extended sequence numbers (RFC 4303 2.2.1)', () => {
  it.each(SUITES)('go on behind 2^32, and only their low half travels (%s)', (suiteName) => {
    const sent = sentFrom(2 ** 32 - 3, suiteName, 6);
    expect(sent.map((bytes) => readU32(bytes, 24))).toEqual([0xffff_fffe, 0xffff_ffff, 0, 1, 2, 3]);
    const { b } = facing({ suite: parseSuite(suiteName), esn: true });
    const path = pathBetween(B, A, false);
    b.driver.inbound(batchOf(path, sentFrom(2 ** 32 - 10, suiteName, 1)), 0);
    b.driver.inbound(batchOf(path, sent), 0);
    expect(dropped(b)).toEqual([]);
    expect(b.delivered.slice(1)).toEqual(Array.from({ length: 6 }, (_, i) => packet(i)));
    expect(b.driver.views()[0]?.inbound?.sequence).toBe(2 ** 32 + 3);
  });

  it('are told apart by their high half: a packet of an older subspace does not open', () => {
    const { b } = facing({ esn: true });
    const path = pathBetween(B, A, false);
    b.driver.inbound(batchOf(path, sentFrom(2 ** 32 + 1000, 'aes128-sha1', 1)), 0);
    // Nobody can tell that the first packet of a receiver is not of the first subspace.
    expect(dropped(b)).toEqual(['bad-icv']);
    b.driver.inbound(batchOf(path, sentFrom(2 ** 32 - 10, 'aes128-sha1', 1)), 0);
    b.driver.inbound(batchOf(path, sentFrom(2 ** 32 + 1001, 'aes128-sha1', 1)), 0);
    expect(b.delivered).toHaveLength(2);
    b.driver.inbound(batchOf(path, sentFrom(1001, 'aes128-sha1', 1)), 0);
    expect(dropped(b)).toEqual(['bad-icv', 'replayed']);
    b.driver.inbound(batchOf(path, sentFrom(900, 'aes128-sha1', 1)), 0);
    expect(dropped(b)).toEqual(['bad-icv', 'replayed', 'bad-icv']);
    expect(b.driver.views()[0]?.inbound?.sequence).toBe(2 ** 32 + 1002);
  });

  it('do not move the window for a packet whose ICV is wrong', () => {
    const { b } = facing({ esn: true });
    const path = pathBetween(B, A, false);
    const [forged] = sentFrom(2 ** 32 - 2, 'aes128-sha1', 1);
    forged![forged!.length - 1]! ^= 1;
    b.driver.inbound(batchOf(path, [forged!]), 0);
    b.driver.inbound(batchOf(path, sentFrom(0, 'aes128-sha1', 2)), 0);
    expect(b.delivered).toHaveLength(2);
    expect(b.driver.views()[0]?.inbound?.sequence).toBe(2);
  });
});
