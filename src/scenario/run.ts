/** Playing a scenario in a world: the steps, then the expectations until they hold or time is over. */

import { LIMITS } from '../base/limits.ts';
import type { Duration } from '../base/time.ts';
import type { HostConfig } from '../host/config.ts';
import type { HostEvent } from '../host/events.ts';
import type { HostState } from '../lab/host-state.ts';
import { AUDIT_ALL, type AuditSettings } from '../observe/windows-events/render.ts';
import { type Check, check } from './check.ts';
import { checkExpectation, unexpectedFailures } from './expectations.ts';
import type { Scenario, Step } from './load.ts';
import { runStep, stepText } from './steps.ts';
import type { ScenarioWorld } from './world.ts';

/** How a scenario went. */
export interface ScenarioResult {
  readonly scenario: Scenario;
  readonly world: ScenarioWorld['kind'];
  readonly passed: boolean;
  readonly checks: readonly Check[];
  /** By the world's clock. */
  readonly milliseconds: Duration;
  /** Of all hosts, in the order of their time. */
  readonly events: readonly HostEvent[];
}

/** What is under way when the steps are done (last datagrams, the other side's timers) may take this long. */
const SETTLE_MILLISECONDS = 5000;
const SLICE_MILLISECONDS = 50;
/** How often it is looked whether a service runs. */
const SERVICE_SLICE_MILLISECONDS = 10;

/** Plays the scenario and closes the world. */
export async function play(scenario: Scenario, world: ScenarioWorld): Promise<ScenarioResult> {
  try {
    /** A host that has stopped: nothing is left of it but its last figures. */
    const stopped = new Map<string, HostState>();
    const steps: Check[] = [];
    await serving(scenario.hosts, world);
    for (const step of scenario.steps) steps.push(...(await take(scenario, step, world, stopped)));
    const expectations = await settle(scenario, world, stopped);
    const checks = [...steps, ...expectations, ...forgotten(scenario, world)];
    const events = scenario.hosts.flatMap(({ name }) => world.events(name));
    return {
      scenario,
      world: world.kind,
      passed: checks.every(({ passed }) => passed),
      checks,
      milliseconds: world.elapsed(),
      events: events.sort((left, right) => left.at - right.at),
    };
  } finally {
    await world.close();
  }
}

/** A step, and what it means for who takes part in the next ones. */
async function take(
  scenario: Scenario,
  step: Step,
  world: ScenarioWorld,
  stopped: Map<string, HostState>,
): Promise<readonly Check[]> {
  const { act } = step;
  if (!('host' in act)) return runStep(scenario, step, world);
  const { host } = act;
  if (act.do !== 'restart' && stopped.has(host)) {
    return [check(step.line, stepText(act), [`${host} has stopped`])];
  }
  if (act.do === 'stop') {
    const { statistics } = await world.state(host);
    stopped.set(host, { ...NOTHING_LEFT, statistics });
  }
  const checks = await runStep(scenario, step, world, stopped.has(host));
  if (act.do === 'restart') {
    stopped.delete(host);
    const again = scenario.hosts.filter(({ name }) => name === host);
    await serving(again, world);
  }
  return checks;
}

const NOTHING_LEFT = { mainModes: [], quickModes: [], soft: [], service: undefined };

/** Waits until policy is in force on hosts whose IPSEC Services start with the computer. */
async function serving(hosts: Scenario['hosts'], world: ScenarioWorld): Promise<void> {
  for (const { name, config } of hosts) {
    const agent = config.windows?.agent;
    if (agent?.service !== 'automatic' || agent.bootMilliseconds > 0) continue;
    for (let waited = 0; waited < SETTLE_MILLISECONDS; waited += SERVICE_SLICE_MILLISECONDS) {
      const state = (await world.state(name)).service?.state;
      if (state === 'running' || state === 'blocked') break;
      await world.wait(SERVICE_SLICE_MILLISECONDS);
    }
  }
}

/** Expectations on events mean nothing where some were forgotten. */
function forgotten(scenario: Scenario, world: ScenarioWorld): Check[] {
  const most = LIMITS.labEvents;
  const full = scenario.hosts.filter(({ name }) => world.events(name).length >= most);
  return full.map(({ name }) =>
    check(1, `${name}: fewer than ${most} events`, ['there were more: make the scenario smaller']),
  );
}

async function settle(
  scenario: Scenario,
  world: ScenarioWorld,
  stopped: ReadonlyMap<string, HostState>,
): Promise<readonly Check[]> {
  for (let waited = 0; ; waited += SLICE_MILLISECONDS) {
    // What must not come gets a moment to come.
    await world.wait(SLICE_MILLISECONDS);
    const checks = await checkAll(scenario, world, stopped);
    if (checks.every(({ passed }) => passed) || waited >= SETTLE_MILLISECONDS) return checks;
  }
}

async function checkAll(
  scenario: Scenario,
  world: ScenarioWorld,
  stopped: ReadonlyMap<string, HostState>,
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const { name, config } of scenario.hosts) {
    const events = world.events(name);
    const expectation = scenario.expectations.find(({ host }) => host === name);
    if (expectation === undefined) checks.push(...unexpectedFailures(name, events));
    else {
      const state = stopped.get(name) ?? (await world.state(name));
      checks.push(...checkExpectation(expectation, { events, state, audit: auditOf(config) }));
    }
  }
  return checks;
}

/** What its event log holds: all where nothing says otherwise. */
function auditOf({ windows }: HostConfig): AuditSettings {
  const { agent } = windows ?? {};
  if (agent === undefined) return AUDIT_ALL;
  return { ...agent.audit, disableIkeAudits: agent.disableIkeAudits };
}
