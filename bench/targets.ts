/** What issue 7 wants, answered from a report. */

import { figure, ratioText } from './format.ts';
import type { Quantity, Target } from './group.ts';
import type { CaseResult, Report } from './report.ts';
import { ratio } from './statistics.ts';

export interface Answer {
  readonly target: Target;
  readonly group: string;
  /** Undefined where the run did not measure it. */
  readonly measured: number | undefined;
  readonly met: boolean | undefined;
}

/** A target's bound or what was measured of it, for people. */
export function answerText({ target: { unit } }: Answer, value: number): string {
  return unit === undefined ? ratioText(value) : figure(value, unit);
}

/** Every target of the groups of a report, by the lines of "Done when". */
export function answerTargets(report: Report): readonly Answer[] {
  return report.groups
    .flatMap((group) => group.targets.map((target) => answer(report, group.name, target)))
    .sort((left, right) => left.target.line - right.target.line);
}

function answer(report: Report, group: string, target: Target): Answer {
  const one = report.cases.find((other) => other.group === group && other.name === target.case);
  const quantity = one?.quantities.find(
    ({ name }) => name === (target.quantity ?? one.quantities[0]?.name),
  );
  const measured =
    one === undefined || quantity === undefined ? undefined : measure(one, quantity, target);
  if (measured === undefined) return { target, group, measured, met: undefined };
  const met = target.bound === 'at least' ? measured >= target.value : measured <= target.value;
  return { target, group, measured, met };
}

function measure(one: CaseResult, { name, better }: Quantity, target: Target): number | undefined {
  const value = medianOf(one, target.contender, name);
  if (value === undefined || target.against === undefined) return value;
  const base = medianOf(one, target.against, name);
  return base === undefined ? undefined : ratio(better, value, base);
}

function medianOf(one: CaseResult, contender: string, quantity: string): number | undefined {
  return one.contenders.find(({ name }) => name === contender)?.readings[quantity]?.median;
}
