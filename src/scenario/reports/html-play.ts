/** One play on the page: its story, what was looked at, the ladder, events and statistics. */

import { classEntry, isClassId } from '../../explain/verdict/classes.ts';
import type { Check } from '../check.ts';
import { isBad, type Outcome, type OutcomeHost } from '../outcome.ts';
import { figuresOf, shortest, shortPlace } from '../report.ts';
import { markedLines, type Place } from '../schema/problem.ts';
import { escapeHtml } from './html-text.ts';

export const STATE_WORDS = {
  passed: 'passed',
  failed: 'failed',
  broken: 'not played',
  skipped: 'skipped',
} as const;

/** What is wrong is open; what passed is closed until somebody asks. */
export function playSection(outcome: Outcome, id: string): string {
  const { state, title, repetition, explains } = outcome;
  const again = repetition > 1 ? ` (${repetition})` : '';
  return [
    `<details class="play"${isBad(outcome) ? ' open' : ''}>`,
    `<summary><span class="mark ${state}">${STATE_WORDS[state]}</span> <span class="title">${escapeHtml(title + again)}</span> <span class="quiet">${escapeHtml(figuresOf(outcome))}</span></summary>`,
    // A link to what lies inside opens it.
    `<div class="body" id="${id}">`,
    facts(outcome),
    ...(outcome.reason === undefined
      ? []
      : [`<p class="reason">${escapeHtml(outcome.reason)}</p>`]),
    story(outcome.story),
    ...(explains === undefined
      ? []
      : [
          `<p class="quiet">Class: ${escapeHtml(titleOf(explains))} <code>${escapeHtml(explains)}</code></p>`,
        ]),
    failures(outcome),
    ladder(outcome.ladder),
    checks(outcome),
    events(outcome),
    statistics(outcome.hosts),
    '</div>',
    '</details>',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** Of a class of failure. */
function titleOf(id: string): string {
  return isClassId(id) ? classEntry(id).title : '';
}

function facts({ file, seed, evidence, command, traceHash }: Outcome): string {
  const rows: (readonly [string, string | undefined])[] = [
    ['file', shortest(file)],
    ['seed', seed],
    ['again', command],
    ['evidence', evidence],
    ['trace', traceHash],
  ];
  const shown = rows.flatMap(([name, value]) =>
    value === undefined || value === ''
      ? []
      : [`<dt>${name}</dt><dd><code>${escapeHtml(value)}</code></dd>`],
  );
  return `<dl class="facts">${shown.join('')}</dl>`;
}

/** Paragraphs are parted by an empty line. */
function story(text: string | undefined): string {
  const paragraphs = (text ?? '').split(/\n\s*\n/).filter((part) => part.trim() !== '');
  return paragraphs.map((part) => `<p class="story">${escapeHtml(part.trim())}</p>`).join('\n');
}

function failures({ checks: all, file }: Outcome): string {
  const failed = all.filter(({ passed }) => !passed);
  if (failed.length === 0) return '';
  const items = failed.map((check) => failedItem(check, file));
  return `<h3>What did not hold</h3>\n<ul class="checks">\n${items.join('\n')}\n</ul>`;
}

/** Where something failed, what went well is folded away. */
function checks({ checks: all, state, file }: Outcome): string {
  if (all.length === 0) return '';
  const items = all.map(
    ({ passed, what, place }) =>
      `<li>${signOf(passed)} ${escapeHtml(what)} ${placeOf(place, file)}</li>`,
  );
  const list = `<ol class="checks">\n${items.join('\n')}\n</ol>`;
  const title = `Steps and checks (${all.length})`;
  return state === 'failed' ? folded(title, list) : `<h3>${title}</h3>\n${list}`;
}

function failedItem({ place, what, found }: Check, file: string): string {
  const marked = markedLines(place);
  const source =
    marked.length === 0 ? '' : `<pre class="source">${escapeHtml(marked.join('\n'))}</pre>`;
  const instead = found.map((text) => `<li>found: ${escapeHtml(text)}</li>`).join('');
  const head = `${signOf(false)} ${escapeHtml(what)} ${placeOf(place, file)}`;
  return `<li class="failed">${head}${source}<ul class="found">${instead}</ul></li>`;
}

function signOf(passed: boolean): string {
  return `<span class="sign ${passed ? 'passed' : 'failed'}">${passed ? '✓' : '✗'}</span>`;
}

/** The line alone where it is in the play's own file. */
function placeOf(place: Place, file: string): string {
  const text = place.file === file ? `line ${place.line}` : shortPlace(place);
  return `<span class="quiet place">${escapeHtml(text)}</span>`;
}

function ladder(lines: readonly string[]): string {
  if (lines.length < 2) return '';
  let colour = '';
  const coloured = lines.map((line) => {
    if (!CONTINUES.test(line)) colour = colourOf(line);
    const text = escapeHtml(line);
    return colour === '' ? text : `<span class="${colour}">${text}</span>`;
  });
  return `<h3>On the wire</h3>\n<pre class="ladder">${coloured.join('\n')}</pre>`;
}

/** A row without a time. */
const CONTINUES = /^ +\|/;

/** The colours that the ladder has on a terminal. */
function colourOf(line: string): string {
  if (/ encrypted [->|]/.test(line)) return 'sealed';
  if (/ in clear [->|]/.test(line)) return 'clear';
  if (!/\|\s+\* /.test(line)) return '';
  return /\b(?:failed|dropped)\b/.test(line) ? 'bad' : 'remark';
}

function events({ events: all }: Outcome): string {
  if (all.length === 0) return '';
  const rows = all.map(
    ({ at, host, level, text }) =>
      `<tr class="${level}"><td class="number">${(at / 1000).toFixed(3)}</td><td>${escapeHtml(host)}</td><td>${escapeHtml(text)}</td></tr>`,
  );
  const head = '<thead><tr><th>seconds</th><th>host</th><th>event</th></tr></thead>';
  return folded(
    `Events (${all.length})`,
    `<table class="events">${head}<tbody>\n${rows.join('\n')}\n</tbody></table>`,
  );
}

function statistics(hosts: readonly OutcomeHost[]): string {
  const shown = hosts.filter((host) => host.statistics.length > 0);
  if (shown.length === 0) return '';
  const head = `<tr><th>statistic</th>${shown.map(({ name }) => `<th class="number">${escapeHtml(name)}</th>`).join('')}</tr>`;
  const rows = new Map<string, string>();
  for (const { statistics: own } of shown) for (const { id, label } of own) rows.set(id, label);
  const body = [...rows].map(([id, label]) => {
    const values = shown.map(
      ({ statistics: own }) => own.find((row) => row.id === id)?.value.toString() ?? '',
    );
    const cells = values.map((value) => `<td class="number">${value}</td>`).join('');
    return `<tr><td>${escapeHtml(label)} <code class="quiet">${escapeHtml(id)}</code></td>${cells}</tr>`;
  });
  const table = `<table class="statistics"><thead>${head}</thead><tbody>\n${body.join('\n')}\n</tbody></table>`;
  return folded(`Statistics that moved (${rows.size})`, table);
}

function folded(title: string, inside: string): string {
  return `<details><summary>${title}</summary>\n<div class="wide">${inside}</div>\n</details>`;
}
