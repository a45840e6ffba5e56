import { expect, test } from 'vitest';
import { fromHex, u32 } from '../../src/base/bytes.ts';
import { Bench } from './bench.ts';
import { data, deletion, quickModeSa } from './payloads.ts';
import { octetsOf, Puppet } from './puppet.ts';

/** A main mode with pairs on it, by the SPIs that the peer receives on. */
function withPairs(spis: readonly number[]) {
  const bench = new Bench();
  const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
  for (const [i, spi] of spis.entries()) {
    const id = 100 + i;
    const request = puppet.quick1(id, [quickModeSa(spi), data('nonce', puppet.ni)]);
    const nr = octetsOf(puppet.open(puppet.give(request)[0]!), 'nonce');
    puppet.give(puppet.quick3(id, puppet.ni, nr));
  }
  return { bench, puppet };
}

test('one delete payload ends every pair that it names, both halves of each', () => {
  const { bench, puppet } = withPairs([0x5555, 0x6666, 0x7777]);
  puppet.give(puppet.inform(1, [deletion(3, u32(0x5555), u32(0x7777))]));
  expect(bench.of('quick-mode-ended').map(({ reason }) => reason)).toEqual([
    'deleted-by-peer',
    'deleted-by-peer',
  ]);
  expect([...bench.sas.installed.values()].map(({ pair }) => pair.outbound.spi)).toEqual([0x6666]);
});

test('what this host does not have is reported, once a payload, and ends nothing', () => {
  const { bench, puppet } = withPairs([0x5555]);
  const unknown = [1, 2, 3, 4, 5].map(u32);
  puppet.give(puppet.inform(1, [deletion(3, ...unknown), deletion(1, new Uint8Array(16))]));
  expect(bench.of('delete-ignored').map(({ what }) => what)).toEqual([
    'ESP 0x00000001 0x00000002 0x00000003 0x00000004 and 1 more',
    'main mode',
  ]);
  expect(bench.engine.children()).toHaveLength(1);
  expect(bench.engine.mainModeSas()).toHaveLength(1);
});

test('the message says what it deletes', () => {
  const { bench, puppet } = withPairs([0x5555]);
  puppet.give(puppet.inform(1, [deletion(3, u32(0x5555))]));
  expect(bench.of('isakmp-received').at(-1)!.payloads).toEqual(['HASH(1)', 'D(ESP 0x00005555)']);
});

test('a main mode that is named twice ends once', () => {
  const { bench, puppet } = withPairs([]);
  const { initiatorCookie, responderCookie } = bench.engine.mainModeSas()[0]!;
  const cookies = fromHex(initiatorCookie + responderCookie);
  puppet.give(puppet.inform(1, [deletion(1, cookies, cookies)]));
  expect(bench.of('main-mode-ended').map(({ reason }) => reason)).toEqual(['deleted-by-peer']);
  expect(bench.of('delete-ignored')).toHaveLength(1);
});
