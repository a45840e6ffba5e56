import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../../src/base/address.ts';
import { selectorText } from '../../../src/base/traffic.ts';
import { PolicyInForce } from '../../../src/host/windows/policy-in-force.ts';
import type { ActivePolicy } from '../../../src/policy/compiled.ts';
import { expand } from '../../../src/policy/expand.ts';
import { ANY, at, example, ME, rules, subnet } from './policies.ts';

const OWN = parseAddress('192.0.2.1');

function inForce(policy: ActivePolicy, ...addresses: string[]): PolicyInForce {
  const own = addresses.length === 0 ? [OWN] : addresses.map(parseAddress);
  return new PolicyInForce({ system: { policy }, addresses: own, expand });
}

const lines = (policy: ActivePolicy, ...addresses: string[]): string[] =>
  inForce(policy, ...addresses).entries.map(({ name, action, selector, ...rest }) => {
    const { direction, inboundAction, acceptClear, perFlow, onlyWithSa, peer } = rest;
    const marks = [
      direction,
      inboundAction && `inbound ${inboundAction}`,
      acceptClear && 'accepts clear',
      perFlow && 'by flow',
      onlyWithSa && 'with SA',
      peer && `peer ${peer}`,
    ].filter(Boolean);
    return `${name}: ${action} ${selectorText(selector)}${marks.map((mark) => `; ${mark}`).join('')}`;
  });

describe("the driver's list", () => {
  test('of Secure Server has the heavier filter first and the default response last', () => {
    expect(lines(example('Secure Server (Require Security)'))).toEqual([
      expect.stringMatching(/: permit 192\.0\.2\.1 <-> 0\.0\.0\.0\/0 icmp$/),
      expect.stringMatching(
        /: protect 192\.0\.2\.1 <-> 0\.0\.0\.0\/0 any; accepts clear; by flow$/,
      ),
      '<Dynamic>: protect 0.0.0.0/0 <-> 0.0.0.0/0 any; accepts clear; by flow; with SA',
    ]);
  });

  test('has no default response where that is not active', () => {
    const policy = { ...example('Client (Respond Only)'), defaultResponse: undefined };
    expect(lines(policy)).toEqual([]);
  });

  test('has one entry for a mirrored filter, and one way only for another', () => {
    const policy = rules([
      { name: 'both', destination: at('192.0.2.2') },
      { name: 'out', destination: at('192.0.2.3'), mirrored: false },
      { name: 'in', source: at('192.0.2.4'), destination: ME, mirrored: false },
    ]);
    expect(lines(policy)).toEqual([
      'both: protect 192.0.2.1 <-> 192.0.2.2 any; by flow',
      'out: protect 192.0.2.1 <-> 192.0.2.3 any; outbound; by flow',
      'in: protect 192.0.2.1 <-> 192.0.2.4 any; inbound; by flow',
    ]);
  });

  test('says what is done with packets in, where that differs', () => {
    const policy = rules([
      { name: 'web', protocol: 6, destinationPort: 80, outboundAction: 'permit' },
      { name: 'odd', destination: at('192.0.2.3'), inboundAction: 'block' },
    ]);
    expect(lines(policy)).toEqual([
      'odd: protect 192.0.2.1 <-> 192.0.2.3 any; inbound block; by flow',
      'web: permit 192.0.2.1 <-> 0.0.0.0/0 tcp any->80; inbound protect; by flow',
    ]);
  });

  test('has the two rules of a tunnel as one entry of its far end', () => {
    const [here, there] = [subnet('10.1.0.0', 24), subnet('10.2.0.0', 24)];
    const policy = rules([
      {
        name: 'to there',
        source: here,
        destination: there,
        mirrored: false,
        tunnel: parseAddress('192.0.2.2'),
      },
      { name: 'from there', source: there, destination: here, mirrored: false, tunnel: OWN },
    ]);
    expect(lines(policy, '192.0.2.1', '10.1.0.1')).toEqual([
      'to there: protect 10.1.0.0/24 <-> 10.2.0.0/24 any; peer 192.0.2.2',
    ]);
  });

  test('has an entry for each address of this computer, under a name of its own', () => {
    const policy = rules([
      { name: 'all', destination: ANY, inboundAction: 'permit', outboundAction: 'permit' },
    ]);
    expect(lines(policy, '192.0.2.1', '10.1.0.1')).toEqual([
      'all: permit 192.0.2.1 <-> 0.0.0.0/0 any',
      'all (2): permit 10.1.0.1 <-> 0.0.0.0/0 any',
    ]);
  });

  test('keeps the name of a filter that stays when others go', () => {
    const [one, two] = [
      { name: 'rule', destination: at('192.0.2.2') },
      { name: 'rule', destination: at('192.0.2.3') },
    ];
    const policy = inForce(rules([one, two]));
    expect(policy.entries.map(({ name }) => name)).toEqual(['rule', 'rule (2)']);
    policy.replace(rules([two]));
    expect(policy.entries.map(({ name }) => name)).toEqual(['rule (2)']);
    policy.replace(rules([two, one]));
    expect(policy.entries.map(({ name }) => name)).toEqual(['rule (2)', 'rule']);
  });
});
