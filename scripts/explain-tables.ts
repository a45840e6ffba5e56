// The tables of docs/explain.md.
import { CLASS_IDS, type ClassId, classEntry } from '../src/explain/verdict/classes.ts';
import { verdictText } from '../src/explain/verdict/verdict-text.ts';
import { NOT_KNOWN, REASONS, type Reason, whyNotKnown } from './explain-not-known.ts';
import { type Answer, type Explained, VIEWS } from './explain-results.ts';

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
      return [{ explains: one.explains, answer, why: whyNotKnown(one, view) }];
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
      count((one) => !isRight(one) && one.why !== undefined),
      count((one) => !isRight(one) && one.why === undefined && one.answer.certainty !== 'certain'),
      count((one) => !isRight(one) && one.answer.certainty === 'certain'),
    ]);
  });
  return table(
    [
      'evidence',
      'runs',
      'right, certain',
      'right, likely',
      'cannot know',
      'another class or none, not certain',
      'wrong and certain',
    ],
    rows,
  );
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
      ...VIEWS.map((view) => answerCell(answers[view], explains, whyNotKnown(one, view))),
    ];
    const key = [scenario, ...cells].join('|');
    const known = rows.get(key) ?? { cells: [scenario, ...cells], runs: [] };
    known.runs.push(parameters);
    rows.set(key, known);
  }
  return table(
    ['scenario', 'class', ...VIEWS.map((view) => HEADS[view])],
    [...rows.values()].map(({ cells: [scenario, ...others], runs }) =>
      row([`[${scenario}](../scenarios/${scenario}.yaml)${runsText(runs)}`, ...others]),
    ),
  );
}

function runsText(runs: readonly string[]): string {
  if (runs.length > 1) return ` (${runs.length} runs)`;
  return runs[0] === '' ? '' : ` (${runs[0]})`;
}

/** A word where the class is the one of the scenario; else the class too. */
function answerCell(answer: Answer, explains: string | undefined, why: Reason | undefined): string {
  if (answer === undefined) return '';
  const { class: id, certainty } = answer;
  if (id === explains) return certainty;
  const said = id === 'unknown' ? 'not known' : `${certainty}: \`${id}\``;
  return why === undefined ? said : `${why} (${said})`;
}

/** A row for each reason: which sides of which scenarios. */
function notKnownRows(): string {
  const rows = (Object.keys(REASONS) as Reason[]).map((reason) => {
    const meant = NOT_KNOWN.filter(({ why }) => why === reason).map(
      ({ scenario, view, runs }) =>
        `[${scenario}](../scenarios/${scenario}.yaml)${runs === undefined ? '' : ` (${runs.join(', ')})`}, ${view}`,
    );
    return row([reason, REASONS[reason], meant.join('; ')]);
  });
  return table(['', 'why', 'scenarios, and whose side'], rows);
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
  const named = [...scenarios]
    .slice(0, NAMED)
    .map((name) => `[${name}](../scenarios/${name}.yaml)`);
  const more = scenarios.size - named.length;
  const shown = more > 0 ? [...named, `${more} more`] : named;
  return row([`\`${id}\``, title, rule.reference, event ?? '', error ?? '', shown.join(', ')]);
}

function table(heads: readonly string[], rows: readonly string[]): string {
  return [row(heads), row(heads.map(() => '---')), ...rows].join('\n');
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
}
