// What espial explain says of every scenario: with both sides, with each of them, and with packets alone.
import { basename, join } from 'node:path';
import { nodeProvider } from '../src/crypto/node.ts';
import type { Evidence } from '../src/explain/verdict/evidence.ts';
import { captureOfPlay, evidenceOfPlay, oneSide } from '../src/explain/verdict/play-evidence.ts';
import { rolesOf } from '../src/explain/verdict/roles.ts';
import { type Verdict, verdictOf } from '../src/explain/verdict/verdict.ts';
import { collectScenarios } from '../src/scenario/collect.ts';
import type { ExplainedSide, Shown } from '../src/scenario/explains-of.ts';
import type { ScenarioRun } from '../src/scenario/load.ts';
import { play } from '../src/scenario/run.ts';
import { openVirtual } from '../src/scenario/runner-virtual.ts';

/** One answer; undefined where there is no such host. */
export type Answer = Verdict | undefined;

export const VIEWS = ['both', 'responder', 'initiator', 'capture'] as const;
export type View = (typeof VIEWS)[number];

/** The answers for one run of a scenario. */
export interface Explained {
  /** The file's name without its ending. */
  readonly scenario: string;
  readonly parameters: string;
  /** What the file says that it explains. */
  readonly explains: string | undefined;
  /** What the file says that one side shows in its place. */
  readonly alone: Readonly<Partial<Record<ExplainedSide, Shown>>>;
  readonly answers: Readonly<Record<View, Answer>>;
}

/** Plays every scenario of a folder in virtual time and explains it in each way. */
export async function explainAll(folder: string): Promise<readonly Explained[]> {
  const { runs, faults } = collectScenarios([folder]);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const results: Explained[] = [];
  for (const run of runs) results.push(await explainRun(run));
  return results;
}

/** Plays one run and explains it. */
export async function explainRun(run: ScenarioRun): Promise<Explained> {
  const scenario = await run.load();
  const world = openVirtual(scenario, nodeProvider);
  let evidence: Evidence | undefined;
  await play(scenario, world, (result, states) => {
    evidence = evidenceOfPlay(result, states, world, nodeProvider);
  });
  const whole = evidence!;
  const [initiator, responder] = rolesOf(whole);
  const seenBy = (name: string | undefined): Answer =>
    name === undefined ? undefined : verdictOf(oneSide(whole, name));
  return {
    scenario: basename(run.file).replace(/[.]ya?ml$/, ''),
    parameters: run.parameters,
    explains: scenario.explains,
    alone: scenario.alone,
    answers: {
      both: verdictOf(whole),
      responder: seenBy(responder),
      initiator: seenBy(initiator),
      capture: verdictOf(captureOfPlay(scenario.title, world, nodeProvider)),
    },
  };
}

/** Where the scenarios are that come with Espial. */
export const SCENARIOS = join(import.meta.dirname, '..', 'scenarios');

/** What the file says that this view shows in place of its class; undefined where it is the class. */
export function shownInstead({ alone }: Pick<Explained, 'alone'>, view: View): Shown | undefined {
  return view === 'initiator' || view === 'responder' ? alone[view] : undefined;
}

/**
 * What is wrong with an answer; undefined where it is right. Both sides name the class of the file, and each
 * side alone what the file says of it: where that is another class the answer is not certain, and considers
 * the class of the file or has seen nothing. Packets alone are never wrong and certain.
 */
export function wrongness(
  explained: Pick<Explained, 'explains' | 'alone'>,
  view: View,
  answer: Answer,
): string | undefined {
  const { explains } = explained;
  const instead = shownInstead(explained, view);
  if (answer === undefined) {
    return instead === undefined ? undefined : `there is no ${view} that could show anything`;
  }
  const { class: id, certainty } = answer;
  if (view === 'both' && certainty === 'unknown') return 'both sides do not know';
  if (id !== explains && certainty === 'certain') return `${view} says ${id} and is certain`;
  if (view === 'capture') return undefined;
  const meant = instead?.shows ?? explains;
  if (id !== meant) return `${view} says ${id}, and the file ${meant}`;
  if (instead === undefined) return undefined;
  const sawNothing = id === 'none' || id === 'unknown';
  const named = (answer.considered as readonly (string | undefined)[]).includes(explains);
  return named || sawNothing ? undefined : `${view} says ${id} and does not consider ${explains}`;
}
