/**
 * The IKE engine: every main mode and quick mode of a host. Datagrams, commands and time go in;
 * messages, events and finished SAs come out. It never sees a packet, and no datagram makes it throw.
 */

import type { Path } from '../base/batch.ts';
import { partOf } from '../base/part-of.ts';
import type { Instant } from '../base/time.ts';
import type { IsakmpHeader } from '../wire/isakmp/header.ts';
import {
  EXCHANGE,
  exchangeName,
  exchangeTable,
  PAYLOAD,
  PROTOCOL,
} from '../wire/numbers/isakmp.ts';
import type { EffectResult } from './effects.ts';
import { drop, type EngineState, type IkeOptions, newEngineState } from './engine-state.ts';
import { cancelled } from './failures/general.ts';
import { fragmentsTimeout, receiveFragment } from './fragments/receive.ts';
import { checkedHeader } from './header-check.ts';
import { isZeroCookie } from './isakmp-sa.ts';
import { acquire } from './life/acquire.ts';
import { receiveAnswer } from './life/effects.ts';
import { fallBack } from './life/fall-back.ts';
import { refuseInClear } from './life/informational/clear-answers.ts';
import { watchTimeout } from './life/informational/dpd.ts';
import { receiveInformational } from './life/informational/informational.ts';
import { answerUnknownSpi } from './life/informational/invalid-spi.ts';
import { reliableDeleteTimeout } from './life/informational/reliable-delete.ts';
import {
  continueMainMode,
  endMainMode,
  failMainMode,
  respondMainMode,
} from './life/main-mode-life.ts';
import { mainModeExpired, mainModeTimeout } from './life/main-mode-timeout.ts';
import { isEstablished, type TimerUse } from './life/negotiation.ts';
import { childTimeout, deleteChild, idleTimeout } from './life/pairs/child-life.ts';
import { quickModeTimeout } from './life/pairs/quick-mode-end.ts';
import { receiveQuickMode } from './life/pairs/quick-mode-life.ts';
import { followPacket } from './life/peer-moved.ts';
import { endWhatPolicyLeft, type PolicyStands } from './life/policy-change.ts';
import {
  renewChild,
  renewMainMode,
  renewMainModes,
  renewPolicy,
  wornChild,
} from './life/renewal.ts';
import { type EngineLoad, loadOf } from './load.ts';
import { exchangeNotSpoken } from './offers/not-spoken.ts';
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
    if (engine.gate.sheds(message, path.remote.address, now)) return;
    const header = checkedHeader(engine, path, message);
    if (header === undefined) return;
    if (header.nextPayload !== PAYLOAD.FRAGMENT) return dispatch(engine, header, message, path);
    const whole = receiveFragment(engine, header, message, path);
    const inner = whole === undefined ? undefined : checkedHeader(engine, path, whole);
    if (whole !== undefined && inner !== undefined) dispatch(engine, inner, whole, path);
  }

  /** Whether first messages are being dropped unread: else `sheds` need not be asked. */
  get isShedding(): boolean {
    return this.#engine.gate.isShedding;
  }

  /**
   * Whether the message at `octets[start .. end)`, without its marker, is dropped unread: a first one
   * amid a flood of them. To be asked by whoever carries datagrams before it finds out where this one is
   * from; `receive` asks by itself.
   */
  sheds(octets: Uint8Array, start: number, end: number): boolean {
    const { gate, now } = this.#engine;
    return gate.shedsFromAnybody(octets, start, end, now);
  }

  /**
   * Negotiates a policy entry, beginning with main mode where none is there. The outcome is an event
   * `quick-mode-established` or `quick-mode-failed` of that policy. Nothing happens where one is under way.
   */
  initiate(childName: string, now: Instant): void {
    const engine = this.#engine;
    engine.now = now;
    acquire(engine, childName);
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

  /** Traffic has used most of what a pair may carry: it is renewed soon, if policy wants that. */
  childWorn(id: number, now: Instant): void {
    this.#engine.now = now;
    wornChild(this.#engine, id);
  }

  /** Renews the pairs of a policy entry now; answers how many. The outcome is as of `initiate`. */
  renewChildren(childName: string, now: Instant): number {
    this.#engine.now = now;
    return renewPolicy(this.#engine, childName);
  }

  /**
   * Renews the main modes with a peer now; answers how many. The outcome is an event
   * `main-mode-established` or `main-mode-failed` of this host as initiator.
   */
  renewMainModes(peerName: string, now: Instant): number {
    this.#engine.now = now;
    return renewMainModes(this.#engine, peerName);
  }

  /** The newest packet of a pair, whose ICV was right, came from elsewhere than the peer was so far. */
  peerElsewhere(id: number, path: Path, now: Instant): void {
    this.#engine.now = now;
    followPacket(this.#engine, id, path);
  }

  /** A packet came with an SPI that this host does not have; anybody may have sent it. */
  unknownSpi(path: Path, spi: number, now: Instant, protocol: 'esp' | 'ah' = 'esp'): void {
    this.#engine.now = now;
    answerUnknownSpi(this.#engine, path, spi, PROTOCOL[protocol]);
  }

  /** Ends everything with a peer, or with all, and tells them; answers how many SAs ended. */
  deletePeer(peerName: string | undefined, now: Instant): number {
    const engine = this.#engine;
    engine.now = now;
    let ended = 0;
    const { children, table } = engine;
    for (const child of peerName === undefined ? children.all() : children.ofPeer(peerName)) {
      deleteChild(engine, child.made.id, 'deleted');
      ended++;
    }
    for (const entry of peerName === undefined ? table.all() : table.ofPeer(peerName)) {
      const place = { where: 'main mode', peer: entry.sa.peer.name };
      if (isEstablished(entry)) endMainMode(engine, entry, 'deleted');
      // What was found wrong explains it better than that somebody did not wait for more.
      else
        failMainMode(engine, entry, entry.main.suspicion ?? cancelled(place, 'A command ended it'));
      ended++;
    }
    return ended;
  }

  /**
   * The port answers by another policy from now on. What that does not want as it is ends, and the peers
   * are told; everything else goes on. Answers how many SAs ended.
   */
  policyReplaced(stands: PolicyStands, now: Instant): number {
    this.#engine.now = now;
    return endWhatPolicyLeft(this.#engine, stands);
  }

  /** The result of an effect that the engine asked for. One that nothing waits for is dropped. */
  effectAnswered(id: number, result: EffectResult, now: Instant): void {
    this.#engine.now = now;
    receiveAnswer(this.#engine, id, result);
  }

  /** Fires every timer that is due. */
  timeout(now: Instant): void {
    const engine = this.#engine;
    engine.now = now;
    for (let use = engine.timers.pop(now); use !== undefined; use = engine.timers.pop(now)) {
      fire(engine, use);
    }
  }

  /** When the next timer is due. */
  nextTimeout(): Instant | undefined {
    return this.#engine.timers.next();
  }

  /** Main modes in the order in which they began: all, or so many from one on. */
  mainModeSas(from = 0, most = Number.POSITIVE_INFINITY): MainModeSummary[] {
    const { table, timers } = this.#engine;
    return partOf(table.all(), from, most).map((entry) => mainModeSummary(entry, timers));
  }

  /** How many main modes there are. */
  get mainModeCount(): number {
    return this.#engine.table.size;
  }

  /** What is kept of work that is not done yet. */
  load(): EngineLoad {
    return loadOf(this.#engine);
  }

  /** The numbers of the pairs of a policy entry. */
  childrenOf(childName: string): number[] {
    const { children, options } = this.#engine;
    const peer = options.policy.childNamed(childName)?.peer;
    // Without its entry nothing says whose they are.
    return (peer === undefined ? children.all() : children.ofPeer(peer))
      .filter(({ made }) => made.child.name === childName)
      .map(({ made }) => made.id);
  }

  /** One pair of ESP SAs, by its number. */
  child(id: number): ChildSummary | undefined {
    const { children, timers } = this.#engine;
    const child = children.get(id);
    return child && childSummary(child, timers);
  }

  /** Every pair of ESP SAs, in the order in which they were made. */
  children(): ChildSummary[] {
    const { children, timers } = this.#engine;
    return children.all().map((child) => childSummary(child, timers));
  }
}

function dispatch(
  engine: EngineState,
  header: IsakmpHeader,
  message: Uint8Array,
  path: Path,
): void {
  switch (header.exchangeType) {
    case EXCHANGE.identityProtection:
    case EXCHANGE.aggressive:
      return receiveMainMode(engine, header, message, path);
    case EXCHANGE.quickMode:
      return receiveQuickMode(engine, header, message, path);
    case EXCHANGE.informational:
      return receiveInformational(engine, header, message, path);
    default:
      return refuseInClear(
        engine,
        { header, datagram: message, path },
        'exchange-not-spoken',
        exchangeNotSpoken(header.exchangeType),
        exchangeTable.entryOf(header.exchangeType) === undefined
          ? 'INVALID-EXCHANGE-TYPE'
          : 'UNSUPPORTED-EXCHANGE-TYPE',
      );
  }
}

function receiveMainMode(
  engine: EngineState,
  header: IsakmpHeader,
  message: Uint8Array,
  path: Path,
): void {
  if (header.messageId !== 0) {
    const detail = 'main mode: its message id is not zero (header, off=20)';
    return refuseInClear(
      engine,
      { header, datagram: message, path },
      'malformed',
      detail,
      'INVALID-MESSAGE-ID',
    );
  }
  const isFirst = isZeroCookie(header.responderCookie);
  const entry = isFirst
    ? engine.table.findByFirstMessage(header.initiatorCookie, path.remote.address)
    : engine.table.find(header.initiatorCookie, header.responderCookie);
  if (entry !== undefined && entry.main.exchange.type !== header.exchangeType) {
    const detail = `${exchangeName(header.exchangeType)}: the SA with these cookies is made by ${entry.sa.phaseOne}`;
    return drop(engine, path, 'unexpected', detail);
  }
  if (entry !== undefined) return continueMainMode(engine, entry, header, message, path);
  if (isFirst) return respondMainMode(engine, header, message, path);
  // Its sender goes on by its own timers: an answer would only hide what was said before.
  drop(engine, path, 'invalid-cookie', 'main mode: no exchange has these cookies');
}

function fire(engine: EngineState, what: TimerUse): void {
  switch (what.use) {
    case 'main-mode-message':
      return mainModeTimeout(engine, what.entry);
    case 'main-mode-lifetime':
      return mainModeExpired(engine, what.entry);
    case 'quick-mode-message':
      return quickModeTimeout(engine, what.entry, what.messageId);
    case 'fragments': {
      const set = engine.fragments.find(what.entry, what.key);
      return set === undefined ? undefined : fragmentsTimeout(engine, set);
    }
    case 'shed-report':
      return engine.gate.report(engine.now);
    case 'watch':
      return watchTimeout(engine, what.entry);
    case 'reliable-delete':
      return reliableDeleteTimeout(engine, what.key);
    case 'child-lifetime':
      return childTimeout(engine, what.id);
    case 'child-idle':
      return idleTimeout(engine, what.id);
    case 'fall-back':
      return void fallBack(engine, what.entry);
    case 'child-renewal':
      return renewChild(engine, what.id);
    case 'main-mode-renewal':
      return renewMainMode(engine, what.entry);
    case 'acquire':
      return acquire(engine, what.policy);
  }
}
