/** Outcomes as JUnit's XML, as CI servers read it: a test case a play. */

import type { Check } from '../check.ts';
import type { Outcome } from '../outcome.ts';
import { figuresOf, shortest, shortPlace } from '../report.ts';
import { markedLines } from '../schema/problem.ts';
import type { BatchReport } from './reports.ts';

/** The whole file. */
export function junitReport({ outcomes, tookMilliseconds, startedAt }: BatchReport): string {
  const count = (state: Outcome['state']): number =>
    outcomes.filter((outcome) => outcome.state === state).length;
  const counts = {
    tests: outcomes.length,
    failures: count('failed'),
    errors: count('broken'),
  };
  const time = seconds(tookMilliseconds);
  const timestamp = new Date(startedAt).toISOString().slice(0, 19);
  const suite = { name: 'scenarios', ...counts, skipped: count('skipped'), time, timestamp };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'espial', ...counts, time })}>`,
    `  <testsuite${attributes(suite)}>`,
    ...outcomes.map(testCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(outcome: Outcome): string {
  const { title, file, repetition, tookMilliseconds, ladder, command, evidence } = outcome;
  const name = repetition > 1 ? `${title} (${repetition})` : title;
  const classname = shortest(file).replace(/\.ya?ml$/, '');
  const head = `    <testcase${attributes({ name, classname, time: seconds(tookMilliseconds) })}`;
  if (outcome.state === 'passed') return passedCase(outcome, head);
  const out = [
    figuresOf(outcome),
    `again: ${command}`,
    ...(evidence === undefined ? [] : [`evidence: ${evidence}`]),
    ...ladder,
  ];
  const shown =
    outcome.state === 'skipped' ? [] : [`      <system-out>${text(out.join('\n'))}</system-out>`];
  return [`${head}>`, wrong(outcome), ...shown, '    </testcase>'].join('\n');
}

/** What passed only when it was played again says so. */
function passedCase(outcome: Outcome, head: string): string {
  if (outcome.retries === 0) return `${head}/>`;
  const said = `      <system-out>${text(figuresOf(outcome))}</system-out>`;
  return [`${head}>`, said, '    </testcase>'].join('\n');
}

function wrong({ state, reason = '', checks }: Outcome): string {
  if (state === 'skipped') return `      <skipped${attributes({ message: reason })}/>`;
  if (state === 'broken') {
    return `      <error${attributes({ message: reason, type: 'not played' })}/>`;
  }
  const failed = checks.filter(({ passed }) => !passed);
  const message = failed[0]?.what ?? 'failed';
  const words = failed.flatMap(checkLines).join('\n');
  return `      <failure${attributes({ message, type: 'expectation' })}>${text(words)}</failure>`;
}

function checkLines({ place, what, found }: Check): string[] {
  return [
    `${shortPlace(place)}: ${what}`,
    ...markedLines(place),
    ...found.map((line) => `found: ${line}`),
  ];
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${text(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('');
}

/** What XML cannot hold at all is left out. */
function text(value: string): string {
  return [...value]
    .filter((character) => isXml(character.codePointAt(0)!))
    .join('')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** XML 1.0, 2.2. */
function isXml(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return (code < 0xd800 || code > 0xdfff) && code !== 0xfffe && code !== 0xffff;
}
