/** The life of quick modes and of the ESP SAs that they make. */

import { type Address, sameAddress } from '../../base/address.ts';
import type { Path } from '../../base/batch.ts';
import { LIMITS } from '../../base/limits.ts';
import { SECOND } from '../../base/time.ts';
import { selectorText } from '../../base/traffic.ts';
import { suiteLabel } from '../../crypto/algorithms.ts';
import type { IsakmpHeader } from '../../wire/isakmp/header.ts';
import { PROTOCOL } from '../../wire/numbers/isakmp.ts';
import { drop, type EngineState, newMessageId } from '../engine-state.ts';
import { quickMode } from '../exchanges/quick-mode.ts';
import type { QuickModeContext, QuickModeState } from '../exchanges/quick-mode-state.ts';
import type { Failure } from '../failure.ts';
import { limitReached, noResponse } from '../failures/general.ts';
import { scopeOf } from '../isakmp-sa.ts';
import type { Role } from '../script/exchange.ts';
import { listen, resend, speak } from '../script/interpreter.ts';
import { armMessageTimer, repeats } from '../script/message-timer.ts';
import { isFinished, newRun } from '../script/run.ts';
import {
  deleteEspPayload,
  lastPhase1Block,
  notifyPayload,
  sendInformational,
} from './informational-send.ts';
import {
  forgetOldQuickModes,
  isEstablished,
  keysOfEntry,
  type Negotiation,
  type QuickModeRun,
  quickModesUnderWay,
} from './negotiation.ts';

/** Begins a quick mode for a policy entry on an established main mode. */
export function startQuickMode(engine: EngineState, entry: Negotiation, childName: string): void {
  const { sa } = entry;
  const child = engine.options.policy.childNamed(childName);
  const messageId = newMessageId(engine, entry.messageIds);
  const run = newQuickRun(
    engine,
    entry,
    'initiator',
    messageId,
    child === undefined ? { at: 'start' } : { at: 'wanted', child },
  );
  const fault = child === undefined ? `Policy "${childName}" is gone` : faultOfAnother(entry);
  engine.options.note({ kind: 'quick-mode-started', ...scopeOf(sa), messageId, policy: childName });
  const place = { where: 'quick mode, message 1', peer: sa.peer.name };
  const failure = fault === undefined ? begin() : limitReached(place, fault);
  if (failure !== undefined) {
    engine.options.note({
      kind: 'quick-mode-failed',
      ...scopeOf(sa),
      messageId,
      policy: childName,
      failure,
    });
  }

  function begin(): Failure | undefined {
    entry.messageIds.add(messageId);
    const refused = speak(run, engine.around);
    if (refused !== undefined) return refused;
    entry.quick.set(messageId, run);
    armMessageTimer(engine, run, sa, false);
    return undefined;
  }
}

/** Takes a quick-mode message. */
export function receiveQuickMode(
  engine: EngineState,
  header: IsakmpHeader,
  datagram: Uint8Array,
  path: Path,
): void {
  const entry = engine.table.find(header.initiatorCookie, header.responderCookie);
  if (entry === undefined)
    return drop(engine, path, 'invalid-cookie', 'quick mode: no main mode has these cookies');
  if (!isEstablished(entry))
    return drop(engine, path, 'unexpected', 'quick mode: its main mode is not established');
  if (header.messageId === 0)
    return drop(engine, path, 'malformed', 'quick mode: its message id is zero');
  const known = entry.quick.get(header.messageId);
  if (known === undefined && entry.messageIds.has(header.messageId)) {
    return drop(engine, path, 'unexpected', 'quick mode: its message id was used before');
  }
  const fault = known === undefined ? faultOfAnother(entry) : undefined;
  if (fault !== undefined) return drop(engine, path, 'limit', `quick mode, message 1: ${fault}`);
  const run = known ?? newQuickRun(engine, entry, 'responder', header.messageId, { at: 'start' });
  const verdict = listen(run, engine.around, { header, datagram, path });
  switch (verdict.kind) {
    case 'duplicate':
      return;
    case 'dropped':
      return drop(engine, path, verdict.cause, verdict.detail);
    case 'failed':
      entry.messageIds.add(header.messageId);
      refuse(engine, entry, verdict.failure, verdict.spi);
      return failQuickMode(engine, entry, run, verdict.failure);
    case 'accepted':
      entry.messageIds.add(header.messageId);
      return advance(engine, entry, run, known === undefined);
  }
}

function advance(engine: EngineState, entry: Negotiation, run: QuickModeRun, isNew: boolean): void {
  if (isNew) {
    entry.quick.set(run.messageId, run);
    const policy = 'child' in run.state ? run.state.child.name : '';
    engine.options.note({
      kind: 'quick-mode-started',
      ...scopeOf(entry.sa),
      messageId: run.messageId,
      policy,
    });
  }
  if (!isFinished(run)) return armMessageTimer(engine, run, entry.sa, false);
  engine.timers.cancel(run.timer);
  establishChild(engine, entry, run);
  forgetOldQuickModes(entry);
}

