import { describe, expect, it } from 'vitest';
import { arenaPool, type Batch, BatchWriter } from '../../src/base/batch.ts';
import { copy } from '../../src/base/bytes.ts';
import { parseSuite } from '../../src/crypto/suite-names.ts';
import {
  A,
  A6,
  B,
  B6,
  dropped,
  facing,
  type PairOptions,
  packet,
  reversed,
  type Sent,
  send,
} from './fixture.ts';

/** What a carrier makes of datagrams, one right behind the other. */
function arrived(datagrams: readonly Sent[], mayWrite: boolean): Batch[] {
  const writer = new BatchWriter(arenaPool(), mayWrite);
  // One path object: what a carrier knows a sender by.
  const path = reversed(datagrams[0]!.path);
  for (const { bytes } of datagrams) writer.add(path, bytes);
  return writer.drain();
}

/** Sends packets, spoils and repeats some of the datagrams, and opens them. */
function opened(options: PairOptions, mayWrite: boolean) {
  const [source, destination] = options.outer ?? [A, B];
  const { a, b } = facing({ udp: true, ...options });
  const packets = [0, 1, 17, 64, 300, 1300].map((octets) =>
    packet(octets, source, destination, [1024 + octets, 7]),
  );
  const sent = send(a, ...packets);
  const spoilt = sent.map(({ path, bytes }, i) => {
    const octets = copy(bytes);
    if (i === 2) octets[octets.length - 1]! ^= 1;
    return { path, bytes: i === 4 ? octets.subarray(0, 20) : octets };
  });
  // One twice in a batch, and all of them once more behind it.
  for (const batch of arrived([...spoilt, sent[0]!, ...sent], mayWrite)) b.driver.inbound(batch, 0);
  return { delivered: b.delivered, dropped: dropped(b), counters: b.driver.counters };
}

const SUITES = ['aes128-sha1', '3des-md5', 'null-sha256', 'aes128gcm16', 'chacha20poly1305'];

describe('datagrams that may be written to, opened where they lie', () => {
  it.each(
    SUITES.flatMap((suite) =>
      (['transport', 'tunnel'] as const).flatMap((mode) =>
        [
          [A, B],
          [A6, B6],
        ].map((outer) => [suite, mode, outer as [typeof A, typeof B]] as const),
      ),
    ),
  )('give what a copy of them gives: %s, %s, %o', (suite, mode, outer) => {
    const options = { suite: parseSuite(suite), mode, outer };
    const inPlace = opened(options, true);
    const copied = opened(options, false);
    expect(inPlace).toEqual(copied);
    // Those that were spoilt come good the second time.
    expect(inPlace.delivered).toHaveLength(6);
    expect(inPlace.dropped).toEqual(expect.arrayContaining(['bad-icv', 'replayed']));
  });

  it('are left as they came where they may not', () => {
    const { a, b } = facing({ udp: true });
    const [batch] = arrived(send(a, packet(64)), false);
    const before = copy(batch!.arena);
    b.driver.inbound(batch!, 0);
    expect(b.delivered).toHaveLength(1);
    expect(batch!.arena).toEqual(before);
  });
});
