/** Steps of somebody on the wire: datagrams that come again, and datagrams that nobody sent. */

import { fits } from '../lab/faults/matching.ts';
import { countText } from '../observe/units.ts';
import type { Flight } from '../sim/link.ts';
import { forgedEsp } from './forge.ts';
import type { Scenario } from './load.ts';
import type { Act } from './netsh-step.ts';
import type { WireRecord } from './network/record.ts';
import type { StepDocument } from './schema/step-schema.ts';
import type { Step } from './steps-of.ts';
import type { ScenarioWorld } from './world.ts';

/** Lets datagrams arrive once more. Answers what is wrong. */
export async function replay(
  scenario: Scenario,
  { subject }: Step,
  act: Act<'replay'>,
  world: ScenarioWorld,
): Promise<readonly string[]> {
  const hosts = hostNames(scenario);
  const meant = sentBy(world, act).filter(
    ({ flight, meaning }) =>
      (subject === undefined || fits(subject, flight, meaning, hosts)) &&
      (act.number === undefined || meaning.sequence === act.number),
  );
  if (meant.length === 0) {
    return [`it has sent no ${act.is === 'esp' ? 'ESP packet' : act.is} there`];
  }
  const chosen = { last: meant.slice(-1), first: meant.slice(0, 1), every: meant }[act.which];
  for (const record of chosen) {
    const flight = asArrived(world, record);
    if (flight === undefined)
      return [`nothing leads there any more: ${record.meaning.text} is lost`];
    const bytes = act.altered ? withOtherEnd(flight.bytes) : flight.bytes;
    for (let i = 0; i < act.times; i++) await inject(world, flight, bytes);
  }
  return [];
}

/** Lets a packet arrive that is other than the last one of ESP. Answers what is wrong. */
export async function forge(act: Act<'forge'>, world: ScenarioWorld): Promise<readonly string[]> {
  const record = sentBy(world, act).findLast(({ meaning }) => meaning.protocol === 'esp');
  if (record === undefined) return ['it has sent no ESP packet there'];
  const flight = asArrived(world, record);
  if (flight === undefined) return ['nothing leads there any more'];
  const { start, end } = record.meaning;
  const ends = {
    source: flight.path.local.address.bytes,
    destination: flight.path.remote.address.bytes,
  };
  const keys = world.keys().store;
  const unused = unusedNumber(world, record);
  const forged = forgedEsp(flight.bytes, { start, end }, act, { keys, ends, unused });
  if (typeof forged === 'string') return [forged];
  await inject(world, flight, forged);
  return [];
}

/** How far ahead of the last one a forged number is where nothing says which. */
const AHEAD = 16;

function unusedNumber(world: ScenarioWorld, { meaning }: WireRecord): number {
  const used = world.wire().flatMap((record) => {
    const { protocol, spi, sequence = 0 } = record.meaning;
    return protocol === 'esp' && spi === meaning.spi ? [sequence] : [];
  });
  return used.reduce((most, number) => Math.max(most, number), 0) + AHEAD;
}

/** A step of an attacker as a sentence; undefined for others. */
export function attackStepText(act: StepDocument): string | undefined {
  if (act.do === 'forge') {
    const changes = Object.entries(act.change).map(
      ([what, value]) => `${what} ${valueText(value)}`,
    );
    return `a packet seems to come from ${act.host}: ${changes.join(', ')}`;
  }
  if (act.do !== 'replay') return undefined;
  const { host, to, is, number, which, times, altered } = act;
  const one = `${is === 'esp' ? 'ESP packet' : is}${number === undefined ? '' : ` number ${number}`}`;
  const where = to === undefined ? '' : ` to ${to.text}`;
  const often = times === 1 ? '' : `, ${countText(times, 'time')}`;
  return `the ${which} ${one} of ${host}${where} comes again${altered ? ', altered' : ''}${often}`;
}

function valueText(value: unknown): string {
  const { text } = value as { readonly text?: string };
  return typeof text === 'string' ? text : String(value);
}

function sentBy(world: ScenarioWorld, { host, to }: Act<'replay' | 'forge'>): WireRecord[] {
  return world
    .wire()
    .filter(
      ({ flight }) =>
        flight.sender === host && (to === undefined || flight.path.remote.address.text === to.text),
    );
}

/** A datagram as its receiver gets it: as it came, or where it was lost, as it would come now. */
function asArrived(
  { network }: ScenarioWorld,
  { flight, arrivals }: WireRecord,
): Flight | undefined {
  return (
    arrivals.findLast(({ receiver }) => receiver !== undefined)?.flight ?? network.delivered(flight)
  );
}

function inject(
  world: ScenarioWorld,
  { path, receiver }: Flight,
  bytes: Uint8Array,
): Promise<void> {
  return world.inject({ path, receiver, bytes });
}

/** What ends it is the check value, or without one the end of what was encrypted. */
function withOtherEnd(packet: Uint8Array): Uint8Array {
  const altered = Uint8Array.from(packet);
  altered[altered.length - 1]! ^= 0x5a;
  return altered;
}

/** Names of hosts by their addresses. */
export function hostNames({ hosts }: Scenario): ReadonlyMap<string, string> {
  return new Map(
    hosts.flatMap(({ name, config }) => config.addresses.map(({ text }) => [text, name] as const)),
  );
}
