/** `espial relay`: a bad network between two real peers. */

import { type Command, Option } from 'commander';
import type { WayStatistics } from '../lab/netem-way.ts';
import { type RelayLeg, type RelayStatistics, UdpRelay } from '../lab/udp-relay.ts';
import { systemNow } from '../net/clock.ts';
import { countText } from '../observe/units.ts';
import { print, printJson } from './client.ts';
import { legsOf, realText, refuseCircle } from './legs.ts';
import { milliseconds, several, share } from './options.ts';
import { answerInput, faultData, faultLines, relayBench } from './relay-faults.ts';
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
  readonly fault?: readonly string[];
  readonly faults?: readonly string[];
  readonly keys?: readonly string[];
  readonly seed: string;
  readonly json?: boolean;
  readonly stdin?: boolean;
  readonly untilStdinEnds?: boolean;
}

const EXAMPLES = `
Give --listen and --to as often as there are sockets to relay; an address
without a port stands for its ports 500 and 4500. Each client is seen from a
port of its own, as behind a NAT. With --from all are seen from one socket,
whose answers go to who spoke last, or to --client, so that either side may
speak first: then nobody need notice the relay.

Faults act on messages by their meaning, whoever the peers are; docs/faults.md
has all their words. The sides are called client and far. With --stdin they can
be typed while the relay runs: add FAULT, list, end N, end all. Time counts from
when the relay is ready.

Examples:
  espial relay --listen 127.0.0.1:15500 --to 127.0.0.1:25500 --loss 20% --seed 7
  espial relay --listen 10.0.0.1 --to 10.99.0.1 --delay 20ms --jitter 10ms
  espial relay --listen 127.0.0.1:15500 --client 127.0.0.1:25500 \\
               --from 10.99.0.2:500 --to 10.99.0.1:500
  espial relay --listen 10.0.0.1 --to 10.99.0.1 \\
               --fault 'drop main mode 6 once' \\
               --fault 'duplicate quick mode 1 from client 3 times'
  espial relay --listen 10.0.0.1 --to 10.99.0.1 --keys /tmp/keys \\
               --fault 'corrupt byte 4 of hash in quick mode 2 once'`;

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
    .option('--fault <words>', "such as 'drop main mode 6 once'; repeatable", several)
    .option('--faults <file>', 'a fault a line; repeatable', several)
    .option('--keys <folder>', 'a key log, for faults inside encrypted messages', several)
    .option('--seed <text>', 'decides the fate of the n-th datagram each way', '1')
    .addOption(new Option('--json', 'print JSON lines'))
    .option('--stdin', 'take add, list and end from standard input')
    .option('--until-stdin-ends', 'stop when standard input ends too')
    .addHelpText('after', EXAMPLES)
    .action(run);
}

async function run(options: RelayCommandOptions): Promise<void> {
  const legs = relayLegs(options);
  const { delay, jitter, loss, duplicate, reorder, reorderDelay, corrupt, seed } = options;
  const say = (sentence: string): void => void process.stderr.write(`espial relay: ${sentence}\n`);
  const troubles = new Troubles(systemNow, say);
  const began = { at: 0 };
  const now = (): number => (began.at === 0 ? 0 : systemNow() - began.at);
  // With a fixed socket for all clients there is no mapping that could change.
  const hasNat = legs.some(({ from }) => from === undefined);
  const bench = relayBench(options, hasNat ? () => void relay.rebind() : undefined);
  const relay = new UdpRelay({
    legs,
    network: { delay, jitter, loss, duplicate, reorder, reorderDelay, corrupt },
    seed,
    now,
    through: (link) => bench.link(link),
    onTrouble: (sentence) => troubles.note(sentence),
  });
  await relay.open();
  began.at = systemNow();
  const ticking = setInterval(() => bench.tick(now()), TICK);
  const json = options.json === true;
  const ways = legs.map(({ listen, to }) => `${realText(listen)} to ${realText(to)}`);
  if (json) printJson({ event: 'ready', legs, seed, faults: faultData(bench) });
  else print([`relay is ready: ${ways.join(', ')}, seed ${seed}`, ...faultLines(bench)].join('\n'));
  const endInput = options.stdin === true ? answerInput(bench, json) : undefined;
  await untilStopped(options.untilStdinEnds === true);
  clearInterval(ticking);
  endInput?.();
  const statistics = relay.statistics();
  await relay.close();
  if (json) printJson({ event: 'stopped', ...statistics, faults: faultData(bench) });
  else print([statisticsText(statistics), ...faultLines(bench)].join('\n'));
}

/** How often it is looked whether a NAT is to be rebound, in milliseconds. */
const TICK = 50;

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
