/** What the lab prints: headings, paragraphs and tables, 80 columns wide, coloured where wanted. */

import { COLUMNS, type Palette, wrap } from '../observe/text.ts';

/** `right` puts numbers under one another. */
interface Column {
  readonly width: number;
  readonly right?: boolean;
}

export class Page {
  readonly palette: Palette;
  readonly #write: (line: string) => void;
  #section = 0;

  /** `write` takes one line, without its end. */
  constructor(palette: Palette, write: (line: string) => void) {
    this.palette = palette;
    this.#write = write;
  }

  /** A title over everything. */
  title(text: string, rest: string): void {
    this.line(`${this.palette.bold(text)}  ${rest}`);
  }

  /** A numbered section with a sentence or two on what happens and why. */
  section(title: string, explanation: string): void {
    const head = `-- ${++this.#section}. ${title} `;
    this.line('');
    this.line(this.palette.bold(head.padEnd(COLUMNS, '-')));
    for (const line of wrap(explanation, COLUMNS)) this.line(this.palette.dim(line));
    this.line('');
  }

  /** A paragraph. */
  text(text: string): void {
    for (const line of wrap(text, COLUMNS)) this.line(line);
  }

  /** A label with its text beside it, wrapped. */
  labelled(label: string, text: string, columns: number, colour = (line: string) => line): void {
    for (const [i, line] of wrap(text, COLUMNS - columns).entries()) {
      this.line(`${(i === 0 ? label : '').padEnd(columns)}${colour(line)}`);
    }
  }

  /** A table with its head in bold. Columns are as wide as their widest cell, two spaces apart. */
  table(head: readonly string[], rows: readonly (readonly string[])[], right = 0): void {
    const columns = head.map((cell, i): Column => {
      const width = Math.max(cell.length, ...rows.map((row) => row[i]?.length ?? 0));
      return { width, right: i >= head.length - right };
    });
    this.line(this.palette.bold(rowText(head, columns)));
    for (const row of rows) this.line(rowText(row, columns));
  }

  /** Lines that were laid out elsewhere. */
  block(text: string): void {
    for (const line of text.split('\n')) this.line(line);
  }

  line(text: string): void {
    this.#write(text);
  }
}

function rowText(cells: readonly string[], columns: readonly Column[]): string {
  const padded = cells.map((cell, i) => {
    const { width = 0, right = false } = columns[i] ?? {};
    return right ? cell.padStart(width) : cell.padEnd(width);
  });
  return padded.join('  ').trimEnd();
}
