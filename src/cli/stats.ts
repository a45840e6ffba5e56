/** `espial stats`: the counters of a running peer. */

import type { Command } from 'commander';
import { statsText } from '../observe/stats-text.ts';
import { paletteFor } from '../observe/text.ts';
import { print, printJson, withPeer } from './client.ts';
import { type ClientOptions, withClientOptions } from './options.ts';

interface StatsOptions extends ClientOptions {
  readonly all?: boolean;
}

export function addStats(program: Command): void {
  const command = program
    .command('stats')
    .description("show the counters under the IP Security Monitor's names, and Espial's own")
    .option('--all', 'details that are zero too')
    .addHelpText('after', '\nExamples:\n  espial stats\n  espial stats --all --json');
  withClientOptions(command).action((options: StatsOptions) =>
    withPeer(options, async (client) => {
      const { items } = await client.query('statistics');
      if (options.json === true) return printJson(items);
      const palette = paletteFor(process.stdout, process.env);
      print(statsText(items, { all: options.all === true, palette }));
    }),
  );
}
