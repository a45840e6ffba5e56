/** Which of a host's addresses a packet of its own starts from. */

import { type Address, rangeHolds, sameAddress } from '../base/address.ts';
import type { TrafficSelector } from '../base/traffic.ts';
import type { HostConfig } from './config.ts';

/** The address, or a sentence that says why there is none. */
export type SourceChoice =
  | { readonly address: Address; readonly error?: never }
  | { readonly address?: never; readonly error: string };

/**
 * The address asked for, if the host has it. Otherwise the one that best fits: inside the local
 * range of the first policy entry that covers the destination, else the first of the same version.
 */
export function chooseSource(
  config: HostConfig,
  entries: readonly { readonly selector: TrafficSelector }[],
  asked: Address | undefined,
  destination: Address,
  protocol: number,
): SourceChoice {
  if (config.addresses.some((own) => sameAddress(own, destination))) {
    return {
      error: `${destination.text} is an address of ${config.name} itself: nothing would be sent`,
    };
  }
  const sameVersion = config.addresses.filter((own) => own.version === destination.version);
  if (asked !== undefined) {
    if (!config.addresses.some((own) => sameAddress(own, asked))) {
      return { error: `${config.name} has no address ${asked.text}; it has ${listOf(config)}` };
    }
    if (asked.version !== destination.version) {
      return {
        error: `a packet cannot go from IPv${asked.version} (${asked.text}) to IPv${destination.version} (${destination.text})`,
      };
    }
    return { address: asked };
  }
  for (const { selector } of entries) {
    if (selector.protocol !== 0 && selector.protocol !== protocol) continue;
    if (!rangeHolds(selector.remote, destination)) continue;
    const fitting = sameVersion.find((own) => rangeHolds(selector.local, own));
    if (fitting !== undefined) return { address: fitting };
  }
  const first = sameVersion[0];
  if (first !== undefined) return { address: first };
  return {
    error: `${config.name} has no IPv${destination.version} address to reach ${destination.text} from; it has ${listOf(config)}`,
  };
}

function listOf(config: HostConfig): string {
  return config.addresses.map((own) => own.text).join(', ') || 'none';
}
