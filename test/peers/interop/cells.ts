/** The whole matrix. */

import type { Cell } from './cell.ts';
import { ahCells } from './cells-ah.ts';
import { espCells, ikeCells } from './cells-algorithms.ts';
import { certificateRefusalCells } from './cells-certificate-refusals.ts';
import { certificateCells } from './cells-certificates.ts';
import { exchangeCells } from './cells-exchange.ts';
import { faultCells } from './cells-faults.ts';
import { identityCells } from './cells-identities.ts';
import { lifeCells } from './cells-life.ts';
import { methodCells } from './cells-methods.ts';
import { natCells } from './cells-nat.ts';
import { refusalCells } from './cells-refusals.ts';

export function allCells(): Cell[] {
  return [
    ...ikeCells(),
    ...espCells(),
    ...ahCells(),
    ...lifeCells(),
    ...natCells(),
    ...faultCells(),
    ...exchangeCells(),
    ...certificateCells(),
    ...identityCells(),
    ...methodCells(),
    ...refusalCells(),
    ...certificateRefusalCells(),
  ];
}