function establishChild(engine: EngineState, entry: Negotiation, run: QuickModeRun): void {
  if (run.state.at !== 'done') return;
  const { made, child, pfsGroup } = run.state;
  const scope = scopeOf(entry.sa);
  const expiresAt = engine.now + made.lifetime.seconds * SECOND;
  const timer = engine.timers.timer({ use: 'child-lifetime', id: made.id });
  engine.timers.arm(timer, expiresAt);
  engine.children.set(made.id, { made, scope, createdAt: engine.now, expiresAt, timer });
  engine.options.note({
    kind: 'quick-mode-established',
    ...scope,
    id: made.id,
    messageId: run.messageId,
    policy: child.name,
    suite: suiteLabel(made.suite),
    mode: made.mode,
    udpEncapsulated: made.udpEncapsulated,
    pfsGroup,
    selector: selectorText(made.selector),
    inboundSpi: made.inbound.spi,
    outboundSpi: made.outbound.spi,
    lifetimeSeconds: made.lifetime.seconds,
    lifetimeKilobytes: made.lifetime.kilobytes,
  });
}

/** A message timer has run out: send again, or give up. */
export function quickModeTimeout(engine: EngineState, entry: Negotiation, messageId: number): void {
  const run = entry.quick.get(messageId);
  if (run === undefined || isFinished(run)) return;
  if (repeats(run, entry.sa)) {
    resend(run, engine.around);
    return armMessageTimer(engine, run, entry.sa, true);
  }
  const number = run.sent?.facts.number ?? 1;
  const place = { where: `quick mode, message ${number}`, peer: entry.sa.peer.name };
  failQuickMode(
    engine,
    entry,
    run,
    noResponse(place, 'quick mode', number, run.sent?.times ?? 1, undefined),
  );
}

/** Ends a quick mode that is not finished and gives back what it held. */
export function failQuickMode(
  engine: EngineState,
  entry: Negotiation,
  run: QuickModeRun,
  failure: Failure,
): void {
  engine.timers.cancel(run.timer);
  run.exchange.abandon(run.context, run.state);
  entry.quick.delete(run.messageId);
  const policy = 'child' in run.state ? run.state.child.name : undefined;
  engine.options.note({
    kind: 'quick-mode-failed',
    ...scopeOf(entry.sa),
    messageId: run.messageId,
    policy,
    failure,
  });
}

/** The peer has deleted a pair. */
export function endedByPeer(engine: EngineState, id: number): void {
  endChild(engine, id, 'deleted-by-peer');
}

/** Ends a pair of this host's own accord: the peer is told, if a main mode is there to protect the message. */
export function deleteChild(
  engine: EngineState,
  id: number,
  reason: 'lifetime' | 'deleted',
): boolean {
  const child = engine.children.get(id);
  if (child === undefined) return false;
  const { peerName, remoteEndpoint } = child.made;
  const carrier = establishedWith(engine, peerName, remoteEndpoint.address);
  if (carrier !== undefined)
    sendInformational(engine, carrier, [deleteEspPayload([child.made.inbound.spi])]);
  engine.options.sas.remove(id);
  endChild(engine, id, reason);
  return true;
}

/** The newest established main mode with a peer; a peer of any address may be at several at once. */
export function establishedWith(
  engine: EngineState,
  peerName: string,
  address: Address | undefined,
): Negotiation | undefined {
  let newest: Negotiation | undefined;
  for (const entry of engine.table.all()) {
    const { peer, path } = entry.sa;
    if (peer.name !== peerName || !isEstablished(entry)) continue;
    if (address === undefined || sameAddress(address, path.remote.address)) newest = entry;
  }
  return newest;
}

function endChild(
  engine: EngineState,
  id: number,
  reason: 'lifetime' | 'deleted-by-peer' | 'deleted',
): void {
  const child = engine.children.get(id);
  if (child === undefined) return;
  engine.timers.cancel(child.timer);
  engine.children.delete(id);
  engine.options.note({
    kind: 'quick-mode-ended',
    ...child.scope,
    id,
    policy: child.made.child.name,
    reason,
  });
}

/** RFC 2409 5.5 leaves refusals to the informational exchange; the SPI says which offer is meant. */
function refuse(
  engine: EngineState,
  entry: Negotiation,
  failure: Failure,
  spi: Uint8Array | undefined,
): void {
  if (failure.notify === undefined) return;
  sendInformational(engine, entry, [
    notifyPayload(PROTOCOL.esp, failure.notify, spi ?? new Uint8Array(0)),
  ]);
}

function faultOfAnother(entry: Negotiation): string | undefined {
  if (quickModesUnderWay(entry).length >= LIMITS.quickModesPerMainMode) {
    return `${LIMITS.quickModesPerMainMode} quick modes at a time are the most for one main mode`;
  }
  if (entry.messageIds.size >= LIMITS.messageIdsPerMainMode)
    return 'this main mode has seen too many exchanges';
  return undefined;
}

function newQuickRun(
  engine: EngineState,
  entry: Negotiation,
  role: Role,
  messageId: number,
  state: QuickModeState,
): QuickModeRun {
  const { sa, main } = entry;
  const { provider, policy, sas } = engine.options;
  if (!('choice' in main.state)) throw new Error('quick mode before main mode has agreed');
  const context: QuickModeContext = {
    sa,
    keys: keysOfEntry(entry)!,
    hash: main.state.choice.proposal.hash,
    role,
    messageId,
    lastPhase1Block: lastPhase1Block(entry),
    provider,
    random: main.context.random.fork(`quick mode ${role} ${messageId}`),
    policy,
    sas,
    nextId: () => engine.nextChildId++,
  };
  const timer = engine.timers.timer({ use: 'quick-mode-message', entry, messageId });
  return newRun(quickMode, context, role, messageId, timer, state);
}
