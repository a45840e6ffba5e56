/** `espial scenario list` and `show`: what scenarios there are, and what one tells. */

import { COLUMNS, labelled, paletteFor, wrap } from '../observe/text.ts';
import { collectScenarios } from '../scenario/collect.ts';
import { Player } from '../scenario/jobs.ts';
import type { ScenarioRun } from '../scenario/load.ts';
import type { Outcome } from '../scenario/outcome.ts';
import { figuresOf, outcomeText, shortest } from '../scenario/report.ts';
import { print, printJson } from './client.ts';
import { chooseProvider } from './providers.ts';
import { chosen, refuse } from './scenario-run.ts';
import { selfCommand } from './self.ts';

interface ListOptions {
  readonly filter?: string;
  readonly json?: boolean;
}

export function listCommand(paths: readonly string[], options: ListOptions): void {
  const { runs, faults } = collectScenarios(paths);
  if (faults.length > 0) return refuse(faults);
  const wanted = chosen(runs, options.filter);
  if (options.json === true) return printJson(wanted);
  const palette = paletteFor(process.stdout, process.env);
  for (const run of wanted) {
    for (const line of wrap(run.title, COLUMNS)) print(palette.bold(line));
    for (const line of factLines(run)) print(line);
  }
}

export async function showCommand(file: string): Promise<void> {
  const { runs, faults } = collectScenarios([file]);
  if (faults.length > 0) return refuse(faults);
  const palette = paletteFor(process.stdout, process.env);
  for (const [i, run] of chosen(runs, undefined).entries()) {
    const player = new Player({ provider: chooseProvider('auto'), self: selfCommand() });
    const job = jobOf(run, i);
    const fault = await player.prepare(job);
    if (fault !== undefined) return refuse([fault]);
    const outcome = await player.play(job);
    if (i > 0) print('');
    for (const line of wrap(outcome.title, COLUMNS)) print(palette.bold(line));
    for (const paragraph of (outcome.story ?? '').split(/\n\s*\n/)) {
      if (paragraph.trim() === '') continue;
      print('');
      for (const line of wrap(paragraph, COLUMNS)) print(line);
    }
    print('');
    if (outcome.state === 'passed') for (const line of told(outcome)) print(line);
    else print(outcomeText(outcome, palette));
  }
}

function told(outcome: Outcome): readonly string[] {
  const passed = outcome.checks.map(({ what }) => what);
  return [
    ...outcome.ladder,
    ...(outcome.ladder.length > 0 ? [''] : []),
    `Passed (${figuresOf(outcome)}):`,
    ...passed.flatMap((what) => labelled('  -', what, 4)),
  ];
}

function jobOf({ file, title, parameters, seed }: ScenarioRun, id: number) {
  return {
    ...{ id, file, title, parameters, seed },
    repetition: 1,
    world: 'virtual',
    speed: 1,
    command: '',
    keep: 'never',
    evidence: '',
  } as const;
}

function factLines({ file, hosts, explains, virtualOnly }: ScenarioRun): readonly string[] {
  const facts: (readonly [string, string | undefined])[] = [
    ['file', shortest(file)],
    ['hosts', hosts.join(', ')],
    ['class', explains],
    ['virtual', virtualOnly],
  ];
  return facts.flatMap(([name, value]) =>
    value === undefined ? [] : labelled(`  ${name}`, value, 12),
  );
}
