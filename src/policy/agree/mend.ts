/** The fewest changes after which a request and its answer both get through. Pure. */

import { LIMITS } from '../../base/limits.ts';
import { type Change, changed } from './change.ts';
import { changeKey } from './change-text.ts';
import { type Computer, computerWith, type Traffic } from './computer.ts';
import { type Conversation, converse } from './conversation.ts';

/** How it is now, and what to do about it. */
export interface Agreement extends Conversation {
  /** None where it works; undefined where no change of these kinds was found. */
  readonly changes: readonly Change[] | undefined;
}

/** What becomes of a request and its answer, and the fewest changes that let both through. */
export function agree(first: Computer, second: Computer, traffic: Traffic): Agreement {
  const said = converse(first, second, traffic);
  return { ...said, changes: fewestChanges(first, second, traffic) };
}

/** A computer after some changes; those for others leave it as it is. */
export function mended(computer: Computer, changes: readonly Change[]): Computer {
  return changes.length === 0 ? computer : computerWith(changes.reduce(changed, computer));
}

/**
 * Tries what each obstacle names, one change more a round, so that what is found first is shortest.
 * Changes in another order are the same.
 */
function fewestChanges(
  first: Computer,
  second: Computer,
  traffic: Traffic,
): readonly Change[] | undefined {
  const lostAfter = (changes: readonly Change[]) =>
    lostPassage(converse(mended(first, changes), mended(second, changes), traffic));
  let round: (readonly Change[])[] = [[]];
  const tried = new Set<string>();
  let left: number = LIMITS.triedChanges;
  while (round.length > 0) {
    const next: (readonly Change[])[] = [];
    for (const changes of round) {
      if (left-- === 0) return undefined;
      const lost = lostAfter(changes);
      if (lost === undefined) return needed(changes, (some) => lostAfter(some) === undefined);
      for (const change of lost.changes) {
        const longer = [...changes, change];
        const key = longer.map(changeKey).sort().join('\n');
        if (tried.has(key) || changes.some((one) => changeKey(one) === changeKey(change))) continue;
        tried.add(key);
        next.push(longer);
      }
    }
    round = next;
  }
  return undefined;
}

/** What does not get through, if so: the request, or its answer. */
function lostPassage({ request, answer }: Conversation) {
  if (request.how === 'dropped') return request;
  return answer?.how === 'dropped' ? answer : undefined;
}

/** Without what a later change has made needless. */
function needed(
  changes: readonly Change[],
  works: (changes: readonly Change[]) => boolean,
): readonly Change[] {
  const spare = changes.find((one) => works(changes.filter((other) => other !== one)));
  if (spare === undefined) return changes;
  return needed(
    changes.filter((one) => one !== spare),
    works,
  );
}
