/** What a run of the benches leaves behind, as `--json` writes it. */

import {
  type Absent,
  type BenchCase,
  type BenchGroup,
  type Documented,
  type Plot,
  type Quantity,
  type Target,
  TIME,
} from './group.ts';
import type { Machine } from './machine.ts';

/** One quantity of one contender over all rounds. */
export interface Reading {
  readonly median: number;
  /** The quartiles. */
  readonly low: number;
  readonly high: number;
  /** Times as good as the baseline: more than 1 is better, whichever way the quantity counts. */
  readonly ratio: number;
}

export interface ContenderResult {
  readonly name: string;
  /** By the names of the case's quantities; what it never told is missing. */
  readonly readings: Readonly<Record<string, Reading>>;
}

export interface CaseResult {
  readonly group: string;
  readonly name: string;
  readonly axes: Readonly<Record<string, string | number>>;
  readonly quantities: readonly Quantity[];
  readonly baseline: string;
  readonly rounds: number;
  readonly contenders: readonly ContenderResult[];
  readonly absent: readonly Absent[];
  /** Why there is nothing: contenders that disagree, or one that failed. */
  readonly failure?: string;
}

/** What a report must know of a group to show its cases. */
export interface GroupHeading {
  readonly name: string;
  readonly about: string;
  readonly columns?: string;
  readonly plots: readonly Plot[];
  readonly documented?: Documented;
  readonly targets: readonly Target[];
}

export interface Report {
  readonly format: 'espial-bench-1';
  readonly machine: Machine;
  readonly quick: boolean;
  /** As an ISO 8601 date. */
  readonly startedAt: string;
  readonly seconds: number;
  readonly groups: readonly GroupHeading[];
  readonly cases: readonly CaseResult[];
}

/** What a report must know of a group. */
export function headingOf(group: BenchGroup): GroupHeading {
  const { name, about, columns, documented, plots = [], targets = [] } = group;
  const cases = group.cases({ quick: false });
  return {
    name,
    about,
    ...(columns === undefined ? {} : { columns }),
    ...(documented === undefined ? {} : { documented }),
    plots,
    targets: targets.map((target) => withUnit(target, cases)),
  };
}

function withUnit(target: Target, cases: readonly BenchCase[]): Target {
  const quantities = cases.find(({ name }) => name === target.case)?.quantities ?? [TIME];
  const { unit } = quantities.find(({ name }) => name === target.quantity) ?? quantities[0]!;
  return target.against === undefined ? { ...target, unit } : target;
}

/**
 * Reports of several runs as one: of a case that is in several, the last. Throws a RangeError for
 * none, and for runs on different machines.
 */
export function joinReports(reports: readonly Report[]): Report {
  const last = reports.at(-1);
  if (last === undefined) throw new RangeError('there is no report to join');
  const strange = reports.find(({ machine }) => !isSameMachine(machine, last.machine));
  if (strange !== undefined) {
    throw new RangeError(
      `runs on different machines cannot stand on one page: ${strange.machine.processor}, node ${strange.machine.node}, and ${last.machine.processor}, node ${last.machine.node}`,
    );
  }
  const groups = new Map<string, GroupHeading>();
  const cases = new Map<string, CaseResult>();
  for (const report of reports) {
    for (const group of report.groups) groups.set(group.name, group);
    for (const one of report.cases) {
      const key = `${one.group} ${one.name}`;
      // A case that failed takes no older result away.
      if (one.failure === undefined || !cases.has(key)) cases.set(key, one);
    }
  }
  return {
    ...last,
    quick: reports.some((report) => report.quick),
    seconds: reports.reduce((sum, report) => sum + report.seconds, 0),
    groups: [...groups.values()],
    cases: [...cases.values()],
  };
}

function isSameMachine(one: Machine, other: Machine): boolean {
  return (
    one.processor === other.processor &&
    one.cores === other.cores &&
    one.node === other.node &&
    String(one.instructions) === String(other.instructions)
  );
}
