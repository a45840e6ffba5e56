/** The last step of a run: `espial decode` and tshark read every capture alike. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compareWithTshark } from '../../../scripts/compare-tshark.ts';
import type { CellResult } from './result.ts';

/** A cell whose captures are read differently has failed, and says so. Several are compared at once. */
export async function compared(
  cells: readonly CellResult[],
  out: string,
  atOnce: number,
  say: (line: string) => void,
): Promise<CellResult[]> {
  const results = [...cells];
  const numbers = results.keys();
  let frames = 0;
  let payloads = 0;
  let captures = 0;
  const work = async (): Promise<void> => {
    for (const n of numbers) {
      const cell = results[n]!;
      if (cell.beyondTshark !== undefined) continue;
      const differences: string[] = [];
      for (const file of cell.files.filter((name) => name.endsWith('.pcapng'))) {
        const comparison = await readByBoth(join(out, cell.folder, file)).catch(
          (error: unknown) => error as Error,
        );
        if (comparison instanceof Error) {
          differences.push(`${file}: ${comparison.message}`);
          continue;
        }
        captures++;
        frames += comparison.frames;
        payloads += comparison.payloads;
        differences.push(...comparison.differences.map((text) => `${file}: ${text}`));
      }
      if (differences.length > 0) {
        const trouble = [cell.trouble, 'espial decode and tshark differ:', ...differences];
        results[n] = { ...cell, passed: false, trouble: trouble.filter(Boolean).join('\n') };
        say(`FAIL ${cell.folder}: ${differences[0]}`);
      }
    }
  };
  await Promise.all([...Array(atOnce).keys()].map(work));
  say(`espial decode and tshark: ${captures} captures, ${frames} frames, ${payloads} payloads`);
  return results;
}

/** `capture-2.pcapng` has its keys in `keys-2`. */
async function readByBoth(capture: string): ReturnType<typeof compareWithTshark> {
  const keys = capture.replace(/capture([^/]*)\.pcapng$/, 'keys$1');
  return compareWithTshark(capture, existsSync(keys) ? keys : undefined);
}
