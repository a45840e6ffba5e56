import { expect, test } from 'vitest';
import { labPair, pingTo, up } from '../host/pairs.ts';
import { restart, said, seconds, silence } from './silence.ts';

test('a host that lost its SAs begins a main mode when packets come, and the peer forgets the old ones', () => {
  const both = labPair();
  up(both, both.a, 'tunnel');
  const b = restart(both, both.b);
  // The first packet meets an SPI that nobody has; the second finds new SAs.
  const first = both.command(both.a, pingTo('10.2.0.1', { count: 1 }));
  expect(first).toMatchObject({ ok: true, value: { received: 0 } });
  expect(both.events(both.b, 'unknown-spi')).toMatchObject([{ action: 'main-mode-begun' }]);
  expect(both.events(both.a, 'peer-restarted')).toMatchObject([
    { saidBy: 'INITIAL-CONTACT', mainModes: 1, pairs: 1 },
  ]);
  const second = both.command(both.a, pingTo('10.2.0.1', { count: 1 }));
  expect(second).toMatchObject({ ok: true, value: { received: 1 } });
  expect(b.host.query('main-mode-sas').items).toHaveLength(1);
  expect(both.a.host.query('main-mode-sas').items).toHaveLength(1);
});

test('under a main mode it is said protected, and the pair goes', () => {
  const both = labPair();
  up(both, both.a, 'tunnel');
  seconds(both, 1);
  // The peer's SAs go without a word: its delete is lost.
  both.link.drop(({ sender }) => sender === 'b');
  both.command(both.b, { kind: 'down', policy: 'tunnel' });
  both.command(both.a, pingTo('10.2.0.1', { count: 1 }));
  expect(said(both, both.b, 'INVALID-SPI')).toHaveLength(1);
  expect(both.events(both.a, 'quick-mode-ended')).toMatchObject([{ reason: 'unknown-to-peer' }]);
  const again = both.command(both.a, pingTo('10.2.0.1', { count: 1 }));
  expect(again).toMatchObject({ ok: true, value: { received: 1 } });
  expect(both.events(both.a, 'main-mode-established')).toHaveLength(1);
});

test('forged packets do not make a host storm', () => {
  const both = labPair();
  const path = {
    carrier: 'link',
    local: { address: both.a.host.config.addresses[0]!, port: 0 },
    remote: { address: both.b.host.config.addresses[0]!, port: 0 },
  } as const;
  silence(both, both.b);
  for (let spi = 0; spi < 650; spi++) {
    both.inject(path, espPacket(0x10_0000 + spi));
    both.run(100);
  }
  // One main mode in 30 s, however many packets come.
  expect(both.events(both.b, 'main-mode-started')).toHaveLength(3);
  expect(both.events(both.b, 'unknown-spi')).toHaveLength(3);
});

test('INVALID-SPI is rationed too', () => {
  const both = labPair();
  up(both, both.a, 'tunnel');
  seconds(both, 1);
  const path = {
    carrier: 'link',
    local: { address: both.a.host.config.addresses[0]!, port: 0 },
    remote: { address: both.b.host.config.addresses[0]!, port: 0 },
  } as const;
  for (let spi = 0; spi < 100; spi++) both.inject(path, espPacket(0x10_0000 + spi));
  expect(said(both, both.b, 'INVALID-SPI')).toHaveLength(4);
  expect(both.events(both.a, 'quick-mode-ended')).toEqual([]);
});

/** An ESP packet from 192.0.2.1 to 192.0.2.2 under an SPI. */
function espPacket(spi: number): Uint8Array {
  const packet = new Uint8Array(20 + 40);
  packet.set([0x45, 0, 0, 60, 0, 0, 0, 0, 64, 50, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2]);
  new DataView(packet.buffer).setUint32(20, spi);
  let sum = 0;
  for (let at = 0; at < 20; at += 2) sum += (packet[at]! << 8) | packet[at + 1]!;
  sum = (sum & 0xffff) + (sum >> 16);
  new DataView(packet.buffer).setUint16(10, ~sum & 0xffff);
  return packet;
}
