/** Looking at expectations until they hold, or time is over. */

import type { Duration } from '../base/time.ts';
import type { HostConfig } from '../host/config.ts';
import type { HostState } from '../lab/host-state.ts';
import { AUDIT_ALL, type AuditSettings } from '../observe/windows-events/render.ts';
import { hostNames } from './attack-steps.ts';
import type { Check } from './check.ts';
import {
  checkExpectation,
  type Observation,
  type Strictness,
  unexpectedFailures,
} from './expectations.ts';
import type { Expectations } from './expectations-of.ts';
import type { Scenario } from './load.ts';
import { WireFields } from './network/wire-fields.ts';
import { checkWire } from './wire-expectations.ts';
import type { ScenarioWorld } from './world.ts';

/** A play under way. */
export interface Playing {
  readonly scenario: Scenario;
  readonly world: ScenarioWorld;
  /** Hosts that have stopped: nothing is left of them but their last figures. */
  readonly stopped: Map<string, HostState>;
  /** Steps that the next ones did not wait for. */
  readonly later: Promise<readonly Check[]>[];
}

/** The checks of expectations, looked at again and again for at most so long by the world's clock. */
export async function settled(
  play: Playing,
  expected: Expectations,
  most: Duration,
  strictness: Strictness,
): Promise<readonly Check[]> {
  const { world } = play;
  const { slice } = world.patience;
  for (let waited = 0; ; waited += slice) {
    // What must not come gets a moment to come.
    await world.wait(slice);
    const checks = await checksOf(play, expected, strictness);
    if (checks.every(({ passed }) => passed) || waited >= most) return checks;
    // Until something happens the next looks would be the same.
    const quiet = Math.min(world.quietFor(), most - waited);
    const idle = Math.max(0, Math.floor(quiet / slice) - 1) * slice;
    if (idle > 0) await world.wait(idle);
    waited += idle;
  }
}

async function checksOf(
  { scenario, world, stopped }: Playing,
  expected: Expectations,
  strictness: Strictness,
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const host of scenario.hosts) {
    const { name, config } = host;
    const expectation = expected.expectations.find((one) => one.host === name);
    if (expectation === undefined) {
      if (strictness.failures) checks.push(...unexpectedFailures(host, world.events(name)));
      continue;
    }
    const state = stopped.get(name) ?? (await world.state(name));
    const { since } = world;
    const seen: Observation = { events: world.events(name), state, audit: auditOf(config), since };
    checks.push(...checkExpectation(expectation, seen, strictness));
  }
  if (expected.wire.length === 0) return checks;
  const fields = new WireFields(world.keys().store);
  const seen = { records: world.wire(), fields, hosts: hostNames(scenario) };
  return [...checks, ...checkWire(expected.wire, seen)];
}

/** What its event log holds: all where nothing says otherwise. */
function auditOf({ windows }: HostConfig): AuditSettings {
  const { agent } = windows ?? {};
  if (agent === undefined) return AUDIT_ALL;
  return { ...agent.audit, disableIkeAudits: agent.disableIkeAudits };
}
