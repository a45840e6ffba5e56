// Writes the tables and plots of docs/performance.md from runs of the benches:
// npm run bench -- --json FILE, then npm run bench:doc -- [--html FILE] [--anew] FILE...
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { withResults } from '../bench/document.ts';
import { GROUPS } from '../bench/groups.ts';
import { pageOf } from '../bench/html.ts';
import { headingOf, joinReports, type Report } from '../bench/report.ts';

const USAGE = `usage: npm run bench:doc -- [--anew] [--html FILE] [FILE...]

Puts results (what npm run bench -- --json FILE wrote) in the place of those of the same cases in
docs/performance/run.json, and writes docs/performance.md and its plots from all of them.

  --anew       forget what is in docs/performance/run.json
  --html FILE  besides, the results as one page with plots
`;

const DOCS = new URL('../docs/', import.meta.url);
const PAGE = new URL('performance.md', DOCS);
const PICTURES = new URL('performance/', DOCS);
const KEPT = new URL('run.json', PICTURES);

const { values, positionals } = parseArgs({
  options: { anew: { type: 'boolean', default: false }, html: { type: 'string' } },
  allowPositionals: true,
});
const files = [...(values.anew || !existsSync(KEPT) ? [] : [KEPT]), ...positionals];
if (files.length === 0) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  const joined = joinReports(files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Report));
  // Targets, plots and the order are those of today, whenever a case was measured.
  const order = GROUPS.flatMap((group) =>
    group.cases({ quick: false }).map(({ name }) => `${group.name} ${name}`),
  );
  const cases = joined.cases
    .map((one) => ({ one, at: order.indexOf(`${one.group} ${one.name}`) }))
    .filter(({ at }) => at >= 0)
    .sort((left, right) => left.at - right.at)
    .map(({ one }) => one);
  write({ ...joined, cases, groups: GROUPS.map(headingOf) });
}

function write(report: Report): void {
  const { text, pictures } = withResults(readFileSync(PAGE, 'utf8'), report);
  mkdirSync(PICTURES, { recursive: true });
  writeFileSync(PAGE, text);
  writeFileSync(KEPT, `${JSON.stringify(report, fourDigits)}\n`);
  for (const [name, picture] of pictures) writeFileSync(new URL(name, PICTURES), picture);
  if (values.html !== undefined) writeFileSync(values.html, pageOf(report));
}

/** More digits than the spread leaves would only fill the repository. */
function fourDigits(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value)
    ? Number(value.toPrecision(4))
    : value;
}
