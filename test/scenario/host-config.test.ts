import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAddress, rangeText } from '../../src/base/address.ts';
import { toHex } from '../../src/base/bytes.ts';
import type { Secret } from '../../src/base/secret.ts';
import { credentials } from '../../src/ike/auth/credentials.ts';
import { DEFAULT_DIALECT, DEFAULT_KEEPING, type PeerPolicy } from '../../src/ike/policy.ts';
import { TIMER_PROFILES } from '../../src/ike/timers.ts';
import { loadPeerFile, type PeerFile, parsePeerFile } from '../../src/scenario/schema/load.ts';

const FULL = `
name: alice
addresses: [192.0.2.1, "2001:db8::1", 10.1.0.1]
ports: { ike: 1500, natT: 14500 }
sockets:
  mode: mapped
  map:
    192.0.2.1: { ike: 127.0.0.1:15501, natT: 127.0.0.1:15502, link: 127.0.0.1:15503 }
    10.1.0.1: { link: 15503 }
    2001:db8::2: { ike: "[::1]:15601" }
control: run/alice.sock
profile: lab
peers:
  - name: bob
    address: 192.0.2.2
    psk: { utf16le: ab }
    proposals: [aes256-sha256-ecp256, des-md5-modp768]
    localId: { userFqdn: alice@example.org }
    remoteId: { address: 192.0.2.2 }
    lifetime: 90m
    nat: force
    keepalive: 5s
  - { name: six, address: "2001:db8::2", port: 500, psk: { hex: 00 ff }, proposals: [3des-sha1-modp1024] }
  - { name: all, address: any, localAddress: 10.1.0.1, psk: { file: key.txt }, proposals: [des-md5-modp768] }
policies:
  - { name: dns, action: permit, protocol: udp, remotePort: 53 }
  - { name: direct, action: protect, peer: bob, mode: transport, proposals: [null-sha1] }
  - name: office
    action: protect
    peer: bob
    mode: tunnel
    local: 10.1.0.0/24
    remote: 10.2.0.1-10.2.0.9
    protocol: tcp
    localPort: 80
    proposals: [aes128gcm16, aes128-sha1]
    pfs: modp1024
    lifetime: { time: 30m, kilobytes: 5000 }
    replayWindow: 128
unmatched: block
stack: { icmpEcho: false, udpEcho: [7], udpSink: [9, 10] }
`;

function parsed(text: string): PeerFile {
  return parsePeerFile('/etc/peer.yaml', text, (path) => new TextEncoder().encode(`${path}\r\n`));
}

