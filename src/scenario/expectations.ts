/** What a scenario expects of a host: events, statistics, SAs and failures, each a check of its own. */

import type { HostEvent } from '../host/events.ts';
import type { Failure } from '../ike/failure.ts';
import type { HostState } from '../lab/host-state.ts';
import { eventText } from '../observe/event-text.ts';
import { countText } from '../observe/units.ts';
import type { AuditSettings } from '../observe/windows-events/render.ts';
import { type Check, check } from './check.ts';
import type { Expectation } from './load.ts';
import {
  eventDifferences,
  eventExpectationText,
  saExpectationText,
  saMatches,
  saRows,
  saText,
} from './match.ts';
import type {
  EventExpectation,
  FailureExpectation,
  StatisticExpectation,
} from './schema/scenario-schema.ts';
import { windowsChecks } from './windows-expectations.ts';
import { missingWords, quotedWords } from './words.ts';

/** What a host has reported and shows. */
export interface Observation {
  readonly events: readonly HostEvent[];
  readonly state: HostState;
  /** What its event log holds. */
  readonly audit: AuditSettings;
}

/** Every check of one host. */
export function checkExpectation(expectation: Expectation, seen: Observation): Check[] {
  const { host, expected, lineOf } = expectation;
  const named = (line: number, what: string, found: readonly string[]): Check =>
    check(line, `${host}: ${what}`, found);
  return [
    ...expected.events.map((event, i) =>
      named(lineOf(['events', i]), eventExpectationText(event), eventFaults(event, seen.events)),
    ),
    ...expected.never.map((event, i) =>
      named(
        lineOf(['never', i]),
        `never ${eventExpectationText(event)}`,
        matching(event, seen.events).slice(0, 3).map(eventText),
      ),
    ),
    ...Object.entries(expected.statistics).map(([id, wanted]) =>
      named(
        lineOf(['statistics', id]),
        `${id} is ${statisticText(wanted)}`,
        statisticFaults(id, wanted, seen.state),
      ),
    ),
    ...saChecks(expectation, seen.state),
    ...failureChecks(expectation, seen.events),
    ...windowsChecks(expectation, seen),
  ];
}

/** Failures that nobody expected of a host that the scenario says nothing of. */
export function unexpectedFailures(host: string, events: readonly HostEvent[]): Check[] {
  const found = failuresOf(events).map(failureText);
  return found.length === 0 ? [] : [check(1, `${host}: no failure`, found)];
}

function eventFaults(expected: EventExpectation, events: readonly HostEvent[]): string[] {
  const count = matching(expected, events).length;
  if (expected.times === undefined ? count > 0 : count === expected.times) return [];
  const found: string[] = [];
  if (count > 0 || expected.times !== undefined) found.push(`it came ${countText(count, 'time')}`);
  const nearest = events
    .filter((event) => event.kind === expected.kind)
    .map((event) => eventDifferences(event, expected))
    .filter((differences) => differences.length > 0)
    .sort((left, right) => left.length - right.length)[0];
  if (count > 0) return found;
  if (nearest !== undefined) found.push(`the nearest one differs: ${nearest.join(', ')}`);
  else found.push(`no ${expected.kind} came`);
  return found;
}

function matching(expected: EventExpectation, events: readonly HostEvent[]): HostEvent[] {
  return events.filter(
    (event) => event.kind === expected.kind && eventDifferences(event, expected).length === 0,
  );
}

function statisticFaults(id: string, wanted: StatisticExpectation, state: HostState): string[] {
  const { ike, ipsec, detail } = state.statistics;
  const value = [...ike, ...ipsec, ...detail].find((row) => row.id === id)?.value;
  if (value === undefined) return ['it is not there'];
  const { least, most } = typeof wanted === 'number' ? { least: wanted, most: wanted } : wanted;
  const fits = value >= (least ?? 0) && value <= (most ?? Number.POSITIVE_INFINITY);
  return fits ? [] : [`it is ${value}`];
}

function statisticText(wanted: StatisticExpectation): string {
  if (typeof wanted === 'number') return String(wanted);
  const { least, most } = wanted;
  if (least === undefined) return `at most ${most}`;
  return most === undefined ? `at least ${least}` : `${least} to ${most}`;
}

const SA_KINDS = ['main-mode', 'quick-mode', 'soft'] as const;

/** A list of SAs is the whole list: others are faults. */
function saChecks({ host, expected, lineOf }: Expectation, state: HostState): Check[] {
  const wanted = expected.sas;
  if (wanted === undefined) return [];
  const checks = wanted.map((sa, i) => {
    const rows = saRows(state, sa.kind);
    const count = rows.filter((row) => saMatches(row, sa)).length;
    const found = count === sa.count ? [] : [`there are ${count}`, ...rows.map(saText)];
    return check(lineOf(['sas', i]), `${host}: ${saExpectationText(sa)}`, found);
  });
  const others = SA_KINDS.flatMap((kind) =>
    saRows(state, kind).filter(
      (row) => !wanted.some((sa) => sa.kind === kind && saMatches(row, sa)),
    ),
  );
  return [...checks, theRest(checks, lineOf(['sas']), `${host}: no other SAs`, others.map(saText))];
}

/** A list of failures is the whole list, and no list means none. */
function failureChecks(
  { host, expected, lineOf }: Expectation,
  events: readonly HostEvent[],
): Check[] {
  const failures = failuresOf(events);
  const fits = (failure: Failure, wanted: FailureExpectation): boolean =>
    failureDifferences(failure, wanted).length === 0;
  const checks = expected.failures.map((wanted, i) => {
    const met = failures.some((failure) => fits(failure, wanted));
    const found = failures.length === 0 ? ['nothing failed'] : failures.map(failureText);
    const what = `${host}: fails with ${wantedFailureText(wanted)}`;
    return check(lineOf(['failures', i]), what, met ? [] : found);
  });
  const others = failures.filter(
    (failure) => !expected.failures.some((wanted) => fits(failure, wanted)),
  );
  const other = expected.failures.length === 0 ? 'no failure' : 'no other failure';
  const found = others.map(failureText);
  return [...checks, theRest(checks, lineOf(['failures']), `${host}: ${other}`, found)];
}

/** What is not in a list that is the whole list; where the list itself fails, that says enough. */
function theRest(listed: readonly Check[], line: number, what: string, found: string[]): Check {
  return check(line, what, listed.every(({ passed }) => passed) ? found : []);
}

function failureDifferences(failure: Failure, wanted: FailureExpectation): string[] {
  const missing = [...missingWords(wanted.title ?? [], failure.title)];
  if (failure.code !== wanted.code) missing.push('code');
  if (failure.certainty !== (wanted.certainty ?? failure.certainty)) missing.push('certainty');
  return missing;
}

/** A quick mode that fails because its main mode did is no failure of its own. */
function failuresOf(events: readonly HostEvent[]): Failure[] {
  const failures: Failure[] = [];
  for (const event of events) {
    if (event.kind !== 'main-mode-failed' && event.kind !== 'quick-mode-failed') continue;
    const { code, title } = event.failure;
    if (failures.some((known) => known.code === code && known.title === title)) continue;
    failures.push(event.failure);
  }
  return failures;
}

function failureText({ code, certainty, title }: Failure): string {
  return `${code} (${certainty}): ${title}`;
}

function wantedFailureText({ code, certainty, title }: FailureExpectation): string {
  const sure = certainty === undefined ? '' : ` (${certainty})`;
  const quoted = quotedWords(title ?? []);
  return `${code}${sure}${quoted === '' ? '' : `, saying ${quoted}`}`;
}
