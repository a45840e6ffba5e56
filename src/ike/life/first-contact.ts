/**
 * A peer that has begun anew says so with its first main mode: by INITIAL-CONTACT (RFC 2407 4.6.3.3),
 * or, as Windows does, by a vendor ID in its first message. What was held with it from before is then
 * forgotten. Either counts only once main mode has proved who says it.
 */

import type { EngineState } from '../engine-state.ts';
import { peerRestarted } from '../failures/peer-gone.ts';
import { type IsakmpSa, scopeOf } from '../isakmp-sa.ts';
import { initialContactPayload, saysInitialContact } from '../riders/initial-contact.ts';
import { forgetPeer } from './forget-peer.ts';
import { sendInformational } from './informational/informational-send.ts';
import { isEstablished, type Negotiation } from './negotiation.ts';
import { isSamePlace, samePeerAs } from './same-peer.ts';

/** After aggressive mode it goes in an informational exchange of its own (RFC 2407 4.6.3). */
export function sayFirstContact(engine: EngineState, entry: Negotiation): void {
  const { sa } = entry;
  if (sa.phaseOne !== 'aggressive mode' || !saysInitialContact(sa)) return;
  if (!isFirstContact(engine, sa)) return;
  sa.saidInitialContact = true;
  sendInformational(engine, entry, [initialContactPayload(sa)]);
}

/** Acts on what a main mode that has just been established said of its being the first. */
export function actOnFirstContact(engine: EngineState, entry: Negotiation): void {
  const { sa } = entry;
  const saidBy = firstContactOf(sa);
  if (saidBy === undefined) return;
  const place = { where: 'quick mode', peer: sa.peer.name };
  // Main modes that both sides begin at once both say it: neither may end the other.
  const forgotten = forgetPeer(engine, samePeerAs(entry), sa.createdAt, {
    reason: 'peer-restarted',
    failure: peerRestarted(place),
  });
  if (forgotten.mainModes + forgotten.pairs === 0) return;
  engine.options.note({ kind: 'peer-restarted', ...scopeOf(sa), saidBy, ...forgotten });
}

/**
 * Whether this host has nothing else with the peer: no established main mode, no pair, and no main
 * mode under way in which it has said so already.
 */
export function isFirstContact(engine: EngineState, sa: IsakmpSa): boolean {
  const { name } = sa.peer;
  const { remote } = sa.path;
  for (const other of engine.table.at(remote.address)) {
    const same = other.sa.peer.name === name && isSamePlace(remote, other.sa.path.remote);
    if (other.sa !== sa && same && (isEstablished(other) || other.sa.saidInitialContact))
      return false;
  }
  for (const { made } of engine.children.at(remote.address)) {
    if (made.peerName === name && isSamePlace(remote, made.remoteEndpoint)) return false;
  }
  return true;
}

function firstContactOf(sa: IsakmpSa): 'INITIAL-CONTACT' | 'Vid-Initial-Contact' | undefined {
  if (sa.heardInitialContact) return 'INITIAL-CONTACT';
  // No hash covers vendor IDs: whoever sees message 1 can add this one. Only the dialect believes it.
  const believes = sa.peer.dialect.name === 'windows-2003';
  return believes && sa.peerVendorIds.has('INITIAL_CONTACT') ? 'Vid-Initial-Contact' : undefined;
}
