/** Names of peers that policy knows by their addresses alone: `192.0.2.2`, or `192.0.2.2 from 10.0.0.1`. */

import { type Address, tryParseAddress } from '../../base/address.ts';

/** Which two addresses a peer's main mode is between. */
export interface PeerEnds {
  readonly local: Address;
  readonly remote: Address;
}

/** The name; this computer's own address stands in it where it is not the first of its kind. */
export function peerName({ local, remote }: PeerEnds, own: readonly Address[]): string {
  return isFirst(local, own) ? remote.text : `${remote.text} from ${local.text}`;
}

/** What a name says; undefined where it is no such name, or not of this computer. */
export function readPeerName(name: string, own: readonly Address[]): PeerEnds | undefined {
  const [remoteText = '', localText, more] = name.split(' from ');
  const remote = tryParseAddress(remoteText);
  if (remote === undefined || more !== undefined) return undefined;
  const local =
    localText === undefined
      ? firstOf(remote.version, own)
      : own.find(({ text }) => text === localText);
  return local && { local, remote };
}

/** The address that this computer speaks from where nothing says another one. */
export function firstOf(version: 4 | 6, own: readonly Address[]): Address | undefined {
  return own.find((address) => address.version === version);
}

function isFirst(address: Address, own: readonly Address[]): boolean {
  return firstOf(address.version, own)?.text === address.text;
}
