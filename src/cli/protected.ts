/** `espial protected CAPTURE|PEER`: whether what passed was protected. */

import { createReadStream, existsSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { CaptureReader, NotACapture } from '../explain/capture-reader.ts';
import type { CaptureItem } from '../explain/captured-frame.ts';
import { Decoder } from '../explain/decoder.ts';
import { KeyStore } from '../explain/key-store.ts';
import { peerProtection, peerProtectionText } from '../explain/peer-protection.ts';
import { ProtectionTally, type TrafficSummary } from '../explain/protection.ts';
import { protectionText, verdictOf, verdictOfAll } from '../explain/protection-text.ts';
import { print, printJson, withPeer } from './client.ts';
import { chooseProvider } from './providers.ts';
import { UsageError } from './usage.ts';

interface ProtectedOptions {
  readonly json?: boolean;
}

const EXAMPLES = `
CAPTURE is pcap or pcapng; every frame counts, so one of the link says more than
one of the inner side. PEER is the name of a running peer, or its socket.

Examples:
  espial protected good.pcapng
  espial protected alice
  tcpdump -i eth0 -w - | espial protected -`;

export function addProtected(program: Command): void {
  program
    .command('protected')
    .description('say whether traffic was protected: in a capture, or of a running peer')
    .argument(
      '[capture-or-peer]',
      'a capture, - for standard input, or a peer (default: the one that runs)',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (what: string | undefined, options: ProtectedOptions) => {
      if (what === '-' || (what !== undefined && isFile(what))) await ofCapture(what, options);
      else if (what !== undefined && isMissing(what))
        throw new UsageError(
          `${what} does not exist. Name a capture, or a running peer by its name or socket.`,
        );
      else await ofPeer(what, options);
    });
}

async function ofCapture(file: string, options: ProtectedOptions): Promise<void> {
  const summary = await summaryOf(file);
  if (options.json !== true) return print(protectionText(summary));
  const pairs = summary.pairs.map((pair) => ({ ...pair, verdict: verdictOf(pair) }));
  printJson({ ...summary, verdict: verdictOfAll(summary), pairs });
}

async function ofPeer(what: string | undefined, options: ProtectedOptions): Promise<void> {
  await withPeer(what === undefined ? {} : { control: what }, async (client) => {
    const { name } = await client.describe();
    const { items } = await client.query('statistics');
    const seen = peerProtection(items, await client.queryAll('quick-mode-sas'));
    if (options.json === true) printJson({ peer: name, ...seen });
    else print(peerProtectionText(name, seen));
  });
}

async function summaryOf(file: string): Promise<TrafficSummary> {
  const reader = new CaptureReader();
  const provider = chooseProvider('auto');
  const decoder = new Decoder({ provider, keys: new KeyStore(), ports: [], tracing: false });
  const tally = new ProtectionTally();
  const name = file === '-' ? 'standard input' : file;
  const take = (items: Iterable<CaptureItem>): void => {
    for (const item of items) {
      if (item.kind === 'frame') tally.note(decoder.decode(item));
      else process.stderr.write(`espial: ${name}: ${item.sentence}, at off=${item.offset}.\n`);
    }
  };
  try {
    const input = file === '-' ? process.stdin : createReadStream(file);
    for await (const chunk of input) take(reader.push(chunk as Uint8Array));
    take(reader.end());
  } catch (error) {
    if (error instanceof NotACapture) throw new UsageError(`${name}: ${error.message}.`);
    throw error;
  }
  return tally.summary();
}

/** A path, or the name of a capture; the name of a peer has neither folder nor ending. */
function isMissing(what: string): boolean {
  const isPath = what.includes('/') || /\.(p?cap|pcapng|sock)$/.test(what);
  return isPath && !existsSync(what);
}

/** A control socket has a path too. */
function isFile(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && !found.isSocket();
}
