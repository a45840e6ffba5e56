/** The cells of a table in rows and columns, in the order in which they first appear. */

import type { Side, Table } from './cell.ts';
import type { CellResult } from './result.ts';

/** Tables whose rows and columns make a matrix; the others are lists. */
export const GRIDS: readonly Table[] = ['IKE', 'ESP'];

export interface Grid {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly GridCell[] }[];
}

/** Either side initiating; undefined where that was not played. */
export type GridCell = Readonly<Record<Side, CellResult | undefined>>;

/** Columns stand in `order` where it names them. */
export function gridOf(cells: readonly CellResult[], order: readonly string[] = []): Grid {
  const found = [...new Set(cells.map((cell) => cell.column))];
  const known = order.filter((column) => found.includes(column));
  const columns = [...known, ...found.filter((column) => !known.includes(column))];
  const at = new Map(cells.map((cell) => [keyOf(cell.row, cell.column, cell.initiator), cell]));
  const rows = [...new Set(cells.map((cell) => cell.row))].map((name) => ({
    name,
    cells: columns.map((column) => ({
      Espial: at.get(keyOf(name, column, 'Espial')),
      strongSwan: at.get(keyOf(name, column, 'strongSwan')),
    })),
  }));
  return { columns, rows };
}

function keyOf(row: string, column: string, side: Side): string {
  return [row, column, side].join('\n');
}
