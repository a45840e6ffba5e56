import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { allSuites, encrypts, suiteLabel } from '../../src/crypto/algorithms.ts';
import { nobleProvider } from '../../src/crypto/noble.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import {
  A,
  A6,
  B,
  B6,
  dropped,
  facing,
  type PairOptions,
  packet,
  receive,
  selector,
  send,
} from './fixture.ts';

const SHAPES: Readonly<Record<string, PairOptions>> = {
  'transport in IPv4': { mode: 'transport' },
  'transport in IPv6': { mode: 'transport', outer: [A6, B6] },
  'tunnel, 4 in 4': { mode: 'tunnel' },
  'tunnel, 6 in 6': { mode: 'tunnel', outer: [A6, B6] },
  'tunnel, 6 in 4': { mode: 'tunnel', selector: selector(A6, B6), addresses: [[A6], [B6]] },
  'tunnel, 4 in 6': {
    mode: 'tunnel',
    outer: [A6, B6],
    selector: selector(A, B),
    addresses: [[A], [B]],
  },
};
/** One payload for each place in a block of 16, and a long one. */
const PAYLOADS = [0, 1, 2, 3, 4, 7, 9, 14, 500];

describe.each([nodeProvider, nobleProvider])(
  'what is sealed by $name comes out as it went in',
  (provider) => {
    describe.each(Object.entries(SHAPES))('%s', (_name, shape) => {
      it.each(allSuites().map((suite) => [suiteLabel(suite), suite] as const))(
        '%s',
        (_suite, suite) => {
          const inner = shape.selector?.local.first ?? shape.outer?.[0] ?? A;
          const [source, destination] = inner.version === 4 ? [A, B] : [A6, B6];
          const packets = PAYLOADS.map((octets) => packet(octets, source, destination));
          for (const udp of [false, true]) {
            const { a, b } = facing({ ...shape, suite, provider, udp });
            const sent = send(a, ...packets);
            receive(b, ...sent);
            const clear = packets.map(toHex);
            expect(dropped(b)).toEqual([]);
            // A socket makes the IP header of ESP in UDP, so only what it carries comes back the same.
            const cut = udp && shape.mode === 'transport' && source.version === 4 ? 40 : 0;
            expect(b.delivered.map((bytes) => toHex(bytes).slice(cut))).toEqual(
              clear.map((hex) => hex.slice(cut)),
            );
            for (const { bytes } of sent) {
              if (!encrypts(suite.encryption)) continue;
              expect(toHex(bytes)).not.toContain(clear.at(-1)!.slice(-40));
            }
          }
        },
      );
    });
  },
);
