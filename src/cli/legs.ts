/** `--listen` and `--to`, `--inside` and `--to`: sockets given in pairs. */

import { tryParseAddress } from '../base/address.ts';
import type { RealEndpoint } from '../net/socket-plan.ts';
import { parseSocketAddress } from '../scenario/schema/fields.ts';
import { UsageError } from './usage.ts';

/** One option of a command, as often as it was given. */
export interface EndpointOption {
  readonly name: string;
  readonly texts: readonly string[] | undefined;
}

/** The ports of IKE, for an address that comes without one. */
const IKE_PORTS = [500, 4500] as const;

/**
 * The endpoints of several options side by side: the n-th of each belong together. An address
 * without a port stands for its ports 500 and 4500. An option that was never given is undefined in
 * every row. Throws a UsageError.
 */
export function legsOf<N extends string>(
  first: EndpointOption & { readonly name: N },
  ...others: readonly EndpointOption[]
): (readonly (RealEndpoint | undefined)[])[] {
  const columns = [first, ...others].map(endpointsOf);
  const length = columns[0]!.length;
  for (const [i, column] of columns.entries()) {
    if (column.length === length || (i > 0 && column.length === 0)) continue;
    throw new UsageError(
      `--${first.name} stands for ${length} sockets and --${others[i - 1]!.name} for ${column.length}: give both as often.`,
    );
  }
  return columns[0]!.map((_, row) => columns.map((column) => column[row]));
}

/** A socket that sends to itself would send for ever. Throws a UsageError. */
export function refuseCircle(here: RealEndpoint, to: RealEndpoint): void {
  if (here.port !== to.port || here.address !== to.address) return;
  throw new UsageError(
    `--to ${realText(to)} is this very socket: it would send to itself for ever.`,
  );
}

/** `127.0.0.1:500` or `[::1]:500`. */
export function realText({ address, port }: RealEndpoint): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function endpointsOf({ name, texts }: EndpointOption): RealEndpoint[] {
  return (texts ?? []).flatMap((text) => {
    const address = tryParseAddress(text);
    if (address !== undefined) return IKE_PORTS.map((port) => ({ address: address.text, port }));
    try {
      return [parseSocketAddress(text)];
    } catch (error) {
      throw new UsageError(
        `--${name}: ${(error as Error).message}. Write it like 127.0.0.1:15500 or [::1]:15500, or an address alone for its ports 500 and 4500.`,
      );
    }
  });
}
