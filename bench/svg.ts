/** Panels as one SVG picture, for documents: it follows the reader's light or dark. */

import { figure } from './format.ts';
import type { Panel, PanelRow, Series } from './panels.ts';

const COLUMNS = 3;
const HEIGHT = 220;
/** Of a panel among others, and of one that is alone. */
const WIDTH = 300;
const WIDTH_ALONE = 620;
const PLOT = { left: 62, right: 12, top: 30, bottom: 40 };
const LEGEND_LINE = 20;
const LEGEND_COLUMN = 220;
const COLORS = 8;
/** How wide a letter is beside the size of its font, about. */
const LETTER = 0.68;

const STYLE = `
text { font: 12px system-ui, sans-serif; fill: #5b6472 }
.title { font-weight: 600; fill: #1b1f27 }
.ground { fill: #ffffff } .card { fill: #f6f7f9 } .grid { stroke: #d9dde4 }
path { fill: none; stroke-width: 2 } .whisker { stroke-width: 1.2 }
${colors(['#5b6472', '#3b6fd4', '#d4622a', '#178a5c', '#8a4fc4', '#b8860b', '#c2387a', '#3a8fa3'])}
@media (prefers-color-scheme: dark) {
text { fill: #9aa4b2 } .title { fill: #e7eaf0 }
.ground { fill: #14171c } .card { fill: #1c2027 } .grid { stroke: #333a45 }
${colors(['#9aa4b2', '#7ea6f4', '#f2935c', '#4fc48d', '#bb90ee', '#e0b64a', '#f07db0', '#6cc4d8'])}
}`;

/** The picture of a row. `words` says for those who cannot see it what it shows. */
export function rowSvg(row: PanelRow, words: string): string {
  const names = [...new Set(row.panels.flatMap(({ series }) => series.map(({ name }) => name)))];
  const columns = Math.min(COLUMNS, row.panels.length);
  const panelWidth = row.panels.length === 1 ? WIDTH_ALONE : WIDTH;
  const width = columns * panelWidth + 20;
  const perLine = Math.max(1, Math.floor((width - 20) / LEGEND_COLUMN));
  const head = 20 + Math.ceil(names.length / perLine) * LEGEND_LINE;
  const height = head + Math.ceil(row.panels.length / columns) * HEIGHT + 10;
  const keys = names.map((name, i) => {
    const x = 20 + (i % perLine) * LEGEND_COLUMN;
    const y = 20 + Math.floor(i / perLine) * LEGEND_LINE;
    return `<path class="${lookOf(name, names)}" d="M${x} ${y - 4}h26"/><text x="${x + 34}" y="${y}">${escaped(name)}</text>`;
  });
  const panels = row.panels.map((panel, i) => {
    const x = 10 + (i % columns) * panelWidth;
    const y = head + Math.floor(i / columns) * HEIGHT;
    return `<g transform="translate(${x} ${y})">${panelSvg(panel, names, panelWidth - 10)}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc">
<title id="title">${escaped(row.title)}</title>
<desc id="desc">${escaped(words)}</desc>
<style>${STYLE}
</style>
<rect class="ground" width="${width}" height="${height}"/>
${keys.join('\n')}
${panels.join('\n')}
</svg>
`;
}

function panelSvg(panel: Panel, names: readonly string[], width: number): string {
  const y = scaleOf(panel);
  const step = (width - PLOT.left - PLOT.right) / panel.x.length;
  const x = (at: number): number => round(PLOT.left + step * (at + 0.5));
  const right = width - PLOT.right;
  const grid = y.marks.map(
    (value) =>
      `<path class="grid" style="stroke-width:1" d="M${PLOT.left} ${y.at(value)}H${right}"/><text x="${PLOT.left - 6}" y="${y.at(value) + 4}" text-anchor="end">${markText(value, panel)}</text>`,
  );
  const longest = Math.max(...panel.x.map((text) => text.length));
  const size = Math.max(8, Math.min(12, round((step - 5) / longest / LETTER)));
  const labels = panel.x.map(
    (text, at) =>
      `<text x="${x(at)}" y="${HEIGHT - 30}" text-anchor="middle" style="font-size:${size}px">${escaped(text)}</text>`,
  );
  const lines = panel.series.map((series) =>
    seriesSvg(series, panel, lookOf(series.name, names), x, y.at),
  );
  return `<rect class="card" width="${width}" height="${HEIGHT - 10}" rx="6"/>
<text class="title" x="12" y="19">${escaped(panel.title)}</text>
${grid.join('')}${labels.join('')}
<text x="${(PLOT.left + right) / 2}" y="${HEIGHT - 15}" text-anchor="middle">${escaped(panel.xName)}</text>
${lines.join('\n')}`;
}

function seriesSvg(
  { middle, low, high }: Series,
  { isOrdered }: Panel,
  look: string,
  x: (at: number) => number,
  y: (value: number) => number,
): string {
  const parts: string[] = [];
  let line = '';
  middle.forEach((value, at) => {
    if (value === null) return;
    const place = `${x(at)} ${y(value)}`;
    line += line === '' ? `M${place}` : `L${place}`;
    parts.push(
      `<path class="${look} whisker" d="M${x(at)} ${y(low[at]!)}V${y(high[at]!)}"/><circle class="${look}" cx="${x(at)}" cy="${y(value)}" r="3"/>`,
    );
  });
  return `${isOrdered ? `<path class="${look}" d="${line}"/>` : ''}${parts.join('')}`;
}

interface Scale {
  readonly marks: readonly number[];
  at(value: number): number;
}

function scaleOf({ series, isLogarithmic }: Panel): Scale {
  const values = series
    .flatMap(({ low, high }) => [...low, ...high])
    .filter((value): value is number => value !== null && value > 0);
  const most = Math.max(...values, Number.MIN_VALUE);
  const top = PLOT.top;
  const span = HEIGHT - PLOT.bottom - 10 - top;
  const place = (part: number): number => round(top + span * (1 - Math.min(1, Math.max(0, part))));
  if (!isLogarithmic) {
    const mark = 10 ** Math.floor(Math.log10(most));
    const size = most / mark > 5 ? 2 * mark : most / mark > 2 ? mark : mark / 2;
    const count = Math.ceil(most / size);
    return {
      marks: Array.from({ length: count + 1 }, (_, i) => i * size),
      at: (value) => place(value / (count * size)),
    };
  }
  const first = Math.floor(Math.log10(Math.min(...values, most)));
  const last = Math.max(first + 1, Math.ceil(Math.log10(most)));
  return {
    marks: Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i)),
    at: (value) => place((Math.log10(value) - first) / (last - first)),
  };
}

function markText(value: number, { unit }: Panel): string {
  if (unit === 'times') return `x${Number(value.toPrecision(2))}`;
  return figure(value, unit).replace(/\.0+(?=\D)/, '');
}

/** A colour a family; a packet at a time is dashed where there are batches too. */
function lookOf(name: string, names: readonly string[]): string {
  const family = (one: string): string => one.replace(/ x\d+$/, '');
  const at = [...new Set(names.map(family))].indexOf(family(name));
  const hasBatches = names.some((other) => other !== name && family(other) === name);
  return `c${at === 0 ? 0 : 1 + ((at - 1) % (COLORS - 1))}${hasBatches ? ' dashed' : ''}`;
}

function colors(list: readonly string[]): string {
  const rules = list.map(
    (color, i) => `path.c${i} { stroke: ${color} } circle.c${i} { fill: ${color} }`,
  );
  return `${rules.join('\n')}\n.dashed { stroke-dasharray: 4 4 } circle.dashed { stroke: none }`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
