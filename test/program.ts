/** Bundles the command line once a run, for the tests that start it as processes. */

import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { bundle } from '../scripts/bundle.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

declare module 'vitest' {
  interface ProvidedContext {
    /** main.js of the command line, made from the sources as they are. */
    program: string;
  }
}

export async function setup(project: TestProject): Promise<() => void> {
  // Beside package.json, where the program looks for its version.
  const folder = mkdtempSync(join(ROOT, '.program-'));
  const clear = (): void => rmSync(folder, { recursive: true });
  try {
    await bundle(join(ROOT, 'src/cli/main.ts'), join(folder, 'cli'));
  } catch (error) {
    clear();
    throw error;
  }
  project.provide('program', join(folder, 'cli/main.js'));
  return clear;
}
