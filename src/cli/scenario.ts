/** `espial scenario`: play scenarios, list them, and tell one. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { wholeNumber } from './options.ts';
import { runCommand } from './scenario-run.ts';
import { listCommand, showCommand } from './scenario-show.ts';
import { workerCommand } from './scenario-worker.ts';

const EXAMPLES = `
Examples:
  espial scenario run scenarios/
  espial scenario run scenarios/two-peers-agree.yaml --real --speed 5
  espial scenario run scenarios/ --filter certificate --report html=r.html
  espial scenario run scenarios/ --evidence evidence/

Without --evidence, what failed is kept in a folder of its own, which the
report names. Exit codes: 0 all passed, 1 something failed, 2 a file is wrong.`;

const SPEEDS = { least: 0.1, most: 100 };

export function addScenario(program: Command): void {
  const scenario = program
    .command('scenario')
    .description('play files of hosts, steps and expectations');
  scenario
    .command('run')
    .description('play scenarios: in virtual time, or as real peer processes over UDP')
    .argument('<paths...>', 'scenario files, and folders of them')
    .option('--real', 'each host a process of its own on 127.0.0.1')
    .option('--speed <n>', 'with --real: clocks run n times as fast, or auto', speed)
    .option('--seed <text>', 'random octets by this seed, not by those of the files')
    .option(
      '--repeat <n>',
      'play each n times, each time with another seed',
      wholeNumber(1, 100_000),
    )
    .option('--retries <n>', 'with --real: play what failed again, alone', wholeNumber(1, 10))
    .option('--jobs <n>', 'play n at once (default: virtual by cores, real 1)', wholeNumber(1, 64))
    .option('--filter <text>', 'only titles or paths with this text, or /expression/')
    .option('--report <kind=file>', 'write junit, json, tap or html (repeatable)', gathered)
    .option('--evidence <folder>', 'keep captures, keys, events and statistics there')
    .addOption(
      new Option(
        '--keep <when>',
        'keep evidence (default: failed; with --evidence always)',
      ).choices(['always', 'failed', 'never']),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(runCommand);
  scenario
    .command('list')
    .description('list scenarios: title, class of failure, hosts, parameters')
    .argument('[paths...]', 'scenario files, and folders of them', ['scenarios'])
    .option('--filter <text>', 'only titles or paths with this text, or /expression/')
    .option('--json', 'print JSON')
    .action(listCommand);
  scenario
    .command('show')
    .description('tell a scenario: its story, and the ladder of a play in virtual time')
    .argument('<file>', 'a scenario file')
    .action(showCommand);
  // What `run` starts to use more than one core.
  scenario.command('worker', { hidden: true }).action(workerCommand);
}

function speed(text: string): number | 'auto' {
  if (text === 'auto') return text;
  const value = Number(text);
  const { least, most } = SPEEDS;
  if (/^\d+(\.\d+)?$/.test(text) && value >= least && value <= most) return value;
  throw new InvalidArgumentError(`It must be a number from ${least} to ${most}, or auto.`);
}

function gathered(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
