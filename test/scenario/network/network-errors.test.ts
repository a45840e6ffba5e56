/** Mistakes in what a file says of its network, each at its place. */

import { expect, it } from 'vitest';
import { FileProblems } from '../../../src/scenario/schema/problem.ts';
import { parse, twoHosts } from '../two-hosts.ts';

const STEPS = 'steps: [{ do: wait, time: 1s }]';

async function problemsOf(rest: string): Promise<string> {
  try {
    await parse(`title: t\n${twoHosts(rest)}`);
  } catch (error) {
    if (error instanceof FileProblems) return error.message;
    throw error;
  }
  return 'none';
}

it.each([
  [`network: { faults: [drop main mod 2] }\n${STEPS}`, /^s\.yaml:17:31: .*\n.*\n {6}\| {31}\^/m],
  [`network: { loss: 120% }\n${STEPS}`, /s\.yaml:17:18: "120%" is not a share/],
  [`network: { mtu: 20 }\n${STEPS}`, /s\.yaml:17:17: .*200/],
  [`links: [{ between: [alpha, betta] }]\n${STEPS}`, /s\.yaml:17:28: .*Did you mean "beta"/],
  [`links: [{ between: [beta, beta] }]\n${STEPS}`, /a link is between two hosts/],
  [`nats: { n: { outside: 192.0.2.2, inside: [alpha] } }\n${STEPS}`, /an address of beta already/],
  [`nats: { n: { outside: 198.51.100.1, inside: [gamma] } }\n${STEPS}`, /no host "gamma"/],
  [
    `nats:\n  n: { outside: 198.51.100.1, inside: [alpha] }\n  m: { outside: 198.51.100.2, inside: [alpha] }\n${STEPS}`,
    /s\.yaml:19:40: alpha is behind n already/,
  ],
  [
    `nats: { n: { outside: 198.51.100.1, inside: [alpha], type: symmetric, forwards: [{ port: 500, host: alpha }] } }\n${STEPS}`,
    /a symmetric NAT forwards no ports/,
  ],
  ['steps: [{ do: rebind, nat: home }]', /s\.yaml:17:28: there is no NAT "home"/],
  ['steps: [{ do: cut, between: [alpha, bta] }]', /s\.yaml:17:37: there is no host "bta"/],
  ['steps: [{ do: cut }]', /either between or host/],
  ['steps: [{ do: fault }]', /either words or end/],
  ['steps: [{ do: fault, words: corrupt }]', /s\.yaml:17:\d+: /],
  ['steps: [{ do: forge, host: alpha, change: {} }]', /this needs one of spi, sequence/],
  ['steps: [{ do: replay, host: alpha, is: main mode 9 }]', /s\.yaml:17:\d+: /],
  [
    'steps: [{ do: together, steps: [{ do: up, host: alpha }, { do: up, host: betta }] }]',
    /s\.yaml:17:74: there is no host "betta". Did you mean "beta"/,
  ],
  [
    'steps: [{ do: expect, that: { gamma: { sas: [] } } }]',
    /s\.yaml:17:31: there is no host "gamma"/,
  ],
  [`${STEPS}\nexpect: { wire: [{ is: main mode 7 }] }`, /s\.yaml:18:\d+: /],
  [
    `${STEPS}\nexpect: { wire: [{ is: main mode 6 once }] }`,
    /how often and when has keys of its own/,
  ],
  [`${STEPS}\nexpect: { wire: [{ from: gamma }] }`, /s\.yaml:18:26: there is no host "gamma"/],
  [
    `${STEPS}\nexpect: { alpha: { events: [{ kind: echo-reply, at: {} }] } }`,
    /needs after, before or both/,
  ],
])('%s', async (rest, words) => {
  expect(await problemsOf(rest)).toMatch(words);
});
