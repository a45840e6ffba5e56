/** Why a command line cannot be carried out: thrown inside netsh, words at its boundary. */

/** A line of a script. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** `message` says what and why, `advice` what to do; a sentence each. */
export class NetshProblem extends Error {
  override readonly name = 'NetshProblem';
  readonly advice: string;
  /** From 1, where the line has one place that is wrong. */
  readonly column: number | undefined;

  constructor(message: string, advice: string, column?: number) {
    super(message);
    this.advice = advice;
    this.column = column;
  }
}

/** `office.txt:3:17: what is wrong. What to do.`; the line under it with a caret where that helps. */
export function problemText(problem: NetshProblem, line: string, place: Place | undefined): string {
  const words = [problem.message, problem.advice].filter((text) => text !== '').join(' ');
  const { column } = problem;
  if (place !== undefined) {
    const at = [place.file, place.line, ...(column === undefined ? [] : [column])].join(':');
    return `${at}: ${words}`;
  }
  if (column === undefined || line === '') return words;
  return `${words}\n  ${withoutKeys(line)}\n  ${' '.repeat(column - 1)}^`;
}

/** A key that was typed right stays out of what becomes of complaints. */
function withoutKeys(line: string): string {
  return line.replace(
    /(^|\s)(psk?=)("[^"]*"?|\S+)/gi,
    (_all, blank: string, tag: string, key: string) => `${blank}${tag}${'*'.repeat(key.length)}`,
  );
}
