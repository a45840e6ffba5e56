/** `espial relay`: a bad network between two real peers. */

import { type Command, Option } from 'commander';
import type { WayStatistics } from '../lab/netem-way.ts';
import { type RelayLeg, type RelayStatistics, UdpRelay } from '../lab/udp-relay.ts';
import { systemNow } from '../net/clock.ts';
import { countText } from '../observe/units.ts';
import { print, printJson } from './client.ts';
import { legsOf, realText, refuseCircle } from './legs.ts';
import { milliseconds, several, share } from './options.ts';
import { Troubles } from './troubles.ts';
import { untilStopped } from './until-stopped.ts';
import { UsageError } from './usage.ts';

interface RelayCommandOptions {
  readonly listen?: readonly string[];
  readonly to?: readonly string[];
  readonly from?: readonly string[];
  readonly client?: readonly string[];
  readonly delay: number;
  readonly jitter: number;
  readonly loss: number;
  readonly duplicate: number;
  readonly reorder: number;
  readonly reorderDelay: number;
  readonly corrupt: number;
  readonly seed: string;
  readonly json?: boolean;
  readonly untilStdinEnds?: boolean;
}

const EXAMPLES = `
Give --listen and --to as often as there are sockets to relay; an address
without a port stands for its ports 500 and 4500. Each client is seen from a
port of its own, as behind a NAT. With --from all are seen from one socket,
whose answers go to who spoke last, or to --client, so that either side may
speak first: then nobody need notice the relay.

Examples:
  espial relay --listen 127.0.0.1:15500 --to 127.0.0.1:25500 --loss 20% --seed 7
  espial relay --listen 10.0.0.1 --to 10.99.0.1 --delay 20ms --jitter 10ms
  espial relay --listen 127.0.0.1:15500 --client 127.0.0.1:25500 \\
               --from 10.99.0.2:500 --to 10.99.0.1:500`;

export function addRelay(program: Command): void {
  program
    .command('relay')
    .description('relay UDP as a bad network does, the same for the same seed')
    .option('--listen <address:port>', 'where clients send; several times for several', several)
    .option('--to <address:port>', 'where their datagrams go on, one for each --listen', several)
    .option('--from <address:port>', 'the one socket that the far side sees', several)
    .option('--client <address:port>', 'with --from: the one client', several)
    .option('--loss <share>', 'lose this share, 0.2 or 20%', share, 0)
    .addOption(
      new Option('--delay <time>', 'hold each datagram so long')
        .argParser(milliseconds)
        .default(0, '0ms'),
    )
    .addOption(
      new Option('--jitter <time>', 'and up to so much longer')
        .argParser(milliseconds)
        .default(0, '0ms'),
    )
    .option('--duplicate <share>', 'send this share twice', share, 0)
    .option('--reorder <share>', 'let others overtake this share', share, 0)
    .addOption(
      new Option('--reorder-delay <time>', 'how long such a one waits')
        .argParser(milliseconds)
        .default(20, '20ms'),
    )
    .option('--corrupt <share>', 'turn one bit in this share', share, 0)
    .option('--seed <text>', 'decides the fate of the n-th datagram each way', '1')
    .addOption(new Option('--json', 'print JSON lines'))
    .option('--until-stdin-ends', 'stop when standard input ends too')
    .addHelpText('after', EXAMPLES)
    .action(run);
}

async function run(options: RelayCommandOptions): Promise<void> {
  const legs = relayLegs(options);
  const { delay, jitter, loss, duplicate, reorder, reorderDelay, corrupt, seed } = options;
  const say = (sentence: string): void => void process.stderr.write(`espial relay: ${sentence}\n`);
  const troubles = new Troubles(systemNow, say);
  const relay = new UdpRelay({
    legs,
    network: { delay, jitter, loss, duplicate, reorder, reorderDelay, corrupt },
    seed,
    onTrouble: (sentence) => troubles.note(sentence),
  });
  await relay.open();
  const json = options.json === true;
  const ways = legs.map(({ listen, to }) => `${realText(listen)} to ${realText(to)}`);
  if (json) printJson({ event: 'ready', legs, seed });
  else print(`relay is ready: ${ways.join(', ')}, seed ${seed}`);
  await untilStopped(options.untilStdinEnds === true);
  const statistics = relay.statistics();
  await relay.close();
  if (json) printJson({ event: 'stopped', ...statistics });
  else print(statisticsText(statistics));
}

function relayLegs(options: RelayCommandOptions): RelayLeg[] {
  const rows = legsOf(
    { name: 'listen', texts: options.listen },
    { name: 'to', texts: options.to },
    { name: 'from', texts: options.from },
    { name: 'client', texts: options.client },
  );
  if (rows.length === 0) throw new UsageError('--listen is missing: nobody could send anything.');
  return rows.map(([listen, to, from, client]) => {
    if (listen === undefined || to === undefined) throw new UsageError('--to is missing.');
    if (client !== undefined && from === undefined)
      throw new UsageError('--client needs --from: else each client has a socket of its own.');
    refuseCircle(listen, to);
    return { listen, to, from, client };
  });
}

function statisticsText({ there, back, strangers, clients }: RelayStatistics): string {
  const lines = [`there: ${wayText(there)}`, `back:  ${wayText(back)}`];
  if (clients > 0) lines.push(`${countText(clients, 'client')} with a socket of its own`);
  if (strangers > 0) lines.push(`${countText(strangers, 'datagram')} of strangers`);
  return lines.join('\n');
}

function wayText(way: WayStatistics): string {
  const { received, forwarded, ...fates } = way;
  const told = Object.entries(fates).filter(([, count]) => count > 0);
  const words = [`${received} received`, `${forwarded} forwarded`];
  return [...words, ...told.map(([name, count]) => `${count} ${name}`)].join(', ');
}
