/**
 * The opposites of a scenario: each is the scenario with one of its expectations turned round, a present
 * thing into an absent one or a value into another, and has to fail where that one stands. An expectation
 * whose opposite passes too says nothing.
 */

import type {
  Expectation,
  Expectations,
  ExpectedWire,
} from '../../src/scenario/expectations-of.ts';
import type { Scenario } from '../../src/scenario/load.ts';
import type {
  EventExpectation,
  FailureExpectation,
  HostExpectation,
  LogExpectation,
  SaExpectation,
  StatisticExpectation,
} from '../../src/scenario/schema/expectation-schema.ts';
import type { Place } from '../../src/scenario/schema/problem.ts';
import type { DataPath } from '../../src/scenario/schema/yaml-source.ts';
import type { Step } from '../../src/scenario/steps-of.ts';

export interface Opposite {
  /** What was turned round. */
  readonly what: string;
  /** Where it stands: some check of this line has to fail. */
  readonly place: Place;
  readonly scenario: Scenario;
}

/** Something in another form, and what is other. */
interface Turned<T> {
  readonly what: string;
  readonly value: T;
}

/** Words that nobody says. */
const OTHER_TEXT = 'xyzzy';
const OTHER_NUMBER = 1_000_003;

/** Every opposite there is of a scenario. */
export function oppositesOf(scenario: Scenario): readonly Opposite[] {
  return [
    ...turnedExpectations(scenario, (expectations) => ({ ...scenario, ...expectations })),
    ...scenario.steps.flatMap((step, i) =>
      turnedSteps(step).map(({ what, place, step: other }) => ({
        what,
        place,
        scenario: { ...scenario, steps: scenario.steps.with(i, other) },
      })),
    ),
  ];
}

function turnedExpectations<T>(
  all: Expectations,
  into: (expectations: Expectations) => T,
): { readonly what: string; readonly place: Place; readonly scenario: T }[] {
  const { expectations, wire } = all;
  return [
    ...expectations.flatMap((one, i) =>
      turnedHost(one).map(({ what, path, expected }) => ({
        what: `${one.host}: ${what}`,
        place: one.placeOf(path),
        scenario: into({ wire, expectations: expectations.with(i, { ...one, expected }) }),
      })),
    ),
    ...wire.flatMap((one, i) =>
      turnedWire(one).map(({ what, value }) => ({
        what: `wire: ${what}`,
        place: one.place,
        scenario: into({ expectations, wire: wire.with(i, value) }),
      })),
    ),
  ];
}

interface TurnedHost {
  readonly what: string;
  readonly path: DataPath;
  readonly expected: HostExpectation;
}

function turnedHost({ expected }: Expectation): TurnedHost[] {
  const turned: TurnedHost[] = [];
  const add = (what: string, path: DataPath, change: Partial<HostExpectation>): void => {
    turned.push({ what, path, expected: { ...expected, ...change } });
  };
  for (const list of ['events', 'log', 'failures'] as const) {
    for (const [i, one] of expected[list].entries()) {
      for (const { what, value } of turnedRow(list, one)) {
        add(what, [list, i], { [list]: (expected[list] as readonly unknown[]).with(i, value) });
      }
    }
  }
  for (const [i, one] of expected.never.entries()) {
    const never = expected.never.toSpliced(i, 1);
    // It stands among the events then, and so the report says its place there.
    const events = [one, ...expected.events];
    turned.push({
      what: `${one.kind} comes`,
      path: ['events', 0],
      expected: { ...expected, never, events },
    });
  }
  for (const [id, wanted] of Object.entries(expected.statistics)) {
    for (const { what, value } of turnedStatistic(wanted)) {
      const statistics = { ...expected.statistics, [id]: value };
      add(`${id} is ${what}`, ['statistics', id], { statistics });
    }
  }
  if (expected.sas?.length === 0) {
    const sas: SaExpectation[] = [{ kind: 'quick-mode', count: 1 }];
    add('there is an SA', ['sas', 0], { sas });
  }
  for (const [i, one] of (expected.sas ?? []).entries()) {
    for (const { what, value } of turnedSa(one)) {
      add(`SA with ${what}`, ['sas', i], { sas: expected.sas!.with(i, value) });
    }
  }
  if (expected.service !== undefined) {
    add('another state of the service', ['service'], {
      service: expected.service === 'stopped' ? 'running' : 'stopped',
    });
  }
  if (expected.driver !== undefined) {
    const driver = OTHER_TEXT as unknown as NonNullable<HostExpectation['driver']>;
    add('another mode of the driver', ['driver'], { driver });
  }
  if (expected.inForce !== undefined) {
    add('another policy in force', ['inForce'], { inForce: [...expected.inForce, OTHER_TEXT] });
  }
  return turned;
}

type Row = EventExpectation | LogExpectation | FailureExpectation;

function turnedRow(list: 'events' | 'log' | 'failures', one: Row): Turned<unknown>[] {
  const fields = Object.entries(one).filter(
    ([key]) => !['kind', 'id', 'code', 'times', 'least', 'most', 'at'].includes(key),
  );
  const values = fields.map(([key, value]) => ({
    what: `${nameOf(one)} with another ${key}`,
    value: { ...one, [key]: other(value) },
  }));
  if (list === 'failures') {
    const failure = one as FailureExpectation;
    const code = failure.code === 'no-policy' ? 'cancelled' : 'no-policy';
    return [...values, { what: `it fails with ${code}`, value: { ...failure, code } }];
  }
  return [...values, ...turnedOften(one as EventExpectation)];
}

