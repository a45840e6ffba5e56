/** What `espial scenario run` says: a line a scenario, and everything about one that failed. */

import { relative } from 'node:path';
import { eventLevel, eventText } from '../observe/event-text.ts';
import { COLUMNS, type Palette, wrap } from '../observe/text.ts';
import { countText, durationText } from '../observe/units.ts';
import type { Check } from './check.ts';
import type { ScenarioResult } from './run.ts';

/** Events shown of a scenario that failed: the last ones tell most. */
const SHOWN_EVENTS = 40;

/** The line of a scenario, and what was wrong with it. */
export function resultText(result: ScenarioResult, palette: Palette): string {
  const { scenario, passed, checks, milliseconds, world } = result;
  const mark = passed ? palette.green('ok    ') : palette.red('FAILED');
  const figures = `${countText(checks.length, 'check')}, ${durationText(milliseconds)}${world === 'virtual' ? ' of virtual time' : ''}`;
  const lines = [`${mark} ${scenario.title} ${palette.dim(`(${figures})`)}`];
  if (passed) return lines.join('\n');
  const file = shortest(scenario.file);
  for (const check of checks) if (!check.passed) lines.push(...failedCheck(file, check, palette));
  lines.push(`       ${palette.dim('what the hosts reported:')}`, ...eventLines(result));
  return lines.join('\n');
}

/** The last line: how many passed. */
export function summaryText(results: readonly ScenarioResult[]): string {
  const passed = results.filter((result) => result.passed).length;
  return `${countText(passed, 'scenario')} passed, ${results.length - passed} failed`;
}

/** A result as plain data, for programs. */
export function resultData(result: ScenarioResult): Record<string, unknown> {
  const { scenario, passed, checks, milliseconds, world, events } = result;
  const { file, title } = scenario;
  const data = { file, title, world, passed, milliseconds, checks };
  return passed ? data : { ...data, events };
}

function failedCheck(file: string, { line, what, found }: Check, palette: Palette): string[] {
  return [
    ...indented(`${file}:${line}: ${what}`, 7).map(palette.bold),
    ...found.flatMap((text) => indented(`found: ${text}`, 9)),
  ];
}

function eventLines({ events }: ScenarioResult): string[] {
  const start = events[0]?.at ?? 0;
  const shown = events.filter((event) => eventLevel(event) !== 'debug').slice(-SHOWN_EVENTS);
  return shown.flatMap((event) => {
    const time = ((event.at - start) / 1000).toFixed(3).padStart(7);
    return indented(`${time} ${event.host}: ${eventText(event)}`, 9, 8);
  });
}

function indented(text: string, by: number, hanging = 0): string[] {
  return wrap(text, COLUMNS - by - hanging).map(
    (line, i) => `${' '.repeat(i === 0 ? by : by + hanging)}${line}`,
  );
}

function shortest(path: string): string {
  const near = relative('', path);
  return near.startsWith('..') || near === '' ? path : near;
}
