/** The parts of docs/performance.md that a run writes: between markers, so that the words around them stay. */

import { figure, ratioText } from './format.ts';
import { tablesOf } from './html.ts';
import { machineText } from './machine.ts';
import { panelRows } from './panels.ts';
import type { CaseResult, GroupHeading, Report } from './report.ts';
import { rowSvg } from './svg.ts';
import { answerTargets, answerText } from './targets.ts';

/** What a run makes: the text, and pictures by their file names. */
export interface Document {
  readonly text: string;
  readonly pictures: ReadonlyMap<string, string>;
}

/**
 * The page with each part between `<!-- bench NAME -->` and `<!-- /bench -->` written anew: `machine`,
 * `targets`, or a group's name. Throws an Error for a group that the page has no part for.
 */
export function withResults(page: string, report: Report): Document {
  const pictures = new Map<string, string>();
  const used = new Set<string>();
  const text = page.replace(
    /(<!-- bench (\S+) -->\n)[\s\S]*?(<!-- \/bench -->)/g,
    (_, begin: string, name: string, end: string) => {
      used.add(name);
      return `${begin}${partOf(report, name, pictures)}\n${end}`;
    },
  );
  const missing = report.groups.find(({ name }) => !used.has(name));
  if (missing !== undefined) throw new Error(`the page has no part for the group ${missing.name}`);
  return { text, pictures };
}

function partOf(report: Report, name: string, pictures: Map<string, string>): string {
  if (name === 'machine') return machinePart(report);
  if (name === 'targets') return targetsPart(report);
  const group = report.groups.find((other) => other.name === name);
  if (group === undefined || !report.cases.some((one) => one.group === name)) {
    return 'Not part of this run.\n';
  }
  return [...picturesOf(report, group, pictures), ...tablesPart(report, group)].join('\n\n');
}

function machinePart(report: Report): string {
  const day = report.startedAt.slice(0, 10);
  const quick = report.quick ? ', a quick run: whether it runs, not how fast' : '';
  return `\`\`\`text\n${machineText(report.machine)}\nmeasured on ${day}${quick}\n\`\`\``;
}

function targetsPart(report: Report): string {
  const rows = answerTargets(report).map((answer) => {
    const { target, measured, met } = answer;
    const bound = `${target.bound} ${answerText(answer, target.value)}`;
    const figures = measured === undefined ? 'not in this run' : answerText(answer, measured);
    const state = met === undefined ? '' : met ? 'met' : '**not met**';
    return `| ${target.line} | ${target.words} | ${bound} | ${figures} | ${state} |`;
  });
  return ['| line | what | target | measured | |', '|---|---|---|---|---|', ...rows].join('\n');
}

function picturesOf(
  report: Report,
  group: GroupHeading,
  pictures: Map<string, string>,
): readonly string[] {
  const shown = shownOf(report, group);
  return panelRows(shown, group.name).map((row, i) => {
    const file = `${group.name}-${i + 1}.svg`;
    pictures.set(file, rowSvg(row, `${group.about} The tables have the figures.`));
    return `![${row.title}](performance/${file})`;
  });
}

function tablesPart(report: Report, group: GroupHeading): readonly string[] {
  const tables = tablesOf(shownOf(report, group), group);
  const all = group.documented === undefined ? [] : [everyValue(report, group)];
  return [`\`\`\`text\n${tables.join('\n\n')}\n\`\`\``, ...all];
}

function shownOf(report: Report, { name, documented }: GroupHeading): Report {
  if (documented === undefined) return report;
  const { axis, values } = documented;
  const cases = report.cases.filter(
    (one) => one.group !== name || values.includes(String(one.axes[axis])),
  );
  return { ...report, cases };
}

/** One row for every value of the axis of which the page shows but some: the best there is, beside the baseline. */
function everyValue(report: Report, { name, documented, columns }: GroupHeading): string {
  const cases = report.cases.filter((one) => one.group === name);
  const axis = documented!.axis;
  const places = [...new Set(cases.map((one) => placeOf(one, axis)))];
  const values = [...new Set(cases.map((one) => String(one.axes[axis])))];
  const ends = places.filter((place) => / (64|1400)$/.test(place) || columns === undefined);
  const rows = values.map((value) => {
    const cells = ends.map((place) => {
      const one = cases.find(
        (other) => String(other.axes[axis]) === value && placeOf(other, axis) === place,
      );
      return one === undefined ? '' : bestOf(one, documented!.best);
    });
    return `| ${value} | ${cells.join(' | ')} |`;
  });
  return [
    `| ${axis} | ${ends.join(' | ')} |`,
    `|---|${ends.map(() => '---|').join('')}`,
    ...rows,
  ].join('\n');
}

function placeOf({ axes }: CaseResult, without: string): string {
  return Object.entries(axes)
    .filter(([axis]) => axis !== without)
    .map(([, value]) => value)
    .join(' ');
}

function bestOf(one: CaseResult, names: readonly string[]): string {
  const [quantity] = one.quantities;
  const own = one.contenders.filter(({ name }) => names.includes(name));
  const [best] = own
    .map((contender) => ({ ...contender, reading: contender.readings[quantity?.name ?? ''] }))
    .sort((left, right) => (right.reading?.ratio ?? 0) - (left.reading?.ratio ?? 0));
  if (best?.reading === undefined || quantity === undefined) return '';
  const isCompared = !names.includes(one.baseline);
  const ratio = isCompared ? ` x${ratioText(best.reading.ratio)}` : '';
  return `${figure(best.reading.median, quantity.unit)}${ratio} (${best.name})`;
}
