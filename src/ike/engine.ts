/**
 * The IKE engine: every main mode and quick mode of a host. Datagrams, commands and time go in;
 * messages, events and finished SAs come out. It never sees a packet, and no datagram makes it throw.
 */

import { endpointText } from '../base/address.ts';
import type { Path } from '../base/batch.ts';
import { LIMITS } from '../base/limits.ts';
import type { Instant } from '../base/time.ts';
import {
  decodeHeader,
  FLAG_AUTHENTICATION_ONLY,
  FLAG_COMMIT,
  FLAG_ENCRYPTION,
  HEADER_OCTETS,
  type IsakmpHeader,
} from '../wire/isakmp/header.ts';
import { EXCHANGE, exchangeName } from '../wire/numbers/isakmp.ts';
import { drop, type EngineState, type IkeOptions, newEngineState } from './engine-state.ts';
import { cancelled, limitReached } from './failures/general.ts';
import { receiveInformational } from './life/informational.ts';
import {
  continueMainMode,
  endMainMode,
  failMainMode,
  initiateMainMode,
  mainModeTimeout,
  respondMainMode,
} from './life/main-mode-life.ts';
import { isEstablished, quickModesUnderWay, type TimerUse } from './life/negotiation.ts';
import {
  deleteChild,
  establishedWith,
  quickModeTimeout,
  receiveQuickMode,
  startQuickMode,
} from './life/quick-mode-life.ts';
import type { PeerPolicy } from './policy.ts';
import {
  type ChildSummary,
  childSummary,
  type MainModeSummary,
  mainModeSummary,
} from './summary.ts';

export class IkeEngine {
  readonly #engine: EngineState;

  constructor(options: IkeOptions) {
    this.#engine = newEngineState(options);
  }

  /** Takes one message without its non-ESP marker. What is kept of it is copied. Never throws. */
  receive(path: Path, message: Uint8Array, now: Instant): void {
    const engine = this.#engine;
    engine.now = now;
    const header = checkedHeader(engine, path, message);
    if (header === undefined) return;
    switch (header.exchangeType) {
      case EXCHANGE.identityProtection:
        return receiveMainMode(engine, header, message, path);
      case EXCHANGE.quickMode:
        return receiveQuickMode(engine, header, message, path);
      case EXCHANGE.informational:
        return receiveInformational(engine, header, message, path);
      default:
        return drop(
          engine,
          path,
          'exchange-not-spoken',
          `${exchangeName(header.exchangeType)} is not spoken here; main mode, quick mode and informational are`,
        );
    }
  }

  /**
   * Negotiates a policy entry, beginning with main mode where none is there. The outcome is an event
   * `quick-mode-established` or `quick-mode-failed` of that policy. Nothing happens where one is under way.
   */
  initiate(childName: string, now: Instant): void {
    const engine = this.#engine;
    engine.now = now;
    const child = engine.options.policy.childNamed(childName);
    const peer = child === undefined ? undefined : engine.options.policy.peerNamed(child.peer);
    if (child === undefined || peer === undefined || isUnderWay(engine, childName)) return;
    const established = establishedWith(engine, peer.name, peer.address);
    if (established !== undefined) return startQuickMode(engine, established, childName);
    const halfOpen = [...engine.table.all()].find(
      ({ sa, waiting }) =>
        sa.role === 'initiator' &&
        sa.peer.name === peer.name &&
        waiting.length < LIMITS.waitingQuickModes,
    );
    if (halfOpen === undefined) beginMainMode(engine, peer, childName);
    else halfOpen.waiting.push(childName);
  }

