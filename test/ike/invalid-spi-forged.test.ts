import { expect, test } from 'vitest';
import type { Path } from '../../src/base/batch.ts';
import { concat, u32 } from '../../src/base/bytes.ts';
import { buildIp } from '../../src/wire/ip.ts';
import { PROTOCOL_NUMBER } from '../../src/wire/numbers/ip.ts';
import { labPair, must, pingTo, up } from '../host/pairs.ts';
import { said, seconds } from './silence.ts';

const REST = new Uint8Array(40);

function settled(natTraversal: 'auto' | 'force') {
  const both = labPair({ both: { peer: { natTraversal } } });
  up(both, both.a, 'tunnel');
  seconds(both, 1);
  const [own, other] = [both.a, both.b].map(({ host }) => host.config.addresses[0]!);
  const from = (port: number, carrier: Path['carrier'], to = port): Path => ({
    carrier,
    local: { address: own!, port },
    remote: { address: other!, port: to },
  });
  const { inbound } = both.b.host.query('quick-mode-sas').items[0]!;
  return { both, from, own: own!, other: other!, spi: inbound!.spi };
}

test('a pair whose SPI comes the wrong way is not called unknown, in UDP or out of it', () => {
  const inUdp = settled('force');
  const payload = concat(u32(inUdp.spi), REST);
  const packet = buildIp({
    source: inUdp.own,
    destination: inUdp.other,
    protocol: PROTOCOL_NUMBER.esp,
    payload,
  });
  inUdp.both.inject(inUdp.from(0, 'link'), packet);
  const plain = settled('auto');
  plain.both.inject(plain.from(500, 'udp', 4500), concat(u32(plain.spi), REST));
  for (const { both } of [inUdp, plain]) {
    seconds(both, 1);
    expect(said(both, both.b, 'INVALID-SPI')).toEqual([]);
    expect(both.events(both.a, 'quick-mode-ended')).toEqual([]);
    const ping = pingTo('10.2.0.1', { count: 1 });
    expect(must(both.command(both.a, ping), 'ping').received).toBe(1);
  }
});

test('where a main mode is, unknown SPIs from other ports begin nothing', () => {
  const { both, from } = settled('force');
  for (let port = 2000; port < 2200; port++) {
    both.inject(from(port, 'udp', 4500), concat(u32(0x10_0000 + port), REST));
    seconds(both, 1);
  }
  expect(both.events(both.b, 'unknown-spi')).toEqual([]);
  expect(both.events(both.b, 'quick-mode-started')).toHaveLength(1);
  expect(both.b.host.query('quick-mode-sas').items).toHaveLength(1);
});
