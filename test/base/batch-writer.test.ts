import { expect, it } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { arenaPool, BatchWriter, datagramOf, type Path } from '../../src/base/batch.ts';

function pathTo(last: number): Path {
  const end = (text: string) => ({ address: parseAddress(text), port: 0 });
  return { carrier: 'link', local: end('192.0.2.1'), remote: end(`198.51.100.${last}`) };
}

it('lets batches of many paths share an arena, each with its own datagrams', () => {
  const writer = new BatchWriter(arenaPool());
  const paths = [1, 2, 3].map(pathTo);
  for (let i = 0; i < 300; i++) writer.add(paths[i % 3]!, Uint8Array.of(i >> 8, i, 7));
  const batches = writer.drain();
  const seen = batches.flatMap((batch) =>
    Array.from({ length: batch.count }, (_, i) => [batch.path, [...datagramOf(batch, i)]]),
  );
  expect(seen).toEqual(
    Array.from({ length: 300 }, (_, i) => [paths[i % 3], [i >> 8, i & 0xff, 7]]),
  );
  expect(new Set(batches.map(({ arena }) => arena)).size).toBe(1);
});

it('takes an arena back into use only when every batch in it has been given back', () => {
  const pool = arenaPool();
  const writer = new BatchWriter(pool);
  writer.add(pathTo(1), Uint8Array.of(1));
  writer.add(pathTo(2), Uint8Array.of(2));
  const [first, second] = writer.drain();
  expect(second!.arena).toBe(first!.arena);
  pool.give(first!.arena);
  const other = pool.take();
  expect(other).not.toBe(first!.arena);
  pool.give(second!.arena);
  expect(pool.take()).toBe(first!.arena);
});

it('begins another arena where the last one is full', () => {
  const writer = new BatchWriter(arenaPool());
  const large = new Uint8Array(60_000);
  for (let i = 0; i < 5; i++) writer.add(pathTo(i), large.fill(i));
  const batches = writer.drain();
  expect(batches.map((batch) => datagramOf(batch, 0)[59_999])).toEqual([0, 1, 2, 3, 4]);
  expect(new Set(batches.map(({ arena }) => arena)).size).toBe(3);
});
