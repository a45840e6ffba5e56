import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rangeOfAddress } from '../../src/base/address.ts';
import { fromHex } from '../../src/base/bytes.ts';
import { seededRandom } from '../../src/base/random.ts';
import { Secret } from '../../src/base/secret.ts';
import type { EncapsulationMode } from '../../src/base/traffic.ts';
import { DEFAULT_TUNNEL_HEADER } from '../../src/base/traffic.ts';
import { parseSuite } from '../../src/crypto/suite-names.ts';
import type { HostConfig } from '../../src/host/config.ts';
import { FIRST_MANUAL_ID, faultOfManualSuite, type ManualSa } from '../../src/host/manual.ts';
import { PAIR_ADDRESSES } from '../../src/sim/pair-config.ts';
import { counter, labPair, must, pingTo } from './pairs.ts';

const SUITE = parseSuite('aes128-sha1');
const key = (label: string, octets: number) => new Secret(seededRandom(label).bytes(octets));
const half = (label: string, spi: number) => ({
  spi,
  encryptionKey: key(`${label} cipher`, 16),
  integrityKey: key(`${label} mac`, 20),
});

/** Both entries of a pair, keyed by hand on this side. */
function keyedByHand(name: 'a' | 'b', mode: EncapsulationMode): Partial<HostConfig> {
  const own = PAIR_ADDRESSES[name];
  const other = PAIR_ADDRESSES[name === 'a' ? 'b' : 'a'];
  const [local, remote] = mode === 'tunnel' ? [own.inner, other.inner] : [own.outer, other.outer];
  const selector = {
    local: rangeOfAddress(local),
    remote: rangeOfAddress(remote),
    protocol: 0,
    localPort: 0,
    remotePort: 0,
  };
  const aToB = half('a to b', 0x1001);
  const bToA = half('b to a', 0x2002);
  const pair: ManualSa = {
    policy: 'by-hand',
    suite: SUITE,
    mode,
    selector,
    localAddress: own.outer,
    remoteAddress: other.outer,
    inbound: name === 'a' ? bToA : aToB,
    outbound: name === 'a' ? aToB : bToA,
    tfcOctets: 0,
    tunnelHeader: DEFAULT_TUNNEL_HEADER,
  };
  return {
    peers: [],
    policies: [{ name: 'by-hand', action: 'protect', selector, protect: undefined }],
    manual: [pair],
  };
}

function byHand(mode: EncapsulationMode) {
  return labPair({ a: { host: keyedByHand('a', mode) }, b: { host: keyedByHand('b', mode) } });
}

describe('SAs keyed by hand (RFC 4301 4.5.1)', () => {
  it.each([
    ['transport', '192.0.2.2'],
    ['tunnel', '10.2.0.1'],
  ] as const)('carry traffic without any IKE, in %s mode', (mode, to) => {
    const subject = byHand(mode);
    const { received } = must(subject.command(subject.a, pingTo(to)), 'ping');
    expect(received).toBe(3);
    expect(subject.events(subject.a, 'isakmp-sent')).toEqual([]);
    expect(counter(subject.b, 'protected-packets-received')).toBe(3);
  });

  it('are there before the first packet, and shown', () => {
    const subject = byHand('transport');
    subject.run(10);
    const [view] = subject.a.host.query('quick-mode-sas').items;
    expect(view).toMatchObject({
      id: FIRST_MANUAL_ID,
      policy: 'by-hand',
      peer: '',
      byHand: true,
      suite: 'AES-CBC-128 with HMAC-SHA1-96',
      expiresAt: undefined,
      inbound: { spi: 0x2002 },
      outbound: { spi: 0x1001 },
    });
    const value = must(subject.command(subject.a, { kind: 'up', policy: 'by-hand' }), 'up');
    expect(value).toEqual({ kind: 'up', saId: FIRST_MANUAL_ID, alreadyUp: true });
  });

  it('last: neither time nor down ends them', () => {
    const subject = byHand('transport');
    must(subject.command(subject.a, { kind: 'down', policy: undefined }), 'down');
    subject.run(100 * 86_400_000);
    expect(must(subject.command(subject.a, pingTo('192.0.2.2')), 'ping').received).toBe(3);
  });

  it('take a sender that has begun anew at number 1, since nothing else could be done', () => {
    const subject = byHand('transport');
    must(subject.command(subject.a, pingTo('192.0.2.2')), 'ping');
    const restarted = byHand('transport');
    expect(must(restarted.command(restarted.a, pingTo('192.0.2.2')), 'ping').received).toBe(3);
    expect(counter(subject.b, 'packet-dropped-replayed')).toBe(0);
    const [sa] = subject.b.host.query('quick-mode-sas').items;
    expect(sa?.inbound?.replay?.window).toBe(0);
  });

  it('open what scapy sealed by the same keys', () => {
    const file = new URL('../vectors/ipsec/scapy-data-path.json', import.meta.url);
    const vector = JSON.parse(readFileSync(file, 'utf8'))['tfc aes128-sha1'];
    const keymat = fromHex(vector.keymat);
    const config = keyedByHand('b', 'tunnel');
    const pair: ManualSa = {
      ...config.manual![0]!,
      selector: {
        ...config.manual![0]!.selector,
        local: rangeOfAddress(PAIR_ADDRESSES.b.outer),
        remote: rangeOfAddress(PAIR_ADDRESSES.a.outer),
      },
      inbound: {
        spi: 0x1000_000b,
        encryptionKey: new Secret(keymat.subarray(0, 16)),
        integrityKey: new Secret(keymat.subarray(16)),
      },
    };
    const policies = [
      { name: 'by-hand', action: 'protect', selector: pair.selector, protect: undefined },
    ] as const;
    const subject = labPair({ b: { host: { ...config, manual: [pair], policies } } });
    const end = (name: 'a' | 'b') => ({ address: PAIR_ADDRESSES[name].outer, port: 0 });
    const path = { carrier: 'link', local: end('a'), remote: end('b') } as const;
    for (const { sealed } of vector.packets) subject.inject(path, fromHex(sealed));
    subject.run(10);
    // Twice, for there is no anti-replay.
    for (const { sealed } of vector.packets) subject.inject(path, fromHex(sealed));
    subject.run(10);
    expect(subject.events(subject.b, 'udp-received')).toHaveLength(2 * vector.packets.length);
  });

  it.each(['aes128ctr-sha1', 'aes128gcm16', 'chacha20poly1305', 'aes128gmac'])(
    'cannot be of %s, whose numbers must never come twice under one key',
    (name) => {
      expect(faultOfManualSuite(parseSuite(name))).toMatch(/cannot be keyed by hand/);
    },
  );
});
