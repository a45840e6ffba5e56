/** docs/scenarios.md from the scenarios' files and a run of each in virtual time. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { nodeProvider } from '../src/crypto/node.ts';
import type { HostEvent } from '../src/host/events.ts';
import type { Failure } from '../src/ike/failure.ts';
import { AUDIT_ALL, windowsEvents } from '../src/observe/windows-events/render.ts';
import { readScenarioFile, type Scenario } from '../src/scenario/load.ts';
import { type Outcome, outcomeOf } from '../src/scenario/outcome.ts';
import { play, type ScenarioResult } from '../src/scenario/run.ts';
import { openVirtual } from '../src/scenario/runner-virtual.ts';

const FOLDER = 'scenarios';

/** In the order of the book. */
export const CHAPTERS = [
  'Two hosts agree',
  'Main mode does not agree',
  'Quick mode does not agree',
  'Who is there: keys, certificates, Kerberos, identities',
  'Messages that are lost, repeated, late or altered',
  'The life of SAs: renewal, deletion, silence, restart',
  'Packets on an SA',
  'Networks: NATs, moving hosts, small packets',
  'Windows: what IPsec is used for',
  'Windows: rules, filters and their order',
  'Windows: sources of policy',
  'Windows: the service and the driver',
  'Windows: it does not work',
  'Statistics',
] as const;

const HEAD = `# The book of scenarios

Every scenario that comes with Espial: its story, what goes over the wire, what the hosts say about it in words, and the counters that move. All of this is made from the files in [scenarios](../scenarios) and a run of each in virtual time (\`npm run scenarios:doc\`), so it is what happens. Each file can be played:

\`\`\`sh
npx espial scenario run scenarios/two-peers-agree.yaml
npx espial scenario run scenarios/ --real
\`\`\`

How such a file is written: [scenario files](scenario-files.md). What \`espial explain\` makes of each: [explain](explain.md).
`;

/** Lines of a ladder that are shown; a story is told by its first ones. */
const LADDER_LINES = 36;

interface Played {
  readonly scenario: Scenario;
  readonly result: ScenarioResult;
  readonly outcome: Outcome;
}

/** The whole text. Rejects where a file is wrong or in no chapter of the book. */
export async function scenarioBook(): Promise<string> {
  const sections = new Map<string, string[]>(CHAPTERS.map((chapter) => [chapter, []]));
  const contents = new Map<string, string[]>(CHAPTERS.map((chapter) => [chapter, []]));
  for (const name of readdirSync(FOLDER).sort()) {
    if (!name.endsWith('.yaml')) continue;
    const file = readScenarioFile(join(FOLDER, name));
    const [first] = file.runs;
    if (first === undefined) continue;
    const scenario = await first.load();
    const chapter = sections.get(scenario.chapter ?? '');
    if (chapter === undefined) throw new Error(`${name} is in no chapter of the book`);
    const title = baseTitle(scenario);
    chapter.push(
      section(
        title,
        name,
        await played(scenario),
        file.runs.map((one) => one.parameters),
      ),
    );
    contents.get(scenario.chapter!)!.push(`[${title}](#${anchor(title)})`);
  }
  const chapters = CHAPTERS.filter((chapter) => sections.get(chapter)!.length > 0);
  const table = chapters.map((chapter) => `| ${chapter} | ${contents.get(chapter)!.join('; ')} |`);
  return [
    HEAD,
    ['| chapter | scenarios |', '|---|---|', ...table, ''].join('\n'),
    ...chapters.flatMap((chapter) => [`## ${chapter}\n`, ...sections.get(chapter)!]),
  ].join('\n');
}

async function played(scenario: Scenario): Promise<Played> {
  let outcome: Outcome | undefined;
  const name = {
    file: scenario.file,
    title: scenario.title,
    parameters: scenario.parameters,
    repetition: 1,
    world: 'virtual',
    speed: 1,
    command: '',
  } as const;
  const result = await play(scenario, openVirtual(scenario, nodeProvider), (ended, states) => {
    outcome = outcomeOf(name, ended, states, 0);
  });
  return { scenario, result, outcome: outcome! };
}

