/** Words that several failures share. */

import type { Comparison } from '../failure.ts';

/** The first attribute in which the nearest offers differ, as a sentence. */
export function firstDifference(comparison: readonly Comparison[]): string {
  const first = comparison.find((row) => row.differs);
  return first === undefined
    ? ''
    : ` The nearest pair differs first in ${first.what}: ${first.local} here, ${first.peer} there.`;
}

/** `once`, `twice`, `3 times`. */
export function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}
