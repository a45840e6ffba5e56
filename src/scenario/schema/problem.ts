/** What is wrong with a file, said so that a person can mend it: file:line:column, why, what to do. */

/** One thing wrong, at one place of a file. Lines and columns count from 1. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  /** How many characters the carets mark, at least 1. */
  readonly width: number;
  /** What is wrong, why, and what to do: one to three sentences without secrets. */
  readonly message: string;
  /** The line of the file, with secrets taken out. */
  readonly sourceLine: string;
  /** The column in `sourceLine`, which is another where a secret before it was taken out. */
  readonly shownColumn: number;
}

/** Thrown with every problem of a file at once. `message` is the whole text for a terminal. */
export class FileProblems extends Error {
  override readonly name = 'FileProblems';
  readonly file: string;
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[]) {
    const sorted = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
    const shown = sorted.slice(0, SHOWN_PROBLEMS).map((problem) => problemText(file, problem));
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
function problemText(file: string, problem: Problem): string {
  const head = `${file}:${problem.line}:${problem.column}: ${problem.message}`;
  if (problem.sourceLine.trim() === '') return head;
  const number = String(problem.line).padStart(5);
  const column = problem.shownColumn;
  const skipped = column > SHOWN_COLUMNS ? column - SHOWN_COLUMNS / 2 : 0;
  const shown = problem.sourceLine.slice(skipped, skipped + SHOWN_COLUMNS);
  const before = shown.slice(0, column - 1 - skipped).replace(/[^\t]/g, ' ');
  const room = Math.max(1, shown.length - before.length);
  const carets = '^'.repeat(Math.max(1, Math.min(problem.width, room)));
  return `${head}\n${number} | ${shown}\n${' '.repeat(5)} | ${before}${carets}`;
}
