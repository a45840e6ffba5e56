import { expect, test } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { PAIR_ADDRESSES } from '../../src/sim/pair-config.ts';
import { vendorIdBytes } from '../../src/wire/numbers/vendor-ids.ts';
import { Bench, pathTo } from './bench.ts';
import { fragment, pieces } from './fragments.ts';
import { mainModeSa, notify, vendorId } from './payloads.ts';
import { Puppet } from './puppet.ts';

const FRAGMENTS = vendorId(vendorIdBytes('FRAGMENTATION'));

test('strangers that fill the table with fragments shut nobody out', () => {
  const bench = new Bench({ peer: { address: undefined } });
  const honest = new Puppet(bench, { role: 'initiator' });
  honest.offer(mainModeSa(), [FRAGMENTS]);
  honest.exchangeKeys();
  honest.prove();
  const count = LIMITS.fragmentSets / LIMITS.fragmentSetsPerSa + 8;
  for (let i = 0; i < count; i++) {
    const path = pathTo(500, parseAddress(`203.0.113.${1 + (i % 8)}`), PAIR_ADDRESSES.a.outer);
    const stranger = new Puppet(bench, { role: 'initiator', seed: `stranger ${i}`, path });
    stranger.offer(mainModeSa(), [FRAGMENTS]);
    for (let set = 1; set <= LIMITS.fragmentSetsPerSa; set++) {
      const piece = { number: 1, data: new Uint8Array(8), fragmentId: set };
      bench.receive(fragment(stranger.message3(), piece), path);
    }
  }
  const before = bench.of('notify-received').length;
  for (const piece of pieces(honest.inform(77, [notify(24_578)]), 3)) honest.give(piece);
  expect(bench.of('notify-received')).toHaveLength(before + 1);
});
