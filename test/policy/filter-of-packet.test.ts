import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressOfBytes, parseAddress } from '../../src/base/address.ts';
import { compile } from '../../src/policy/compile.ts';
import type { Expansion } from '../../src/policy/compiled.ts';
import { expand } from '../../src/policy/expand.ts';
import { type FilteredPacket, isFor, lookUp } from '../../src/policy/filter-of-packet.ts';
import { addAction, addFilter, addPolicy, addRule, applied, computer, subnet } from './making.ts';

const model = applied([
  addPolicy('P'),
  addFilter('everything'),
  addFilter('web', { protocol: 6, destinationPort: 80 }),
  addFilter('office', { destination: subnet('10.0.0.0', 8) }),
  addFilter('branch', { destination: subnet('10.9.0.0', 16), mirrored: false }),
  addAction('secure'),
  addAction('open', { action: 'permit', methods: [] }),
  addRule('rest', 'P', 'everything', 'secure'),
  addRule('web', 'P', 'web', 'open'),
  addRule('office', 'P', 'office', 'secure'),
  addRule('branch', 'P', 'branch', 'secure', {
    tunnel: { kind: 'address', address: parseAddress('203.0.113.1') },
  }),
]);
const expansion: Expansion = expand(
  compile(model, model.policies[0]!.guid, 'local'),
  computer('192.0.2.1'),
);

const packet = (destination: string, port = 0): FilteredPacket => ({
  direction: 'outbound',
  source: parseAddress('192.0.2.1'),
  destination: parseAddress(destination),
  protocol: 6,
  sourcePort: 1025,
  destinationPort: port,
});

function hit(of: FilteredPacket) {
  const { filter, lost, mainMode } = lookUp(expansion, of);
  return [filter?.generic.name, lost.map(({ generic }) => generic.name), mainMode?.generic.name];
}

test('the heaviest filter decides, the others lost', () => {
  expect(hit(packet('198.51.100.1', 80))).toEqual(['web', ['rest'], undefined]);
  expect(hit(packet('10.1.1.1', 80))).toEqual(['office', ['web', 'rest'], 'office']);
  expect(hit(packet('198.51.100.1', 81))).toEqual(['rest', [], 'rest']);
});

test('for a tunnel IKE speaks with its end', () => {
  expect(hit(packet('10.9.1.1'))).toEqual(['branch', ['office', 'rest'], 'branch']);
});

test('what no filter is for hits none', () => {
  expect(hit({ ...packet('10.1.1.1'), source: parseAddress('192.0.2.2') })).toEqual([
    undefined,
    [],
    undefined,
  ]);
});

test('who lost was for the packet too, and not heavier', () => {
  const address = fc
    .tuple(fc.constantFrom(10, 192), fc.constantFrom(9, 0), fc.nat(255), fc.nat(255))
    .map((octets) => addressOfBytes(Uint8Array.from(octets)));
  fc.assert(
    fc.property(address, fc.constantFrom(80, 25), fc.boolean(), (other, port, outbound) => {
      const own = parseAddress('192.0.2.1');
      const any: FilteredPacket = {
        ...packet('10.0.0.1', port),
        direction: outbound ? 'outbound' : 'inbound',
        source: outbound ? own : other,
        destination: outbound ? other : own,
      };
      const { filter, lost } = lookUp(expansion, any);
      const matching = expansion.quickMode.filter((one) => isFor(one, any));
      expect(filter === undefined ? [] : [filter, ...lost]).toEqual(matching);
      for (const one of lost) expect(one.weight).toBeLessThanOrEqual(filter!.weight);
    }),
  );
});
