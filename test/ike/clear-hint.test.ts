import { expect, test } from 'vitest';
import { fromHex, u32 } from '../../src/base/bytes.ts';
import { DEFAULT_KEEPING } from '../../src/ike/policy.ts';
import { Bench } from './bench.ts';
import { deletion, notify, vendorId } from './payloads.ts';
import { Puppet } from './puppet.ts';

const keeping = { ...DEFAULT_KEEPING, dpd: { idleSeconds: 600 } };

function watched(options: { dpd?: boolean } = {}) {
  const bench = new Bench(options.dpd === false ? {} : { peer: { keeping } });
  const puppet = new Puppet(bench, { role: 'initiator' });
  puppet.offer(undefined, [vendorId(fromHex('afcad71368a1f1c96b8696fc77570100'))]);
  puppet.exchangeKeys();
  puppet.prove();
  const bare = (...payloads: Parameters<Puppet['clear']>[0]) =>
    puppet.give(puppet.clear(payloads, { exchangeType: 5, messageId: 7 }));
  return { bench, puppet, bare };
}

test.each([4, 11])('notify %i in clear makes this host ask, and no more', (type) => {
  const { bench, bare } = watched();
  expect(bare(notify(type))).toHaveLength(1);
  expect(bench.of('peer-asked')).toMatchObject([{ cause: 'hint' }]);
  expect(bench.engine.mainModeSas()).toHaveLength(1);
});

test('it asks once in ten seconds at most', () => {
  const { bench, puppet, bare } = watched();
  for (let i = 0; i < 20; i++) bare(notify(4));
  const [question] = bench.of('peer-asked');
  puppet.give(puppet.inform(50, [notify(36_137, 1, undefined, u32(question!.sequence))]));
  bare(notify(4));
  expect(bench.of('peer-asked')).toHaveLength(1);
  bench.advance(10_000);
  bare(notify(4));
  expect(bench.of('peer-asked')).toHaveLength(2);
});

test('a delete in clear, other notifies, and a host that never asks: nothing', () => {
  const { bench, bare } = watched();
  expect(bare(deletion(3, u32(1)), notify(24), notify(24_578))).toEqual([]);
  expect(bench.of('peer-asked')).toEqual([]);
  expect(watched({ dpd: false }).bare(notify(4))).toEqual([]);
});
