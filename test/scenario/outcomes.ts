/** Outcomes of scenarios that are given as text. */

import { nodeProvider } from '../../src/crypto/node.ts';
import type { Remains } from '../../src/scenario/evidence-write.ts';
import type { Scenario } from '../../src/scenario/load.ts';
import { type Outcome, outcomeOf, unplayed } from '../../src/scenario/outcome.ts';
import { play, type ScenarioResult } from '../../src/scenario/run.ts';
import { openVirtual } from '../../src/scenario/runner-virtual.ts';
import { parse, twoHosts } from './two-hosts.ts';

export const NAME = {
  file: 's.yaml',
  title: 't',
  parameters: '',
  repetition: 1,
  world: 'virtual',
  speed: 1,
  command: 'espial scenario run s.yaml --seed espial',
} as const;

export interface Played {
  readonly outcome: Outcome;
  readonly result: ScenarioResult;
  readonly remains: Remains;
}

/** Plays a scenario in virtual time. */
export async function playScenario(scenario: Scenario): Promise<Played> {
  const world = openVirtual(scenario, nodeProvider);
  let played: Played | undefined;
  await play(scenario, world, (result, states) => {
    const outcome = outcomeOf(NAME, result, states, 12);
    const { startedAt, keyFolders } = world;
    const since = (at: number): number => world.since(at);
    played = {
      outcome,
      result,
      remains: { startedAt, since, states, keyFolders, wire: world.wire() },
    };
  });
  return played!;
}

/** The outcome of two hosts that have the same key, or another one each. */
export async function outcomeOfTwo(rest: string, keyOfBeta?: string): Promise<Outcome> {
  return (await playScenario(await parse(twoHosts(rest, keyOfBeta)))).outcome;
}

/** One that passed, one that failed, one that was skipped and one that could not be played. */
export async function everyKind(): Promise<readonly [Outcome, Outcome, Outcome, Outcome]> {
  const up = 'steps: [{ do: up, host: alpha, policy: p }]\n';
  return [
    await outcomeOfTwo(`title: All is well\nstory: as it should be\n${up}`),
    await outcomeOfTwo(`title: 'Nothing <b>is</b> "well" & #1'\n${up}`, 'other'),
    { ...unplayed(NAME, 'skipped', 'virtual-only: time # of its own'), title: 'Not here' },
    { ...unplayed(NAME, 'broken', 'port 500 is in <use>'), title: 'Not now' },
  ];
}
