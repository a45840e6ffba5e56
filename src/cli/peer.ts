/** `espial peer FILE`: one host in the foreground. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { systemNow } from '../net/clock.ts';
import { type ClockSetting, clockOfText } from '../net/lab-clock.ts';
import { metricsEndpoint } from '../net/metrics-server.ts';
import type { RealEndpoint } from '../net/socket-plan.ts';
import { LOG_LEVELS, type LogFormat, type LogLevel } from '../observe/pino.ts';
import { loadPeerFile } from '../scenario/schema/load.ts';
import { INNER_EXAMPLES, type InnerOptions, withInnerOptions } from './inner-options.ts';
import { IO_CHOICES, type IoChoice } from './io.ts';
import { logSize } from './options.ts';
import { runPeer } from './peer-process.ts';
import { CRYPTO_CHOICES, CRYPTO_HELP, type CryptoChoice } from './providers.ts';

/** What the command line says beside the file. */
export interface PeerOptions extends InnerOptions {
  readonly control?: string;
  readonly capture?: string;
  readonly keylog?: string;
  readonly events?: string;
  readonly metrics?: RealEndpoint;
  readonly eventLog?: string;
  readonly eventLogSize?: number;
  readonly ikeLog?: string;
  readonly untilStdinEnds?: boolean;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
  readonly crypto: CryptoChoice;
  readonly io: IoChoice;
  readonly clock?: ClockSetting;
}

const EXAMPLES = `
Ctrl-C tells the peers that the SAs are deleted and ends; a second one ends at
once.

Examples:
  espial peer alice.yaml
  espial peer alice.yaml --capture alice.pcapng --keylog keys
  espial peer alice.yaml --event-log alice-log --ike-log ike.log
  espial peer alice.yaml --log-level debug --log-format json 2>alice.log${INNER_EXAMPLES}`;

export function addPeer(program: Command): void {
  const command = program
    .command('peer')
    .description('run one host in the foreground, as its file says')
    .argument('<file>', 'the YAML file of the peer')
    .option('--control <path-or-name>', 'control socket (default: the file says, or its name)')
    .option('--capture <file>', 'write what is sent and received to a pcapng file')
    .option('--keylog <folder>', 'write the keys in the form that Wireshark reads')
    .option('--events <file>', 'write events as JSON lines to a file, or to a descriptor by number')
    .option('--event-log <folder>', 'write the event log of Windows; espial events reads it')
    .option('--event-log-size <size>', 'its size with older files, like 16MB (default)', logSize)
    .option('--ike-log <file>', 'write the steps of IKE, as Oakley.log does; an older file is kept')
    .option(
      '--metrics <address:port>',
      'answer GET /metrics for Prometheus there (a port alone: on 127.0.0.1)',
      metricsAddress,
    )
    .option('--until-stdin-ends', 'stop when standard input ends too, as under a supervisor')
    .addOption(
      new Option('--log-level <level>', 'least level on stderr')
        .choices(LOG_LEVELS)
        .default('info'),
    )
    .addOption(
      new Option('--log-format <format>', 'lines on stderr')
        .choices(['text', 'json'])
        .default('text'),
    )
    .addOption(
      new Option('--crypto <provider>', `cryptography (${CRYPTO_HELP})`)
        .choices(CRYPTO_CHOICES)
        .default('auto'),
    )
    .addOption(
      new Option(
        '--io <way>',
        'UDP by Node, or by the C library in runs of datagrams (Linux, koffi)',
      )
        .choices(IO_CHOICES)
        .default('node'),
    )
    .option(
      '--clock-speed <n>',
      'for laboratories: let time pass so many times as fast, for timers and lifetimes',
      clockSpeed,
    )
    .addOption(
      // Of peers that are to agree on what time it is: a scenario's.
      new Option('--clock <setting>').argParser(clockSetting).hideHelp(),
    );
  withInnerOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, options: PeerOptions & { readonly clockSpeed?: ClockSetting }) => {
      const { clockSpeed, ...others } = options;
      const clock = options.clock ?? clockSpeed;
      const whole = clock === undefined ? others : { ...others, clock };
      process.exitCode = await runPeer(loadPeerFile(file), whole);
    });
}

const FASTEST_CLOCK = 1000;

function clockSpeed(text: string): ClockSetting {
  const speed = Number(text);
  if (!(speed >= 1 && speed <= FASTEST_CLOCK)) {
    throw new InvalidArgumentError(`It is a number from 1 to ${FASTEST_CLOCK}.`);
  }
  const origin = systemNow();
  return { speed, start: origin, origin };
}

function clockSetting(text: string): ClockSetting {
  const setting = clockOfText(text);
  if (setting === undefined) throw new InvalidArgumentError('It is speed,start,origin.');
  return setting;
}

function metricsAddress(text: string): RealEndpoint {
  const where = metricsEndpoint(text);
  if (typeof where === 'string') throw new InvalidArgumentError(`${where}.`);
  return where;
}
