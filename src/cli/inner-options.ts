/** The options of `espial peer` for its inner side: a TUN device, forwarded ports. */

import { type Command, InvalidArgumentError } from 'commander';
import { parseAddress, parseRange, prefixLengthOf, rangeText } from '../base/address.ts';
import type { Forward } from '../net/forward/forwarder.ts';
import { acceptForward, listenForward } from './forward-words.ts';
import { wholeNumber } from './options.ts';

export interface InnerOptions {
  readonly tun?: string;
  readonly tunAddress?: readonly string[];
  readonly tunRoute?: readonly string[];
  readonly tunMtu?: number;
  readonly forward?: readonly Forward[];
  readonly accept?: readonly Forward[];
}

export const INNER_EXAMPLES = `
  espial peer alice.yaml --tun esp0 --tun-address 10.1.0.1/24
  espial peer alice.yaml --forward 127.0.0.1:5000=10.2.0.1:53
  espial peer bob.yaml --accept 10.2.0.1:53=127.0.0.1:5353`;

export function withInnerOptions(command: Command): Command {
  return command
    .option(
      '--tun <name>',
      "carry this machine's own IP packets by a TUN device (Linux, root)",
      deviceName,
    )
    .option(
      '--tun-address <address/length>',
      'give the device an address, and routes to what the policy protects',
      each(addressWithLength),
    )
    .option(
      '--tun-route <network>',
      "these routes instead of the policy's",
      each((text) => rangeText(subnet(text))),
    )
    .option('--tun-mtu <octets>', 'its MTU (default: what fits)', wholeNumber(68, 65_535))
    .option(
      '--forward <local=address>',
      'carry a UDP port of this machine through the policy to an address and port there',
      each((text) => ofPair(text, listenForward)),
    )
    .option(
      '--accept <port=local>',
      "hand what comes for a UDP port of the peer's own to a UDP port of this machine",
      each((text) => ofPair(text, acceptForward)),
    );
}

function each<T>(parse: (text: string) => T) {
  return (text: string, before: readonly T[] | undefined): readonly T[] => [
    ...(before ?? []),
    parse(text),
  ];
}

function ofPair(text: string, make: (from: string, to: string) => Forward): Forward {
  const [from, to, ...others] = text.split('=');
  if (from === undefined || to === undefined || others.length > 0) {
    throw new InvalidArgumentError('It is FROM=TO, like 127.0.0.1:5000=10.2.0.1:53.');
  }
  try {
    return make(from, to);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function deviceName(text: string): string {
  if (!/^[A-Za-z0-9_.-]{1,15}$/.test(text) || text === '.' || text === '..') {
    throw new InvalidArgumentError('It has 1 to 15 letters, digits, dots or dashes, like esp0.');
  }
  return text;
}

function addressWithLength(text: string): string {
  try {
    const [address, length] = text.split('/');
    const { text: canonical, version } = parseAddress(address!);
    const most = version === 4 ? 32 : 128;
    if (!/^\d{1,3}$/.test(length ?? '') || Number(length) > most) {
      throw new RangeError(`"${text}" has no prefix length from 0 to ${most}`);
    }
    return `${canonical}/${Number(length)}`;
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}, like 10.1.0.1/24.`);
  }
}

function subnet(text: string): ReturnType<typeof parseRange> {
  try {
    const range = parseRange(text);
    if (prefixLengthOf(range) === undefined) throw new RangeError(`"${text}" is no subnet`);
    return range;
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}, like 10.2.0.0/24.`);
  }
}
