/** `espial capture`: start or stop writing a pcapng file in a running peer. */

import { resolve } from 'node:path';
import type { Command } from 'commander';
import { countText } from '../observe/units.ts';
import { print, printJson, withPeer } from './client.ts';
import { type ClientOptions, withClientOptions } from './options.ts';

export function addCapture(program: Command): void {
  const command = program
    .command('capture')
    .description('write what the peer sends and receives to a pcapng file');
  const start = command
    .command('start')
    .argument('<file>', 'the file, made or overwritten by the peer')
    .description('start a capture; one that runs ends');
  withClientOptions(start).action((file: string, options: ClientOptions) =>
    withPeer(options, async (client) => {
      await client.request({ do: 'capture-start', file: resolve(file) });
      if (options.json === true) printJson({ file: resolve(file) });
      else print(`capturing to ${resolve(file)}`);
    }),
  );
  const stop = command.command('stop').description('end the capture');
  withClientOptions(stop).action((options: ClientOptions) =>
    withPeer(options, async (client) => {
      const value = (await client.request({ do: 'capture-stop' })) as { packets: number };
      if (options.json === true) printJson(value);
      else print(`${countText(value.packets, 'packet')} captured`);
    }),
  );
}
