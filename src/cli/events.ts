/** `espial events`: what a running peer reports, as it happens. */

import type { Command } from 'commander';
import { eventText } from '../observe/event-text.ts';
import { connectPeer, print, printJson } from './client.ts';
import { type ClientOptions, withClientOptions } from './options.ts';

export function addEvents(program: Command): void {
  const command = program
    .command('events')
    .description('follow the events of the peer until it stops, or until Ctrl-C')
    .addHelpText('after', '\nExample:\n  espial events --json | grep quick-mode');
  withClientOptions(command).action(async (options: ClientOptions) => {
    const client = await connectPeer(options);
    const closed = new Promise<void>((resolve) => client.onClose(resolve));
    process.once('SIGINT', () => client.close());
    await client.events((event) => {
      if (options.json === true) printJson(event);
      else {
        const time = new Date(event.at).toISOString().slice(11, 23);
        print(`${time} ${event.host}: ${eventText(event)}`);
      }
    });
    await closed;
  });
}
