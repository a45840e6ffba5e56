/** The life of a main mode: its beginning from either side, its establishment, its failure, its end. */

import type { Path } from '../../base/batch.ts';
import { EMPTY, toHex } from '../../base/bytes.ts';
import { Secret } from '../../base/secret.ts';
import { SECOND } from '../../base/time.ts';
import { CBC_CIPHERS, HASHES } from '../../crypto/algorithms.ts';
import type { IsakmpHeader } from '../../wire/isakmp/header.ts';
import { EXCHANGE, PROTOCOL } from '../../wire/numbers/isakmp.ts';
import { drop, type EngineState } from '../engine-state.ts';
import type { EndReason, IkeScope } from '../events.ts';
import type { Failure } from '../failure.ts';
import { cancelled, deletedByPeer } from '../failures/general.ts';
import { toldOfMainMode } from '../failures/tell.ts';
import { forgetFragments } from '../fragments/receive.ts';
import { configuredKeptIdentity } from '../identity.ts';
import {
  IsakmpSa,
  type PassedOver,
  type PhaseOneName,
  scopeOf,
  ZERO_COOKIE,
} from '../isakmp-sa.ts';
import { cipherText, mainModeProposalText } from '../offers/main-mode-offer.ts';
import { methodsPassedOver } from '../offers/passed-over.ts';
import type { PeerPolicy } from '../policy.ts';
import { peerIsEspial } from '../riders/vendor-ids.ts';
import type { Role } from '../script/exchange.ts';
import { listen, speak } from '../script/interpreter.ts';
import { notifyPayload } from '../script/make-payload.ts';
import { armMessageTimer } from '../script/message-timer.ts';
import { isFinished } from '../script/run.ts';
import type { Verdict } from '../script/verdict.ts';
import { phaseOneWeaknesses } from '../weakness.ts';
import { armEffectTimer, takeTimerUpAgain } from './effect-timer.ts';
import { forgetLater } from './exchange-memory.ts';
import { hopeForAnswer } from './fall-back.ts';
import { actOnFirstContact, sayFirstContact } from './first-contact.ts';
import { isRefusedFirstTime, peerOfFirstMessage } from './first-message.ts';
import { patienceOf, repeatMessage3 } from './half-open.ts';
import { answerInClear } from './informational/clear-answers.ts';
import {
  deleteMainModePayload,
  sendClearNotify,
  sendInformational,
} from './informational/informational-send.ts';
import { sendMainModeDelete } from './informational/reliable-delete.ts';
import { sayMainModeLifetime } from './informational/responder-lifetime.ts';
import {
  isEstablished,
  keysOfEntry,
  Negotiation,
  quickModesUnderWay,
  type Wanted,
} from './negotiation.ts';
import { failQuickMode, startQuickMode } from './pairs/quick-mode-life.ts';
import { lighten } from './resting.ts';
import { shareParts } from './shared-parts.ts';
import { succeed, takePlaceAgain } from './succession.ts';
import { clearAwayAfterSuspicion } from './suspicion.ts';
import { beginWatch } from './watch.ts';

/**
 * Begins a main mode with a peer whose address is known; `wanted` is what it is for, nothing where it
 * renews another. The methods in `passedOver` are not offered.
 */
export function initiateMainMode(
  engine: EngineState,
  peer: PeerPolicy,
  path: Path,
  wanted: readonly Wanted[],
  passedOver: readonly PassedOver[] = [],
): void {
  const phaseOne = peer.dialect.aggressive === 'initiate' ? 'aggressive mode' : 'main mode';
  const entry = newEntry(engine, phaseOne, 'initiator', peer, path, newCookie(engine), ZERO_COOKIE);
  entry.waiting = wanted;
  entry.sa.passedOver = passedOver;
  engine.table.add(entry);
  engine.options.note({ kind: 'main-mode-started', ...scopeOf(entry.sa), exchange: phaseOne });
  const failure = speak(entry.main, engine.around);
  if (failure !== undefined) failMainMode(engine, entry, failure);
  else armMessageTimer(engine, entry.main, entry.sa, false);
  if (passedOver.length === 0) for (const one of wanted) hopeForAnswer(engine, entry, one);
}

