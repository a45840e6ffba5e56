import { describe, expect, it } from 'vitest';
import { arenaPool, BatchWriter } from '../../src/base/batch.ts';
import { readU32 } from '../../src/base/bytes.ts';
import { seededRandom } from '../../src/base/random.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import { Gate } from '../../src/ipsec/clear/gate.ts';
import { SoftFlows } from '../../src/ipsec/clear/soft-flows.ts';
import { IPSEC_COUNTER_SLOTS } from '../../src/ipsec/counters.ts';
import type { IpsecEvent } from '../../src/ipsec/events.ts';
import { HeldPackets } from '../../src/ipsec/held.ts';
import { Outbound } from '../../src/ipsec/outbound.ts';
import { PeerFlows } from '../../src/ipsec/peer-flows.ts';
import { Sad } from '../../src/ipsec/sa/sad.ts';
import { LAST_SEQUENCE } from '../../src/ipsec/sa/terms.ts';
import { Spd } from '../../src/ipsec/spd/spd.ts';
import {
  AES_SHA1,
  batchOf,
  facing,
  halfFor,
  INNER,
  type PairOptions,
  packet,
  pairParameters,
  SPI_B,
  selector,
  send,
} from './fixture.ts';

/** A sender whose SA has used its numbers up to `sequence`. */
function senderAt(sequence: number, options: PairOptions = {}) {
  const spd = new Spd([{ name: 'peer', action: 'protect', selector: selector() }], 'block');
  const sad = new Sad(nodeProvider, seededRandom('sad'), spd);
  const half = halfFor(options.protection ?? { suite: AES_SHA1 }, SPI_B, 'a to b');
  const pair = sad.install(pairParameters(options), { outbound: half }, 0);
  pair.outbound!.sequence = sequence;
  const events: IpsecEvent[] = [];
  const acquired: string[] = [];
  const worn: string[] = [];
  const network = new BatchWriter(arenaPool());
  const reporter = {
    counters: new Float64Array(IPSEC_COUNTER_SLOTS),
    note: (event: IpsecEvent) => events.push(event),
  };
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
      deliver: () => {},
      acquire: (policy) => acquired.push(policy),
      unknownSpi: () => {},
      worn: (_id, reason) => worn.push(reason),
      peerElsewhere: () => {},
      note: () => {},
    },
    reporter,
  });
  const go = (count: number): number[] => {
    const packets = Array.from({ length: count }, () => packet());
    outbound.send(batchOf(INNER, packets), 0, true);
    return network
      .drain()
      .flatMap(({ arena, spans, count: sent }) =>
        Array.from({ length: sent }, (_, i) => readU32(arena, spans[i * 2]! + 24)),
      );
  };
  return { go, outbound, pair, events, acquired, worn };
}

describe('sequence numbers (RFC 4303 3.3.3)', () => {
  it('start at 1', () => {
    const { a } = facing();
    const sent = send(a, packet(), packet());
    expect(sent.map(({ bytes }) => readU32(bytes, 24))).toEqual([1, 2]);
  });

  it('end at the last one with AH too', () => {
    const { go, events, pair } = senderAt(LAST_SEQUENCE - 1, {
      protection: { ah: 'hmac-sha1-96' },
    });
    expect(go(3)).toHaveLength(1);
    expect(pair.outbound?.sequence).toBe(LAST_SEQUENCE);
    expect(events[0]).toEqual({ kind: 'sa-expired', id: 1, reason: 'sequence' });
  });

  it('end at the last one and never wrap', () => {
    const { go, events, acquired, pair } = senderAt(LAST_SEQUENCE - 2);
    expect(go(4)).toEqual([LAST_SEQUENCE - 1, LAST_SEQUENCE]);
    expect(pair.outbound?.sequence).toBe(LAST_SEQUENCE);
    expect(events[0]).toEqual({ kind: 'sa-expired', id: 1, reason: 'sequence' });
    expect(events[1]).toEqual({
      kind: 'packet-dropped',
      direction: 'outbound',
      reason: 'sequence-overflow',
      packet: '192.0.2.1 -> 192.0.2.2 udp 7, by an SA for 192.0.2.1 <-> 192.0.2.2 any',
      spi: SPI_B,
      sequence: LAST_SEQUENCE,
    });
    // What follows waits for the next SA.
    expect(events[2]).toMatchObject({ kind: 'acquire', policy: 'peer' });
    expect(acquired).toEqual(['peer']);
    expect(events).toHaveLength(3);
  });

  it('leave none for a dummy packet either', () => {
    const { outbound, pair } = senderAt(LAST_SEQUENCE);
    expect(outbound.sendDummy(pair, 0)).toBe(false);
    expect(pair.ended).toBe('sequence');
  });

  it('are said to run out before they end, once', () => {
    const { go, worn } = senderAt(Math.floor(LAST_SEQUENCE * 0.9));
    go(3);
    expect(worn).toEqual(['sequence']);
    const fresh = senderAt(Math.floor(LAST_SEQUENCE * 0.79));
    fresh.go(3);
    expect(fresh.worn).toEqual([]);
  });

  it('begin anew where anti-replay is off, with keys set by hand', () => {
    const { go, events, worn } = senderAt(LAST_SEQUENCE - 1, { replayWindow: 0 });
    expect(go(3)).toEqual([LAST_SEQUENCE, 0, 1]);
    expect([events, worn]).toEqual([[], []]);
  });

  it('of 64 bits do not end where those of 32 do', () => {
    const { go, events } = senderAt(LAST_SEQUENCE - 1, { esn: true });
    expect(go(3)).toEqual([LAST_SEQUENCE, 0, 1]);
    expect(events).toEqual([]);
  });

  it('of 64 bits end for all that, and never wrap', () => {
    const { go, events } = senderAt(Number.MAX_SAFE_INTEGER - 1, { esn: true });
    expect(go(3)).toHaveLength(1);
    expect(events[0]).toEqual({ kind: 'sa-expired', id: 1, reason: 'sequence' });
    expect(events[1]).toMatchObject({ reason: 'sequence-overflow', spi: SPI_B });
  });
});
