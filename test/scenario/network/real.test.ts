/** The same files as processes: everything on the wire goes through the same network. */

import { afterEach, describe, expect, it } from 'vitest';
import { play, type ScenarioResult } from '../../../src/scenario/run.ts';
import { openReal } from '../../../src/scenario/runner-real.ts';
import type { ScenarioWorld } from '../../../src/scenario/world.ts';
import { SELF } from '../../lab/self.ts';
import { parse, twoHosts } from '../two-hosts.ts';
import { behind } from './behind.ts';
import { failed } from './playing.ts';

let world: ScenarioWorld | undefined;

async function playReal(text: string): Promise<ScenarioResult> {
  const scenario = await parse(text);
  world = await openReal(scenario, SELF, { speed: 2 });
  return play(scenario, world);
}

afterEach(async () => {
  await world?.close();
  world = undefined;
});

describe('as processes', () => {
  it('faults, cuts, counters, replays, forgeries and expectations are what they are in virtual time', async () => {
    const result = await playReal(
      `title: t\n${twoHosts(`network: { faults: [drop main mode 2 once] }
steps:
  - { do: up, host: alpha }
  - { do: expect, that: { wire: [{ is: main mode 2, fate: lost }, { is: esp, never: true }] } }
  - { do: ping, host: alpha, to: 192.0.2.2, count: 2 }
  - { do: cut, between: [alpha, beta] }
  - { do: ping, host: alpha, to: 192.0.2.2, count: 2, answered: 0 }
  - { do: heal, between: [alpha, beta] }
  - { do: preset, host: alpha, policy: p, sequence: 1000 }
  - { do: ping, host: alpha, to: 192.0.2.2, count: 1 }
  - { do: replay, host: alpha, number: 1001, times: 2 }
  - { do: forge, host: alpha, change: { padding: wrong } }
  - { do: forge, host: alpha, change: { icv: wrong } }
  - { do: together, steps: [{ do: rekey, host: alpha, policy: p }, { do: rekey, host: beta, policy: p }] }
  - { do: ping, host: alpha, to: 192.0.2.2, count: 3, wait: false }
  - { do: clock, host: alpha, by: +6m }
  - { do: wait, time: 1s }
expect:
  beta:
    statistics: { packets-with-replay-detection: 2 }
    events:
      - { kind: packet-dropped, reason: bad-padding, times: 1 }
      - { kind: packet-dropped, reason: bad-icv, times: 1 }
      - { kind: main-mode-established, at: { after: 1ms, before: 1m } }
    log: [{ id: 541, at: { before: 1m } }]
  wire:
    - { is: second transmission of main mode 1 }
    - { is: quick mode 1, fields: { 'isakmp-decrypted.payloads.1.sa.doi': 1 } }
    - { is: esp, from: alpha, fate: lost, least: 2 }
`)}`,
    );
    expect(failed(result)).toEqual([]);
    expect(result.traceHash).toBeUndefined();
  });

  it('two hosts behind a NAT are followed to other ports and addresses', async () => {
    const result = await playReal(
      behind(
        '',
        `steps:
  - { do: up, host: alpha }
  - { do: up, host: gamma }
  - { do: ping, host: gamma, to: 192.0.2.2, count: 2 }
  - { do: rebind, nat: home }
  - { do: ping, host: alpha, to: 192.0.2.2, count: 2 }
  - { do: roam, nat: home, to: 198.51.100.9 }
  - { do: ping, host: alpha, to: 192.0.2.2, count: 2 }
expect:
  gate:
    events: [{ kind: nat-detected, least: 2 }]
    statistics: { echo-answered: 6 }
`,
      ),
    );
    expect(failed(result)).toEqual([]);
  });

  it('a host that is cut off its power gets nothing, and comes again with a clock that went on', async () => {
    const result = await playReal(
      `title: t\n${twoHosts(`steps:
  - { do: up, host: alpha }
  - { do: restart, host: beta, suddenly: true }
  - { do: up, host: beta }
  - { do: ping, host: beta, to: 192.0.2.1, count: 1 }
expect:
  beta: { events: [{ kind: main-mode-established, times: 2 }, { kind: main-mode-established, role: initiator, at: { before: 2m } }] }
`)}`,
    );
    expect(failed(result)).toEqual([]);
  });
});
