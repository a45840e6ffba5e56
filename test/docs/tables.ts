/** Tables of a document. */

export interface Table {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Every table of a document, or of a part of one. */
export function tablesOf(text: string): readonly Table[] {
  return [...text.matchAll(/(?:^\|.*\|\n)+/gm)].map(([lines]) => {
    const [heads = [], , ...rows] = lines.trimEnd().split('\n').map(cellsOf);
    return { heads, rows };
  });
}

/** The first table behind a heading, or the one that has this first head. Throws where there is none. */
export function tableUnder(text: string, heading: string, firstHead?: string): Table {
  const [, behind = ''] = text.split(new RegExp(`^#+ ${heading}$`, 'm'));
  const section = behind.split(/^## /m)[0]!;
  const found = tablesOf(section).find(
    ({ heads }) => firstHead === undefined || heads[0] === firstHead,
  );
  if (found === undefined) throw new Error(`no such table under "${heading}"`);
  return found;
}

function cellsOf(line: string): readonly string[] {
  return line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}
