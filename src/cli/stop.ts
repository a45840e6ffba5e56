/** `espial stop`: end a running peer after it has sent its deletes. */

import type { Command } from 'commander';
import { connectPeer, print, printJson } from './client.ts';
import { type ClientOptions, withClientOptions } from './options.ts';

export function addStop(program: Command): void {
  const command = program
    .command('stop')
    .description('tell the peers that all SAs are deleted, then end the process');
  withClientOptions(command).action(async (options: ClientOptions) => {
    const client = await connectPeer(options);
    const closed = new Promise<void>((resolve) => client.onClose(resolve));
    const { name } = await client.describe();
    const value = await client.command({ kind: 'stop' });
    await closed;
    if (options.json === true) printJson(value);
    else print(`${name} has stopped`);
  });
}
