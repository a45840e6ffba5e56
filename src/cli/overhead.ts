/** `espial overhead`: what protection costs. Needs no running peer. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import type { EncapsulationMode } from '../base/traffic.ts';
import { allSuites } from '../crypto/algorithms.ts';
import { AH_INTEGRITIES } from '../crypto/protection.ts';
import { parseProtection, protectionName } from '../crypto/protection-names.ts';
import type { Protection } from '../crypto/provider.ts';
import {
  ipHeaderOctets,
  longestPacket,
  type Travel,
  wireOctets,
} from '../ipsec/packet/overhead.ts';
import { layoutOf } from '../ipsec/sa/layout.ts';
import { type OverheadFigures, type OverheadRow, overheadText } from '../observe/overhead-text.ts';
import { print, printJson } from './client.ts';
import { wholeNumber } from './options.ts';
import { UsageError } from './usage.ts';

const MODES: readonly EncapsulationMode[] = ['transport', 'tunnel'];
const TCP_HEADER_OCTETS = 20;

interface OverheadOptions {
  readonly mode?: EncapsulationMode;
  readonly suite?: readonly Protection[];
  readonly size: number;
  readonly mtu: number;
  readonly nat?: boolean;
  readonly ipv6?: boolean;
  readonly json?: boolean;
}

export function addOverhead(program: Command): void {
  program
    .command('overhead')
    .description('say what ESP and AH add to a packet, and the inner MTU that fits')
    .addOption(new Option('--mode <mode>', 'one mode (default: both)').choices(MODES))
    .option(
      '--suite <names...>',
      'suites like aes128-sha1, ah-sha1 or ah-sha1+3des-none (default: all of ESP, all of AH)',
      suites,
    )
    .option('-s, --size <octets>', 'octets of the IP packet', wholeNumber(20, 65_535), 1400)
    .option('--mtu <octets>', 'MTU outside', wholeNumber(68, 65_535), 1500)
    .option('--nat', 'ESP in UDP, as behind a NAT')
    .option('--ipv6', 'IPv6 inside and outside')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  espial overhead --suite aes128-sha1 aes128gcm16\n' +
        '  espial overhead --mode tunnel --nat --size 1420 --mtu 1492',
    )
    .action((options: OverheadOptions) => {
      const version = options.ipv6 === true ? 6 : 4;
      const udpEncapsulated = options.nat === true;
      const { size, mtu } = options;
      const least = ipHeaderOctets({ version });
      if (size < least)
        throw new UsageError(`--size: an IPv${version} packet has ${least} octets at least.`);
      const asked = options.suite ?? allOf(udpEncapsulated);
      if (udpEncapsulated && asked.some(({ ah }) => ah !== undefined))
        throw new UsageError(
          '--nat: AH does not go through a NAT, and not in UDP. Name ESP suites alone.',
        );
      const rows = asked.map((suite): OverheadRow => {
        const figures = (mode: EncapsulationMode): OverheadFigures =>
          figuresOf(suite, { mode, udpEncapsulated, version }, size, mtu);
        const modes = MODES.filter((mode) => options.mode === undefined || options.mode === mode);
        return {
          suite: protectionName(suite),
          ...Object.fromEntries(modes.map((mode) => [mode, figures(mode)])),
        };
      });
      const question = { size, mtu, version, natTraversal: udpEncapsulated } as const;
      if (options.json === true) printJson({ ...question, suites: rows });
      else print(overheadText(question, rows));
    });
}

function allOf(udpEncapsulated: boolean): readonly Protection[] {
  const esp = allSuites().map((suite) => ({ protocol: 'esp', suite }) as const);
  const ah = AH_INTEGRITIES.map((integrity) => ({ protocol: 'ah', ah: integrity }) as const);
  return udpEncapsulated ? esp : [...esp, ...ah];
}

function figuresOf(suite: Protection, travel: Travel, size: number, mtu: number): OverheadFigures {
  const layout = layoutOf(suite, travel.version);
  const onWire = wireOctets(layout, travel, size);
  const innerMtu = longestPacket(layout, travel, mtu);
  const tcpMss = Math.max(0, innerMtu - ipHeaderOctets(travel) - TCP_HEADER_OCTETS);
  return { wireOctets: onWire, addedOctets: onWire - size, innerMtu, tcpMss };
}

function suites(text: string, before: readonly Protection[] | undefined): readonly Protection[] {
  try {
    return [...(before ?? []), parseProtection(text)];
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}.`);
  }
}
