/** This program from its source, for tests that start processes. */

import { fileURLToPath } from 'node:url';
import type { SelfCommand } from '../../src/lab/peer-child.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export const SELF: SelfCommand = [process.execPath, '--import', 'tsx', MAIN];
