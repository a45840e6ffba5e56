/** `espial send`: UDP datagrams from inside a running peer, by its policy. */

import type { Command } from 'commander';
import { fromHex, toHex, utf8 } from '../base/bytes.ts';
import { countText } from '../observe/units.ts';
import { print, printJson, withPeer } from './client.ts';
import { addressText, type ClientOptions, wholeNumber, withClientOptions } from './options.ts';
import { UsageError } from './usage.ts';

interface SendOptions extends ClientOptions {
  readonly from?: string;
  readonly sourcePort: number;
  readonly count: number;
  readonly hex?: boolean;
}

export function addSend(program: Command): void {
  const port = wholeNumber(1, 65_535);
  const command = program
    .command('send')
    .description('send UDP datagrams from the peer, protected as its policy says')
    .argument('<address>', 'where to', addressText)
    .argument('<port>', 'to which port', port)
    .argument('[text]', 'what', 'hello')
    .option('--hex', 'the text is hexadecimal')
    .option('--from <address>', 'source address (default: the one that fits)', addressText)
    .option('--source-port <port>', 'source port', port, 40_000)
    .option('-c, --count <number>', 'how many', wholeNumber(1, 1_000_000), 1)
    .addHelpText('after', '\nExample:\n  espial send 192.0.2.2 7 "hello there" -c 3');
  withClientOptions(command).action(
    (to: string, destinationPort: number, text: string, options: SendOptions) =>
      withPeer(options, async (client) => {
        const value = await client.command({
          kind: 'send',
          ...(options.from === undefined ? {} : { from: options.from }),
          to,
          sourcePort: options.sourcePort,
          destinationPort,
          payload: toHex(payloadOf(text, options.hex === true)),
          count: options.count,
        });
        if (options.json === true) printJson(value);
        else if (value.kind === 'send') print(`${countText(value.sent, 'datagram')} sent`);
      }),
  );
}

function payloadOf(text: string, hex: boolean): Uint8Array {
  if (!hex) return utf8(text);
  try {
    return fromHex(text);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
