/** What goes wrong inside hosts because a scenario says so: the statistics that nothing else moves. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { play } from '../../src/scenario/run.ts';
import { openReal } from '../../src/scenario/runner-real.ts';
import type { ScenarioWorld } from '../../src/scenario/world.ts';
import { ROOT } from '../docs/markdown.ts';
import { SELF } from '../lab/self.ts';
import { failed, playTwo } from './network/playing.ts';
import { parse, run, twoHosts } from './two-hosts.ts';

const NETWORK = `steps:
  - { do: trouble, host: alpha, what: send-fails, times: 3 }
  - { do: trouble, host: beta, what: receive-fails }
expect:
  alpha: { statistics: { send-failures: 3, receive-failures: 0 } }
  beta: { statistics: { send-failures: 0, receive-failures: 1 } }
`;

/** A negotiation that fails for a cause inside alpha, and works when that is over. */
function inside(what: string, statistic: string): string {
  const failure = what === 'no-spi' ? ', failures: [{ code: limit-reached }]' : '';
  return `steps:
  - { do: trouble, host: alpha, what: ${what} }
  - { do: ping, host: alpha, to: 192.0.2.2, count: 1, answered: 0 }
  - { do: trouble, host: alpha, what: ${what}, over: true }
  - { do: wait, time: 2m }
  - { do: ping, host: alpha, to: 192.0.2.2, count: 1 }
expect:
  alpha: { statistics: { ${statistic}: { least: 1 } }${failure} }
`;
}

let world: ScenarioWorld | undefined;

afterEach(async () => {
  await world?.close();
  world = undefined;
});

describe('trouble', () => {
  it('of the network is counted', async () => {
    expect(failed(await playTwo(NETWORK))).toEqual([]);
  });

  it.each([
    ['no-spi', 'get-spi-failures'],
    ['no-outbound-sa', 'key-addition-failures'],
    ['no-inbound-sa', 'key-update-failures'],
  ])('inside: %s', async (what, statistic) => {
    expect(failed(await playTwo(inside(what, statistic)))).toEqual([]);
  });

  it('with answers leaves a message that is being looked at', async () => {
    const text = readFileSync(join(ROOT, 'scenarios/certificates-ecdsa.yaml'), 'utf8');
    const hosts = text.slice(0, text.indexOf('\nsteps:'));
    const result = await run(`${hosts}
steps:
  - { do: trouble, host: beta, what: slow-answers, time: 500ms }
  - { do: up, host: alpha, policy: hosts, wait: false }
  - { do: expect, within: 3s, that: { beta: { statistics: { active-receive: 1 } } } }
expect:
  beta: { statistics: { active-receive: 0 } }
`);
    expect(failed(result)).toEqual([]);
  });

  it('is the same of processes', async () => {
    const scenario = await parse(`title: t\n${twoHosts(NETWORK)}`);
    world = await openReal(scenario, SELF);
    expect(failed(await play(scenario, world))).toEqual([]);
  });
});