/** Takes a first message: nothing is kept of it unless it is accepted. */
export function respondMainMode(
  engine: EngineState,
  header: IsakmpHeader,
  datagram: Uint8Array,
  path: Path,
): void {
  const phaseOne = phaseOneOf(header.exchangeType);
  const peer = peerOfFirstMessage(engine, phaseOne, header, datagram, path);
  if (peer === undefined) return;
  const entry = newEntry(
    engine,
    phaseOne,
    'responder',
    peer,
    path,
    header.initiatorCookie.slice(),
    newCookie(engine),
  );
  const verdict = listen(entry.main, engine.around, { header, datagram, path });
  if (verdict.kind === 'dropped' || verdict.kind === 'failed') {
    const { failure } = verdict;
    if (verdict.kind === 'dropped') drop(engine, path, verdict.cause, verdict.detail);
    engine.gate.cameToNothing(path.remote.address, true, engine.now);
    const isNoMessage = verdict.kind === 'dropped' && verdict.cause === 'malformed';
    if (failure === undefined) {
      const name = (isNoMessage && verdict.notify) || 'PAYLOAD-MALFORMED';
      if (isNoMessage) answerInClear(engine, { header, datagram, path }, name);
      return;
    }
    if (isRefusedFirstTime(engine, header, path, failure.code))
      engine.options.note({ kind: 'main-mode-failed', ...scopeOf(entry.sa), failure });
    if (failure.notify !== undefined)
      sendClearNotify(engine, entry.sa, failure.notify, toldOfMainMode(entry.sa, failure));
    return;
  }
  engine.table.add(entry);
  engine.options.note({ kind: 'main-mode-started', ...scopeOf(entry.sa), exchange: phaseOne });
  reportKeys(engine, entry);
  armMessageTimer(engine, entry.main, entry.sa, false, patienceOf(entry));
}

/** Takes a later message of a main mode that is in the table. */
export function continueMainMode(
  engine: EngineState,
  entry: Negotiation,
  header: IsakmpHeader,
  datagram: Uint8Array,
  path: Path,
): void {
  const { sa, main } = entry;
  if (path.remote.address.text !== sa.path.remote.address.text) {
    return drop(
      engine,
      path,
      'unexpected',
      `${sa.phaseOne}: it comes from ${path.remote.address.text} instead of ${sa.path.remote.address.text}`,
    );
  }
  // RFC 3947 4: after the change of ports, what comes by the old ones is old.
  const { natPort } = engine.options;
  if (sa.path.local.port === natPort && path.local.port !== natPort) {
    const left = `port ${path.local.port}, which this exchange has left for ${natPort}`;
    return drop(engine, path, 'unexpected', `${sa.phaseOne}: it comes to ${left}`);
  }
  const learning = sa.role === 'initiator' && main.next === 2;
  if (learning) sa.responderCookie = header.responderCookie.slice();
  const verdict = listen(main, engine.around, { header, datagram, path });
  // Message 2 is taken also where message 3 still waits for something, or cannot be made.
  if (learning && main.next === 2) sa.responderCookie = ZERO_COOKIE;
  else if (learning) engine.table.learnResponderCookie(entry);
  if (verdict.kind === 'dropped' && verdict.cause === 'unexpected')
    repeatMessage3(engine, entry, datagram.length);
  afterVerdict(engine, entry, verdict, path);
}

/** What becomes of a main mode by what it has heard, or by an answer that it waited for. */
export function afterVerdict(
  engine: EngineState,
  entry: Negotiation,
  verdict: Verdict,
  path: Path,
): void {
  const { main, sa } = entry;
  switch (verdict.kind) {
    case 'duplicate':
      return;
    case 'waiting':
      reportKeys(engine, entry);
      return armEffectTimer(engine, entry);
    case 'dropped':
      drop(engine, path, verdict.cause, verdict.detail);
      takeTimerUpAgain(engine, entry);
      if (verdict.failure !== undefined) suspect(engine, entry, verdict.failure);
      return;
    case 'failed':
      reportKeys(engine, entry);
      refuseProven(engine, entry, verdict.failure);
      failMainMode(engine, entry, verdict.failure);
      return;
    case 'accepted':
      main.timerBefore = undefined;
      reportKeys(engine, entry);
      if (isFinished(main)) establish(engine, entry);
      else armMessageTimer(engine, main, sa, false);
  }
}

