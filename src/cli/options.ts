/** Options that several commands share, and numbers from the command line. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseAddress } from '../base/address.ts';

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
