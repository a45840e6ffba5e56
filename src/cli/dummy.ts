/** `espial dummy`: an ESP dummy packet (RFC 4303 2.6). */

import type { Command } from 'commander';
import { checkPolicies, print, printJson, withPeer } from './client.ts';
import { type ClientOptions, withClientOptions } from './options.ts';

export function addDummy(program: Command): void {
  const command = program
    .command('dummy')
    .description('send an ESP dummy packet, which the other side must discard silently')
    .argument('<policy>', 'name of a protect entry that is up');
  withClientOptions(command).action((policy: string, options: ClientOptions) =>
    withPeer(options, async (client) => {
      const peer = await client.describe();
      if (!peer.manual.includes(policy)) checkPolicies(peer, [policy]);
      const value = await client.command({ kind: 'dummy', policy });
      if (options.json === true) printJson(value);
      else print('dummy packet sent');
    }),
  );
}