/**
 * Something does not fit, but anybody could have sent it. The other side is told once, in clear: by a
 * responder always, by an initiator where its words say more than its silence. A responder gives the
 * true message a little time before it says what it thinks; an initiator goes on by its own timer.
 */
function suspect(engine: EngineState, entry: Negotiation, failure: Failure): void {
  const { sa, main } = entry;
  const data = toldOfMainMode(sa, failure);
  if (sa.role === 'initiator' && data.length === 0) return;
  if (!main.refusalSent && failure.notify !== undefined) {
    main.refusalSent = true;
    sendClearNotify(engine, sa, failure.notify, data);
  }
  if (sa.role === 'initiator') return;
  const [first = 0, second = 0] = sa.peer.timers.retransmitGaps;
  const verdictAt = engine.now + first + second + patienceOf(entry);
  const due = engine.timers.dueOf(main.timer);
  if (due === undefined || due > verdictAt) engine.timers.arm(main.timer, verdictAt);
}

/**
 * This exchange ends, and the peer hears why: protected by the keys, which it has proved (RFC 2409
 * 5.7), or in clear where this host gives up before there are any.
 */
export function refuseProven(engine: EngineState, entry: Negotiation, failure: Failure): void {
  if (failure.notify === undefined) return;
  const data = toldOfMainMode(entry.sa, failure);
  if (keysOfEntry(entry) === undefined)
    return sendClearNotify(engine, entry.sa, failure.notify, data);
  const notify = notifyPayload(PROTOCOL.isakmp, failure.notify, EMPTY, data);
  // For the responder main mode is complete with message 6, so the SA has to be deleted there.
  if (entry.sa.role === 'responder') return void sendInformational(engine, entry, [notify]);
  const ending = deleteMainModePayload(entry.sa);
  if (peerIsEspial(entry.sa)) return void sendInformational(engine, entry, [notify, ending]);
  // Others look at the first payload alone, strongSwan among them.
  sendInformational(engine, entry, [notify]);
  sendInformational(engine, entry, [ending]);
}

function establish(engine: EngineState, entry: Negotiation): void {
  const { sa, main } = entry;
  if (isEstablished(entry) || main.state.at !== 'authenticated') return;
  const { choice, method, remoteIdentity, lifetime, provedBy } = main.state;
  forgetLater(engine, main, sa);
  shareParts(sa);
  engine.table.established(entry);
  sa.establishedAt = engine.now;
  sa.seconds = lifetime.seconds;
  engine.timers.arm(entry.lifetimeTimer, engine.now + lifetime.seconds * SECOND);
  entry.madeAt = engine.nextStep++;
  const replaced = succeed(engine, entry);
  engine.options.note({
    kind: 'main-mode-established',
    ...scopeOf(sa),
    proposal: mainModeProposalText(choice.proposal),
    encryption: cipherText(choice.proposal.encryption, choice.proposal.keyBits),
    hash: HASHES[choice.proposal.hash].label,
    group: choice.proposal.group,
    authentication: method.name,
    localIdentity: sa.localIdentity,
    remoteIdentity,
    provedBy,
    passedOver: methodsPassedOver(sa, main.state),
    lifetimeSeconds: lifetime.seconds,
    exchange: sa.phaseOne,
    weaknesses: phaseOneWeaknesses(choice.proposal, sa.phaseOne),
    replaces: replaced === undefined ? undefined : toHex(replaced.sa.initiatorCookie),
  });
  sayMainModeLifetime(engine, entry);
  sayFirstContact(engine, entry);
  beginWatch(engine, entry);
  actOnFirstContact(engine, entry);
  clearAwayAfterSuspicion(engine, entry);
  lighten(entry);
  for (const wanted of entry.takeWaiting()) startQuickMode(engine, entry, wanted);
}

