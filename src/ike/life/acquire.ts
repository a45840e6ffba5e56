/** Getting the SAs of a policy entry: by a quick mode if a main mode is there, else by both. */

import type { Address, Endpoint } from '../../base/address.ts';
import type { Path } from '../../base/batch.ts';
import { readFlowName } from '../../base/flow-name.ts';
import { LIMITS } from '../../base/limits.ts';
import type { EngineState } from '../engine-state.ts';
import { cancelled, limitReached } from '../failures/general.ts';
import { noMainModePolicy } from '../failures/policy.ts';
import type { ChildPolicy, PeerPolicy } from '../policy.ts';
import { establishedWith } from './established.ts';
import { hopeForAnswer } from './fall-back.ts';
import { failMainMode, initiateMainMode } from './main-mode-life.ts';
import { isUsedUp, quickModesUnderWay, type Wanted } from './negotiation.ts';
import { startQuickMode } from './pairs/quick-mode-life.ts';

/**
 * Negotiates a policy entry unless that is under way. Where the peer's own quick mode for it has only
 * its last message to come, that one will do; should it fail, this host begins.
 */
export function acquire(engine: EngineState, childName: string): void {
  const child = engine.options.policy.childNamed(childName);
  const peer = child === undefined ? undefined : engine.options.policy.peerNamed(child.peer);
  if (child === undefined || peer === undefined) return lacksPolicy(engine, childName);
  const underWay = roleUnderWay(engine, child);
  if (underWay === 'responder') engine.heldBack.add(childName);
  if (underWay !== undefined) return;
  negotiate(engine, peer, peer.address, { policy: childName, renews: undefined });
}

/** Packets of two computers are to be protected, but policy does not say how. */
function lacksPolicy({ options }: EngineState, childName: string): void {
  const flow = readFlowName(childName);
  if (flow === undefined) return;
  const peer = flow.remote.text;
  options.note({
    kind: 'quick-mode-failed',
    peerName: peer,
    local: { address: flow.local, port: options.ikePort },
    remote: { address: flow.remote, port: options.ikePort },
    initiatorCookie: '',
    responderCookie: '',
    role: 'initiator',
    messageId: 0,
    policy: childName,
    failure: noMainModePolicy({ where: 'main mode, message 1', peer }),
  });
}

/** A quick mode for a policy entry, on the main mode with a peer where it is; on a new one if there is none. */
export function negotiate(
  engine: EngineState,
  peer: PeerPolicy,
  where: Address | Endpoint | undefined,
  wanted: Wanted,
): void {
  const established = establishedWith(engine, peer.name, where);
  if (established !== undefined && !isUsedUp(established))
    return startQuickMode(engine, established, wanted);
  const limit = peer.keeping.quickModesPerMainMode || LIMITS.waitingQuickModes;
  const halfOpen = engine.table
    .ofPeer(peer.name)
    .find(
      ({ sa, waiting }) =>
        sa.role === 'initiator' &&
        sa.establishedAt === undefined &&
        waiting.length < Math.min(limit, LIMITS.waitingQuickModes),
    );
  if (halfOpen === undefined) beginMainMode(engine, peer, wanted);
  else {
    halfOpen.waiting = [...halfOpen.waiting, wanted];
    hopeForAnswer(engine, halfOpen, wanted);
  }
}

function beginMainMode(engine: EngineState, peer: PeerPolicy, wanted: Wanted): void {
  const { note, ikePort, natPort } = engine.options;
  const address = peer.address;
  // RFC 3947 4: an initiator may begin at the NAT-T port, and then from its own.
  const port = peer.port === natPort ? natPort : ikePort;
  const local = { address: peer.localAddress, port };
  const remote = { address: address ?? peer.localAddress, port: peer.port };
  const place = { where: 'main mode, message 1', peer: peer.name };
  const fault =
    address === undefined
      ? 'The peer has no address of its own: only it can begin'
      : engine.table.faultOfAnother();
  if (fault === undefined) {
    makeRoom(engine);
    const path: Path = { carrier: 'udp', local, remote };
    return initiateMainMode(engine, peer, path, [wanted]);
  }
  const scope = {
    peerName: peer.name,
    local,
    remote,
    initiatorCookie: '',
    responderCookie: '',
    role: 'initiator',
  } as const;
  const failure =
    address === undefined ? cancelled(place, fault) : limitReached(place, fault, 'mainModes');
  note({ kind: 'quick-mode-failed', ...scope, messageId: 0, policy: wanted.policy, failure });
}

/** Packets from nowhere can make a host ask whoever they name: those who never answer make room. */
function makeRoom(engine: EngineState): void {
  const oldest = engine.table.unansweredInExcess();
  if (oldest === undefined) return;
  const { sa } = oldest;
  const most = `${LIMITS.unansweredMainModes} main modes that nobody has answered are the most this host holds, and this one was the oldest`;
  failMainMode(engine, oldest, limitReached({ where: sa.phaseOne, peer: sa.peer.name }, most));
}

/** Which side began the quick mode that is at work for a policy entry, if there is one. */
function roleUnderWay(
  engine: EngineState,
  { name: childName, peer }: ChildPolicy,
): 'initiator' | 'responder' | undefined {
  let found: 'initiator' | 'responder' | undefined;
  for (const entry of engine.table.ofPeer(peer)) {
    if (entry.waiting.some(({ policy }) => policy === childName)) return 'initiator';
    if (entry.quick.size === 0) continue;
    for (const { role, state } of quickModesUnderWay(entry)) {
      if (!('child' in state) || state.child.name !== childName) continue;
      if (role === 'initiator') return role;
      found = role;
    }
  }
  return found;
}
