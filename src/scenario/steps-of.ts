/** From the steps of a file to what is done: each with its place, words of faults understood. */

import type { Fault, Subject } from '../lab/faults/fault.ts';
import { type Expectations, expectationsOf, subjectAt } from './expectations-of.ts';
import { faultAt, type Planning } from './network/plan-of.ts';
import type { Place } from './schema/problem.ts';
import type { StepDocument } from './schema/step-schema.ts';
import type { DataPath } from './schema/yaml-source.ts';

export interface Step {
  readonly place: Place;
  readonly act: StepDocument;
  /** Of `fault`: what its words mean. */
  readonly faults?: readonly Fault[];
  /** Of `replay`: which datagrams. */
  readonly subject?: Subject;
  /** Of `expect`. */
  readonly expected?: Expectations;
  /** Of `together`. */
  readonly steps?: readonly Step[];
}

/** The steps; what is wrong with their words goes to the problems. */
export function stepsOf(
  planning: Planning,
  acts: readonly StepDocument[],
  at: DataPath = ['steps'],
): readonly Step[] {
  return acts.map((act, i) => stepOf(planning, act, [...at, i]));
}

function stepOf(planning: Planning, act: StepDocument, path: DataPath): Step {
  const step = { act, place: planning.source.placeOf(path) };
  switch (act.do) {
    case 'fault':
      return { ...step, faults: faultsOf(planning, act.words, [...path, 'words']) };
    case 'replay': {
      const subject = subjectAt(planning, [...path, 'is'], act.is);
      return subject === undefined ? step : { ...step, subject };
    }
    case 'expect':
      return { ...step, expected: expectationsOf(planning, act.that, [...path, 'that']) };
    case 'together':
      return { ...step, steps: stepsOf(planning, act.steps, [...path, 'steps']) };
    default:
      return step;
  }
}

function faultsOf(
  planning: Planning,
  words: string | readonly string[] | undefined,
  path: DataPath,
): readonly Fault[] {
  if (words === undefined) return [];
  const texts =
    typeof words === 'string'
      ? [[path, words] as const]
      : words.map((text, i) => [[...path, i], text] as const);
  return texts.flatMap(([where, text]) => faultAt(planning, where, text) ?? []);
}
