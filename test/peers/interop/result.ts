/** What became of a cell, and of a run: what the reports show. Plain data. */

import type { Side, Table } from './cell.ts';

export interface CellResult {
  readonly table: Table;
  readonly row: string;
  readonly column: string;
  readonly initiator: Side;
  readonly passed: boolean;
  readonly seconds: number;
  /** Why tshark cannot read its capture, where it cannot. */
  readonly beyondTshark?: string;
  /** Why it failed. */
  readonly trouble: string;
  /** What was seen on the way. */
  readonly notes: readonly string[];
  /** The folder of its evidence, within the report's. */
  readonly folder: string;
  /** The files of it, sorted, within the folder. */
  readonly files: readonly string[];
}

export interface RunResult {
  readonly startedAt: string;
  readonly seconds: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly cells: readonly CellResult[];
}

/** How many passed and failed. */
export function tally(cells: readonly CellResult[]): { passed: number; failed: number } {
  const passed = cells.filter((cell) => cell.passed).length;
  return { passed, failed: cells.length - passed };
}
