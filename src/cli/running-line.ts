/** A line at the foot of a terminal that says what is under way; elsewhere there is none. */

import { COLUMNS } from '../observe/text.ts';
import { columnsOf, cutTo } from '../observe/text-width.ts';

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Oftener than this nobody reads. */
const SHOWN_MILLISECONDS = 50;
/** Back to the first column, and nothing right of it. */
const CLEAR = '\r\u001b[K';

export class RunningLine {
  readonly #terminal: Terminal;
  #isShown = false;
  #shownAt = Number.NEGATIVE_INFINITY;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Shows a text in the place of the one before. */
  show(text: string): void {
    const now = performance.now();
    if (this.#terminal.isTTY !== true || now - this.#shownAt < SHOWN_MILLISECONDS) return;
    this.#shownAt = now;
    this.#isShown = true;
    const room = (this.#terminal.columns ?? COLUMNS) - 1;
    const shown = columnsOf(text) > room ? `${cutTo(text, room - 4)} ...` : text;
    this.#terminal.write(`${CLEAR}${shown}`);
  }

  /** Takes it away, so that something else can be printed. */
  clear(): void {
    if (!this.#isShown) return;
    this.#isShown = false;
    this.#shownAt = Number.NEGATIVE_INFINITY;
    this.#terminal.write(CLEAR);
  }
}