function section(
  title: string,
  file: string,
  { scenario, result, outcome }: Played,
  runs: readonly string[],
): string {
  const { story, explains, virtualOnly } = scenario;
  const facts = [`[${file}](../scenarios/${file})`];
  if (explains === 'none') facts.push('nothing is wrong');
  else if (explains !== undefined) facts.push(`class [${explains}](explain.md#every-class)`);
  if (virtualOnly !== undefined) facts.push(`in virtual time only: ${virtualOnly}`);
  const lines = [`### ${title}`, '', `${facts.join(' · ')}`, ''];
  if (story !== undefined) lines.push(...paragraphs(story), '');
  if (runs.length > 1) {
    lines.push(
      `Played ${runs.length} times: ${runs.map((run) => `\`${run}\``).join(', ')}. This is the first.`,
      '',
    );
  }
  if (outcome.ladder.length > 0) lines.push('```text', ...cut(outcome.ladder), '```', '');
  const words = failureWords(result.events);
  if (words.length > 0) lines.push('In words:', '', ...words, '');
  lines.push(...logLine(result.events), ...statistics(outcome));
  return lines.join('\n');
}

function baseTitle({ title, parameters }: Scenario): string {
  return parameters === '' ? title : title.replace(` [${parameters}]`, '');
}

/** A story's lines are those of the file: an empty one parts paragraphs. */
function paragraphs(story: string): string[] {
  return story
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => escaped(paragraph.replace(/\s*\n\s*/g, ' ')))
    .flatMap((paragraph, i) => (i === 0 ? [paragraph] : ['', paragraph]));
}

function cut(ladder: readonly string[]): readonly string[] {
  const rest = ladder.length - LADDER_LINES;
  return rest <= 1 ? ladder : [...ladder.slice(0, LADDER_LINES), `... and ${rest} more lines`];
}

function failureWords(events: readonly HostEvent[]): string[] {
  const said = new Map<string, string>();
  for (const event of events) {
    if (!('failure' in event)) continue;
    const { title, detail, advice }: Failure = event.failure;
    const next = advice[0] === undefined ? '' : ` *Next:* ${escaped(advice[0])}`;
    said.set(
      `${event.host} ${title}`,
      `- **${event.host}**: ${escaped(`${title} ${detail}`)}${next}`,
    );
  }
  return [...said.values()];
}

/** The event log of Windows. */
function logLine(events: readonly HostEvent[]): string[] {
  const counts = new Map<string, Map<number, number>>();
  for (const event of events) {
    for (const { id } of windowsEvents(event, AUDIT_ALL)) {
      const own = counts.get(event.host) ?? new Map<number, number>();
      counts.set(event.host, own.set(id, (own.get(id) ?? 0) + 1));
    }
  }
  if (counts.size === 0) return [];
  const hosts = [...counts].map(([host, ids]) => {
    const texts = [...ids]
      .sort(([left], [right]) => left - right)
      .map(([id, count]) => (count === 1 ? `${id}` : `${id} (${count})`));
    return `${host} ${texts.join(', ')}`;
  });
  return [`Event log: ${hosts.join('; ')}.`, ''];
}

/** What the IP Security Monitor shows. */
function statistics({ hosts }: Outcome): string[] {
  const shown = hosts.map(({ name, statistics: all }) => ({
    name,
    rows: all.filter(({ group }) => group !== 'detail'),
  }));
  const labels = new Map(shown.flatMap(({ rows }) => rows.map(({ id, label }) => [id, label])));
  if (labels.size === 0) return [];
  const cells = (id: string): string[] =>
    shown.map(({ rows }) => String(rows.find((row) => row.id === id)?.value ?? ''));
  return [
    `| statistic | ${shown.map(({ name }) => name).join(' | ')} |`,
    `|---|${shown.map(() => '---:').join('|')}|`,
    ...[...labels].map(([id, label]) => `| ${escaped(label)} | ${cells(id).join(' | ')} |`),
    '',
  ];
}

/** Text as Markdown that shows exactly that. */
function escaped(text: string): string {
  return text.replace(/[\\`*_<>|[\]#]/g, (sign) => `\\${sign}`);
}

/** As GitHub makes anchors of headings. */
function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\s_-]/gu, '')
    .replace(/\s/g, '-');
}
