/** How a play went, as plain data: what every report is made from, and what one process tells another. */

import { LIMITS } from '../base/limits.ts';
import type { HostEvent } from '../host/events.ts';
import type { HostState } from '../lab/host-state.ts';
import { type EventLevel, eventLevel, eventText } from '../observe/event-text.ts';
import type { Check } from './check.ts';
import { laddersOf } from './ladders.ts';
import type { Scenario } from './load.ts';
import type { ScenarioResult } from './run.ts';

/** Which play of which scenario. */
export interface PlayName {
  readonly file: string;
  readonly title: string;
  /** `cipher=3des`; empty where the file has one run. */
  readonly parameters: string;
  /** 1, 2, 3 ... where each is played several times. */
  readonly repetition: number;
  readonly world: 'virtual' | 'real';
  /** How much faster than time the clocks of processes run. */
  readonly speed: number;
  /** What plays it again, for a shell. */
  readonly command: string;
}

export interface Outcome extends PlayName {
  /** `broken`: it could not be played, which says nothing of the scenario. */
  readonly state: 'passed' | 'failed' | 'skipped' | 'broken';
  /** Why it was skipped, or could not be played. */
  readonly reason: string | undefined;
  readonly seed: string;
  readonly story: string | undefined;
  readonly explains: string | undefined;
  /** So often it failed before, and was played again. */
  readonly retries: number;
  /** By the world's clock. */
  readonly milliseconds: number;
  /** By the clock on the wall. */
  readonly tookMilliseconds: number;
  readonly traceHash: string | undefined;
  readonly checks: readonly Check[];
  readonly hosts: readonly OutcomeHost[];
  /** Lines. */
  readonly ladder: readonly string[];
  /** In the order of their time; of very many the last ones. */
  readonly events: readonly OutcomeEvent[];
  /** The folder of its evidence, where that is kept. */
  readonly evidence: string | undefined;
}

export interface OutcomeHost {
  readonly name: string;
  readonly addresses: readonly string[];
  /** Counters that are not zero. */
  readonly statistics: readonly MovedStatistic[];
}

interface MovedStatistic {
  readonly id: string;
  readonly group: 'ike' | 'ipsec' | 'detail';
  readonly label: string;
  readonly value: number;
}

export interface OutcomeEvent {
  /** Milliseconds since the first event. */
  readonly at: number;
  readonly host: string;
  readonly level: EventLevel;
  readonly text: string;
}

/** What is left of a play: states of its hosts by their names. */
export type States = ReadonlyMap<string, HostState>;

/** The outcome of a play that came to its end. */
export function outcomeOf(
  name: PlayName,
  result: ScenarioResult,
  states: States,
  tookMilliseconds: number,
): Outcome {
  const { scenario, passed, checks } = result;
  const { seed, story, explains } = scenario;
  return {
    ...name,
    state: passed ? 'passed' : 'failed',
    reason: undefined,
    title: scenario.title,
    seed,
    story,
    explains,
    retries: 0,
    milliseconds: Math.round(result.milliseconds),
    tookMilliseconds: Math.round(tookMilliseconds),
    traceHash: result.traceHash,
    checks,
    hosts: hostsOf(scenario, states),
    ladder: laddersOf(ladderHosts(scenario), result.events),
    events: eventsOf(result.events),
    evidence: undefined,
  };
}

/** The outcome where nothing was played. */
export function unplayed(
  name: PlayName,
  state: 'skipped' | 'broken',
  reason: string,
  scenario?: Scenario,
): Outcome {
  return {
    ...name,
    state,
    reason,
    seed: scenario?.seed ?? '',
    story: scenario?.story,
    explains: scenario?.explains,
    retries: 0,
    milliseconds: 0,
    tookMilliseconds: 0,
    traceHash: undefined,
    checks: [],
    hosts: [],
    ladder: [],
    events: [],
    evidence: undefined,
  };
}

/** Whether something went wrong in a play, or with it. */
export function isBad({ state }: Outcome): boolean {
  return state === 'failed' || state === 'broken';
}

/** The hosts of a scenario with their addresses. */
export function ladderHosts({ hosts }: Scenario): { name: string; addresses: string[] }[] {
  return hosts.map(({ name, config }) => ({
    name,
    addresses: config.addresses.map(({ text }) => text),
  }));
}

function hostsOf(scenario: Scenario, states: States): OutcomeHost[] {
  return ladderHosts(scenario).map((host) => {
    const statistics = states.get(host.name)?.statistics;
    return { ...host, statistics: statistics === undefined ? [] : moved(statistics) };
  });
}

function moved(statistics: HostState['statistics']): MovedStatistic[] {
  return (['ike', 'ipsec', 'detail'] as const).flatMap((group) =>
    statistics[group].flatMap(({ id, label, value }) =>
      value === 0 ? [] : [{ id, group, label, value }],
    ),
  );
}

function eventsOf(events: readonly HostEvent[]): OutcomeEvent[] {
  const start = events[0]?.at ?? 0;
  return events
    .filter((event) => eventLevel(event) !== 'debug')
    .slice(-LIMITS.reportedEvents)
    .map((event) => ({
      at: event.at - start,
      host: event.host,
      level: eventLevel(event),
      text: eventText(event),
    }));
}
