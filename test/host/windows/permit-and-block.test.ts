import { describe, expect, test } from 'vitest';
import type { QuickModeFilter } from '../../../src/policy/compiled.ts';
import { type Pair, pair } from '../../../src/sim/pair.ts';
import { echo, ping } from './commands.ts';
import { at, rules, windows } from './policies.ts';
import { kinds, passed } from './realm.ts';

const action = (name: QuickModeFilter['outboundAction']) => ({
  inboundAction: name,
  outboundAction: name,
});
const ALL = { name: 'all' };

const pings = (both: Pair, host = both.a): unknown => {
  const answer = both.command(host, ping(host === both.a ? both.b : both.a));
  return answer.ok && answer.value.kind === 'ping' && answer.value.received;
};

describe('the more specific filter wins, whatever the order of the rules', () => {
  test('a permitted protocol passes in clear beside protected traffic', () => {
    const icmp = { name: 'icmp', protocol: 1, ...action('permit') };
    const both = pair({ both: windows(rules([ALL, icmp])) });
    expect(pings(both)).toBe(1);
    both.command(both.a, echo(both.b));
    both.run(1000);
    expect(kinds(passed(both))).toEqual(['ESP', 'ICMP', 'IKE']);
  });

  test('a blocked one does not, in either direction', () => {
    const icmp = { name: 'icmp', protocol: 1, ...action('block') };
    const both = pair({ a: windows(rules([ALL, icmp])), b: windows(rules([])) });
    expect(pings(both)).toBe(0);
    expect(pings(both, both.b)).toBe(0);
    expect(both.events(both.a, 'packet-dropped')).toMatchObject([
      { direction: 'outbound', reason: 'blocked-by-policy' },
      { direction: 'inbound', reason: 'blocked-by-policy' },
    ]);
  });

  test('one computer is blocked, all others are permitted', () => {
    const there = { name: 'not there', destination: at('192.0.2.2'), ...action('block') };
    const both = pair({
      a: windows(rules([{ name: 'all', ...action('permit') }, there])),
      b: windows(rules([])),
    });
    expect(pings(both)).toBe(0);
  });
});

test('without any filter everything is permitted', () => {
  const both = pair({ both: windows(rules([])) });
  expect(pings(both)).toBe(1);
  expect(kinds(passed(both))).toEqual(['ICMP']);
});

test('what comes in clear is dropped where a filter wants it protected', () => {
  const both = pair({ a: windows(rules([ALL])), b: windows(rules([])) });
  expect(pings(both, both.b)).toBe(0);
  expect(both.events(both.a, 'packet-dropped')).toMatchObject([
    { direction: 'inbound', reason: 'clear-text-required-protection' },
  ]);
});

test('an SA does not carry what a heavier filter blocks', () => {
  const icmp = { name: 'icmp', protocol: 1, ...action('block') };
  const both = pair({ a: windows(rules([ALL, icmp])), b: windows(rules([ALL])) });
  both.command(both.a, echo(both.b));
  both.run(1000);
  expect(pings(both, both.b)).toBe(0);
  expect(both.events(both.a, 'packet-dropped')).toMatchObject([
    { direction: 'inbound', reason: 'blocked-by-policy' },
  ]);
});
