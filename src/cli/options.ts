/** Options that several commands share, and numbers from the command line. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseAddress } from '../base/address.ts';
import { LIMITS } from '../base/limits.ts';
import { parseMilliseconds } from '../scenario/schema/fields.ts';

/** Where the running peer is, and how the answer looks. */
export interface ClientOptions {
  readonly control?: string;
  readonly json?: boolean;
}

/** Adds `--control` and `--json` to a command that talks to a running peer. */
export function withClientOptions(command: Command): Command {
  return command
    .option(
      '--control <path-or-name>',
      'control socket of the peer, or its name (default: the one that runs)',
    )
    .addOption(new Option('--json', 'print JSON'));
}

/** Adds `--keys` and `--port` to a command that reads captures; `keys` says what it takes, and what without. */
export function withCaptureOptions(
  command: Command,
  keys: { readonly flags: string; readonly says: string; readonly unless: string },
): Command {
  const port = wholeNumber(1, 65_535);
  return command
    .addOption(
      new Option(keys.flags, `${keys.says} (may be given again)`)
        .default([], keys.unless)
        .argParser(several),
    )
    .addOption(
      new Option('--port <number>', 'a port that carries ISAKMP or ESP (may be given again)')
        .default([], '500, 4500, and what looks like it')
        .argParser((text: string, before: number[]) => [...before, port(text)]),
    );
}

/** A whole number in a range, for commander. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** An IPv4 or IPv6 address in its canonical text, for commander. */
export function addressText(text: string): string {
  try {
    return parseAddress(text).text;
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}.`);
  }
}

/** A length of time with its unit, in milliseconds, for commander. */
export function milliseconds(text: string): number {
  try {
    return parseMilliseconds(text);
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}, like 20ms, 30s or 5m.`);
  }
}

/** How large an event log may grow, in octets, for commander. */
export function logSize(text: string): number {
  const match = /^(\d{1,9})\s*(KB|MB|GB)$/i.exec(text.trim());
  const unit = { KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 }[match?.[2]?.toUpperCase() ?? ''] ?? 0;
  const octets = Number(match?.[1] ?? 0) * unit;
  if (octets < 512 * 1024 || octets > LIMITS.eventLogFileOctets * 4) {
    throw new InvalidArgumentError('It must be from 512KB to 1GB, like 16MB.');
  }
  return octets;
}

/** A share: from 0 to 1, or in percent, for commander. */
export function share(text: string): number {
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim());
  const value = percent === null ? Number(text) : Number(percent[1]) / 100;
  if (text.trim() === '' || !(value >= 0 && value <= 1)) {
    throw new InvalidArgumentError('It must be a share from 0 to 1, like 0.2 or 20%.');
  }
  return value;
}

/** For an option that may be given several times. */
export function several(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}
