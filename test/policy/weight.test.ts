import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressOfBytes, rangeOfPrefix } from '../../src/base/address.ts';
import { type Weighed, weightOf } from '../../src/policy/weight.ts';

const octets = fc.uint8Array({ minLength: 4, maxLength: 4 });
const bits = fc.integer({ min: 0, max: 32 });
const fields = fc.record({
  from: octets,
  to: octets,
  fromBits: bits,
  toBits: bits,
  protocol: fc.constantFrom<number[]>(0, 1, 6, 17),
  sourcePort: fc.constantFrom<number[]>(0, 80),
  destinationPort: fc.constantFrom<number[]>(0, 25),
});
type Fields = typeof fields extends fc.Arbitrary<infer T> ? T : never;

function weighed(of: Fields): Weighed {
  const { from, to, fromBits, toBits, protocol, sourcePort, destinationPort } = of;
  return {
    source: rangeOfPrefix(addressOfBytes(from), fromBits),
    destination: rangeOfPrefix(addressOfBytes(to), toBits),
    protocol,
    sourcePort,
    destinationPort,
  };
}

const narrowings: readonly ((of: Fields) => Fields)[] = [
  (of) => ({ ...of, fromBits: Math.min(32, of.fromBits + 1) }),
  (of) => ({ ...of, toBits: 32 }),
  (of) => ({ ...of, protocol: of.protocol || 6 }),
  (of) => ({ ...of, sourcePort: of.sourcePort || 7 }),
  (of) => ({ ...of, destinationPort: of.destinationPort || 7 }),
];

test('narrowing any field never makes a filter lighter, and makes it heavier where it narrows', () => {
  fc.assert(
    fc.property(fields, fc.constantFrom(...narrowings), (of, narrow) => {
      const narrower = narrow(of);
      const same = JSON.stringify(narrower) === JSON.stringify(of);
      expect(weightOf(weighed(narrower)) > weightOf(weighed(of))).toBe(!same);
    }),
  );
});

test('addresses decide before the protocol, that before the ports', () => {
  fc.assert(
    fc.property(fields, fields, (left, right) => {
      const difference = left.fromBits + left.toBits - right.fromBits - right.toBits;
      fc.pre(difference !== 0);
      expect(Math.sign(weightOf(weighed(left)) - weightOf(weighed(right)))).toBe(
        Math.sign(difference),
      );
    }),
  );
  const all = {
    from: Uint8Array.of(0, 0, 0, 0),
    to: Uint8Array.of(0, 0, 0, 0),
    fromBits: 0,
    toBits: 0,
  };
  const ports = { ...all, protocol: 0, sourcePort: 1, destinationPort: 1 };
  const protocol = { ...all, protocol: 6, sourcePort: 0, destinationPort: 0 };
  expect(weightOf(weighed(protocol))).toBeGreaterThan(weightOf(weighed(ports)));
});

test('weights go from 0 to 518', () => {
  const none = { protocol: 0, sourcePort: 0, destinationPort: 0 };
  const any = { from: Uint8Array.of(1, 2, 3, 4), to: Uint8Array.of(1, 2, 3, 4) };
  expect(weightOf(weighed({ ...any, ...none, fromBits: 0, toBits: 0 }))).toBe(0);
  expect(
    weightOf(
      weighed({ ...any, fromBits: 32, toBits: 32, protocol: 6, sourcePort: 1, destinationPort: 2 }),
    ),
  ).toBe(518);
});
