import { describe, expect, test } from 'vitest';
import type { ActivePolicy } from '../../../src/policy/compiled.ts';
import { engines, flow, flowBack } from './engines.ts';
import { at, esp, example, psk, rules, subnet } from './policies.ts';

const ALL = { name: 'all' };

function children(a: ActivePolicy, b: ActivePolicy, rule = 'all') {
  const { engines: duo } = engines(a, b);
  duo.initiate(flow(rule));
  duo.settle();
  const of = (side: 'a' | 'b') =>
    duo[side].engine.children().map(({ policy, pfsGroup }) => ({ policy, pfsGroup }));
  return { duo, a: of('a'), b: of('b') };
}

describe('two computers with policies', () => {
  test('agree on the first method that both have, for the traffic of the narrower filter', () => {
    const web = { name: 'web', protocol: 6, destinationPort: 80 };
    const a = rules([web], [esp('3DES', 'MD5'), esp('DES', 'SHA1')]);
    const b = rules([ALL], [esp('3DES', 'SHA1'), esp('DES', 'SHA1')]);
    const made = children(a, b, 'web');
    expect(made.a).toMatchObject([{ policy: flow('web') }]);
    expect(made.b).toMatchObject([{ policy: flowBack('all') }]);
    expect(made.duo.b.of('quick-mode-established')).toMatchObject([
      { selector: '192.0.2.2 <-> 192.0.2.1 tcp 80->any', suite: expect.stringMatching(/^DES/) },
    ]);
  });

  test.each([
    ['main-mode', 2],
    [3, 14],
  ] as const)('agree on PFS by %s', (pfs, group) => {
    const policy = rules([ALL], undefined, { pfs });
    const made = children(policy, policy);
    expect([...made.a, ...made.b].map(({ pfsGroup }) => pfsGroup)).toEqual([group, group]);
  });

  test('do not agree where one alone wants PFS', () => {
    const made = children(rules([ALL]), rules([ALL], undefined, { pfs: 'main-mode' }));
    expect(made.b).toEqual([]);
    expect(made.duo.b.failures).toMatchObject([{ code: 'pfs-differs' }]);
  });

  test('have other main modes for other filters, each by its own key', () => {
    const policy = rules([
      { ...ALL, authentication: [psk('of all')] },
      { name: 'one', destination: subnet('192.0.2.0', 24), authentication: [psk('of one')] },
    ]);
    expect(children(policy, policy, 'one').b).toHaveLength(1);
  });
});

describe('the default response', () => {
  const client = (): ActivePolicy => example('Client (Respond Only)', [psk()]);

  test('answers whom no filter knows, under <Dynamic>', () => {
    const made = children(rules([ALL]), {
      ...client(),
      mainModePolicies: rules([ALL]).mainModePolicies.map((one) => ({
        ...one,
        name: client().defaultResponse!.mainModePolicy,
      })),
    });
    expect(made.b).toMatchObject([{ policy: flowBack('<Dynamic>') }]);
  });

  test('answers by Windows own methods', () => {
    const secure = example('Secure Server (Require Security)', [psk()]);
    const rule = secure.quickModeFilters.find(({ policy }) => policy !== undefined)!.name;
    const made = children(secure, client(), rule);
    expect(made.b).toMatchObject([{ policy: flowBack('<Dynamic>') }]);
  });

  test('does not where it is not active, and says why', () => {
    const made = children(rules([ALL]), { ...client(), defaultResponse: undefined });
    expect(made.duo.b.failures).toMatchObject([
      { code: 'no-policy', windowsError: { code: 13_825, name: 'NO_POLICY' } },
    ]);
    expect(made.duo.b.of('isakmp-dropped')).toMatchObject([{ reason: 'no-policy' }]);
  });
});

describe('the heaviest filter that covers a request', () => {
  const DES = rules([ALL], [esp('DES', 'MD5')]);

  test('decides alone: the default response does not soften it', () => {
    const secure = example('Secure Server (Require Security)', [psk()]);
    const b = {
      ...secure,
      quickModePolicies: secure.quickModePolicies.map((one) =>
        one.name === '<Dynamic>' ? one : { ...one, methods: [esp('3DES', 'SHA1')] },
      ),
      mainModePolicies: secure.mainModePolicies.map((one) => ({
        ...one,
        methods: DES.mainModePolicies[0]!.methods,
      })),
    };
    const made = children(DES, b);
    expect(made.b).toEqual([]);
    expect(made.duo.b.failures).toMatchObject([{ code: 'no-common-quick-mode-proposal' }]);
  });

  test('decides alone: a lighter filter does not either, though it is for just that traffic', () => {
    const b = rules([
      { name: 'light', protocol: 17 },
      { name: 'heavy', destination: at('192.0.2.1') },
    ]);
    const made = children(rules([{ name: 'udp', protocol: 17 }]), b, 'udp');
    expect(made.b).toMatchObject([{ policy: flowBack('heavy') }]);
  });

  test('refuses where it lets packets pass in clear, or blocks them', () => {
    for (const action of ['permit', 'block'] as const) {
      const there = {
        name: 'there',
        destination: at('192.0.2.1'),
        inboundAction: action,
        outboundAction: action,
      };
      const made = children(
        rules([ALL]),
        rules([ALL, there, { name: 'tcp', protocol: 6, destination: at('192.0.2.1') }]),
      );
      expect(made.b).toEqual([]);
      expect(made.duo.b.failures).toMatchObject([{ code: 'selectors-differ' }]);
    }
  });
});

test('traffic for which no main-mode filter is there fails at once', () => {
  const policy = { ...rules([{ name: 'all', destination: at('192.0.2.2') }]), mainModeFilters: [] };
  const { duo } = children(policy, rules([ALL]));
  expect(duo.a.of('quick-mode-failed')).toMatchObject([
    { policy: flow('all'), failure: { code: 'no-policy', windowsError: { code: 13_850 } } },
  ]);
});
