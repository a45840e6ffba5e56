import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../../src/base/address.ts';
import { selectorText } from '../../../src/base/traffic.ts';
import { PolicyInForce } from '../../../src/host/windows/policy-in-force.ts';
import type { ActivePolicy } from '../../../src/policy/compiled.ts';
import { expand } from '../../../src/policy/expand.ts';
import { at, esp, example, psk, rules, subnet } from './policies.ts';

const [OWN, OTHER, THIRD] = ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map(parseAddress) as [
  ReturnType<typeof parseAddress>,
  ReturnType<typeof parseAddress>,
  ReturnType<typeof parseAddress>,
];
const FLOW = '[192.0.2.1 <-> 192.0.2.2]';

function inForce(policy: ActivePolicy, ...addresses: string[]): PolicyInForce {
  const own = addresses.length === 0 ? [OWN] : addresses.map(parseAddress);
  return new PolicyInForce({ system: { policy }, addresses: own, expand });
}

describe('what IKE knows of a peer', () => {
  test('is by Windows 2003 dialect and clock, named by the address', () => {
    const peer = inForce(example('Secure Server (Require Security)')).peerFor(OTHER);
    expect(peer).toMatchObject({
      name: '192.0.2.2',
      address: OTHER,
      localAddress: OWN,
      lifetime: { seconds: 28_800, kilobytes: 0 },
      timers: { name: 'windows-2003' },
      dialect: { name: 'windows-2003', aggressive: 'never' },
      keeping: { quickModesPerMainMode: 0, idle: { seconds: 300, clusterSeconds: 60 } },
      authentication: [{ method: 'kerberos' }],
    });
    expect(peer?.proposals).toEqual([
      { encryption: '3des-cbc', keyBits: 192, hash: 'sha1', group: 2 },
      { encryption: '3des-cbc', keyBits: 192, hash: 'md5', group: 2 },
      { encryption: 'des-cbc', keyBits: 64, hash: 'sha1', group: 1 },
      { encryption: 'des-cbc', keyBits: 64, hash: 'md5', group: 1 },
    ]);
  });

  test('comes of the heaviest main-mode filter for the two addresses', () => {
    const policy = inForce(
      rules([
        { name: 'all', authentication: [psk('of all')] },
        { name: 'one', destination: at('192.0.2.3'), authentication: [psk('of one')] },
      ]),
    );
    const keyOf = (address: typeof OWN) => {
      const [first] = policy.peerFor(address)?.authentication ?? [];
      return first?.method === 'pre-shared-key' && String.fromCharCode(...first.key!.reveal());
    };
    expect(keyOf(OTHER)).toBe('of all');
    expect(keyOf(THIRD)).toBe('of one');
  });

  test('is what the default response says where no filter is for it', () => {
    const client = example('Client (Respond Only)');
    expect(inForce(client).peerFor(OTHER)?.authentication).toMatchObject([{ method: 'kerberos' }]);
    expect(inForce({ ...client, defaultResponse: undefined }).peerFor(OTHER)).toBeUndefined();
  });

  test('has DH2048 as group 14, and one quick mode a main mode with master PFS', () => {
    const policy = rules([{ name: 'all' }]);
    const [main] = policy.mainModePolicies;
    const peer = inForce({
      ...policy,
      mainModePolicies: [
        {
          ...main!,
          masterPfs: true,
          quickModeLimit: 7,
          methods: [{ encryption: '3DES', hash: 'SHA1', group: 3 }],
        },
      ],
    }).peerFor(OTHER);
    expect(peer?.proposals).toMatchObject([{ group: 14 }]);
    expect(peer?.keeping.quickModesPerMainMode).toBe(1);
  });

  test('says from which address, where that is not the first', () => {
    const policy = inForce(rules([{ name: 'all' }]), '192.0.2.1', '10.1.0.1');
    const peer = policy.peerFor(OTHER, undefined, parseAddress('10.1.0.1'));
    expect(peer).toMatchObject({
      name: '192.0.2.2 from 10.1.0.1',
      localAddress: { text: '10.1.0.1' },
    });
    expect(policy.peerNamed('192.0.2.2 from 10.1.0.1')).toEqual(peer);
    expect(policy.peerNamed('192.0.2.2 from 10.9.9.9')).toBeUndefined();
    expect(policy.peerNamed('bravo')).toBeUndefined();
  });
});

