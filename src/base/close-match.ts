/** Which of the words that would have been right somebody meant. */

/** The word nearest to `text` without regard to case, if few letters must change; else undefined. */
export function closeMatch(text: string, words: Iterable<string>): string | undefined {
  const wanted = text.slice(0, LONGEST).toLowerCase();
  let best: string | undefined;
  let fewest = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const word of words) {
    const candidate = word.slice(0, LONGEST).toLowerCase();
    if (Math.abs(candidate.length - wanted.length) >= fewest) continue;
    const changes = editDistance(wanted, candidate);
    if (changes < fewest) [best, fewest] = [word, changes];
  }
  return best;
}

/** Longer texts are compared by their beginning, so that the work is bounded. */
const LONGEST = 64;

/** Letters put in, left out, changed, or changed places with their neighbour. */
function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1];
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1])
        cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row.push(cost);
    }
    [beforeLast, last] = [last, row];
  }
  return last[right.length]!;
}
