/** What is wrong with a file, said so that a person can mend it: file:line:column, why, what to do. */

/** A place of a file. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** How many characters the carets mark, at least 1. */
  readonly width: number;
  /** The line of the file, with secrets taken out. */
  readonly sourceLine: string;
  /** The column in `sourceLine`, which is another where a secret before it was taken out. */
  readonly shownColumn: number;
}

/** One thing wrong, at one place of a file. */
export interface Problem extends Place {
  /** What is wrong, why, and what to do: one to three sentences without secrets. */
  readonly message: string;
}

/** A problem in the words of a value, at a column of them that counts from 1. */
export function inWords(
  source: YamlPlaces,
  path: readonly PropertyKey[],
  column: number,
  message: string,
): Problem {
  const whole = source.problemAt(path, 'value', message);
  const { line, column: at } = source.problemInText(path, 1, column, message);
  if (line !== whole.line) return whole;
  return { ...whole, column: at, width: 1, shownColumn: whole.shownColumn + at - whole.column };
}

/** What finds places in a file. */
interface YamlPlaces {
  problemAt(path: readonly PropertyKey[], part: 'key' | 'value', message: string): Problem;
  problemInText(
    path: readonly PropertyKey[],
    line: number,
    column: number,
    message: string,
  ): Problem;
}

/** Thrown with every problem of a file at once. `message` is the whole text for a terminal. */
export class FileProblems extends Error {
  override readonly name = 'FileProblems';
  readonly file: string;
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[]) {
    const own = (problem: Problem): number => (problem.file === file ? 0 : 1);
    const sorted = [...problems].sort(
      (a, b) => own(a) - own(b) || a.line - b.line || a.column - b.column,
    );
    const shown = sorted.slice(0, SHOWN_PROBLEMS).map(problemText);
    const left = sorted.length - shown.length;
    if (left > 0) shown.push(`${file}: and ${left} more problem${left === 1 ? '' : 's'}.`);
    super(shown.join('\n'));
    this.file = file;
    this.problems = sorted;
  }
}

/** Most problems whose text is shown. */
const SHOWN_PROBLEMS = 20;
/** Longest piece of a source line that is shown. */
const SHOWN_COLUMNS = 100;

/** The problem with its source line and a caret under the place. */
function problemText(problem: Problem): string {
  return [`${placeText(problem)}: ${problem.message}`, ...markedLines(problem)].join('\n');
}

/** `file:line:column`. */
function placeText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

/**
 * The source line with its number, and carets under the place; of a long line so many columns about it.
 * Nothing where no line is shown.
 */
export function markedLines(place: Place, columns = SHOWN_COLUMNS): readonly string[] {
  if (place.sourceLine.trim() === '') return [];
  const number = String(place.line).padStart(5);
  const column = place.shownColumn;
  const skipped = column > columns ? column - Math.ceil(columns / 2) : 0;
  const shown = place.sourceLine.slice(skipped, skipped + columns);
  const before = shown.slice(0, column - 1 - skipped).replace(/[^\t]/g, ' ');
  const room = Math.max(1, shown.length - before.length);
  const carets = '^'.repeat(Math.max(1, Math.min(place.width, room)));
  return [`${number} | ${shown}`, `${' '.repeat(5)} | ${before}${carets}`];
}
