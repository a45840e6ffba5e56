import { describe, expect, it } from 'vitest';
import { parsePeerFile } from '../../src/scenario/schema/load.ts';
import { FileProblems } from '../../src/scenario/schema/problem.ts';

/** Everything that is wrong with a peer's file, as a terminal shows it. */
function problemsOf(text: string): string {
  try {
    parsePeerFile('peer.yaml', text.slice(1), () => {
      throw new Error('no such file');
    });
  } catch (error) {
    if (error instanceof FileProblems) return `\n${error.message}\n`;
    throw error;
  }
  return 'nothing is wrong';
}

describe("what is wrong with a peer's file", () => {
  it('is said all at once, in order, each with its place and a caret', () => {
    expect(
      problemsOf(`
name: alice
addresses: [192.0.2.1, 10.1.0.300]
adresses: []
profile: labb
ports: { ike: 0 }
peers:
  - name: bob
    address: 192.0.2.2
    psk: "s"
    proposals: [aes128-sha1-modp1025]
    localId: { fqdn: a, keyId: b }
    lifetime: 8
policies:
  - name: p
    action: protect
    peer: bob
    mode: tunel
    proposals: [aes128-sha1]
    replayWindow: 16
  - { name: q, action: alow }
  - { name: r, action: permit, mode: tunnel, protocol: foo }
sockets: { mode: mapped, map: { 192.0.2.1: { ike: 127.0.0.1:99999 } } }
`),
    ).toBe(`
peer.yaml:2:24: "10.1.0.300" is not an IPv4 or IPv6 address. Write it like 192.0.2.1 or 2001:db8::1.
    2 | addresses: [192.0.2.1, 10.1.0.300]
      |                        ^^^^^^^^^^
peer.yaml:3:1: "adresses" is not known in the file. Did you mean "addresses"?
    3 | adresses: []
      | ^^^^^^^^
peer.yaml:4:10: profile must be default, lab or windows-2003. Did you mean "lab"?
    4 | profile: labb
      |          ^^^^
peer.yaml:5:15: ports.ike is smaller than 1. Expected: a port number from 1 to 65535.
    5 | ports: { ike: 0 }
      |               ^
peer.yaml:10:17: no Diffie-Hellman group "modp1025"; there are modp768, modp1024, modp1536, modp2048, modp3072, modp4096, modp6144, modp8192, ecp256, ecp384, ecp521. Write it like aes128-sha1-modp1024 or aes256-sha256-ecp256.
   10 |     proposals: [aes128-sha1-modp1025]
      |                 ^^^^^^^^^^^^^^^^^^^^
peer.yaml:11:5: this needs exactly one of address, fqdn, userFqdn, keyId, dn.
   11 |     localId: { fqdn: a, keyId: b }
      |     ^^^^^^^
peer.yaml:12:15: peers[0].lifetime must be a text, not a number. Expected: a length of time with its unit: 30s, 15m, 8h or 1d. Write its unit too: 8s for seconds.
   12 |     lifetime: 8
      |               ^
peer.yaml:17:11: policies[0].mode must be transport or tunnel. Did you mean "tunnel"?
   17 |     mode: tunel
      |           ^^^^^
peer.yaml:19:19: policies[0].replayWindow is smaller than 32. Expected: packets of the replay window, 32 to 8192.
   19 |     replayWindow: 16
      |                   ^^
peer.yaml:20:24: policies[1].action must be permit, block, protect or manual.
   20 |   - { name: q, action: alow }
      |                        ^^^^
peer.yaml:21:32: "mode" is not known in policies[2]. Known here: name, local, remote, protocol, localPort, remotePort, icmpType, icmpCode, action.
   21 |   - { name: r, action: permit, mode: tunnel, protocol: foo }
      |                                ^^^^
peer.yaml:21:56: "foo" is not a protocol. Write any, icmp, tcp, udp, ipv6-icmp, or a number from 0 to 255.
   21 |   - { name: r, action: permit, mode: tunnel, protocol: foo }
      |                                                        ^^^
peer.yaml:22:51: "127.0.0.1:99999" is not an address and a port from 1 to 65535. Write it like 127.0.0.1:15500 or [::1]:15500, or a port alone for 127.0.0.1.
   22 | sockets: { mode: mapped, map: { 192.0.2.1: { ike: 127.0.0.1:99999 } } }
      |                                                   ^^^^^^^^^^^^^^^
`);
  });

  it('is said of fields that do not fit each other', () => {
    expect(
      problemsOf(`
name: alice
addresses: [192.0.2.1, 192.0.2.1]
ports: { ike: 500, natT: 500 }
sockets:
  mode: mapped
  map:
    not-an-address: { ike: 127.0.0.1:1 }
    192.0.2.1: { ike: 127.0.0.1:15500, natT: 127.0.0.1:15500 }
peers:
  - { name: bob, address: 192.0.2.1, psk: "s", proposals: [des-md5-modp768] }
  - { name: bob, address: "2001:db8::1", psk: "s", proposals: [des-md5-modp768] }
  - { name: eve, address: any, localAddress: 192.0.2.9, psk: "s", proposals: [des-md5-modp768] }
  - { name: far, address: any, psk: { file: secret.txt }, proposals: [des-md5-modp768] }
policies:
  - { name: p, action: protect, peer: bbo, mode: transport, proposals: [des-md5] }
  - { name: p, action: block, localPort: 7 }
  - { name: q, action: block, local: 192.0.2.1, remote: "2001:db8::1" }
`),
    ).toBe(`
peer.yaml:2:24: 192.0.2.1 stands in the list already. Take one out.
    2 | addresses: [192.0.2.1, 192.0.2.1]
      |                        ^^^^^^^^^
peer.yaml:3:26: ports.natT is 500 like ports.ike. Use two ports.
    3 | ports: { ike: 500, natT: 500 }
      |                          ^^^
peer.yaml:7:5: "not-an-address" is not an IPv4 or IPv6 address. Write a host-level address.
    7 |     not-an-address: { ike: 127.0.0.1:1 }
      |     ^^^^^^^^^^^^^^
peer.yaml:8:46: 127.0.0.1:15500 is the socket of 192.0.2.1 ike already. Use another port.
    8 |     192.0.2.1: { ike: 127.0.0.1:15500, natT: 127.0.0.1:15500 }
      |                                              ^^^^^^^^^^^^^^^
peer.yaml:10:27: 192.0.2.1 is this host's own address. Write the peer's.
   10 |   - { name: bob, address: 192.0.2.1, psk: [redacted], proposals: [des-md5-modp768] }
      |                           ^^^^^^^^^
peer.yaml:11:13: peers[0] has the name "bob" already. Give each its own.
   11 |   - { name: bob, address: "2001:db8::1", psk: [redacted], proposals: [des-md5-modp768] }
      |             ^^^
peer.yaml:11:27: this host has no IPv6 address to speak from. Add one to addresses.
   11 |   - { name: bob, address: "2001:db8::1", psk: [redacted], proposals: [des-md5-modp768] }
      |                           ^^^^^^^^^^^^^
peer.yaml:12:46: 192.0.2.9 is not one of this host's addresses: 192.0.2.1, 192.0.2.1.
   12 |   - { name: eve, address: any, localAddress: 192.0.2.9, psk: [redacted], proposals: [des-md5-modp768
      |                                              ^^^^^^^^^
peer.yaml:13:27: peers[2] has the address any already, and main mode finds a peer and its key by address. Make one peer of them. Or let it be found by identity: aggressive: accept and a remoteId.
   13 |   - { name: far, address: any, psk: [redacted], proposals: [des-md5-modp768] }
      |                           ^^^
peer.yaml:13:32: the file of the pre-shared key cannot be read: no such file.
   13 |   - { name: far, address: any, psk: [redacted], proposals: [des-md5-modp768] }
      |                                ^^^
peer.yaml:15:39: there is no peer "bbo". Did you mean "bob"?
   15 |   - { name: p, action: protect, peer: bbo, mode: transport, proposals: [des-md5] }
      |                                       ^^^
peer.yaml:16:13: policies[0] has the name "p" already. Give each its own.
   16 |   - { name: p, action: block, localPort: 7 }
      |             ^
peer.yaml:16:42: localPort needs protocol tcp or udp: others have no ports.
   16 |   - { name: p, action: block, localPort: 7 }
      |                                          ^
peer.yaml:17:57: local and remote are of two IP versions. Write two policies.
   17 |   - { name: q, action: block, local: 192.0.2.1, remote: "2001:db8::1" }
      |                                                         ^^^^^^^^^^^^^
`);
  });

  it('has its caret at the right place behind a secret that is not shown', () => {
    expect(
      problemsOf(`
name: a
addresses: [192.0.2.1]
peers:
  - { name: b, address: any, psk: hush, nat: nope, proposals: [des-md5-modp768] }
`),
    ).toBe(`
peer.yaml:4:46: peers[0].nat must be auto, force or off.
    4 |   - { name: b, address: any, psk: [redacted], nat: nope, proposals: [des-md5-modp768] }
      |                                                    ^^^^
`);
  });

  it('is said of what is missing, empty, or no YAML', () => {
    expect(problemsOf('\nname: alice\n')).toContain(
      '"addresses" is missing in the file. Add "addresses:" (all of the host\'s own addresses, outer and inner).',
    );
    expect(problemsOf('\n')).toContain('peer.yaml:1:1: the file is empty.');
    expect(problemsOf('\n- a\n')).toContain('the file must be a map of keys, not a list.');
    expect(problemsOf('\nname: a\nname: b\n')).toBe(`
peer.yaml:2:1: this is not right YAML: the map has this key already. Take one out.
    2 | name: b
      | ^
`);
    expect(problemsOf('\nname: [a\nb: 1\n')).toContain('peer.yaml:2:1: this is not right YAML:');
    expect(problemsOf(`\n${'#'.repeat(5_000_000)}`)).toContain('which is the most that is read');
  });
});