/** A key log must have the keys also where main mode fails later. */
function reportKeys(engine: EngineState, entry: Negotiation): void {
  const keys = keysOfEntry(entry);
  if (keys === undefined || entry.main.keysReported || !('choice' in entry.main.state)) return;
  entry.main.keysReported = true;
  const { encryption } = entry.main.state.choice.proposal;
  const cipher = CBC_CIPHERS[encryption].label;
  engine.options.note({
    kind: 'isakmp-keys',
    ...scopeOf(entry.sa),
    cipher,
    cipherKey: new Secret(keys.cipherKey),
  });
}

/** Ends a main mode that is not established, and every quick mode that waits for it. */
export function failMainMode(engine: EngineState, entry: Negotiation, failure: Failure): void {
  const { sa } = entry;
  const scope = scopeOf(sa);
  forget(engine, entry);
  const authentication = 'method' in entry.main.state ? entry.main.state.method.name : undefined;
  engine.options.note({ kind: 'main-mode-failed', ...scope, failure, authentication });
  failWaiting(engine, entry, scope, failure);
}

/** Ends of this host's own accord: the peer hears of them. */
const TOLD: ReadonlySet<EndReason> = new Set<EndReason>([
  'lifetime',
  'replaced',
  'deleted',
  'policy-changed',
]);

/** Ends an established main mode. Its ESP SAs live on (RFC 2408 5.15). */
export function endMainMode(
  engine: EngineState,
  entry: Negotiation,
  reason: EndReason,
  failure = failureOfEnd(entry, reason),
): void {
  const { sa } = entry;
  if (TOLD.has(reason)) sendMainModeDelete(engine, entry);
  for (const run of quickModesUnderWay(entry)) failQuickMode(engine, entry, run, failure);
  const scope = scopeOf(sa);
  forget(engine, entry);
  engine.options.note({ kind: 'main-mode-ended', ...scope, reason });
  takePlaceAgain(engine, entry);
}

/** What becomes of the quick modes that were under way on it. */
function failureOfEnd({ sa }: Negotiation, reason: EndReason): Failure {
  const place = { where: 'quick mode', peer: sa.peer.name };
  return reason === 'deleted-by-peer'
    ? deletedByPeer(place, 'main-mode SA')
    : cancelled(place, `Its main mode ended here (${reason})`);
}

/** Takes a main mode out of all tables without a word. */
export function forget(engine: EngineState, entry: Negotiation): void {
  entry.cancelTimers(engine.timers);
  if (entry.main.waiting !== undefined) engine.effects.delete(entry.main.waiting.id);
  forgetFragments(engine, entry);
  engine.table.remove(entry);
}

function failWaiting(
  engine: EngineState,
  entry: Negotiation,
  scope: IkeScope,
  failure: Failure,
): void {
  for (const { policy } of entry.takeWaiting()) {
    engine.options.note({ kind: 'quick-mode-failed', ...scope, messageId: 0, policy, failure });
  }
}

function phaseOneOf(exchangeType: number): PhaseOneName {
  return exchangeType === EXCHANGE.aggressive ? 'aggressive mode' : 'main mode';
}

function newEntry(
  engine: EngineState,
  phaseOne: PhaseOneName,
  role: Role,
  peer: PeerPolicy,
  path: Path,
  initiatorCookie: Uint8Array,
  responderCookie: Uint8Array,
): Negotiation {
  const sa = new IsakmpSa({
    phaseOne,
    role,
    peer,
    initiatorCookie,
    responderCookie,
    path,
    createdAt: engine.now,
    ownIdentity: configuredKeptIdentity(peer.localIdentity, path.local.address),
  });
  const random = engine.around.random.fork(() => toHex(initiatorCookie) + toHex(responderCookie));
  const entry = new Negotiation({ sa, provider: engine.options.provider, random });
  entry.began = engine.nextStep++;
  return entry;
}

/** RFC 2408 2.5.3 asks for a cookie that nobody can guess; a zero one would mean "not yet known". */
function newCookie(engine: EngineState): Uint8Array {
  for (;;) {
    const cookie = engine.cookies.bytes(8);
    if (cookie.some((octet) => octet !== 0)) return cookie;
  }
}