describe('what IKE knows of traffic', () => {
  test('is for the two computers of a flow, by the protocol and ports of the filter', () => {
    const policy = inForce(rules([{ name: 'web', protocol: 6, destinationPort: 80 }]));
    const child = policy.childNamed(`web ${FLOW}`);
    expect(child).toMatchObject({ peer: '192.0.2.2', mode: 'transport', sendIdentities: true });
    expect(selectorText(child!.selector)).toBe('192.0.2.1 <-> 192.0.2.2 tcp any->80');
    expect(policy.childrenOf('192.0.2.2')).toEqual([child]);
    expect(policy.childNamed('web')).toBeUndefined();
    expect(policy.childNamed('web [10.9.9.9 <-> 192.0.2.2]')).toBeUndefined();
  });

  test('has the default response below everything else', () => {
    const names = inForce(example('Secure Server (Require Security)'))
      .childrenOf('192.0.2.2')
      .map(({ name }) => name);
    expect(names).toEqual([expect.stringContaining(FLOW), `<Dynamic> ${FLOW}`]);
  });

  test('of a tunnel is for its own subnets, with its far end', () => {
    const [here, there] = [subnet('10.1.0.0', 24), subnet('10.2.0.0', 24)];
    const ends = { source: here, destination: there, mirrored: false };
    const policy = inForce(
      rules([{ name: 'to there', ...ends, tunnel: OTHER }]),
      '192.0.2.1',
      '10.1.0.1',
    );
    const child = policy.childNamed('to there');
    expect(child).toMatchObject({ name: 'to there', peer: '192.0.2.2', mode: 'tunnel' });
    expect(selectorText(child!.selector)).toBe('10.1.0.0/24 <-> 10.2.0.0/24 any');
    expect(policy.childrenOf('192.0.2.2')).toEqual([child]);
    expect(policy.childrenOf('192.0.2.3')).toEqual([]);
  });

  test('has one hour and 100,000 kilobytes where nothing is said', () => {
    const unsaid = inForce(rules([{ name: 'all' }]));
    expect(unsaid.childNamed(`all ${FLOW}`)?.lifetime).toEqual({
      seconds: 3600,
      kilobytes: 100_000,
    });
    const said = inForce(rules([{ name: 'all' }], [esp('DES', 'MD5', 900)]));
    expect(said.childNamed(`all ${FLOW}`)?.lifetime).toEqual({ seconds: 900, kilobytes: 100_000 });
  });

  test.each([
    ['none', undefined, undefined],
    [1, 1, undefined],
    [2, 2, undefined],
    [3, 14, undefined],
    ['main-mode', undefined, true],
  ] as const)('with PFS %s', (pfs, pfsGroup, pfsOfMainMode) => {
    const child = inForce(rules([{ name: 'all' }], undefined, { pfs })).childNamed(`all ${FLOW}`)!;
    expect([child.pfsGroup, child.pfsOfMainMode]).toEqual([pfsGroup, pfsOfMainMode]);
  });

  test('may fall back to clear where its negotiation policy is soft', () => {
    const soft = (name: 'Server (Request Security)' | 'Secure Server (Require Security)') =>
      inForce(example(name)).childrenOf('192.0.2.2')[0]?.soft;
    expect(soft('Server (Request Security)')).toEqual({ expirySeconds: 28_800 });
    expect(soft('Secure Server (Require Security)')).toBeUndefined();
  });
});
