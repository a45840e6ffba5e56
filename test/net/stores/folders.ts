/** Folders that go when the test does. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of its own for the test that runs, or whose `beforeEach` does. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'espial-stores-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
