import { describe, expect, it } from 'vitest';
import type { MainModeSaView, QuickModeSaView } from '../../src/host/ports.ts';
import { saText } from '../../src/observe/sa-text.ts';
import { statsText } from '../../src/observe/stats-text.ts';
import { durationText, octetsText } from '../../src/observe/units.ts';

const mainMode: MainModeSaView = {
  peer: 'bob',
  initiatorCookie: '0011223344556677',
  responderCookie: '8899aabbccddeeff',
  role: 'initiator',
  state: 'established',
  local: '192.0.2.1:4500',
  remote: '192.0.2.2:4500',
  localIdentity: '192.0.2.1',
  remoteIdentity: 'fqdn bob.example',
  proposal: 'AES-CBC-128, SHA1, MODP-1024 (group 2)',
  authentication: 'pre-shared key',
  provedBy: undefined,
  passedOver: [],
  exchange: 'main mode',
  weaknesses: [],
  createdAt: 1000,
  establishedAt: 2000,
  expiresAt: 28_802_000,
  renewsAt: 21_602_000,
  replacedBy: undefined,
  quickModes: 1,
  natTraversal: true,
};

const quickMode: QuickModeSaView = {
  id: 1,
  policy: 'office',
  peer: 'bob',
  byHand: false,
  pfsGroup: 2,
  renewsAt: 2_763_000,
  replaces: 7,
  replacedBy: undefined,
  mode: 'tunnel',
  udpEncapsulated: true,
  lifetimePackets: 0,
  pathMtu: undefined,
  esn: false,
  protocol: 'esp',
  esp: { encryption: 'aes-cbc', keyBits: 128, integrity: 'hmac-sha1-96' },
  ah: undefined,
  suite: 'AES-CBC-128 with HMAC-SHA1-96',
  weaknesses: [],
  selector: '10.1.0.0/24 <-> 10.2.0.0/24 any',
  local: '192.0.2.1:4500',
  remote: '192.0.2.2:4500',
  createdAt: 3000,
  expiresAt: 3_603_000,
  lifetimeSeconds: 3600,
  lifetimeKilobytes: 100,
  inbound: {
    spi: 0x1000,
    packets: 3,
    octets: 2048,
    lastUsedAt: 60_000,
    sequence: 5,
    replay: { window: 64, replayed: 1, late: 2 },
    badIcv: 4,
    ah: undefined,
  },
  outbound: {
    spi: 0x2000,
    packets: 1,
    octets: 100,
    lastUsedAt: undefined,
    sequence: 1,
    replay: undefined,
    badIcv: 0,
    ah: undefined,
  },
};

describe('SAs for people', () => {
  it('show ages, lifetimes left, traffic and replay state', () => {
    const text = saText([mainMode], [quickMode], 63_000);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(`\n${text}\n`).toBe(`
main mode: bob
  endpoints       192.0.2.1:4500 <-> 192.0.2.2:4500 (NAT traversal)
  state           established for 1 min 1 s, 7 h 58 min left
  renewal         in 5 h 58 min
  role            initiator
  proposal        AES-CBC-128, SHA1, MODP-1024 (group 2)
  authentication  pre-shared key
  identities      192.0.2.1 <-> fqdn bob.example
  cookies         0011223344556677 8899aabbccddeeff
  quick modes     1

quick mode: office (SA 1) with bob
  endpoints       192.0.2.1:4500 <-> 192.0.2.2:4500
  mode            tunnel, ESP in UDP, AES-CBC-128 with HMAC-SHA1-96
  PFS             group 2
  traffic         10.1.0.0/24 <-> 10.2.0.0/24 any
  age             1 min
  lifetime left   59 min of 1 h; 98.0 KiB of 100 KiB
  renewal         in 45 min
  in place of     SA 7
  received        3 packets, 2.00 KiB, last 3 s ago, SPI 0x00001000, sequence 5
  sent            1 packet, 100 B, last never, SPI 0x00002000, sequence 1
  replay window   64 packets, 1 replayed, 2 too late; 4 with a wrong ICV
`);
    expect(saText([], [], 0)).toBe('no security associations');
  });

  it('say by what a peer proved itself, and which methods were passed over', () => {
    const provedBy = 'certificate O=Lab, CN=bob, issued by O=Lab, CN=Root';
    const passedOver = ['Kerberos was passed over: this computer is in no domain.'];
    const text = saText([{ ...mainMode, provedBy, passedOver }], [], 63_000);
    expect(text).toContain(`  passed over     ${passedOver[0]}\n`);
    expect(text).toContain(`  proved by       ${provedBy}\n`);
  });

  it('count times and volumes', () => {
    expect([0, 999, 61_000, 90_000_000].map(durationText)).toEqual([
      '0 ms',
      '999 ms',
      '1 min 1 s',
      '1 d 1 h',
    ]);
    expect([0, 1023, 1536, 5 * 1024 ** 3].map(octetsText)).toEqual([
      '0 B',
      '1023 B',
      '1.50 KiB',
      '5.00 GiB',
    ]);
  });

  it('call a pair that is keyed by hand that, and number it not', () => {
    const text = saText([], [{ ...quickMode, peer: '', byHand: true }], 0);
    expect(text).toMatch(/^keyed by hand: office$/m);
  });
});

describe('counters for people', () => {
  it('stand under their names; details that are zero only if asked for', () => {
    const view = {
      ike: [{ id: 'a', label: 'IKE Main Mode', value: 12 }],
      ipsec: [{ id: 'b', label: 'Bad SPI Packets', value: 0 }],
      detail: [
        { id: 'c', label: 'Zero', value: 0 },
        { id: 'd', label: 'One', value: 1 },
      ],
    };
    const text = statsText(view, { all: false });
    expect(text.split('\n')).toEqual([
      'IKE statistics (main mode)',
      `  IKE Main Mode ${'.'.repeat(61)} 12`,
      '',
      'IPsec statistics (quick mode)',
      `  Bad SPI Packets ${'.'.repeat(60)} 0`,
      '',
      'Details that are not zero',
      `  One ${'.'.repeat(72)} 1`,
    ]);
    expect(statsText(view, { all: true })).toContain('  Zero ');
  });
});
