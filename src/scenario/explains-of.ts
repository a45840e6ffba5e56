/** What a scenario's evidence has to show, of both hosts and of each one alone. */

import type { ClassId } from '../explain/verdict/classes.ts';
import type { NotKnownReason } from '../explain/verdict/not-known.ts';
import type { ExplainsDocument, ShownDocument } from './schema/explains-schema.ts';
import type { Problem } from './schema/problem.ts';
import { nearest } from './schema/suggest.ts';
import type { DataPath, YamlSource } from './schema/yaml-source.ts';

const SIDES = ['initiator', 'responder'] as const;
export type ExplainedSide = (typeof SIDES)[number];

/** What one host alone shows, and why it cannot know better. */
export interface Shown {
  readonly shows: ClassId;
  readonly because: NotKnownReason;
}

export interface Explains {
  /** The class of both hosts' evidence, and of each one's where nothing else is said. */
  readonly class: ClassId | undefined;
  /** By whose evidence another class is to be shown. */
  readonly alone: Readonly<Partial<Record<ExplainedSide, Shown>>>;
}

/** Which run of which ones: labels of parameters, empty for a file with one run. */
export interface RunLabels {
  readonly own: string;
  readonly all: readonly string[];
}

/** What `explains:` says of one run. What is wrong with it is added to the problems. */
export function explainsOf(
  { source, problems }: { readonly source: YamlSource; readonly problems: Problem[] },
  document: ExplainsDocument | undefined,
  labels: RunLabels,
): Explains {
  if (document === undefined || typeof document === 'string') return { class: document, alone: {} };
  const alone: Partial<Record<ExplainedSide, Shown>> = {};
  for (const side of SIDES) {
    const said = document[side];
    if (said === undefined) continue;
    const at: DataPath = ['explains', side];
    const rows = Array.isArray(said)
      ? said.map((row, i) => ({ row, at: [...at, i] }))
      : [{ row: said, at }];
    const meant = rows.filter(({ row, at: path }) => {
      const fault = faultOfWhen(row, labels);
      if (fault !== undefined) problems.push(source.problemAt([...path, 'when'], 'value', fault));
      return fault === undefined && fits(row, labels.own);
    });
    const [first, second] = meant;
    if (first === undefined) continue;
    if (second !== undefined) {
      const message = `of this run ${side} says two things. Tell them apart with when:.`;
      problems.push(source.problemAt(second.at, 'value', message));
    }
    if (first.row.shows === document.class) {
      const message = `${first.row.shows} is what both hosts show. Take this out: here stands only what one host shows instead.`;
      problems.push(source.problemAt([...first.at, 'shows'], 'value', message));
    }
    alone[side] = { shows: first.row.shows, because: first.row.because };
  }
  return { class: document.class, alone };
}

/** The same as it stands in the file of one run: nothing is left to choose. */
export function explainsText({ class: id, alone }: Explains): unknown {
  return Object.keys(alone).length === 0 ? id : { class: id, ...alone };
}

/** All the parameters that `when` names have these values. */
function fits({ when }: ShownDocument, label: string): boolean {
  const values = partsOf(label);
  return when === undefined || partsOf(when).every((part) => values.includes(part));
}

function faultOfWhen(row: ShownDocument, { all }: RunLabels): string | undefined {
  if (row.when === undefined || all.some((label) => fits(row, label))) return undefined;
  const known = [...new Set(all.flatMap(partsOf))];
  if (known.length === 0) return 'the file has one run only. Take out when:.';
  const meant = nearest(row.when, known);
  const advice = meant === undefined ? `Known: ${known.join(', ')}.` : `Did you mean "${meant}"?`;
  return `no run has "${row.when}". ${advice}`;
}

function partsOf(label: string): readonly string[] {
  return label === '' ? [] : label.split(', ');
}
