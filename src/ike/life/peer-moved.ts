/**
 * A peer behind a NAT whose mapping has changed (RFC 3947 7): what it sends comes from another port or
 * address, and only what has proved itself moves anything. A main mode moves with all that is held with
 * the same other end, so that nothing waits for a rekeying.
 */

import { type Endpoint, sameEndpoint } from '../../base/address.ts';
import type { Path } from '../../base/batch.ts';
import type { EngineState } from '../engine-state.ts';
import { type IsakmpSa, mayMove, scopeOf } from '../isakmp-sa.ts';
import { isEstablished, type Negotiation } from './negotiation.ts';

/** A message of a main mode has proved itself: answers go to where it came from. */
export function followMessage(engine: EngineState, sa: IsakmpSa, path: Path): void {
  const isElsewhere =
    !sameEndpoint(path.remote, sa.path.remote) && sameEndpoint(path.local, sa.path.local);
  if (!isElsewhere || !mayMove(sa)) return;
  for (const entry of engine.table.ofPeer(sa.peer.name)) {
    if (entry.sa !== sa || entry.main.state.at !== 'authenticated') continue;
    const identity = entry.main.state.remoteIdentity;
    move(engine, { peerName: sa.peer.name, identity, at: sa.path.remote }, path, 'IKE');
    return;
  }
}

/** A packet of a pair has proved itself, the newest so far. */
export function followPacket(engine: EngineState, id: number, path: Path): void {
  const made = engine.children.get(id)?.made;
  if (made?.remoteMayMove !== true || sameEndpoint(path.remote, made.remoteEndpoint)) return;
  const { peerName, remoteIdentity: identity, remoteEndpoint: at } = made;
  move(engine, { peerName, identity, at }, path, 'ESP');
}

interface OldPlace {
  readonly peerName: string;
  readonly identity: string;
  readonly at: Endpoint;
}

function move(engine: EngineState, from: OldPlace, path: Path, provedBy: 'IKE' | 'ESP'): void {
  const { remote } = path;
  const moving = engine.table.ofPeer(from.peerName).filter((entry) => isAt(entry, from));
  for (const entry of moving) {
    const { sa } = entry;
    sa.path = { carrier: 'udp', local: sa.path.local, remote };
    engine.table.moved(entry, from.at.address);
  }
  const pairs = engine.options.sas.move(from.peerName, from.identity, from.at, remote);
  for (const child of engine.children.ofPeer(from.peerName)) {
    if (child.made.remoteEndpoint === remote) engine.children.moved(child, from.at.address);
  }
  const scope = moving[0] === undefined ? undefined : scopeOf(moving[0].sa);
  engine.options.note({
    kind: 'peer-moved',
    peerName: from.peerName,
    local: path.local,
    remote,
    initiatorCookie: scope?.initiatorCookie ?? '',
    responderCookie: scope?.responderCookie ?? '',
    role: scope?.role ?? 'responder',
    from: from.at,
    mainModes: moving.length,
    pairs,
    provedBy,
  });
}

function isAt(entry: Negotiation, { peerName, identity, at }: OldPlace): boolean {
  const { sa, main } = entry;
  return (
    isEstablished(entry) &&
    main.state.at === 'authenticated' &&
    sa.peer.name === peerName &&
    sameEndpoint(sa.path.remote, at) &&
    main.state.remoteIdentity === identity &&
    mayMove(sa)
  );
}
