/** `npm run bench`: every group, contenders interleaved; tables, and JSON and a page where asked. */

import { writeFileSync } from 'node:fs';
import type { BenchCase, BenchGroup } from './group.ts';
import { GROUPS } from './groups.ts';
import { pageOf } from './html.ts';
import { type RoundOptions, WARM_ROUNDS } from './interleave.ts';
import { machineText, thisMachine } from './machine.ts';
import { type Options, parseOptions, USAGE } from './options.ts';
import { measureAll, measurePart } from './parts.ts';
import { type CaseResult, headingOf, type Report } from './report.ts';
import { answerTargets, answerText } from './targets.ts';
import { tableOf, tableText } from './text.ts';

const FULL: RoundOptions = { rounds: 9, milliseconds: 5 };
const QUICK: RoundOptions = { rounds: 3, milliseconds: 1 };
/** Contenders of a case that says nothing else, for the estimate. */
const USUAL_CONTENDERS = 9;
/** What starting processes and comparing results adds to a case. */
const START_SECONDS = 0.2;

// Such as `| head`, that reads no more.
process.stdout.on('error', () => process.exit(1));
await main();

async function main(): Promise<void> {
  let options: Options;
  try {
    options = parseOptions(process.argv.slice(2));
    checkGroups(options);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  if (options.help) {
    process.stdout.write(USAGE);
    return;
  }
  const chosen = GROUPS.map((group) => ({ group, cases: casesOf(group, options) })).filter(
    ({ cases }) => cases.length > 0,
  );
  if (chosen.length === 0) {
    process.stderr.write(`no case has the words "${options.words.join(' ')}"; --list names all\n`);
    process.exitCode = 2;
  } else if (options.part !== undefined) {
    const { group, cases } = chosen[0]!;
    const own = cases.filter(({ part }) => part === options.part);
    await measurePart(group, own, options.quick ? QUICK : FULL);
  } else if (options.list) {
    for (const { group, cases } of chosen) {
      process.stdout.write(cases.map((one) => `${group.name} ${one.name}\n`).join(''));
    }
  } else {
    await run(chosen, options);
  }
}

interface Chosen {
  readonly group: BenchGroup;
  readonly cases: readonly BenchCase[];
}

async function run(chosen: readonly Chosen[], options: Options): Promise<void> {
  const rounds = options.quick ? QUICK : FULL;
  const machine = thisMachine();
  const startedAt = new Date();
  const seconds = expectedSeconds(chosen, rounds);
  const cases = chosen.reduce((sum, group) => sum + group.cases.length, 0);
  say(`${machineText(machine)}\n`);
  say(`${cases} cases, about ${Math.ceil(seconds / 60)} minutes; medians of A B A B rounds\n`);
  const results: CaseResult[] = [];
  for (const { group, cases } of chosen) {
    results.push(...(await runGroup(group, cases, rounds, options)));
  }
  const report: Report = {
    format: 'espial-bench-1',
    machine,
    quick: options.quick,
    startedAt: startedAt.toISOString(),
    seconds: (Date.now() - startedAt.getTime()) / 1000,
    groups: chosen.map(({ group }) => headingOf(group)),
    cases: results,
  };
  if (options.quick) say('\nA quick run says nothing of speed.\n');
  else sayTargets(report);
  say(`took ${report.seconds.toFixed(0)} s\n`);
  const failures = results.filter(({ failure }) => failure !== undefined);
  for (const { group, name, failure } of failures) say(`FAILED: ${group} ${name}: ${failure}\n`);
  if (failures.length > 0) process.exitCode = 1;
  if (options.json !== undefined) {
    writeFileSync(options.json, `${JSON.stringify(report, null, 1)}\n`);
  }
  if (options.html !== undefined) writeFileSync(options.html, pageOf(report));
}

/** Says each table as soon as its last case is measured. */
async function runGroup(
  group: BenchGroup,
  cases: readonly BenchCase[],
  rounds: RoundOptions,
  { quick, words }: Options,
): Promise<readonly CaseResult[]> {
  const heading = headingOf(group);
  const results: CaseResult[] = [];
  let table: CaseResult[] = [];
  const sayTable = (): void => {
    if (table.length > 0) say(`\n${tableText(table, heading)}\n`);
    table = [];
  };
  const asked = [...(quick ? ['--quick'] : []), ...words.flatMap((word) => ['--filter', word])];
  for await (const result of measureAll(group, cases, rounds, asked)) {
    results.push(result);
    if (table[0] !== undefined && tableOf(table[0], heading) !== tableOf(result, heading))
      sayTable();
    table.push(result);
  }
  sayTable();
  return results;
}

function sayTargets(report: Report): void {
  const answers = answerTargets(report).filter(({ measured }) => measured !== undefined);
  if (answers.length === 0) return;
  say('\nTargets of "Done when"\n');
  for (const answer of answers) {
    const { target, measured, met } = answer;
    const words = `  ${target.line}. ${target.words}`;
    const bound = `${target.bound} ${answerText(answer, target.value)}`;
    const figures = `${answerText(answer, measured!)}, ${bound}: ${met ? 'met' : 'NOT MET'}`;
    say(`${words}${words.length + figures.length > 77 ? '\n      ' : ': '}${figures}\n`);
  }
}

function casesOf(group: BenchGroup, { quick, groups, words }: Options): readonly BenchCase[] {
  if (groups.length > 0 && !groups.includes(group.name)) return [];
  return group
    .cases({ quick })
    .filter((one) => words.every((word) => `${group.name} ${one.name}`.includes(word)));
}

function checkGroups({ groups }: Options): void {
  const strange = groups.find((name) => GROUPS.every((group) => group.name !== name));
  if (strange === undefined) return;
  const names = GROUPS.map(({ name }) => name).join(', ');
  throw new TypeError(`there is no group "${strange}"; there are ${names}`);
}

function expectedSeconds(chosen: readonly Chosen[], options: RoundOptions): number {
  return chosen
    .flatMap(({ cases }) => cases)
    .reduce((sum, { seconds, rounds = options.rounds, milliseconds = options.milliseconds }) => {
      const whole = rounds + WARM_ROUNDS + 1;
      return sum + (seconds ?? (whole * milliseconds * USUAL_CONTENDERS) / 1000 + START_SECONDS);
    }, 0);
}

function say(text: string): void {
  process.stdout.write(text);
}
