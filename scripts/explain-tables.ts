// The tables of docs/explain.md.
import { CLASS_IDS, type ClassId, classEntry } from '../src/explain/verdict/classes.ts';
import { NOT_KNOWN_IDS, NOT_KNOWN_REASONS } from '../src/explain/verdict/not-known.ts';
import { verdictText } from '../src/explain/verdict/verdict-text.ts';
import { type Answer, type Explained, shownInstead, VIEWS } from './explain-results.ts';

const BEGIN = /<!-- (?:table|example) (\w+) -->\n[\s\S]*?<!-- end -->/g;

/** The scenario whose verdict stands in the page. */
const EXAMPLE = 'different-pre-shared-keys';

/** The page with its tables written anew. Throws for a table that is not known. */
export function withTables(page: string, results: readonly Explained[]): string {
  return page.replace(BEGIN, (_whole, name: string) => {
    const made = TABLES[name];
    if (made === undefined) throw new RangeError(`there is no table ${name}`);
    return `<!-- table ${name} -->\n${made(results)}\n<!-- end -->`;
  });
}

const TABLES: Readonly<Record<string, ((results: readonly Explained[]) => string) | undefined>> = {
  example,
  summary,
  results: resultRows,
  notknown: notKnownRows,
  classes: classRows,
};

function example(results: readonly Explained[]): string {
  const verdict = results.find(({ scenario }) => scenario === EXAMPLE)?.answers.both;
  if (verdict === undefined) throw new Error(`scenario ${EXAMPLE} is not there`);
  return ['```text', `$ espial explain evidence/${EXAMPLE}`, verdictText(verdict), '```'].join(
    '\n',
  );
}

function summary(results: readonly Explained[]): string {
  const rows = VIEWS.map((view) => {
    const answers = results.flatMap((one) => {
      const answer = one.answers[view];
      if (answer === undefined) return [];
      return [{ explains: one.explains, answer, instead: shownInstead(one, view) }];
    });
    const count = (isCounted: (one: (typeof answers)[number]) => boolean): number =>
      answers.filter(isCounted).length;
    const isRight = ({ explains, answer }: (typeof answers)[number]): boolean =>
      answer.class === explains;
    return row([
      HEADS[view],
      answers.length,
      count((one) => isRight(one) && one.answer.certainty === 'certain'),
      count((one) => isRight(one) && one.answer.certainty !== 'certain'),
      insteadText(answers.flatMap(({ instead }) => instead?.shows ?? [])),
      count(
        (one) => !isRight(one) && one.instead === undefined && one.answer.certainty !== 'certain',
      ),
      count((one) => !isRight(one) && one.answer.certainty === 'certain'),
    ]);
  });
  return table(
    [
      'evidence',
      'runs',
      'right, certain',
      'right, likely',
      'what it shows instead, never certain',
      'another class or none, not certain',
      'wrong and certain',
    ],
    rows,
  );
}

/** `30: none 22, blocked-by-policy 8`; the commonest first. */
function insteadText(shown: readonly ClassId[]): string {
  if (shown.length === 0) return '0';
  const counts = new Map<ClassId, number>();
  for (const id of shown) counts.set(id, (counts.get(id) ?? 0) + 1);
  const parts = [...counts].sort(([, one], [, other]) => other - one);
  return `${shown.length}: ${parts.map(([id, count]) => `\`${id}\` ${count}`).join(', ')}`;
}

const HEADS = {
  both: 'both sides',
  responder: "the responder's side",
  initiator: "the initiator's side",
  capture: 'packets alone, no key',
} as const;

/** A row a scenario; runs of one file with the same answers share one. */
function resultRows(results: readonly Explained[]): string {
  const rows = new Map<string, { readonly cells: readonly string[]; runs: string[] }>();
  for (const one of results) {
    const { scenario, parameters, explains, answers } = one;
    const cells = [
      `\`${explains ?? '-'}\``,
      ...VIEWS.map((view) => answerCell(answers[view], explains, shownInstead(one, view)?.because)),
    ];
    const key = [scenario, ...cells].join('|');
    const known = rows.get(key) ?? { cells: [scenario, ...cells], runs: [] };
    known.runs.push(parameters);
    rows.set(key, known);
  }
  return table(
    ['scenario', 'class', ...VIEWS.map((view) => HEADS[view])],
    [...rows.values()].map(({ cells: [scenario, ...others], runs }) =>
      row([`${scenarioLink(scenario!)}${runsText(runs)}`, ...others]),
    ),
  );
}

function runsText(runs: readonly string[]): string {
  if (runs.length > 1) return ` (${runs.length} runs)`;
  return runs[0] === '' ? '' : ` (${runs[0]})`;
}

/** A word where the class is the one of the scenario; else the class too. */
function answerCell(answer: Answer, explains: string | undefined, why: string | undefined): string {
  if (answer === undefined) return '';
  const { class: id, certainty } = answer;
  if (id === explains) return certainty;
  const said = id === 'unknown' ? 'not known' : `${certainty}: \`${id}\``;
  return why === undefined ? said : `${why} (${said})`;
}

/** A row for each reason: which sides show what in place of which class, as the files say it. */
function notKnownRows(results: readonly Explained[]): string {
  const rows = NOT_KNOWN_IDS.map((reason) => {
    const texts = new Map<string, string[]>();
    for (const one of results) {
      for (const view of ['initiator', 'responder'] as const) {
        const shown = one.alone[view];
        if (shown?.because !== reason) continue;
        const text = `${view} of ${scenarioLink(one.scenario)}, \`${shown.shows}\` for \`${one.explains}\``;
        texts.set(text, [...(texts.get(text) ?? []), one.parameters]);
      }
    }
    const cells = [...texts].map(([text, runs]) => `${text}${runsText(runs)}`);
    return row([reason, NOT_KNOWN_REASONS[reason], cells.join('; ')]);
  });
  return table(['', 'why', 'whose side, and what it shows instead'], rows);
}

function classRows(results: readonly Explained[]): string {
  const scenarios = new Map<string, Set<string>>();
  for (const { scenario, explains } of results) {
    if (explains === undefined) continue;
    scenarios.set(explains, (scenarios.get(explains) ?? new Set()).add(scenario));
  }
  return table(
    ['class', 'what it says', 'rule', 'event', 'error', 'scenarios'],
    CLASS_IDS.map((id) => classRow(id, scenarios.get(id) ?? new Set())),
  );
}

/** Scenarios that are named; more are counted. */
const NAMED = 3;

function classRow(id: ClassId, scenarios: ReadonlySet<string>): string {
  const { title, rule, event, error } = classEntry(id);
  const named = [...scenarios].slice(0, NAMED).map(scenarioLink);
  const more = scenarios.size - named.length;
  const shown = more > 0 ? [...named, `${more} more`] : named;
  return row([`\`${id}\``, title, rule.reference, event ?? '', error ?? '', shown.join(', ')]);
}

function scenarioLink(name: string): string {
  return `[${name}](../scenarios/${name}.yaml)`;
}

function table(heads: readonly string[], rows: readonly string[]): string {
  return [row(heads), row(heads.map(() => '---')), ...rows].join('\n');
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
}
