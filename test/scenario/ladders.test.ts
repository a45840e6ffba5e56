import { expect, it } from 'vitest';
import { laddersOf } from '../../src/scenario/ladders.ts';
import { ladderHosts } from '../../src/scenario/outcome.ts';
import { playScenario } from './outcomes.ts';
import { parse, twoHosts } from './two-hosts.ts';

it('of three hosts are one for each two that have spoken, each with its own messages', async () => {
  const scenario = await parse(`title: t
hosts:
  alpha: { addresses: [192.0.2.1], profile: lab, peers: [&b { name: beta, address: 192.0.2.2, psk: k, proposals: [aes128-sha1-ecp256] }, { name: gamma, address: 192.0.2.3, psk: k, proposals: [aes128-sha1-ecp256] }], policies: [{ name: pb, action: protect, peer: beta, mode: transport, proposals: [aes128-sha1] }, { name: pc, action: protect, peer: gamma, mode: transport, proposals: [aes128-sha1] }] }
  beta: { addresses: [192.0.2.2], profile: lab, peers: [&a { name: alpha, address: 192.0.2.1, psk: k, proposals: [aes128-sha1-ecp256] }], policies: [{ name: p, action: protect, peer: alpha, mode: transport, proposals: [aes128-sha1] }] }
  gamma: { addresses: [192.0.2.3], profile: lab, peers: [*a], policies: [{ name: p, action: protect, peer: alpha, mode: transport, proposals: [aes128-sha1] }] }
steps: [{ do: up, host: alpha }]
`);
  const { outcome, result } = await playScenario(scenario);
  expect(outcome.state).toBe('passed');
  const text = laddersOf(ladderHosts(scenario), result.events).join('\n');
  const [first = '', second = '', ...more] = text.split('\n\n');
  expect(more).toEqual([]);
  expect(first).toMatch(/^ seconds alpha 192\.0\.2\.1 +beta 192\.0\.2\.2\n/);
  expect(second).toMatch(/^ seconds alpha 192\.0\.2\.1 +gamma 192\.0\.2\.3\n/);
  for (const ladder of [first, second]) {
    expect(ladder.match(/main mode \d:/g)).toHaveLength(6);
    expect(ladder.match(/quick mode \d:/g)).toHaveLength(3);
  }
  expect(first).not.toContain('gamma');
  expect(second).not.toContain('beta');
});

it('of two hosts is one, also where nothing was said', async () => {
  const scenario = await parse(twoHosts('title: t\nsteps: [{ do: wait, time: 1s }]\n'));
  expect((await playScenario(scenario)).outcome.ladder).toEqual([]);
});
