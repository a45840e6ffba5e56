// What espial explain says of every scenario: with both sides, with each of them, and with packets alone.
import { basename, join } from 'node:path';
import { nodeProvider } from '../src/crypto/node.ts';
import type { Evidence } from '../src/explain/verdict/evidence.ts';
import { captureOfPlay, evidenceOfPlay, oneSide } from '../src/explain/verdict/play-evidence.ts';
import { rolesOf } from '../src/explain/verdict/roles.ts';
import { type Verdict, verdictOf } from '../src/explain/verdict/verdict.ts';
import { collectScenarios } from '../src/scenario/collect.ts';
import type { ScenarioRun } from '../src/scenario/load.ts';
import { play } from '../src/scenario/run.ts';
import { openVirtual } from '../src/scenario/runner-virtual.ts';
import { whyNotKnown } from './explain-not-known.ts';

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

/**
 * What is wrong with an answer; undefined where it is right. Both sides must name the class, and so must
 * one side, unless the closed list says that it cannot know: then it is not certain, and considers the
 * class or saw nothing. Packets alone are never wrong and certain.
 */
export function wrongness(
  explained: Pick<Explained, 'explains' | 'scenario' | 'parameters'>,
  view: View,
  answer: Answer,
): string | undefined {
  const { explains } = explained;
  if (answer === undefined || answer.class === explains) {
    return view === 'both' && answer?.certainty === 'unknown'
      ? 'both sides do not know'
      : undefined;
  }
  if (view === 'both') return `both sides say ${answer.class}`;
  if (answer.certainty === 'certain') return `${view} says ${answer.class} and is certain`;
  if (view === 'capture') return undefined;
  if (whyNotKnown(explained, view) === undefined) return `${view} says ${answer.class}`;
  const named =
    explains !== undefined && (answer.considered as readonly string[]).includes(explains);
  const sawNothing = answer.class === 'none' || answer.class === 'unknown';
  return named || sawNothing
    ? undefined
    : `${view} says ${answer.class} and does not consider ${explains}`;
}
