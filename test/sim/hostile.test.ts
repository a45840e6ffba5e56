import { describe, expect, test } from 'vitest';
import { randomFraction, seededRandom } from '../../src/base/random.ts';
import type { Flight } from '../../src/sim/link.ts';
import { counter, labPair, must, pingTo, up } from '../host/pairs.ts';

/** A pair with both entries up and some traffic behind it. */
function busyPair(natTraversal: 'auto' | 'force' = 'auto') {
  const subject = labPair({ both: { peer: { natTraversal } } });
  up(subject, subject.a, 'transport');
  // Its third message has to arrive first, or the other side would begin a quick mode of its own.
  subject.run(100);
  up(subject, subject.b, 'tunnel');
  subject.run(100);
  must(subject.command(subject.a, pingTo('10.2.0.1')), 'ping');
  subject.run(100);
  return subject;
}

function stateOf({ a, b }: ReturnType<typeof busyPair>) {
  return [a, b].map(({ host }) => ({
    mainModes: host.query('main-mode-sas').items,
    quickModes: host.query('quick-mode-sas').items.map(({ id, inbound, outbound }) => ({
      id,
      packets: [inbound?.packets, outbound?.packets],
      spis: [inbound?.spi, outbound?.spi],
    })),
  }));
}

/** The E flag stands in octet 19 of the header (RFC 2408 3.1). */
function isEncryptedIke({ path, bytes }: Flight): boolean {
  const marker = path.local.port === 4500 ? 4 : 0;
  return path.carrier === 'udp' && bytes.length > 28 && (bytes[marker + 19]! & 1) === 1;
}

describe.each(['auto', 'force'] as const)('a pair with NAT traversal "%s"', (natTraversal) => {
  test('lets nothing move when everything that was sent comes again', () => {
    const subject = busyPair(natTraversal);
    const before = stateOf(subject);
    const sent = subject.log.filter(({ what }) => what === 'sent');
    for (const { path, bytes } of [...sent, ...sent]) {
      subject.inject(path, bytes);
      subject.run(50);
    }
    subject.run(10_000);
    expect(stateOf(subject)).toEqual(before);
    expect(counter(subject.b, 'packets-with-replay-detection')).toBeGreaterThan(0);
    expect(must(subject.command(subject.a, pingTo('10.2.0.1')), 'ping').received).toBe(3);
  });

  test.each([1, 2, 3])('lives through damaged copies of everything (seed %i)', (seed) => {
    const subject = busyPair(natTraversal);
    const random = seededRandom(`hostile ${seed}`);
    const draw = (below: number) => Math.floor(randomFraction(random) * below);
    const sent = subject.log.filter(({ what }) => what === 'sent');
    for (let round = 0; round < 20; round++) {
      for (const { path, bytes } of sent) {
        const damaged = Uint8Array.from(bytes);
        const how = draw(3);
        if (how === 0) damaged[draw(damaged.length)]! ^= 1 << draw(8);
        if (how === 1) damaged.set(random.bytes(4), draw(Math.max(1, damaged.length - 4)));
        subject.inject(path, how === 2 ? damaged.subarray(0, draw(damaged.length)) : damaged);
      }
    }
    subject.run(60_000);
    expect(must(subject.command(subject.a, pingTo('10.2.0.1')), 'ping').received).toBe(3);
    expect(must(subject.command(subject.b, pingTo('192.0.2.1')), 'ping').received).toBe(3);
    for (const side of [subject.a, subject.b]) {
      expect(counter(side, 'active-security-associations')).toBe(2);
      expect(counter(side, 'connection-list-size')).toBe(0);
      expect(counter(side, 'pending-key-operations')).toBe(0);
      expect(counter(side, 'isadb-list-size')).toBe(1);
    }
  });

  test('comes up while damaged copies of every encrypted message overtake it', () => {
    const subject = labPair({ both: { peer: { natTraversal } } });
    const random = seededRandom('overtaken');
    // What goes in clear proves nothing, so whoever is faster than the peer can spoil it.
    const seen = subject.link.capture(isEncryptedIke);
    let damagedSoFar = 0;
    const id = subject.begin(subject.a, { kind: 'up', policy: 'tunnel' });
    subject.runUntil(() => {
      for (const { path, bytes } of seen.splice(0)) {
        for (let copies = 0; copies < 3; copies++) {
          const damaged = Uint8Array.from(bytes);
          const at = Math.floor(randomFraction(random) * damaged.length);
          damaged[at]! ^= 0x10;
          subject.inject(path, damaged);
          damagedSoFar++;
        }
      }
      return subject.result(id) !== undefined;
    }, 60_000);
    expect(damagedSoFar).toBeGreaterThan(10);
    must(subject.result(id), 'up');
    expect(must(subject.command(subject.a, pingTo('10.2.0.1')), 'ping').received).toBe(3);
  });
});
