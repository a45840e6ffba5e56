/** Sets of words that many have alike, as one object. */

/** So many different ones are remembered: peers choose them. */
const MOST = 64;

const known = new Map<string, Set<string>>();

/** The one set with these words in this order. Whoever gets it must not change it. */
export function sharedSet(words: Set<string>): Set<string> {
  const key = [...words].join('\n');
  const shared = known.get(key);
  if (shared !== undefined) return shared;
  if (known.size < MOST) known.set(key, words);
  return words;
}
