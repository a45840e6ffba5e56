/** A report as one page that needs nothing else: plots by uPlot, whose code is in it. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { machineText } from './machine.ts';
import { type Panel, panelRows } from './panels.ts';
import type { CaseResult, GroupHeading, Report } from './report.ts';
import { ROOT } from './root.ts';
import { answerTargets, answerText } from './targets.ts';
import { tableOf, tableText } from './text.ts';

/** Panels of a row that are open when the page is; the others are one click away. */
const OPEN_PANELS = 6;

interface DrawnRow {
  readonly id: string;
  readonly panels: readonly Panel[];
}

/** The whole page. */
export function pageOf(report: Report): string {
  const rows: DrawnRow[] = [];
  const body = report.groups.map((group) => groupHtml(report, group, rows)).join('\n');
  const data = JSON.stringify(rows).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Espial: benchmarks</title>
<style>
${packageFile('uplot/dist/uPlot.min.css')}
${pageFile('style.css')}
</style>
</head>
<body>
<h1>Espial: benchmarks</h1>
<div class="machine">${report.startedAt.slice(0, 10)}, ${report.quick ? 'a quick run: whether it runs, not how fast' : 'medians of interleaved rounds; whiskers are quartiles'}</div>
<pre>${escaped(machineText(report.machine))}</pre>
${targetsHtml(report)}
${body}
<script type="application/json" id="panels">${data}</script>
<script>${packageFile('uplot/dist/uPlot.iife.min.js')}</script>
<script>${pageFile('draw.js')}</script>
</body>
</html>
`;
}

function targetsHtml(report: Report): string {
  const rows = answerTargets(report).map((answer) => {
    const { target, measured, met } = answer;
    const bound = `${target.bound} ${answerText(answer, target.value)}`;
    const state = met === undefined ? '' : met ? 'met' : 'not met';
    const kind = met === undefined ? '' : met ? 'met' : 'missed';
    const figure = measured === undefined ? 'not in this run' : answerText(answer, measured);
    return `<tr><td>${target.line}</td><td>${escaped(target.words)}</td><td class="figure">${bound}</td><td class="figure">${figure}</td><td class="${kind}">${state}</td></tr>`;
  });
  if (rows.length === 0) return '';
  return `<details open><summary>Targets</summary><table><tr><th></th><th>what</th><th>target</th><th>measured</th><th></th></tr>${rows.join('\n')}</table></details>`;
}

function groupHtml(report: Report, group: GroupHeading, rows: DrawnRow[]): string {
  const place = (panels: readonly Panel[]): string => {
    const id = `row-${rows.length}`;
    rows.push({ id, panels });
    return `<div id="${id}"></div>`;
  };
  const plots = panelRows(report, group.name).map(({ title, panels }) => {
    const rest = panels.slice(OPEN_PANELS);
    const more =
      rest.length === 0
        ? ''
        : `<details><summary>${rest.length} more</summary>${place(rest)}</details>`;
    return `<h3>${escaped(title)}</h3>\n${place(panels.slice(0, OPEN_PANELS))}\n${more}`;
  });
  return `<h2>${escaped(group.name)}</h2>
<p>${escaped(group.about)}</p>
${plots.join('\n')}
<details><summary>tables</summary><pre>${escaped(tablesOf(report, group).join('\n\n'))}</pre></details>`;
}

/** The text tables of a group, one after the other. */
export function tablesOf(report: Report, group: GroupHeading): readonly string[] {
  const tables = new Map<string, CaseResult[]>();
  for (const one of report.cases) {
    if (one.group !== group.name) continue;
    const key = tableOf(one, group);
    tables.set(key, [...(tables.get(key) ?? []), one]);
  }
  return [...tables.values()].map((cases) => tableText(cases, group));
}

function pageFile(name: string): string {
  return readFileSync(join(ROOT, 'bench', 'page', name), 'utf8');
}

function packageFile(name: string): string {
  return readFileSync(createRequire(import.meta.url).resolve(name), 'utf8');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