describe('a secret', () => {
  const peer = (line: string): string => `
name: alice
addresses: [192.0.2.1]
peers:
  - name: bob
    address: 192.0.2.2
    proposals: [des-md5-modp768]
${line}
`;
  it.each([
    ['of the wrong type', '    psk: 8675309'],
    ['under a misspelt name', '    pks: hush8675309'],
    ['in a form that is not known', '    psk: { hexx: 8675309a }'],
    ['that is not hexadecimal', '    psk: { hex: hush8675309 }'],
    ['in two forms', '    psk: { hex: "8675309a", text: hush8675309 }'],
    ['on several lines', '    psk: |\n      hush8675309\n    wrong: 1'],
    ['beside another mistake', '    psk: hush8675309\n    nat: nope'],
    ['on a line that is no YAML', '    psk: "hush8675309'],
    ['on a line that is no YAML either', '    psk: hush8675309: x: {'],
    ['behind an alias', '    psk: &key hush8675309\n    remoteId: { fqdnn: *key }'],
    ['that YAML takes for a list', '    psk: [hush8675309]'],
    ['in a list that is not closed', '    psk: [hush8675309'],
  ])('%s is never shown', (_what, line) => {
    const text = problemsOf(peer(line));
    expect(text).toMatch(/peer\.yaml:\d+:\d+: /);
    expect(text).not.toMatch(/8675309/);
  });
});
