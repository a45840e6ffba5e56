/** Which main mode new exchanges with a peer use. */

import { type Address, type Endpoint, endpointText } from '../../base/address.ts';
import type { EngineState } from '../engine-state.ts';
import { isEstablished, type Negotiation } from './negotiation.ts';

/**
 * The newest established main mode with a peer that is not suspect, and that no other has replaced if
 * there is a choice. A peer of any address may be at several at once, and at one address may be several
 * behind a NAT: an endpoint says which. Where the NAT has given it another port meanwhile, it is the
 * only one at its address.
 */
export function establishedWith(
  engine: EngineState,
  peerName: string,
  where: Address | Endpoint | undefined,
): Negotiation | undefined {
  const address = where !== undefined && 'port' in where ? where.address : where;
  const there = (
    address === undefined ? engine.table.ofPeer(peerName) : engine.table.at(address)
  ).filter(
    (entry) =>
      entry.sa.peer.name === peerName &&
      isEstablished(entry) &&
      entry.watch?.suspectSince === undefined,
  );
  if (where === undefined || !('port' in where)) return newestOf(there);
  const exact = there.filter(
    ({ sa }) => !sa.nat.remoteBehindNat || sa.path.remote.port === where.port,
  );
  const places = new Set(there.map(({ sa }) => endpointText(sa.path.remote)));
  return newestOf(exact) ?? (places.size === 1 ? newestOf(there) : undefined);
}

function newestOf(entries: readonly Negotiation[]): Negotiation | undefined {
  return entries.findLast(({ replacedBy }) => replacedBy === undefined) ?? entries.at(-1);
}
