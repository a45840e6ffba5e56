/** Playing a scenario in a world: the steps, then the expectations until they hold or time is over. */

import { LIMITS } from '../base/limits.ts';
import type { Duration } from '../base/time.ts';
import type { HostEvent } from '../host/events.ts';
import type { HostState } from '../lab/host-state.ts';
import { type Check, check } from './check.ts';
import type { Scenario } from './load.ts';
import { type Playing, settled } from './settled.ts';
import { runStep, stepText } from './steps.ts';
import type { Step } from './steps-of.ts';
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
  /** Of a play in virtual time: the same for the same seed, whatever the provider of cryptography. */
  readonly traceHash: string | undefined;
}

/** How much oftener it is looked whether a service runs than whether expectations hold. */
const SERVICE_LOOKS = 5;

/** Takes what is left of a play just before its world closes: hosts that have stopped have only figures. */
export type AtEnd = (
  result: ScenarioResult,
  states: ReadonlyMap<string, HostState>,
) => Promise<void> | void;

/** Plays the scenario and closes the world. */
export async function play(
  scenario: Scenario,
  world: ScenarioWorld,
  atEnd?: AtEnd,
): Promise<ScenarioResult> {
  try {
    /** A host that has stopped: nothing is left of it but its last figures. */
    const stopped = new Map<string, HostState>();
    const steps: Check[] = [];
    await serving(scenario.hosts, world);
    const play: Playing = { scenario, world, stopped, later: [] };
    for (const step of scenario.steps) steps.push(...(await take(play, step)));
    await world.finish();
    for (const checks of await Promise.all(play.later)) steps.push(...checks);
    const expectations = await settled(play, scenario, world.patience.most, { failures: true });
    const checks = [...steps, ...expectations, ...forgotten(scenario, world)];
    const events = scenario.hosts.flatMap(({ name }) => world.events(name));
    const result: ScenarioResult = {
      scenario,
      world: world.kind,
      passed: checks.every(({ passed }) => passed),
      checks,
      milliseconds: world.elapsed(),
      events: events.sort((left, right) => left.at - right.at),
      traceHash: world.traceHash(),
    };
    await atEnd?.(result, await statesOf(scenario, world, stopped));
    return result;
  } finally {
    await world.close();
  }
}

async function statesOf(
  { hosts }: Scenario,
  world: ScenarioWorld,
  stopped: ReadonlyMap<string, HostState>,
): Promise<ReadonlyMap<string, HostState>> {
  const states = new Map<string, HostState>();
  for (const { name } of hosts) states.set(name, stopped.get(name) ?? (await world.state(name)));
  return states;
}

/** A step, and what it means for who takes part in the next ones. */
async function take(play: Playing, step: Step): Promise<readonly Check[]> {
  const { scenario, world, stopped } = play;
  const { act } = step;
  if (act.do === 'together') {
    const all = (step.steps ?? []).map((one) => take(play, one));
    return (await Promise.all(all)).flat();
  }
  if (act.do === 'expect') return settled(play, step.expected!, act.within, { failures: false });
  if (!('host' in act) || act.host === undefined || !ASKED_OF_HOSTS.has(act.do)) {
    return runStep(scenario, step, world);
  }
  const { host } = act;
  if (act.do !== 'restart' && stopped.has(host)) {
    return [check(step.place, stepText(act), [`${host} has stopped`])];
  }
  if (act.do === 'stop') {
    const { statistics } = await world.state(host);
    stopped.set(host, { ...NOTHING_LEFT, statistics });
  }
  if ('wait' in act && !act.wait) {
    play.later.push(runStep(scenario, step, world.inBackground()));
    return [];
  }
  const checks = await runStep(scenario, step, world, stopped.has(host));
  if (act.do === 'restart') {
    stopped.delete(host);
    const again = scenario.hosts.filter(({ name }) => name === host);
    await serving(again, world);
  }
  return checks;
}

/** Steps for which their host must be there. */
const ASKED_OF_HOSTS: ReadonlySet<string> = new Set([
  'up',
  'down',
  'rekey',
  'rekey-main-mode',
  'ping',
  'send',
  'dummy',
  'stop',
  'restart',
  'netsh',
  'service',
  'preset',
  'clock',
  'trouble',
]);

const NOTHING_LEFT = { mainModes: [], quickModes: [], soft: [], service: undefined };

/** Waits until policy is in force on hosts whose IPSEC Services start with the computer. */
async function serving(hosts: Scenario['hosts'], world: ScenarioWorld): Promise<void> {
  for (const { name, config } of hosts) {
    const agent = config.windows?.agent;
    if (agent?.service !== 'automatic' || agent.bootMilliseconds > 0) continue;
    const { slice, most } = world.patience;
    for (let waited = 0; waited < most; waited += slice / SERVICE_LOOKS) {
      const state = (await world.state(name)).service?.state;
      if (state === 'running' || state === 'blocked') break;
      await world.wait(slice / SERVICE_LOOKS);
    }
  }
}

/** Expectations on events mean nothing where some were forgotten. */
function forgotten(scenario: Scenario, world: ScenarioWorld): Check[] {
  const most = LIMITS.labEvents;
  const full = scenario.hosts.filter(({ name }) => world.events(name).length >= most);
  return full.map(({ name, place }) =>
    check(place, `${name}: fewer than ${most} events`, [
      'there were more: make the scenario smaller',
    ]),
  );
}
