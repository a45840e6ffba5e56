import { describe, expect, it } from 'vitest';
import { writeU32 } from '../../src/base/bytes.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { EspOpener } from '../../src/crypto/provider.ts';
import {
  batchOf,
  counter,
  dropped,
  facing,
  packet,
  receive,
  reversed,
  type Sent,
  send,
} from './fixture.ts';

/** Where the sequence number of ESP behind a plain IPv4 header lies. */
const SEQUENCE_AT = 24;

function forged({ path, bytes }: Sent, sequence: number): Sent {
  const copy = bytes.slice();
  writeU32(copy, SEQUENCE_AT, sequence);
  return { path, bytes: copy };
}

describe('the order of inbound checks (RFC 4303 3.4)', () => {
  it('does not move the window for a forged packet with a high number', () => {
    const { a, b } = facing();
    const sent = send(a, packet(1), packet(2));
    receive(b, forged(sent[0]!, 1_000_000), ...sent);
    expect(dropped(b)).toEqual(['bad-icv']);
    expect(b.delivered).toHaveLength(2);
    expect(b.driver.views()[0]?.inbound).toMatchObject({ sequence: 2, badIcv: 1 });
    expect(counter(b, 'notAuthenticated')).toBe(1);
  });

  it('lets the genuine packet in after a forged one of the same number', () => {
    const { a, b } = facing();
    const [genuine] = send(a, packet());
    const tampered = genuine!.bytes.slice();
    tampered[tampered.length - 1]! ^= 1;
    receive(b, { path: genuine!.path, bytes: tampered }, genuine!);
    expect(dropped(b)).toEqual(['bad-icv']);
    expect(b.delivered).toHaveLength(1);
  });

  it('does not spend the cipher on a replayed packet', () => {
    let opened = 0;
    const provider = {
      ...nodeProvider,
      espOpener: (...args: Parameters<typeof nodeProvider.espOpener>): EspOpener => {
        const opener = nodeProvider.espOpener(...args);
        return {
          open(arena, spans, count, verdicts) {
            opened += count;
            opener.open(arena, spans, count, verdicts);
          },
        };
      },
    };
    const { a, b } = facing({ provider });
    const sent = send(a, packet());
    receive(b, ...sent, ...sent, ...sent);
    expect(opened).toBe(1);
    expect(dropped(b)).toEqual(['replayed', 'replayed']);
  });

  it('says nothing of the padding of a packet whose ICV is wrong', () => {
    const { a, b } = facing({
      suite: { encryption: 'null', keyBits: 0, integrity: 'hmac-md5-96' },
    });
    const [one] = send(a, packet(3));
    const tampered = one!.bytes.slice();
    // With NULL the pad length lies open, right before next header and ICV.
    tampered[tampered.length - 14] = 200;
    receive(b, { path: one!.path, bytes: tampered });
    expect(dropped(b)).toEqual(['bad-icv']);
  });

  it('leaves the batch as it came', () => {
    const { a, b } = facing();
    const [one] = send(a, packet());
    const before = one!.bytes.slice();
    receive(b, one!);
    expect(one!.bytes).toEqual(before);
  });

  it('asks the window first for each packet of a batch, as it does one by one', () => {
    const { a, b } = facing();
    const [genuine] = send(a, packet());
    const tampered = genuine!.bytes.slice();
    tampered[tampered.length - 1]! ^= 1;
    b.driver.inbound(batchOf(reversed(genuine!.path), [genuine!.bytes, tampered]), 0);
    expect(dropped(b)).toEqual(['replayed']);
    expect(b.driver.views()[0]?.inbound).toMatchObject({ badIcv: 0 });
  });
});
