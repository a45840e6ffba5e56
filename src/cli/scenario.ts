/** `espial scenario run`: play scenarios in virtual time, or as processes. */

import type { Command } from 'commander';
import { type Palette, paletteFor } from '../observe/text.ts';
import { loadScenario, type Scenario } from '../scenario/load.ts';
import { resultData, resultText, summaryText } from '../scenario/report.ts';
import { play, type ScenarioResult } from '../scenario/run.ts';
import { openReal } from '../scenario/runner-real.ts';
import { openVirtual } from '../scenario/runner-virtual.ts';
import { FileProblems } from '../scenario/schema/problem.ts';
import type { ScenarioWorld } from '../scenario/world.ts';
import { print, printJson } from './client.ts';
import { exitCode } from './exit-codes.ts';
import { chooseProvider } from './providers.ts';
import { selfCommand } from './self.ts';

interface RunOptions {
  readonly real?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  espial scenario run scenarios/two-peers-agree.yaml
  espial scenario run scenarios/*.yaml --real
  espial scenario run scenarios/*.yaml --json`;

export function addScenario(program: Command): void {
  program
    .command('scenario')
    .description('play files of hosts, steps and expectations')
    .command('run')
    .description('play scenarios: in virtual time, or as real peer processes over UDP')
    .argument('<files...>', 'scenario files')
    .option('--real', 'each host a process of its own on 127.0.0.1')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(run);
}

async function run(files: readonly string[], options: RunOptions): Promise<void> {
  const scenarios = await loadAll(files);
  if (scenarios === undefined) return;
  const palette = paletteFor(process.stdout, process.env);
  const world = async (scenario: Scenario): Promise<ScenarioWorld> =>
    options.real === true
      ? openReal(scenario, selfCommand())
      : openVirtual(scenario, chooseProvider('auto'));
  let open: ScenarioWorld | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, async () => {
      await open?.close();
      process.exit(exitCode('interrupted'));
    });
  }
  const results: ScenarioResult[] = [];
  for (const scenario of scenarios) {
    open = await world(scenario);
    const result = await play(scenario, open);
    results.push(result);
    if (options.json !== true) print(resultText(result, palette));
  }
  finish(results, options.json === true, palette);
}

/** All files are read before the first one is played; undefined after saying what is wrong. */
async function loadAll(files: readonly string[]): Promise<Scenario[] | undefined> {
  const wrong: string[] = [];
  const scenarios: Scenario[] = [];
  for (const file of files) {
    try {
      scenarios.push(await loadScenario(file));
    } catch (error) {
      if (!(error instanceof FileProblems)) throw error;
      wrong.push(error.message);
    }
  }
  if (wrong.length === 0) return scenarios;
  process.stderr.write(`${wrong.join('\n')}\n`);
  process.exitCode = exitCode('usage');
  return undefined;
}

function finish(results: readonly ScenarioResult[], json: boolean, palette: Palette): void {
  if (json) printJson(results.map(resultData));
  else if (results.length > 1) print(palette.bold(summaryText(results)));
  if (results.some((result) => !result.passed)) process.exitCode = exitCode('failed');
}
