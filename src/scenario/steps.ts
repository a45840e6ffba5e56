/** The steps of a scenario: each does one thing and says whether it went as it should. */

import { utf8 } from '../base/bytes.ts';
import type { Command, CommandResult } from '../host/ports.ts';
import { countText, durationText } from '../observe/units.ts';
import { attackStepText, forge, replay } from './attack-steps.ts';
import { type Check, check } from './check.ts';
import type { Scenario } from './load.ts';
import { type Act, netshFaults, netshText } from './netsh-step.ts';
import { changeNetwork, makeTrouble, moveClock, networkStepText } from './network-steps.ts';
import type { Place } from './schema/problem.ts';
import type { StepDocument } from './schema/step-schema.ts';
import type { Step } from './steps-of.ts';
import { missingWords, quotedWords } from './words.ts';
import type { ScenarioWorld } from './world.ts';

/** Does one step; `isOff`: its host has stopped, and only a restart is left for it. */
export async function runStep(
  scenario: Scenario,
  step: Step,
  world: ScenarioWorld,
  isOff = false,
): Promise<readonly Check[]> {
  const { act, place } = step;
  const one = (found: readonly string[]): readonly Check[] => [check(place, stepText(act), found)];
  switch (act.do) {
    case 'up':
      return up(scenario, act, place, world);
    case 'down':
      return one(faults(await world.command(act.host, { kind: 'down', policy: act.policy })));
    case 'rekey':
      return one(faults(await world.command(act.host, { kind: 'rekey', policy: act.policy })));
    case 'rekey-main-mode':
      return one(faults(await world.command(act.host, { kind: act.do, peer: act.peer })));
    case 'ping':
      return one(pingFaults(act, await world.command(act.host, pingCommand(act))));
    case 'send':
      return one(faults(await world.command(act.host, sendCommand(act))));
    case 'wait':
      await world.wait(act.time);
      return one([]);
    case 'stop':
      return one(await turnOff(act, world));
    case 'restart': {
      const found = isOff ? [] : await turnOff(act, world);
      await world.startAgain(act.host);
      return one(found);
    }
    case 'netsh':
      return one(await netshFaults(scenario, act, world));
    case 'service':
      return one(await serviceFaults(act, world));
    case 'dummy':
      return one(faults(await world.command(act.host, { kind: 'dummy', policy: act.policy })));
    case 'preset':
      return one(faults(await world.command(act.host, presetCommand(act))));
    case 'replay':
      return one(await replay(scenario, step, act, world));
    case 'forge':
      return one(await forge(act, world));
    case 'trouble':
      await makeTrouble(act, world);
      return one([]);
    case 'clock':
      await moveClock(act, world);
      return one([]);
    case 'fault':
    case 'cut':
    case 'heal':
    case 'rebind':
    case 'roam':
      return one(changeNetwork(step, act, world.network));
    case 'together':
    case 'expect':
      throw new TypeError(`"${act.do}" is taken apart before`);
    case 'store':
      world.damage(act.host, act.store, !act.readable);
      return one([]);
    case 'directory':
      world.reach(act.name, act.reachable);
      return one([]);
  }
}

