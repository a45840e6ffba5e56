/** Answers of yes and no as one number: a key that takes no string to make. */

/** The answers as bits, the first one the highest. */
export function bitsOf(...answers: readonly boolean[]): number {
  let bits = 0;
  for (const answer of answers) bits = bits * 2 + (answer ? 1 : 0);
  return bits;
}
