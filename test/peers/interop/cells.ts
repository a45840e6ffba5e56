/** The whole matrix. */

import type { Cell } from './cell.ts';
import { espCells, ikeCells } from './cells-algorithms.ts';
import { exchangeCells } from './cells-exchange.ts';
import { lifeCells } from './cells-life.ts';
import { natCells } from './cells-nat.ts';
import { refusalCells } from './cells-refusals.ts';

export function allCells(): Cell[] {
  return [
    ...ikeCells(),
    ...espCells(),
    ...lifeCells(),
    ...natCells(),
    ...exchangeCells(),
    ...refusalCells(),
  ];
}
