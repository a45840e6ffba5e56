import { describe, expect, it } from 'vitest';
import { parsePeerFile } from '../../src/scenario/schema/load.ts';
import { FileProblems } from '../../src/scenario/schema/problem.ts';

function file(policy: string, more = ''): string {
  return `name: alice
addresses: [192.0.2.1, "2001:db8::1"]
peers:
  - { name: bob, address: 192.0.2.2, psk: secret, proposals: [aes128-sha1-modp1024] }
policies:
  - { name: one, ${policy} }
${more}
`;
}

const PROTECT = 'action: protect, peer: bob, proposals: [aes128-sha1]';

function configOf(text: string) {
  return parsePeerFile('/etc/peer.yaml', text, () => new Uint8Array(0)).config;
}

function problems(text: string): string {
  try {
    configOf(text);
  } catch (error) {
    if (!(error instanceof FileProblems)) throw error;
    return error.problems.map(({ message }) => message).join('\n');
  }
  return '';
}

describe('fields of a peer file for the data path', () => {
  it('say how a tunnel makes its outer header', () => {
    const plain = configOf(file(`${PROTECT}, mode: tunnel, remote: 10.2.0.0/24, local: 192.0.2.1`));
    expect(plain.policies[0]?.protect?.extras.tunnelHeader).toEqual({
      dscp: 'copy',
      df: 'copy',
      fragment: 'before',
    });
    const said = configOf(
      file(
        `${PROTECT}, mode: tunnel, remote: 10.2.0.0/24, local: 192.0.2.1, dscp: clear, df: set, fragment: after`,
      ),
    );
    expect(said.policies[0]?.protect?.extras.tunnelHeader).toEqual({
      dscp: 'clear',
      df: 'set',
      fragment: 'after',
    });
  });

  it.each([
    ['tfc: 500', 'tfc is for tunnels: transport mode does not say'],
    ['dscp: clear', 'dscp is for tunnels: transport mode has no outer header'],
    ['df: set', 'df is for tunnels: transport mode has no outer header'],
    ['fragment: after', 'fragment is for tunnels: in transport mode packets are whole'],
  ])('are refused in transport mode, which cannot obey them: %s', (field, words) => {
    expect(problems(file(`${PROTECT}, mode: transport, ${field}`))).toContain(words);
    expect(problems(file(`${PROTECT}, mode: transport, df: copy`))).toBe('');
  });

  it('say no addresses behind this host for transport mode, which carries no inner ones', () => {
    const behind = `${PROTECT}, mode: transport, local: 10.1.0.0/24, remote: 10.2.0.0/24`;
    expect(problems(file(behind))).toBe(
      'transport mode protects what 192.0.2.1 itself sends, and that is not in local. Write mode: tunnel, or leave local out.',
    );
    const whole = `${PROTECT}, mode: transport, local: 192.0.2.0/24, remote: 192.0.2.0/24`;
    expect(problems(file(whole))).toBe('');
  });

  it('say what the link takes and what errors from outside may do', () => {
    const plain = configOf(file('action: permit'));
    expect([plain.mtu, plain.unprotectedErrors]).toEqual([undefined, 'path-mtu']);
    expect(plain.pathMtuSeconds).toBe(600);
    const brief = configOf(file('action: permit', 'pathMtuLifetime: 30s'));
    expect(brief.pathMtuSeconds).toBe(30);
    const said = configOf(file('action: permit', 'mtu: 1400\nunprotectedErrors: ignore'));
    expect([said.mtu, said.unprotectedErrors]).toEqual([1400, 'ignore']);
    expect(problems(file('action: permit', 'mtu: 500'))).toMatch(/mtu/);
    expect(problems(file('action: permit', 'mtu: 1500.5'))).toMatch(
      /must be a whole number, not a fraction/,
    );
  });

  it('say ICMP type and code: as they are, or where ports stand in quick mode', () => {
    const open = configOf(file('action: permit, protocol: icmp, icmpType: 3'));
    expect(open.policies[0]?.selector).toMatchObject({
      localPort: 0,
      icmp: { type: 3, code: undefined },
    });
    const asked = configOf(
      file(`${PROTECT}, mode: transport, protocol: icmp, icmpType: 8, icmpCode: 0`),
    );
    expect(asked.policies[0]?.selector).toMatchObject({ localPort: 2048, remotePort: 2048 });
    expect(asked.policies[0]?.selector.icmp).toBeUndefined();
  });

  it.each([
    ['action: permit, protocol: udp, icmpType: 8', /icmpType needs protocol icmp/],
    ['action: permit, protocol: icmp, icmpCode: 0', /icmpCode needs icmpType/],
    ['action: permit, protocol: icmp, icmpType: 256', /icmpType/],
    [
      'action: protect, peer: bob, mode: transport, proposals: [aes128-none], esn: require',
      /esn: require needs a suite with integrity/,
    ],
    [`${PROTECT}, mode: transport, protocol: icmp, icmpType: 8`, /Write icmpCode too/],
    [`${PROTECT}, mode: transport, protocol: icmp, icmpType: 0, icmpCode: 0`, /0 there means any/],
  ])('refuse in words %s', (policy, words) => {
    expect(problems(file(policy))).toMatch(words);
  });
});