/** A step as a sentence for the report. */
export function stepText(act: StepDocument): string {
  switch (act.do) {
    case 'up': {
      const outcome = act.fails === undefined ? 'comes up' : `fails with ${act.fails}`;
      return `${act.policy ?? 'everything'} of ${act.host} ${outcome}`;
    }
    case 'down':
      return `${act.host} takes ${act.policy ?? 'everything'} down`;
    case 'rekey':
      return `${act.host} renews ${act.policy}`;
    case 'rekey-main-mode':
      return `${act.host} renews the main mode with ${act.peer}`;
    case 'ping':
      return `${act.host} pings ${act.to.text}, ${act.answered ?? act.count} of ${act.count} answered`;
    case 'send':
      return `${act.host} sends ${countText(act.count, 'datagram')} to ${act.to.text} port ${act.port}`;
    case 'wait':
      return `${durationText(act.time)} pass`;
    case 'stop':
      return `${act.host} stops${act.suddenly ? ' suddenly' : ''}`;
    case 'restart':
      return `${act.host} restarts${act.suddenly ? ' suddenly' : ''}`;
    case 'netsh':
      return netshText(act);
    case 'service':
      return `${act.host}: ${act.change} of IPSEC Services${act.fails === undefined ? '' : ` fails, saying ${quotedWords(act.fails)}`}`;
    case 'store':
      return `the ${act.store} store of ${act.host} is ${act.readable ? 'whole' : 'damaged'}`;
    case 'directory':
      return `directory ${act.name} ${act.reachable ? 'answers' : 'does not answer'}`;
    case 'dummy':
      return `${act.host} sends a dummy packet by ${act.policy}`;
    case 'together':
      return act.steps.map(stepText).join(', and at once ');
    case 'expect':
      return 'what is expected now';
    default:
      return networkStepText(act) ?? attackStepText(act) ?? act.do;
  }
}

async function up(
  scenario: Scenario,
  act: Act<'up'>,
  place: Place,
  world: ScenarioWorld,
): Promise<readonly Check[]> {
  const { config } = scenario.hosts.find((host) => host.name === act.host)!;
  const all = config.policies.flatMap(({ name, protect }) => (protect ? [name] : []));
  const policies = act.policy === undefined ? all : [act.policy];
  const checks: Check[] = [];
  for (const policy of policies) {
    const result = await world.command(act.host, { kind: 'up', policy });
    checks.push(check(place, stepText({ ...act, policy }), upFaults(act, result)));
  }
  return checks;
}

function upFaults({ fails }: Act<'up'>, result: CommandResult): string[] {
  if (fails === undefined) return faults(result);
  if (result.ok) return ['it came up'];
  if (result.failure?.code === fails) return [];
  return [`it failed with ${result.failure?.code ?? 'no code'}: ${result.error}`];
}

async function turnOff(
  { host, suddenly }: Act<'stop'> | Act<'restart'>,
  world: ScenarioWorld,
): Promise<readonly string[]> {
  if (!suddenly) return faults(await world.command(host, { kind: 'stop' }));
  await world.cut(host);
  return [];
}

async function serviceFaults(
  { host, change, fails }: Act<'service'>,
  world: ScenarioWorld,
): Promise<readonly string[]> {
  const result = await world.command(host, { kind: 'service', do: change });
  if (fails === undefined) return faults(result);
  if (result.ok) return ['it was done'];
  return missingWords(fails, result.error).length === 0 ? [] : faults(result);
}

function pingFaults(act: Act<'ping'>, result: CommandResult): string[] {
  if (!result.ok) return faults(result);
  const received = result.value.kind === 'ping' ? result.value.received : 0;
  return received === (act.answered ?? act.count) ? [] : [`${received} were answered`];
}

function faults(result: CommandResult): string[] {
  if (result.ok) return [];
  const { failure } = result;
  return failure === undefined ? [result.error] : [`${failure.code}: ${failure.title}`];
}

function pingCommand(act: Act<'ping'>): Command {
  return {
    kind: 'ping',
    from: act.from,
    to: act.to,
    count: act.count,
    intervalMilliseconds: act.interval,
    timeoutMilliseconds: act.timeout,
    payloadOctets: act.size,
  };
}

function presetCommand({ policy, sequence }: Act<'preset'>): Command {
  return { kind: 'preset-sequence', policy, sequence };
}

function sendCommand(act: Act<'send'>): Command {
  return {
    kind: 'send',
    from: act.from,
    to: act.to,
    sourcePort: act.sourcePort,
    destinationPort: act.port,
    payload: utf8(act.text),
    count: act.count,
  };
}
