/** `espial ping`: ICMP echo from inside a running peer, by its policy. */

import type { Command } from 'commander';
import type { Failure } from '../ike/failure.ts';
import { print, printJson, withPeer } from './client.ts';
import { printFailure } from './errors.ts';
import { exitCode } from './exit-codes.ts';
import { addressText, type ClientOptions, wholeNumber, withClientOptions } from './options.ts';

interface PingOptions extends ClientOptions {
  readonly from?: string;
  readonly count: number;
  readonly interval: number;
  readonly timeout: number;
  readonly size: number;
}

export function addPing(program: Command): void {
  const command = program
    .command('ping')
    .description('send ICMP echo requests from the peer, protected as its policy says')
    .argument('<address>', 'where to', addressText)
    .option('--from <address>', 'source address (default: the one that fits)', addressText)
    .option('-c, --count <number>', 'how many', wholeNumber(1, 1_000_000), 3)
    .option('-i, --interval <ms>', 'milliseconds between two', wholeNumber(0, 86_400_000), 200)
    .option('-W, --timeout <ms>', 'milliseconds to wait', wholeNumber(1, 86_400_000), 2000)
    .option('-s, --size <octets>', 'octets of payload', wholeNumber(0, 65_000), 56)
    .addHelpText('after', '\nExample:\n  espial ping 10.101.0.1 --from 10.102.0.1 -c 5');
  withClientOptions(command).action((to: string, options: PingOptions) =>
    withPeer(options, async (client) => {
      let failure: Failure | undefined;
      await client.events((event) => {
        if ('failure' in event) failure = event.failure;
      });
      const value = await client.command({
        kind: 'ping',
        ...(options.from === undefined ? {} : { from: options.from }),
        to,
        count: options.count,
        intervalMilliseconds: options.interval,
        timeoutMilliseconds: options.timeout,
        payloadOctets: options.size,
      });
      if (value.kind !== 'ping') return;
      if (options.json === true) printJson(value);
      else print(pingText(value.sent, value.received, value.roundTripMilliseconds));
      if (value.received > 0) return;
      process.exitCode = exitCode('unreachable');
      // A ping asks for the SA that it needs: what became of that explains why nothing came back.
      if (failure !== undefined && options.json !== true) {
        printFailure(failure, (await client.describe()).name);
      }
    }),
  );
}

function pingText(sent: number, received: number, times: readonly number[]): string {
  const counts = `${sent} sent, ${received} received`;
  if (times.length === 0) return counts;
  const sum = times.reduce((total, time) => total + time, 0);
  const figures = [Math.min(...times), sum / times.length, Math.max(...times)];
  const text = figures.map((time) => time.toFixed(2)).join(' / ');
  return `${counts}, round trip least / mean / most ${text} ms`;
}
