/** `espial nat`: a NAT between real peers. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseAddress } from '../base/address.ts';
import {
  type MappingReport,
  type NatForward,
  type NatLeg,
  type NatStatistics,
  UdpNat,
} from '../lab/udp-nat.ts';
import { systemNow } from '../net/clock.ts';
import { countText } from '../observe/units.ts';
import { parseSocketAddress } from '../scenario/schema/fields.ts';
import { NAT_TYPES, type NatType } from '../sim/nat-table.ts';
import { print, printJson } from './client.ts';
import { legsOf, realText, refuseCircle } from './legs.ts';
import { addressText, milliseconds, several } from './options.ts';
import { Troubles } from './troubles.ts';
import { untilStopped } from './until-stopped.ts';
import { UsageError } from './usage.ts';

interface NatCommandOptions {
  readonly inside?: readonly string[];
  readonly to?: readonly string[];
  readonly outside: string;
  readonly type: NatType;
  readonly timeout: number;
  readonly rebindAfter?: number;
  readonly preservePorts?: boolean;
  readonly forward?: readonly NatForward[];
  readonly ports: { readonly first: number; readonly last: number };
  readonly json?: boolean;
  readonly untilStdinEnds?: boolean;
}

const EXAMPLES = `
An inside socket stands for a far endpoint: what an inside host sends to
--inside goes on to --to from a mapped port of --outside. An address without a
port stands for its ports 500 and 4500. A peer with mapped sockets gives the far
address the inside sockets: then it believes that it speaks to the far address
itself, and only this NAT is detected. A peer that addresses the inside socket
directly finds a NAT before both ends. The far peer knows the inside host by
--outside.

SIGHUP makes the NAT forget all mappings, as one that is restarted; forwarded
ports stay.

Examples:
  espial nat --inside 127.0.0.1:15500 --to 10.99.0.1:500 \\
             --inside 127.0.0.1:14500 --to 10.99.0.1:4500 --outside 10.99.0.2
  espial nat --inside 10.0.0.1 --to 10.99.0.1 --outside 10.99.0.2 \\
             --type symmetric --timeout 30s
  espial nat --inside 10.0.0.1 --to 10.99.0.1 --outside 10.99.0.2 \\
             --rebind-after 20s --json`;

export function addNat(program: Command): void {
  program
    .command('nat')
    .description('translate the addresses of inside hosts, UDP only, without root')
    .option(
      '--inside <address:port>',
      'what inside hosts send to; several times for several',
      several,
    )
    .option('--to <address:port>', 'the far endpoint it stands for, one for each --inside', several)
    .requiredOption('--outside <address>', 'the address that the far side sees', addressText)
    .addOption(
      new Option('--type <type>', 'who may answer').choices(NAT_TYPES).default('port-restricted'),
    )
    .addOption(
      new Option('--timeout <time>', 'a mapping ends when the inside is silent so long')
        .argParser(milliseconds)
        .default(30_000, '30s'),
    )
    .option('--rebind-after <time>', 'a mapping ends at this age whatever it carries', milliseconds)
    .option('--forward <port=address:port>', 'lead an outside port to an inside host', forwards)
    .option('--preserve-ports', 'keep the port of an inside host where it is free, the first time')
    .addOption(
      new Option('--ports <first-last>', 'ports of the outside, taken in turn')
        .argParser(portRange)
        .default({ first: 40_000, last: 49_999 }, '40000-49999'),
    )
    .addOption(new Option('--json', 'print JSON lines, one for each mapping too'))
    .option('--until-stdin-ends', 'stop when standard input ends too')
    .addHelpText('after', EXAMPLES)
    .action(run);
}

async function run(options: NatCommandOptions): Promise<void> {
  const { outside, type, timeout, rebindAfter, preservePorts, ports, forward = [] } = options;
  const legs = natLegs(options);
  const json = options.json === true;
  const say = (sentence: string): void => void process.stderr.write(`espial nat: ${sentence}\n`);
  const troubles = new Troubles(systemNow, say);
  const nat = new UdpNat({
    legs,
    outside,
    forwards: forward,
    rules: { type, timeout, rebindAfter, ports, preservePorts },
    onMapping: (report) => {
      if (json) printJson({ event: 'mapping', at: systemNow(), ...report });
      else print(mappingText(report));
    },
    onTrouble: (sentence) => troubles.note(sentence),
  });
  await nat.open();
  const forget = (): void => void nat.forget();
  process.on('SIGHUP', forget);
  const ways = legs.map(({ inside, to }) => `${realText(inside)} to ${realText(to)}`);
  if (json) printJson({ event: 'ready', legs, outside, type });
  else print(`nat is ready: ${ways.join(', ')} from ${outside}, ${type}`);
  await untilStopped(options.untilStdinEnds === true);
  process.off('SIGHUP', forget);
  await nat.close();
  const statistics = nat.statistics();
  if (json) printJson({ event: 'stopped', ...statistics });
  else print(statisticsText(statistics));
}

function natLegs(options: NatCommandOptions): NatLeg[] {
  const rows = legsOf({ name: 'inside', texts: options.inside }, { name: 'to', texts: options.to });
  if (rows.length === 0) throw new UsageError('--inside is missing: nobody could send anything.');
  return rows.map(([inside, to]) => {
    if (inside === undefined || to === undefined) throw new UsageError('--to is missing.');
    refuseCircle(inside, to);
    if (versionOf(to.address) !== versionOf(options.outside)) {
      throw new UsageError(
        `--outside ${options.outside} cannot send to --to ${realText(to)}: they are of two IP versions.`,
      );
    }
    return { inside, to };
  });
}

function versionOf(address: string): number {
  return parseAddress(address).version;
}

function mappingText({ what, inside, outside, to }: MappingReport): string {
  return what === 'mapped'
    ? `${inside} is ${outside} to ${to}`
    : `${inside} is ${outside} no longer (${what})`;
}

function statisticsText(statistics: NatStatistics): string {
  const { out, mappings, noMapping, filtered, noInside, noPort } = statistics;
  const words = [
    `${countText(out, 'datagram')} out, ${statistics.in} in`,
    countText(mappings, 'mapping'),
  ];
  if (noMapping > 0) words.push(`${noMapping} came to a port without a mapping`);
  if (filtered > 0) words.push(`${filtered} filtered`);
  if (noInside > 0) words.push(`${noInside} from endpoints that no inside socket stands for`);
  if (noPort > 0) words.push(`${noPort} found no free port`);
  return words.join(', ');
}

function forwards(words: string, before: readonly NatForward[] | undefined): readonly NatForward[] {
  const [outside = '', inside = ''] = words.split('=');
  try {
    const { port } = parseSocketAddress(`0.0.0.0:${outside}`);
    return [...(before ?? []), { port, to: parseSocketAddress(inside) }];
  } catch {
    throw new InvalidArgumentError(
      'It must be an outside port and an inside endpoint, like 500=127.0.0.1:25500.',
    );
  }
}

function portRange(words: string): { first: number; last: number } {
  const match = /^(\d{1,5})-(\d{1,5})$/.exec(words);
  const [first, last] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || first < 1 || last > 65_535 || first > last) {
    throw new InvalidArgumentError('It must be two ports with a hyphen, like 40000-49999.');
  }
  return { first, last };
}