  /** Ends a pair of ESP SAs and tells the peer; false if there is no such pair. */
  deleteChild(id: number, now: Instant): boolean {
    this.#engine.now = now;
    return deleteChild(this.#engine, id, 'deleted');
  }

  /** The data plane has counted more octets than the pair's lifetime allows. */
  childExpired(id: number, now: Instant): void {
    this.#engine.now = now;
    deleteChild(this.#engine, id, 'lifetime');
  }

  /** Ends everything with a peer, or with all, and tells them; answers how many SAs ended. */
  deletePeer(peerName: string | undefined, now: Instant): number {
    const engine = this.#engine;
    engine.now = now;
    let ended = 0;
    for (const [id, child] of engine.children) {
      if (peerName !== undefined && child.made.peerName !== peerName) continue;
      deleteChild(engine, id, 'deleted');
      ended++;
    }
    for (const entry of [...engine.table.all()]) {
      if (peerName !== undefined && entry.sa.peer.name !== peerName) continue;
      const place = { where: 'main mode', peer: entry.sa.peer.name };
      if (isEstablished(entry)) endMainMode(engine, entry, 'deleted');
      else failMainMode(engine, entry, cancelled(place, 'A command ended it'));
      ended++;
    }
    return ended;
  }

  /** Fires every timer that is due. */
  timeout(now: Instant): void {
    const engine = this.#engine;
    engine.now = now;
    for (let timer = engine.timers.pop(now); timer !== undefined; timer = engine.timers.pop(now)) {
      fire(engine, timer.what);
    }
  }

  /** When the next timer is due. */
  nextTimeout(): Instant | undefined {
    return this.#engine.timers.next();
  }

  /** Every main mode, in the order in which they began. */
  mainModeSas(): MainModeSummary[] {
    return [...this.#engine.table.all()].map(mainModeSummary);
  }

  /** Every pair of ESP SAs, in the order in which they were made. */
  children(): ChildSummary[] {
    return [...this.#engine.children.values()].map(childSummary);
  }
}

/** RFC 2408 3.1: the other bits are zero. The commit bit is accepted and not acted on. */
const KNOWN_FLAGS = FLAG_ENCRYPTION | FLAG_COMMIT | FLAG_AUTHENTICATION_ONLY;

function checkedHeader(
  engine: EngineState,
  path: Path,
  message: Uint8Array,
): IsakmpHeader | undefined {
  const from = endpointText(path.remote);
  if (message.length < HEADER_OCTETS || message.length > LIMITS.isakmpMessageOctets) {
    drop(
      engine,
      path,
      'malformed',
      `${message.length} octets from ${from} are no ISAKMP message: its header alone has ${HEADER_OCTETS}`,
    );
    return undefined;
  }
  const header = decodeHeader(message);
  // RFC 2408 3.1: a larger minor version than one's own is not accepted either.
  if (header.majorVersion !== 1 || header.minorVersion !== 0) {
    const name =
      header.majorVersion === 2 ? 'IKEv2' : `version ${header.majorVersion}.${header.minorVersion}`;
    drop(
      engine,
      path,
      'invalid-version',
      `${from} speaks ${name}; this host speaks IKEv1 (header, off=17)`,
    );
    return undefined;
  }
  if (header.length !== message.length) {
    drop(
      engine,
      path,
      'malformed',
      `the header from ${from} claims ${header.length} octets, but there are ${message.length} (header.length, off=24)`,
    );
    return undefined;
  }
  if ((header.flags & ~KNOWN_FLAGS) !== 0) {
    drop(
      engine,
      path,
      'malformed',
      `the header from ${from} sets flags that ISAKMP does not know (header.flags, off=19)`,
    );
    return undefined;
  }
  if (header.initiatorCookie.every((octet) => octet === 0)) {
    drop(
      engine,
      path,
      'invalid-cookie',
      `the initiator cookie from ${from} is zero (header, off=0)`,
    );
    return undefined;
  }
  return header;
}

function receiveMainMode(
  engine: EngineState,
  header: IsakmpHeader,
  message: Uint8Array,
  path: Path,
): void {
  if (header.messageId !== 0)
    return drop(
      engine,
      path,
      'malformed',
      'main mode: its message id is not zero (header, off=20)',
    );
  const isFirst = header.responderCookie.every((octet) => octet === 0);
  const entry = isFirst
    ? engine.table.findByFirstMessage(header.initiatorCookie, path.remote.address)
    : engine.table.find(header.initiatorCookie, header.responderCookie);
  if (entry !== undefined) return continueMainMode(engine, entry, header, message, path);
  if (isFirst) return respondMainMode(engine, header, message, path);
  drop(engine, path, 'invalid-cookie', 'main mode: no exchange has these cookies');
}

function beginMainMode(engine: EngineState, peer: PeerPolicy, childName: string): void {
  const { note, ikePort } = engine.options;
  const address = peer.address;
  const local = { address: peer.localAddress, port: ikePort };
  const remote = { address: address ?? peer.localAddress, port: peer.port };
  const place = { where: 'main mode, message 1', peer: peer.name };
  const fault =
    address === undefined
      ? 'The peer has no address of its own: only it can begin'
      : engine.table.faultOfAnother();
  if (fault === undefined)
    return initiateMainMode(engine, peer, { carrier: 'udp', local, remote }, childName);
  const scope = {
    peerName: peer.name,
    local,
    remote,
    initiatorCookie: '',
    responderCookie: '',
    role: 'initiator',
  } as const;
  const failure = address === undefined ? cancelled(place, fault) : limitReached(place, fault);
  note({ kind: 'quick-mode-failed', ...scope, messageId: 0, policy: childName, failure });
}

function isUnderWay(engine: EngineState, childName: string): boolean {
  for (const entry of engine.table.all()) {
    if (entry.waiting.includes(childName)) return true;
    for (const run of quickModesUnderWay(entry)) {
      if (run.role === 'initiator' && 'child' in run.state && run.state.child.name === childName)
        return true;
    }
  }
  return false;
}

function fire(engine: EngineState, what: TimerUse): void {
  switch (what.use) {
    case 'main-mode-message':
      return mainModeTimeout(engine, what.entry);
    case 'main-mode-lifetime':
      return endMainMode(engine, what.entry, 'lifetime');
    case 'quick-mode-message':
      return quickModeTimeout(engine, what.entry, what.messageId);
    case 'child-lifetime':
      deleteChild(engine, what.id, 'lifetime');
  }
}
