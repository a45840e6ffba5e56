/** Outcomes as one page that needs nothing else: no script, no file, no network. */

import { durationText } from '../../observe/units.ts';
import type { Outcome } from '../outcome.ts';
import { shortest, summaryText } from '../report.ts';
import { playSection, STATE_WORDS } from './html-play.ts';
import { STYLE } from './html-style.ts';
import { escapeHtml } from './html-text.ts';
import type { BatchReport } from './reports.ts';

/** The whole page. Everything that comes from files and from the network is escaped. */
export function htmlReport({ outcomes, tookMilliseconds, startedAt }: BatchReport): string {
  const when = new Date(startedAt).toISOString().slice(0, 16).replace('T', ' ');
  const worlds = new Set(outcomes.map(({ world }) => WORLD_WORDS[world]));
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    // Whatever a title holds: nothing is fetched and nothing runs.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>Espial: ${escapeHtml(summaryText(outcomes))}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    '<header>',
    '<h1>Scenarios</h1>',
    `<p class="summary">${escapeHtml(summaryText(outcomes))}</p>`,
    bar(outcomes),
    `<p class="note">Played ${escapeHtml([...worlds].join(', '))} on ${when} UTC in ${escapeHtml(durationText(tookMilliseconds))}.</p>`,
    '</header>',
    '<nav aria-label="Scenarios">',
    contents(outcomes),
    '</nav>',
    '<main>',
    ...outcomes.map((outcome, i) => playSection(outcome, idOf(i))),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

const WORLD_WORDS = { virtual: 'in virtual time', real: 'as processes over UDP' } as const;
const STATES = ['failed', 'broken', 'skipped', 'passed'] as const;

/** How much of all each state is. */
function bar(outcomes: readonly Outcome[]): string {
  const parts = STATES.flatMap((state) => {
    const count = outcomes.filter((outcome) => outcome.state === state).length;
    return count === 0 ? [] : [`<span class="${state}" style="flex-grow:${count}"></span>`];
  });
  return `<div class="bar" aria-hidden="true">${parts.join('')}</div>`;
}

/** What failed comes first; the rest is in the order of the plays. */
function contents(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map((outcome, i) => ({ outcome, i }));
  const rank = ({ state }: Outcome): number => STATES.indexOf(state);
  const bad = rows.filter(({ outcome }) => rank(outcome) < 2);
  const good = rows.filter(({ outcome }) => rank(outcome) >= 2);
  const table = (part: typeof rows): string =>
    `<table><tbody>\n${part.map(({ outcome, i }) => row(outcome, i)).join('\n')}\n</tbody></table>`;
  if (bad.length === 0) return table(rows);
  return `<h2>To look at</h2>\n${table(bad)}\n<h2>The others</h2>\n${table(good)}`;
}

function row({ state, title, file, explains }: Outcome, index: number): string {
  const cells = [
    `<td><span class="mark ${state}">${STATE_WORDS[state]}</span></td>`,
    `<td><a href="#${idOf(index)}">${escapeHtml(title)}</a></td>`,
    `<td class="quiet">${escapeHtml(explains ?? '')}</td>`,
    `<td class="quiet file">${escapeHtml(shortest(file))}</td>`,
  ];
  return `<tr>${cells.join('')}</tr>`;
}

function idOf(index: number): string {
  return `play-${index + 1}`;
}
