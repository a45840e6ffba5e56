/** `espial stats`: the counters of a running peer. */

import { setTimeout as pause } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import type { ControlClient } from '../net/control-client.ts';
import { changesOf, changesText, type StatisticsLook } from '../observe/stats-changes.ts';
import { explainedRows, explainedStats } from '../observe/stats-explained.ts';
import { statsText } from '../observe/stats-text.ts';
import { paletteFor } from '../observe/text.ts';
import { print, printJson, withPeer } from './client.ts';
import { type ClientOptions, wholeNumber, withClientOptions } from './options.ts';

interface StatsOptions extends ClientOptions {
  readonly all?: boolean;
  readonly explain?: boolean;
  readonly watch?: number | true;
}

/** Unless the command line says another. */
const WATCH_SECONDS = 2;

const EXAMPLES = `
Examples:
  espial stats
  espial stats --explain          with what each counts and what a rise says
  espial stats --watch 5          what changes in each five seconds, how fast
  espial stats --all --json`;

export function addStats(program: Command): void {
  const command = program
    .command('stats')
    .description("show the counters under the IP Security Monitor's names, and Espial's own")
    .option('--all', 'details that are zero too')
    .option('--explain', 'say what each counts, and what it means where it rises')
    .addOption(
      new Option('--watch [seconds]', `show what changes, until Ctrl-C (every ${WATCH_SECONDS} s)`)
        .argParser(wholeNumber(1, 86_400))
        .conflicts('explain'),
    )
    .addHelpText('after', EXAMPLES);
  withClientOptions(command).action((options: StatsOptions) =>
    withPeer(options, async (client) => {
      if (options.watch !== undefined) return watch(client, options);
      const { items } = await client.query('statistics');
      if (options.json === true)
        return printJson(options.explain === true ? explainedRows(items) : items);
      const text = options.explain === true ? explainedStats : statsText;
      const palette = paletteFor(process.stdout, process.env);
      print(text(items, { all: options.all === true, palette }));
    }),
  );
}

/** The first look is shown whole; each later one by what it changed. Ends with the peer, or by a signal. */
async function watch(client: ControlClient, options: StatsOptions): Promise<void> {
  const seconds = typeof options.watch === 'number' ? options.watch : WATCH_SECONDS;
  const palette = paletteFor(process.stdout, process.env);
  let before = await look(client);
  if (options.json === true) printJson({ at: before.at, statistics: before.view });
  else print(`${statsText(before.view, { all: options.all === true, palette })}\n`);
  for (;;) {
    await pause(seconds * 1000);
    const now = await look(client);
    const changes = changesOf(before, now);
    if (options.json === true) printJson({ at: now.at, changes });
    else print(changesText(changes, now.at, palette));
    before = now;
  }
}

async function look(client: ControlClient): Promise<StatisticsLook> {
  const { items } = await client.query('statistics');
  return { view: items, at: Date.now() };
}
