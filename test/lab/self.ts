/** This program from its source, for tests that start processes. */

import { inject } from 'vitest';
import type { SelfCommand } from '../../src/lab/peer-child.ts';

export const SELF: SelfCommand = [process.execPath, inject('program')];
