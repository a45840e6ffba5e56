/** Whether the changes that are named do what they say: applied, played, and each of them needed. */

import type { Computer } from '../../../src/policy/agree/computer.ts';
import { converse } from '../../../src/policy/agree/conversation.ts';
import { agree, mended } from '../../../src/policy/agree/mend.ts';
import { foretold, played } from './played.ts';
import { type RandomPair, trafficOf } from './random-pairs.ts';

/** What came of it: nothing to mend, no change found, or the kinds of the changes that were played. */
export type Mending = readonly string[] | 'works' | 'no change found';

/** Throws where a change does not do what it says. */
export function checkMending(pair: RandomPair, seed: string): Mending {
  const traffic = trafficOf(pair);
  const { changes } = agree(...pair.computers, traffic);
  if (changes === undefined) return 'no change found';
  if (changes.length === 0) return 'works';
  const repaired = { ...pair, computers: after(pair, changes) };
  const fate = played(repaired, seed);
  if (!getsThrough(fate.request, fate.answer))
    throw new Error(`changed as told, it is ${fate.request} and ${fate.answer}`);
  const said = JSON.stringify(foretold(repaired));
  if (said !== JSON.stringify(fate))
    throw new Error(`changed, foretold ${said}, done ${JSON.stringify(fate)}`);
  for (const one of changes) {
    const rest = changes.filter((other) => other !== one);
    const { request, answer } = converse(...after(pair, rest), traffic);
    if (getsThrough(request.how, answer?.how)) throw new Error(`${one.kind} is not needed`);
  }
  return changes.map(({ kind }) => kind).sort();
}

function after(
  { computers }: RandomPair,
  changes: NonNullable<ReturnType<typeof agree>['changes']>,
) {
  return computers.map((computer) => mended(computer, changes)) as unknown as readonly [
    Computer,
    Computer,
  ];
}

function getsThrough(request: string, answer: string | undefined): boolean {
  return request !== 'dropped' && answer !== undefined && !['dropped', 'none'].includes(answer);
}
