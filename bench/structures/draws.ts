/** Numbers that are the same in every run and cost little: a linear congruential generator. */

/** Answers whole numbers from 0 to `below` - 1. */
export function draws(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    // The low bits of such a generator repeat soon; the high ones do not.
    return Math.floor((state / 2 ** 32) * below);
  };
}
