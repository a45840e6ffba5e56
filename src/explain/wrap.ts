/** Lines broken to a width. */

/** A line in pieces of at most `width` columns, broken at blanks where there are; `indent` begins all but the first. */
export function wrapped(line: string, width: number, indent: string): string[] {
  if (line.length <= width) return [line];
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const blank = rest.lastIndexOf(' ', width);
    const cut = blank > indent.length + 8 ? blank : width;
    lines.push(rest.slice(0, cut).trimEnd());
    rest = `${indent}${rest.slice(cut).trimStart()}`;
    if (indent.length + 8 > width) break;
  }
  lines.push(rest);
  return lines;
}