describe("a peer's file", () => {
  const { config, sockets, control } = parsed(FULL);

  it('becomes the configuration of a host', () => {
    expect(config.name).toBe('alice');
    expect(config.addresses.map(({ text }) => text)).toEqual([
      '192.0.2.1',
      '2001:db8::1',
      '10.1.0.1',
    ]);
    expect([config.ikePort, config.natPort, config.unmatched]).toEqual([1500, 14500, 'block']);
    expect(config.stack).toEqual({ icmpEcho: false, udpEchoPorts: [7], udpSinkPorts: [9, 10] });
    expect(control).toBe('/etc/run/alice.sock');
  });

  it('becomes peers with algorithms, identities and timers', () => {
    const [bob, six, all] = config.peers;
    expect({ ...bob, authentication: [] }).toEqual({
      name: 'bob',
      address: parseAddress('192.0.2.2'),
      port: 1500,
      localAddress: parseAddress('192.0.2.1'),
      proposals: [
        { encryption: 'aes-cbc', keyBits: 256, hash: 'sha256', group: 19 },
        { encryption: 'des-cbc', keyBits: 64, hash: 'md5', group: 1 },
      ],
      authentication: [],
      localIdentity: { type: 'user-fqdn', value: 'alice@example.org' },
      remoteIdentity: { type: 'address', value: '192.0.2.2' },
      lifetime: { seconds: 5400, kilobytes: 0 },
      natTraversal: 'force',
      natKeepaliveSeconds: 5,
      keeping: DEFAULT_KEEPING,
      dialect: DEFAULT_DIALECT,
      timers: TIMER_PROFILES.lab,
    });
    expect(six?.localAddress.text).toBe('2001:db8::1');
    expect([six?.port, six?.natTraversal, six?.lifetime.seconds]).toEqual([500, 'auto', 28_800]);
    expect([all?.address, all?.localAddress.text]).toEqual([undefined, '10.1.0.1']);
  });

  it('becomes pre-shared keys of the octets that it says, behind handles', () => {
    const keys = config.peers.map((peer) => toHex(keyOf(peer)?.reveal() ?? new Uint8Array(0)));
    expect(keys).toEqual(['61006200', '00ff', toHex(new TextEncoder().encode('key.txt'))]);
    expect(JSON.stringify(config.peers)).not.toContain('00ff');
    expect(`${keyOf(config.peers[0])}`).toBe('[redacted]');
  });

  it('becomes an ordered SPD', () => {
    expect(config.policies.map(({ name, action }) => `${name} ${action}`)).toEqual([
      'dns permit',
      'dns/ipv6 permit',
      'direct protect',
      'office protect',
    ]);
    const [v4, v6, direct, office] = config.policies;
    expect(rangeText(v4!.selector.remote)).toBe('0.0.0.0/0');
    expect(rangeText(v6!.selector.remote)).toBe('::/0');
    expect(v4!.selector).toMatchObject({ protocol: 17, localPort: 0, remotePort: 53 });
    // Transport between the peers themselves needs no quick-mode identities.
    expect(rangeText(direct!.selector.local)).toBe('192.0.2.1');
    expect(rangeText(direct!.selector.remote)).toBe('192.0.2.2');
    expect(direct!.protect).toMatchObject({
      mode: 'transport',
      proposals: [
        { protocol: 'esp', suite: { encryption: 'null', keyBits: 0, integrity: 'hmac-sha1-96' } },
      ],
      pfsGroup: undefined,
      lifetime: { seconds: 3600, kilobytes: 0 },
      replayWindow: 64,
      sendIdentities: false,
    });
    expect(office!.protect).toMatchObject({
      name: 'office',
      peer: 'bob',
      mode: 'tunnel',
      pfsGroup: 2,
      lifetime: { seconds: 1800, kilobytes: 5000 },
      replayWindow: 128,
      sendIdentities: true,
    });
    expect(office!.protect?.selector).toBe(office!.selector);
    expect(rangeText(office!.selector.remote)).toBe('10.2.0.1-10.2.0.9');
  });

  it('becomes a plan of sockets', () => {
    expect(sockets.mode === 'mapped' && [...sockets.map.entries()]).toEqual([
      [
        '192.0.2.1',
        {
          ike: { address: '127.0.0.1', port: 15501 },
          natT: { address: '127.0.0.1', port: 15502 },
          link: { address: '127.0.0.1', port: 15503 },
        },
      ],
      ['10.1.0.1', { link: { address: '127.0.0.1', port: 15503 } }],
      ['2001:db8::2', { ike: { address: '::1', port: 15601 } }],
    ]);
    const bare = parsed('{ name: a, addresses: [192.0.2.1] }');
    expect(bare.sockets).toEqual({ mode: 'direct', bind: undefined, linkPort: undefined });
    expect(bare.control).toBeUndefined();
    const direct = 'sockets: { mode: direct, bind: [192.0.2.1], link: 700 }';
    expect(parsed(`name: a\naddresses: [192.0.2.1]\n${direct}`).sockets).toEqual({
      mode: 'direct',
      bind: [parseAddress('192.0.2.1')],
      linkPort: 700,
    });
  });

  it('finds the files of its keys beside it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'espial-schema-'));
    writeFileSync(join(folder, 'peer.yaml'), FULL);
    writeFileSync(join(folder, 'key.txt'), 'from a file\n');
    const loaded = loadPeerFile(join(folder, 'peer.yaml'));
    const key = keyOf(loaded.config.peers[2])?.reveal();
    expect(new TextDecoder().decode(key)).toBe('from a file');
    rmSync(folder, { recursive: true });
  });
});

function keyOf(peer: PeerPolicy | undefined): Secret | undefined {
  return credentials(peer?.authentication ?? [], 'pre-shared-key')?.key;
}
