/** Steps about the network, clocks and counters. */

import { SECOND } from '../base/time.ts';
import type { Act } from './netsh-step.ts';
import type { ScenarioNetwork } from './network/network.ts';
import type { StepDocument } from './schema/step-schema.ts';
import type { Step } from './steps-of.ts';
import type { ScenarioWorld } from './world.ts';

type NetworkAct = Act<'fault' | 'cut' | 'heal' | 'rebind' | 'roam'>;

/** Changes the network. Answers what is wrong. */
export function changeNetwork(
  { faults = [] }: Step,
  act: NetworkAct,
  network: ScenarioNetwork,
): readonly string[] {
  switch (act.do) {
    case 'fault':
      if (act.end !== undefined) network.endFaults();
      return faults.flatMap((fault) => network.addFault(fault) ?? []);
    case 'cut':
      network.cut(hostsOf(act));
      return [];
    case 'heal':
      network.heal(hostsOf(act));
      return [];
    case 'rebind':
      network.rebind(act.nat);
      return [];
    case 'roam':
      if (act.nat !== undefined) network.roamNat(act.nat, act.to);
      else network.roamHost(act.host!, act.to);
      return [];
  }
}

export async function moveClock(act: Act<'clock'>, world: ScenarioWorld): Promise<void> {
  await world.moveClock(act.host, act.by * SECOND);
}

/** Lets something go wrong inside a host. */
export async function makeTrouble(act: Act<'trouble'>, world: ScenarioWorld): Promise<void> {
  const { host, what, times, time, over } = act;
  if (what !== 'send-fails' && what !== 'receive-fails') {
    return world.trouble(host, { kind: 'inner', what, isOn: !over, time });
  }
  const counter = what === 'send-fails' ? 'sendsFailed' : 'receivesFailed';
  for (let i = 0; i < times; i++) await world.trouble(host, { kind: 'network', counter });
}

/** A step about the network as a sentence; undefined for others. */
export function networkStepText(act: StepDocument): string | undefined {
  switch (act.do) {
    case 'fault':
      return act.end === undefined
        ? `from now on: ${[act.words ?? []].flat().join('; ')}`
        : 'all faults end';
    case 'cut':
      return `${linkText(act)} is cut`;
    case 'heal':
      return `${linkText(act)} is whole again`;
    case 'rebind':
      return `${act.nat === undefined ? 'every NAT' : `NAT ${act.nat}`} forgets its mappings`;
    case 'roam':
      return `${act.nat === undefined ? act.host : `NAT ${act.nat}`} moves to ${act.to.text}`;
    case 'clock': {
      const { host, by } = act;
      return `the clock of ${host} is set ${Math.abs(by)} s ${by < 0 ? 'back' : 'ahead'}`;
    }
    case 'trouble':
      return `trouble at ${act.host}${act.over ? ' is over' : ''}: ${act.what}`;
    case 'preset':
      return `the last sequence number of ${act.policy} of ${act.host} is ${act.sequence}`;
    default:
      return undefined;
  }
}

function hostsOf({ between, host }: Act<'cut' | 'heal'>): readonly string[] {
  return between ?? [host!];
}

function linkText(act: Act<'cut' | 'heal'>): string {
  const { between, host } = act;
  return between === undefined ? `every link of ${host}` : `the link of ${between.join(' and ')}`;
}
