/** `espial sa`: the SAs of a running peer. */

import type { Command } from 'commander';
import { saText } from '../observe/sa-text.ts';
import { paletteFor } from '../observe/text.ts';
import { print, printJson, withPeer } from './client.ts';
import { type ClientOptions, withClientOptions } from './options.ts';

export function addSa(program: Command): void {
  const command = program
    .command('sa')
    .description(
      'show main-mode, quick-mode and soft SAs: ages, lifetimes left, traffic, replay state',
    )
    .addHelpText('after', '\nExamples:\n  espial sa\n  espial sa --control alice --json');
  withClientOptions(command).action((options: ClientOptions) =>
    withPeer(options, async (client) => {
      const mainModes = await client.queryAll('main-mode-sas');
      const quickModes = await client.queryAll('quick-mode-sas');
      const softSas = await client.queryAll('soft-sas');
      const { now } = await client.describe();
      if (options.json === true) printJson({ now, mainModes, quickModes, softSas });
      else {
        const palette = paletteFor(process.stdout, process.env);
        print(saText(mainModes, quickModes, now, palette, softSas));
      }
    }),
  );
}
