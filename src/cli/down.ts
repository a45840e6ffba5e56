/** `espial down`: delete SAs, telling the peers. */

import type { Command } from 'commander';
import { countText } from '../observe/units.ts';
import { checkPolicies, print, printJson, withPeer } from './client.ts';
import { type ClientOptions, withClientOptions } from './options.ts';

export function addDown(program: Command): void {
  const command = program
    .command('down')
    .description('delete the SAs of a policy, or all of them, and tell the peers')
    .argument('[policy]', 'name of a protect entry (default: everything, main mode too)')
    .addHelpText(
      'after',
      '\nExamples:\n  espial down office-tunnel\n  espial down --control alice',
    );
  withClientOptions(command).action((policy: string | undefined, options: ClientOptions) =>
    withPeer(options, async (client) => {
      if (policy !== undefined) checkPolicies(await client.describe(), [policy]);
      const named = policy === undefined ? {} : { policy };
      const value = await client.command({ kind: 'down', ...named });
      if (options.json === true) printJson(value);
      else if (value.kind === 'down') print(`${countText(value.deleted, 'SA')} deleted`);
    }),
  );
}
