/** The matrix as one page that needs nothing else; its links lead into the folders of evidence beside it. */

import type { Table } from './cell.ts';
import { GROUPS } from './covering.ts';
import { GRIDS, type GridCell, gridOf } from './grid.ts';
import { type CellResult, type RunResult, tally } from './result.ts';

const STYLE = `
:root { color-scheme: light dark; --ok: #1a7f37; --bad: #cf222e; --line: #d0d7de; --dim: #656d76; --bg: #fff; --fg: #1f2328; }
@media (prefers-color-scheme: dark) { :root { --ok: #3fb950; --bad: #f85149; --line: #30363d; --dim: #8d96a0; --bg: #0d1117; --fg: #e6edf3; } }
body { font: 13px/1.4 system-ui, sans-serif; max-width: 1240px; margin: 16px auto; padding: 0 12px; background: var(--bg); color: var(--fg); }
h1 { font-size: 20px; margin: 0 0 4px; } h2 { font-size: 16px; margin: 24px 0 6px; }
p { margin: 4px 0; } .dim, .links a { color: var(--dim); }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid var(--line); padding: 3px 6px; text-align: left; vertical-align: top; }
th { font-weight: 600; white-space: nowrap; } .side { white-space: nowrap; }
.ok { color: var(--ok); font-weight: 700; } .bad { color: var(--bad); font-weight: 700; }
td.failed { background: color-mix(in srgb, var(--bad) 12%, transparent); }
.links { font-size: 11px; } .links a { margin-right: 5px; } pre { white-space: pre-wrap; margin: 2px 0; font-size: 12px; }
`;

const TITLES: Readonly<Record<Table, string>> = {
  IKE: 'Main mode: encryption and hash by Diffie-Hellman group',
  ESP: 'ESP suites, by how they travel',
  Life: 'Life of an SA',
  AH: 'AH',
  'NAT and loss': 'NAT traversal and loss',
  Faults: 'Chosen messages lost, doubled, late and changed',
  Exchange: 'Exchanges',
  Certificates: 'Certificates',
  Methods: 'Lists of authentication methods',
  Refusal: 'Refusals',
};

/** Files that links lead to, with the link's text, in its order. */
const LINKS: readonly (readonly [RegExp, string])[] = [
  [/\.pcapng$/, 'pcap'],
  [/^keys.*\/esp_sa$/, 'keys'],
  [/^espial\.log$/, 'Espial'],
  [/^charon\.log$/, 'charon'],
];
/** And more of them, where there is room. */
const FURTHER_LINKS: readonly (readonly [RegExp, string])[] = [
  [/^keys.*\/ikev1_decryption_table$/, 'IKE keys'],
  [/^charon-keys\.json$/, "charon's keys"],
  [/^espial\.yaml$/, 'peer file'],
  [/^swanctl\.conf$/, 'swanctl.conf'],
];

/** The whole page. */
export function reportPage(result: RunResult): string {
  const { passed, failed } = tally(result.cells);
  const versions = Object.entries(result.versions).map((entry) => entry.join(' '));
  const tables = [...new Set(result.cells.map((cell) => cell.table))];
  const failures = result.cells.filter((cell) => !cell.passed);
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Espial against strongSwan</title><style>${STYLE}</style>
<h1>Espial against strongSwan: <span class="${failed === 0 ? 'ok' : 'bad'}">${passed} passed, ${failed} failed</span></h1>
<p class="dim">${escaped(versions.join(', '))}; ${escaped(result.startedAt)}, ${result.seconds} s</p>
<p>E: Espial initiates. S: strongSwan initiates. Links lead to the capture, the keys that open it, the log of each program, and what both were told.</p>
${failures.length === 0 ? '' : `<h2>Failures</h2>${list(failures)}`}
${tables.map((table) => section(table, result.cells)).join('\n')}
</html>
`;
}

function section(table: Table, all: readonly CellResult[]): string {
  const cells = all.filter((cell) => cell.table === table);
  return `<h2>${escaped(TITLES[table])}</h2>${GRIDS.includes(table) ? matrix(cells) : list(cells)}`;
}

function matrix(cells: readonly CellResult[]): string {
  const grid = gridOf(cells, GROUPS);
  const head = grid.columns.map((column) => `<th>${escaped(column)}</th>`).join('');
  const rows = grid.rows.map(
    (row) => `<tr><th>${escaped(row.name)}</th>${row.cells.map(matrixCell).join('')}</tr>`,
  );
  return `<table><tr><th></th>${head}</tr>${rows.join('\n')}</table>`;
}

function matrixCell(cell: GridCell): string {
  const sides = [cell.Espial, cell.strongSwan].filter((side) => side !== undefined);
  const failed = sides.some((side) => !side.passed);
  return `<td${failed ? ' class="failed"' : ''}>${sides.map(side).join('')}</td>`;
}

function side(cell: CellResult): string {
  const title = escaped([...cell.notes, cell.trouble].filter(Boolean).join('; '));
  return `<div class="side" title="${title}">${cell.initiator[0]!.toUpperCase()} ${mark(cell)} ${links(cell, LINKS)}</div>`;
}

function list(cells: readonly CellResult[]): string {
  const rows = cells.map((cell) => {
    const told = cell.passed
      ? escaped(cell.notes.join('; '))
      : `<pre>${escaped(cell.trouble)}</pre>`;
    const what = `<th>${escaped(cell.row)}</th><td>${escaped(cell.column)}</td>`;
    const class_ = cell.passed ? '' : ' class="failed"';
    return `<tr>${what}<td>${cell.initiator}</td><td${class_}>${mark(cell)}</td><td>${cell.seconds.toFixed(1)}</td><td>${told}</td><td>${links(cell, [...LINKS, ...FURTHER_LINKS])}</td></tr>`;
  });
  return `<table><tr><th>cell</th><th></th><th>initiator</th><th></th><th>s</th><th>seen</th><th>evidence</th></tr>${rows.join('\n')}</table>`;
}

function mark(cell: CellResult): string {
  return cell.passed ? '<span class="ok">✓</span>' : '<span class="bad">✗</span>';
}

function links(cell: CellResult, wanted: typeof LINKS): string {
  const anchors = wanted.flatMap(([pattern, text]) =>
    cell.files
      .filter((file) => pattern.test(file))
      .map((file) => `<a href="${escaped(encodeURI(`${cell.folder}/${file}`))}">${text}</a>`),
  );
  return `<span class="links">${anchors.join('')}</span>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
