/** NATs of a scenario: hosts behind them, mappings that are forgotten, addresses that change. */

import { describe, expect, it } from 'vitest';
import { run } from '../two-hosts.ts';
import { behind } from './behind.ts';
import { failed } from './playing.ts';

describe('two hosts behind one NAT', () => {
  it.each(['', ', preservePorts: true', ', type: symmetric', ', type: full-cone'])(
    'reach one outside: { %s }',
    async (nat) => {
      const result = await run(
        behind(
          nat,
          `steps:
  - { do: up, host: alpha }
  - { do: up, host: gamma }
  - { do: ping, host: alpha, to: 192.0.2.2, count: 2 }
  - { do: ping, host: gamma, to: 192.0.2.2, count: 2 }
expect:
  gate:
    events: [{ kind: nat-detected, times: 2 }]
    sas: [{ kind: main-mode, count: 2 }, { kind: quick-mode, udpEncapsulated: true, count: 2 }]
  wire: [{ is: esp, fate: delivered, times: 8 }, { is: everything, fate: lost, never: true }]
`,
        ),
      );
      expect(failed(result)).toEqual([]);
    },
  );
});

it('lets the outside follow a host that appears elsewhere', async () => {
  const result = await run(
    behind(
      '',
      `steps:
  - { do: up, host: alpha }
  - { do: rebind, nat: home }
  - { do: ping, host: alpha, to: 192.0.2.2, count: 2 }
  - { do: roam, nat: home, to: 198.51.100.9 }
  - { do: ping, host: alpha, to: 192.0.2.2, count: 2 }
  - { do: roam, host: alpha, to: 10.0.0.77 }
  - { do: ping, host: alpha, to: 192.0.2.2, count: 2 }
expect:
  gate:
    statistics: { echo-answered: 6 }
  wire: [{ is: esp, from: gate, to: alpha, times: 6 }]
`,
    ),
  );
  expect(failed(result)).toEqual([]);
});

it('loses what no mapping leads to, and what is not UDP', async () => {
  const result = await run(
    behind(
      '',
      `steps:
  - { do: send, host: gate, to: 198.51.100.1, port: 7 }
  - { do: fault, words: drop everything from alpha }
  - { do: up, host: alpha, fails: no-response }
expect:
  alpha: { failures: [{ code: no-response }] }
  wire: [{ is: everything, fate: delivered, never: true }, { is: clear, from: gate, fate: lost }]
`,
    )
      .replace('profile: lab\n    peers: [{ name: any', 'peers: [{ name: any')
      .replace(
        'mode: transport, proposals: [aes128-sha1] }]\nnats',
        'mode: transport, proposals: [aes128-sha1], protocol: tcp }]\nnats',
      ),
  );
  expect(failed(result)).toEqual([]);
});

it('forwards ports to a server inside', async () => {
  const forwards = [500, 4500].map((port) => `{ port: ${port}, host: alpha }`).join(', ');
  const text = behind(
    `, type: full-cone, forwards: [${forwards}]`,
    `steps:
  - { do: up, host: gate, policy: q }
  - { do: ping, host: gate, to: 198.51.100.1, count: 2, answered: 0 }
expect:
  alpha: { events: [{ kind: main-mode-established, role: responder }] }
`,
  )
    .replace('peers: [{ name: any, address: any', 'peers: [{ name: home, address: 198.51.100.1')
    .replace('{ name: p, action: protect, peer: any', '{ name: q, action: protect, peer: home');
  const result = await run(text);
  expect(failed(result).filter((words) => words.startsWith('alpha'))).toEqual([]);
});
