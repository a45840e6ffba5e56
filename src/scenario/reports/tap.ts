/** Outcomes as TAP, version 14 (testanything.org): a test point a play, with what failed beneath it. */

import { stringify } from 'yaml';
import type { Outcome } from '../outcome.ts';
import { shortPlace } from '../report.ts';
import type { BatchReport } from './reports.ts';

/** The whole file. */
export function tapReport({ outcomes }: BatchReport): string {
  const points = outcomes.flatMap((outcome, i) => testPoint(outcome, i + 1));
  return `${['TAP version 14', `1..${outcomes.length}`, ...points].join('\n')}\n`;
}

function testPoint(outcome: Outcome, number: number): string[] {
  const { state, title, repetition, reason, retries } = outcome;
  const name = escaped(repetition > 1 ? `${title} (${repetition})` : title);
  if (state === 'passed') {
    return [
      `ok ${number} - ${name}`,
      ...(retries === 0 ? [] : ['# It failed, and was played again.']),
    ];
  }
  if (state === 'skipped') return [`ok ${number} - ${name} # SKIP ${escaped(reason ?? '')}`];
  return [`not ok ${number} - ${name}`, ...diagnostic(outcome)];
}

function diagnostic({ reason, checks, evidence, command }: Outcome): string[] {
  const failed = checks.filter(({ passed }) => !passed);
  const data = {
    ...(reason === undefined ? {} : { message: reason }),
    failed: failed.map(({ place, what, found }) => ({ at: shortPlace(place), what, found })),
    ...(evidence === undefined ? {} : { evidence }),
    again: command,
  };
  const lines = stringify(data).trimEnd().split('\n');
  return ['---', ...lines, '...'].map((line) => `  ${line}`.trimEnd());
}

/** A number sign begins a directive, and a line ends the description. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('#', '\\#').replace(/\s+/g, ' ');
}
