/** `espial load`: many tunnels between two processes of this computer, in the terms of the IETF's drafts. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { isGroupId } from '../crypto/groups.ts';
import type { EspSuite, GroupId } from '../crypto/provider.ts';
import { parseSuite } from '../crypto/suite-names.ts';
import { type LoadOptions, runLoad } from '../lab/load/load-run.ts';
import { loadText } from '../lab/load/load-text.ts';
import type { FloodKind } from '../lab/load/orders.ts';
import { MOST_TUNNELS } from '../lab/load/tunnel-hosts.ts';
import { SHORTEST_PACKET } from '../lab/load/tunnel-traffic.ts';
import { serveLoadWorker } from '../lab/load/worker.ts';
import { print, printJson } from './client.ts';
import { exitCode } from './exit-codes.ts';
import { wholeNumber } from './options.ts';
import { CRYPTO_CHOICES, type CryptoChoice, chooseProvider } from './providers.ts';
import { RunningLine } from './running-line.ts';
import { selfCommand } from './self.ts';
import { UsageError } from './usage.ts';

interface Options {
  readonly tunnels: number;
  readonly concurrency: number;
  readonly group: GroupId;
  readonly suite: EspSuite;
  readonly seconds: number;
  readonly size: number;
  readonly flood: boolean;
  readonly crypto: CryptoChoice;
  readonly json?: boolean;
}

const EXAMPLES = `
The second process is started by this one. Each tunnel has its own addresses,
one ISAKMP SA and two ESP SAs; all of them share one UDP socket a side, in which
whole IP packets travel. The names are those of draft-ietf-bmwg-ipsec-term.

Examples:
  espial load
  espial load --tunnels 10000 --group 14 --seconds 5
  espial load --tunnels 100 --suite chacha20poly1305 --json`;

/** Room for the tunnels that come up by a packet. */
const MOST = MOST_TUNNELS - 100;
const FLOODS: readonly FloodKind[] = ['first-messages', 'replay'];

export function addLoad(program: Command): void {
  const load = program
    .command('load')
    .description('bring many tunnels up between two processes, and say what they bear')
    .option('-n, --tunnels <count>', 'how many', wholeNumber(1, MOST), 1000)
    .option('--concurrency <count>', 'negotiations at one time', wholeNumber(1, 200), 32)
    .option('--group <number>', 'Diffie-Hellman group of main mode', group, 2)
    .addOption(
      new Option('--suite <name>', 'ESP suite, as espial overhead lists them')
        .argParser(suite)
        .default(parseSuite('aes128-sha1'), 'aes128-sha1'),
    )
    .option('--seconds <n>', 'how long traffic is sent for a figure', wholeNumber(1, 600), 2)
    .option('-s, --size <octets>', 'inner packet', wholeNumber(SHORTEST_PACKET, 1400), 64)
    .option('--no-flood', 'leave out the floods of strangers')
    .addOption(
      new Option('--crypto <provider>', 'cryptography of both sides')
        .choices(CRYPTO_CHOICES)
        .default('auto'),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(loadCommand);
  load
    .command('worker', { hidden: true })
    .addOption(new Option('--crypto <provider>').choices(CRYPTO_CHOICES).default('auto'))
    .action(workerCommand);
}

async function loadCommand(options: Options): Promise<void> {
  const line = new RunningLine(process.stderr);
  const { tunnels, concurrency, seconds, size: packetOctets } = options;
  const plan: LoadOptions = {
    tunnels,
    concurrency,
    seconds,
    packetOctets,
    group: options.group,
    suite: options.suite,
    floods: options.flood ? FLOODS : [],
  };
  try {
    const report = await runLoad(plan, {
      provider: chooseProvider(options.crypto),
      crypto: options.crypto,
      self: selfCommand(),
      progress: (words) => line.show(words),
    });
    line.clear();
    if (options.json === true) printJson(report);
    else print(loadText(report));
    if (report.held < tunnels) process.exitCode = exitCode('failed');
  } finally {
    line.clear();
  }
}

async function workerCommand({ crypto }: { readonly crypto: CryptoChoice }): Promise<void> {
  if (process.send === undefined) {
    throw new UsageError('this is for espial load, which starts it by itself.');
  }
  await serveLoadWorker(chooseProvider(crypto));
}

function group(text: string): GroupId {
  const id = Number(text);
  if (!isGroupId(id)) throw new InvalidArgumentError('Groups are 1, 2, 5 and 14 to 21.');
  return id;
}

function suite(text: string): EspSuite {
  try {
    return parseSuite(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}
