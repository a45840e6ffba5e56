/** What a scenario expects of a host: events, statistics, SAs and failures, each a check of its own. */

import type { Duration, Instant } from '../base/time.ts';
import type { HostEvent } from '../host/events.ts';
import type { Failure } from '../ike/failure.ts';
import type { HostState } from '../lab/host-state.ts';
import { eventText } from '../observe/event-text.ts';
import { countText, durationText } from '../observe/units.ts';
import type { AuditSettings } from '../observe/windows-events/render.ts';
import { type Check, check } from './check.ts';
import type { Expectation } from './expectations-of.ts';
import type { ScenarioHost } from './load.ts';
import {
  eventDifferences,
  eventExpectationText,
  saExpectationText,
  saMatches,
  saRows,
  saText,
} from './match.ts';
import { isOften, isWithin } from './often.ts';
import type {
  EventExpectation,
  FailureExpectation,
  StatisticExpectation,
} from './schema/expectation-schema.ts';
import type { Place } from './schema/problem.ts';
import { windowsChecks } from './windows-expectations.ts';
import { missingWords, quotedWords } from './words.ts';

/** What a host has reported and shows. */
export interface Observation {
  readonly events: readonly HostEvent[];
  readonly state: HostState;
  /** What its event log holds. */
  readonly audit: AuditSettings;
  /** When something happened since the scenario began, by the time of its event. */
  since(at: Instant): Duration;
}

/** How an expectation is taken in the middle of a play: what it does not name may be anything. */
export interface Strictness {
  /** Failures that are not listed are faults, and a list of none means none. */
  readonly failures: boolean;
}

/** Every check of one host. */
export function checkExpectation(
  expectation: Expectation,
  seen: Observation,
  { failures }: Strictness = { failures: true },
): Check[] {
  const { host, expected, placeOf } = expectation;
  const ofFailures = failureChecks(expectation, seen.events);
  const named = (place: Place, what: string, found: readonly string[]): Check =>
    check(place, `${host}: ${what}`, found);
  return [
    ...expected.events.map((event, i) =>
      named(placeOf(['events', i]), eventExpectationText(event), eventFaults(event, seen)),
    ),
    ...expected.never.map((event, i) =>
      named(
        placeOf(['never', i]),
        `never ${eventExpectationText(event)}`,
        matching(event, seen).slice(0, 3).map(eventText),
      ),
    ),
    ...Object.entries(expected.statistics).map(([id, wanted]) =>
      named(
        placeOf(['statistics', id]),
        `${id} is ${statisticText(wanted)}`,
        statisticFaults(id, wanted, seen.state),
      ),
    ),
    ...saChecks(expectation, seen.state),
    ...(failures ? ofFailures : ofFailures.slice(0, expected.failures.length)),
    ...windowsChecks(expectation, seen),
  ];
}

/** Failures that nobody expected of a host that the scenario says nothing of. */
export function unexpectedFailures(
  { name, place }: Pick<ScenarioHost, 'name' | 'place'>,
  events: readonly HostEvent[],
): Check[] {
  const found = failuresOf(events).map(failureText);
  return found.length === 0 ? [] : [check(place, `${name}: no failure`, found)];
}

function eventFaults(expected: EventExpectation, seen: Observation): string[] {
  const count = matching(expected, seen).length;
  if (isOften(count, expected)) return [];
  const isCounted = [expected.times, expected.least, expected.most].some((n) => n !== undefined);
  const found: string[] = [];
  if (count > 0 || isCounted) found.push(`it came ${countText(count, 'time')}`);
  if (count > 0) return found;
  const nearest = seen.events
    .filter((event) => event.kind === expected.kind)
    .map((event) => [...eventDifferences(event, expected), ...outside(event, expected, seen)])
    .filter((differences) => differences.length > 0)
    .sort((left, right) => left.length - right.length)[0];
  if (nearest !== undefined) found.push(`the nearest one differs: ${nearest.join(', ')}`);
  else found.push(`no ${expected.kind} came`);
  return found;
}

function matching(expected: EventExpectation, seen: Observation): HostEvent[] {
  return seen.events.filter(
    (event) =>
      event.kind === expected.kind &&
      eventDifferences(event, expected).length === 0 &&
      outside(event, expected, seen).length === 0,
  );
}

/** Where an event came at another time. */
function outside({ at }: HostEvent, expected: EventExpectation, seen: Observation): string[] {
  const since = seen.since(at);
  return isWithin(since, expected.at) ? [] : [`it came after ${durationText(since)}`];
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
function saChecks({ host, expected, placeOf }: Expectation, state: HostState): Check[] {
  const wanted = expected.sas;
  if (wanted === undefined) return [];
  const checks = wanted.map((sa, i) => {
    const rows = saRows(state, sa.kind);
    const count = rows.filter((row) => saMatches(row, sa)).length;
    const found = count === sa.count ? [] : [`there are ${count}`, ...rows.map(saText)];
    return check(placeOf(['sas', i]), `${host}: ${saExpectationText(sa)}`, found);
  });
  const others = SA_KINDS.flatMap((kind) =>
    saRows(state, kind).filter(
      (row) => !wanted.some((sa) => sa.kind === kind && saMatches(row, sa)),
    ),
  );
  return [
    ...checks,
    theRest(checks, placeOf(['sas']), `${host}: no other SAs`, others.map(saText)),
  ];
}

/** A list of failures is the whole list, and no list means none. */
function failureChecks(
  { host, expected, placeOf }: Expectation,
  events: readonly HostEvent[],
): Check[] {
  const failures = failuresOf(events);
  const fits = (failure: Failure, wanted: FailureExpectation): boolean =>
    failureDifferences(failure, wanted).length === 0;
  const checks = expected.failures.map((wanted, i) => {
    const met = failures.some((failure) => fits(failure, wanted));
    const found = failures.length === 0 ? ['nothing failed'] : failures.map(failureText);
    const what = `${host}: fails with ${wantedFailureText(wanted)}`;
    return check(placeOf(['failures', i]), what, met ? [] : found);
  });
  const others = failures.filter(
    (failure) => !expected.failures.some((wanted) => fits(failure, wanted)),
  );
  const other = expected.failures.length === 0 ? 'no failure' : 'no other failure';
  const found = others.map(failureText);
  return [...checks, theRest(checks, placeOf(['failures']), `${host}: ${other}`, found)];
}

/** What is not in a list that is the whole list; where the list itself fails, that says enough. */
function theRest(listed: readonly Check[], place: Place, what: string, found: string[]): Check {
  return check(place, what, listed.every(({ passed }) => passed) ? found : []);
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
