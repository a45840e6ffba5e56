/** Each scenario that the table of statistics names moves its statistic. */

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeProvider } from '../../src/crypto/node.ts';
import { IKE_STATISTICS } from '../../src/host/ike-statistics.ts';
import { IPSEC_STATISTICS } from '../../src/host/ipsec-statistics.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { play } from '../../src/scenario/run.ts';
import { openVirtual } from '../../src/scenario/runner-virtual.ts';
import { ROOT } from '../docs/markdown.ts';

const ROWS = [...IKE_STATISTICS, ...IPSEC_STATISTICS];
const NAMES = [...new Set(ROWS.flatMap(({ scenario }) => scenario ?? []))];

/**
 * No file of hosts and steps moves these: they need hardware that Espial has not, a network or a
 * computer that fails, or a check that takes long. test/host/statistics moves every one of them.
 */
const WITHOUT = [
  'active-receive',
  'receive-failures',
  'send-failures',
  'receive-heap-size',
  'get-spi-failures',
  'key-addition-failures',
  'key-update-failures',
  'offloaded-security-associations',
  'offloaded-bytes-sent',
  'offloaded-bytes-received',
];

/** The most that a statistic was on any host when the steps were over. */
async function valuesAfter(name: string): Promise<Map<string, number>> {
  const scenario = await loadScenario(join(ROOT, `scenarios/${name}.yaml`));
  const world = openVirtual(scenario, nodeProvider);
  const most = new Map<string, number>();
  const { close } = world;
  world.close = async () => {
    for (const host of scenario.hosts) {
      const { statistics } = await world.state(host.name);
      for (const { id, value } of [...statistics.ike, ...statistics.ipsec])
        most.set(id, Math.max(value, most.get(id) ?? 0));
    }
    await close.call(world);
  };
  await play(scenario, world);
  return most;
}

describe('the scenario of a statistic', () => {
  it('is there for all that two hosts can move by policy', () => {
    expect(ROWS.filter(({ scenario }) => scenario === undefined).map(({ id }) => id)).toEqual(
      WITHOUT,
    );
  });

  it.each(NAMES)('%s moves all that name it', async (name) => {
    const values = await valuesAfter(name);
    const still = ROWS.filter((row) => row.scenario === name && (values.get(row.id) ?? 0) === 0);
    expect(still.map(({ id }) => id)).toEqual([]);
  });
});