function nameOf(one: Row): string {
  if ('kind' in one) return String(one.kind);
  return 'code' in one ? one.code : String(one.id);
}

/** How often something comes, and when. */
interface Often {
  readonly times?: number | undefined;
  readonly least?: number | undefined;
  readonly most?: number | undefined;
}

function turnedOften<T extends Often>(one: T): Turned<T>[] {
  const { times, least, most, ...rest } = one;
  const turned = (what: string, often: Often): Turned<T> => ({
    what,
    value: { ...rest, ...often } as T,
  });
  const all: Turned<T>[] = [];
  if (times !== undefined) {
    all.push(turned(`${times + 1} times, not ${times}`, { times: times + 1 }));
    if (times > 0) all.push(turned('never', { times: 0 }));
  }
  if (least !== undefined && least > 0) {
    all.push(turned(`at most ${least - 1}`, { most: least - 1 }));
  }
  if (most !== undefined) all.push(turned(`at least ${most + 1}`, { least: most + 1 }));
  if (all.length === 0) all.push(turned('never', { times: 0 }));
  return all;
}

function turnedStatistic(wanted: StatisticExpectation): Turned<StatisticExpectation>[] {
  if (typeof wanted === 'number') return [{ what: 'one more', value: wanted + 1 }];
  const { least, most } = wanted;
  const all: Turned<StatisticExpectation>[] = [];
  if (least !== undefined && least > 0) {
    all.push({ what: `at most ${least - 1}`, value: { most: least - 1 } });
  }
  if (most !== undefined) {
    all.push({ what: `at least ${most + 1}`, value: { least: most + 1 } });
  }
  return all;
}

function turnedSa(one: SaExpectation): Turned<SaExpectation>[] {
  const { kind: _kind, count, ...fields } = one;
  const turned = Object.entries(fields)
    // A proposal is compared as the text that it has.
    .filter(([key, value]) => value !== undefined && key !== 'proposal' && key !== 'suite')
    .map(([key, value]) => ({
      what: `another ${key}`,
      value: { ...one, [key]: other(value) } as SaExpectation,
    }));
  return [...turned, { what: 'one more', value: { ...one, count: count + 1 } }];
}

function turnedWire(one: ExpectedWire): Turned<ExpectedWire>[] {
  const { wanted } = one;
  const into = (what: string, change: object): Turned<ExpectedWire> => ({
    what: `${wanted.is} ${what}`,
    value: { ...one, wanted: { ...wanted, ...change } },
  });
  if (wanted.never === true) return [into('is there', { never: undefined, least: 1 })];
  const { fields, from, to, fate } = wanted;
  const isAbsent = wanted.times === 0 || wanted.most !== undefined;
  const values = isAbsent
    ? []
    : [
        ...Object.entries(fields).map(([path, value]) =>
          into(`with another ${path}`, { fields: { ...fields, [path]: other(value) } }),
        ),
        ...(from === undefined ? [] : [into('from somebody else', { from: OTHER_TEXT })]),
        ...(to === undefined ? [] : [into('to somebody else', { to: OTHER_TEXT })]),
        ...(fate === undefined ? [] : [into('with another fate', { fate: OTHER_TEXT })]),
      ];
  return [
    ...values,
    ...turnedOften(wanted).map(({ what, value }) => ({
      what: `${wanted.is} ${what}`,
      value: { ...one, wanted: value },
    })),
  ];
}

interface TurnedStep {
  readonly what: string;
  readonly place: Place;
  readonly step: Step;
}

function turnedSteps(step: Step): TurnedStep[] {
  const { act, place, expected, steps } = step;
  const into = (what: string, change: object): TurnedStep => ({
    what: `${act.do}: ${what}`,
    place,
    step: { ...step, act: { ...act, ...change } as Step['act'] },
  });
  if (expected !== undefined) {
    return turnedExpectations(expected, (other) => other).map((one) => ({
      what: `expect: ${one.what}`,
      place: one.place,
      step: { ...step, expected: one.scenario },
    }));
  }
  if (steps !== undefined) {
    return steps.flatMap((inner, i) =>
      turnedSteps(inner).map((one) => ({
        ...one,
        what: `together: ${one.what}`,
        step: { ...step, steps: steps.with(i, one.step) },
      })),
    );
  }
  switch (act.do) {
    case 'up':
      if (act.fails === undefined) return [into('it fails', { fails: 'no-policy' })];
      return [
        into('it comes up', { fails: undefined }),
        into('it fails otherwise', {
          fails: act.fails === 'no-policy' ? 'cancelled' : 'no-policy',
        }),
      ];
    case 'ping': {
      const answered = act.answered ?? act.count;
      return [into('others are answered', { answered: answered + (answered > 0 ? -1 : 1) })];
    }
    case 'netsh':
    case 'service':
      return [
        ...(act.fails === undefined ? [] : [into('it works', { fails: undefined })]),
        ...(act.fails === undefined
          ? [into('it fails', { fails: OTHER_TEXT })]
          : [into('it fails otherwise', { fails: other(act.fails) })]),
        ...('prints' in act && act.prints !== undefined
          ? [into('it prints other words', { prints: OTHER_TEXT })]
          : []),
      ];
    default:
      return [];
  }
}

/** A value that nothing has. */
function other(value: unknown): unknown {
  if (typeof value === 'number') return value + OTHER_NUMBER;
  if (Array.isArray(value)) return [...value, OTHER_TEXT];
  return OTHER_TEXT;
}
