/** Where the repository is, whether this runs as TypeScript or compiled. */

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository's package.json; .bench has a copy of that, for the version. */
export const ROOT = rootAbove(dirname(fileURLToPath(import.meta.url)));

function rootAbove(folder: string): string {
  if (existsSync(join(folder, 'tsconfig.bench.json')) || dirname(folder) === folder) return folder;
  return rootAbove(dirname(folder));
}
