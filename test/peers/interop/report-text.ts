/** The matrix as text, for a terminal. */

import type { Table } from './cell.ts';
import { GROUPS } from './covering.ts';
import { GRIDS, type GridCell, gridOf } from './grid.ts';
import { type CellResult, type RunResult, tally } from './result.ts';

/** All tables, then the failures. In a grid `+ +` is: passed with Espial, and with strongSwan, as the initiator. */
export function reportText(result: RunResult): string {
  const { passed, failed } = tally(result.cells);
  const tables = [...new Set(result.cells.map((cell) => cell.table))];
  const versions = Object.entries(result.versions).map((entry) => entry.join(' '));
  const failures = result.cells.filter((cell) => !cell.passed);
  return [
    `Espial against strongSwan: ${passed} passed, ${failed} failed, in ${result.seconds} s`,
    `${versions.join(', ')}; ${result.startedAt}`,
    'In a matrix: passed +, failed X, not combined . ; first Espial as the initiator, then strongSwan.',
    '',
    ...tables.flatMap((table) => [
      table,
      ...tableLines(
        table,
        result.cells.filter((cell) => cell.table === table),
      ),
      '',
    ]),
    ...failures.map(
      (cell) =>
        `FAILED ${nameOf(cell)}\n  ${cell.trouble.replaceAll('\n', '\n  ')}\n  ${cell.folder}`,
    ),
  ].join('\n');
}

function tableLines(table: Table, cells: readonly CellResult[]): string[] {
  if (!GRIDS.includes(table)) {
    return cells.map((cell) => {
      const seconds = cell.seconds.toFixed(1).padStart(6);
      return `  ${cell.passed ? '+' : 'X'} ${seconds} s  ${nameOf(cell)}`;
    });
  }
  const grid = gridOf(cells, GROUPS);
  return columned([
    ['', ...grid.columns],
    ...grid.rows.map((row) => [row.name, ...row.cells.map(marks)]),
  ]);
}

function marks(cell: GridCell): string {
  return [cell.Espial, cell.strongSwan].map(mark).join(' ');
}

function mark(cell: CellResult | undefined): string {
  if (cell === undefined) return '.';
  return cell.passed ? '+' : 'X';
}

function columned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, n) => Math.max(...rows.map((row) => row[n]!.length)));
  return rows.map((row) =>
    `  ${row.map((text, n) => text.padEnd(widths[n]!)).join('  ')}`.trimEnd(),
  );
}

function nameOf({ row, column, initiator }: CellResult): string {
  return `${row}, ${column}: ${initiator} initiates`;
}
