import { expect, test } from 'vitest';
import { concat, u32 } from '../../src/base/bytes.ts';
import { Bench, pathTo } from './bench.ts';
import { data, deletion, id, notify, quickModeSa } from './payloads.ts';
import { octetsOf, Puppet } from './puppet.ts';

/** A host behind the NAT at 192.0.2.2: the NAT gave it a port, and its own address is an inner one. */
function neighbour(bench: Bench, port: number, inner: number, seed: string): Puppet {
  const path = { ...pathTo(), remote: { ...pathTo().remote, port } };
  const puppet = new Puppet(bench, { role: 'initiator', seed, path });
  puppet.offer();
  puppet.exchangeKeys();
  const { initiator, responder } = puppet.cookies;
  const first = notify(24_578, 1, concat(initiator, responder));
  puppet.prove([...puppet.proof(id(1, Uint8Array.of(10, 0, 0, inner))), first]);
  return puppet;
}

function withPair(puppet: Puppet, spi: number): void {
  const request = puppet.quick1(7, [quickModeSa(spi), data('nonce', puppet.ni)]);
  const nr = octetsOf(puppet.open(puppet.give(request)[0]!), 'nonce');
  puppet.give(puppet.quick3(7, puppet.ni, nr));
}

test.each([
  ['of another identity', 6],
  ['of the same inner address', 5],
])('a neighbour behind one NAT, %s, ends nothing of the first', (_, inner) => {
  const bench = new Bench();
  const first = neighbour(bench, 1024, 5, 'first');
  withPair(first, 0x5555);
  bench.advance(1000);
  const second = neighbour(bench, 2048, inner, 'second');
  expect(bench.of('peer-restarted')).toEqual([]);
  expect(bench.engine.mainModeSas()).toHaveLength(2);
  expect(bench.engine.children()).toHaveLength(1);
  // Nor may it delete what the other has.
  if (inner !== 5) second.give(second.inform(9, [deletion(3, u32(0x5555))]));
  expect(bench.engine.children()).toHaveLength(1);
  const { initiator, responder } = first.cookies;
  second.give(second.inform(10, [deletion(1, concat(initiator, responder))]));
  expect(bench.engine.mainModeSas()).toHaveLength(2);
  expect(bench.of('main-mode-ended')).toEqual([]);
});

test('the same host from the same port is the one that began anew', () => {
  const bench = new Bench();
  withPair(neighbour(bench, 1024, 5, 'first'), 0x5555);
  bench.advance(1000);
  neighbour(bench, 1024, 5, 'again');
  expect(bench.of('peer-restarted')).toMatchObject([{ mainModes: 1, pairs: 1 }]);
  expect(bench.engine.mainModeSas()).toHaveLength(1);
});
