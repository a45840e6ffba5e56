/** So many of a sequence from an index on, at most: the others are looked at no more than it takes to pass them. */
export function partOf<T>(all: Iterable<T>, from: number, most: number): T[] {
  const part: T[] = [];
  if (most <= 0) return part;
  let index = 0;
  for (const one of all) {
    if (index++ < from) continue;
    part.push(one);
    if (part.length >= most) break;
  }
  return part;
}
