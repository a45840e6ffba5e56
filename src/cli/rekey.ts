/** `espial rekey`: renew SAs of either phase before their time. */

import type { Command } from 'commander';
import type { ControlClient } from '../net/control-client.ts';
import { checkPolicies, print, printJson, withPeer } from './client.ts';
import { type ClientOptions, withClientOptions } from './options.ts';
import { UsageError } from './usage.ts';

interface RekeyOptions extends ClientOptions {
  readonly mainMode?: boolean;
}

export function addRekey(program: Command): void {
  const command = program
    .command('rekey')
    .description('renew the SAs of a policy now, or the main mode with a peer')
    .argument('<name>', 'name of a protect entry; with --main-mode, of a peer')
    .option('--main-mode', 'renew the main mode; its ESP SAs stay as they are')
    .addHelpText(
      'after',
      '\nExamples:\n  espial rekey office-tunnel\n  espial rekey --main-mode bob --control alice',
    );
  withClientOptions(command).action((name: string, options: RekeyOptions) =>
    withPeer(options, (client) => rekey(client, name, options)),
  );
}

async function rekey(client: ControlClient, name: string, options: RekeyOptions): Promise<void> {
  const peer = await client.describe();
  if (options.mainMode !== true) checkPolicies(peer, [name]);
  else if (!peer.peers.includes(name)) {
    throw new UsageError(`${peer.name} has no peer "${name}"; it has ${peer.peers.join(', ')}.`);
  }
  const value = await client.command(
    options.mainMode === true
      ? { kind: 'rekey-main-mode', peer: name }
      : { kind: 'rekey', policy: name },
  );
  if (options.json === true) return printJson(value);
  if (value.kind === 'rekey-main-mode')
    print(`main mode with ${name} is renewed (initiator cookie ${value.initiatorCookie})`);
  if (value.kind !== 'rekey') return;
  const old = value.replaces === undefined ? '' : ` in place of SA ${value.replaces}`;
  print(`${name} is renewed: SA ${value.saId}${old}`);
}
