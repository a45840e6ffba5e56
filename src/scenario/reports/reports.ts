/** Reports in files: for CI servers, programs and people. */

import { existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Outcome } from '../outcome.ts';
import { htmlReport } from './html.ts';
import { outcomeData } from './json.ts';
import { junitReport } from './junit.ts';
import { tapReport } from './tap.ts';

/** A whole batch. */
export interface BatchReport {
  readonly outcomes: readonly Outcome[];
  /** By the clock on the wall. */
  readonly tookMilliseconds: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

export interface Report {
  readonly kind: keyof typeof KINDS;
  readonly file: string;
}

const KINDS = {
  junit: junitReport,
  json: (report: BatchReport) => `${JSON.stringify(report.outcomes.map(outcomeData), null, 2)}\n`,
  tap: tapReport,
  html: htmlReport,
} as const;

/** A report from its text, like `junit=results.xml`. Throws a RangeError. */
export function parseReport(text: string): Report {
  const kinds = Object.keys(KINDS);
  const [kind = ''] = text.split('=', 1);
  const file = text.slice(kind.length + 1);
  if (!kinds.includes(kind) || file === '') {
    throw new RangeError(
      `--report ${text}: write ${kinds.join(', ')}, = and a file, like junit=results.xml.`,
    );
  }
  // Said before anything is played, and not after a long run.
  const folder = dirname(resolve(file));
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new RangeError(`--report ${text}: there is no folder ${folder}. Make it first.`);
  }
  return { kind: kind as Report['kind'], file };
}

/** Writes them, and answers their files. Throws the system's error. */
export function writeReports(reports: readonly Report[], batch: BatchReport): readonly string[] {
  return reports.map(({ kind, file }) => {
    writeFileSync(file, KINDS[kind](batch));
    return file;
  });
}
