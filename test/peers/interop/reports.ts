/** The report folder: the matrix as text, as JSON and as a page. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportPage } from './report-page.ts';
import { reportText } from './report-text.ts';
import type { RunResult } from './result.ts';

export function writeReports(result: RunResult, folder: string): void {
  writeFileSync(join(folder, 'matrix.txt'), reportText(result));
  writeFileSync(join(folder, 'matrix.json'), `${JSON.stringify(result, undefined, 1)}\n`);
  writeFileSync(join(folder, 'index.html'), reportPage(result));
}
