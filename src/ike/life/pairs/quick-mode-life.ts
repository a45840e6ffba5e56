/** The life of quick modes and of the ESP SAs that they make. */

import type { Path } from '../../../base/batch.ts';
import { EMPTY, u32 } from '../../../base/bytes.ts';
import { LIMITS } from '../../../base/limits.ts';
import type { IsakmpHeader } from '../../../wire/isakmp/header.ts';
import { PROTOCOL } from '../../../wire/numbers/isakmp.ts';
import { filterFacts } from '../../audit-facts.ts';
import { drop, type EngineState, newMessageId } from '../../engine-state.ts';
import { quickMode } from '../../exchanges/quick-mode.ts';
import type { QuickModeContext, QuickModeState } from '../../exchanges/quick-mode-state.ts';
import type { Failure } from '../../failure.ts';
import { limitReached } from '../../failures/general.ts';
import { toldOfQuickMode } from '../../failures/tell.ts';
import { scopeOf } from '../../isakmp-sa.ts';
import type { ChildPolicy } from '../../policy.ts';
import { peerIsWindows } from '../../riders/vendor-ids.ts';
import type { Role } from '../../script/exchange.ts';
import { listen, speak } from '../../script/interpreter.ts';
import { notifyPayload } from '../../script/make-payload.ts';
import { armMessageTimer } from '../../script/message-timer.ts';
import { isFinished, newRun } from '../../script/run.ts';
import { forgetLater } from '../exchange-memory.ts';
import { recallMessage3 } from '../half-open.ts';
import { refuseInClear } from '../informational/clear-answers.ts';
import { sendInformational } from '../informational/informational-send.ts';
import { lastPhase1Block } from '../last-block.ts';
import { takeMessageId } from '../message-ids.ts';
import {
  forgetOldQuickModes,
  isEstablished,
  isUsedUp,
  keysOfEntry,
  type Negotiation,
  type QuickModeRun,
  quickModesUnderWay,
  type Wanted,
} from '../negotiation.ts';
import { countQuickMode } from '../succession.ts';
import { countOfIds, hasId } from '../used-message-ids.ts';
import { proved } from '../watch.ts';
import { sayUsedUp } from './begin-again.ts';
import { establishChild } from './child-life.ts';

/** Begins a quick mode for a policy entry on an established main mode. */
export function startQuickMode(engine: EngineState, entry: Negotiation, wanted: Wanted): void {
  const { sa } = entry;
  const { policy: childName } = wanted;
  const child = wantedChild(engine, wanted);
  const messageId = newMessageId(engine, entry.messageIds);
  const run = newQuickRun(
    engine,
    entry,
    'initiator',
    messageId,
    child === undefined ? { at: 'start' } : { at: 'wanted', child },
    wanted,
  );
  const fault = child === undefined ? `Policy "${childName}" is gone` : faultOfAnother(entry);
  const scope = { ...scopeOf(sa), role: 'initiator' } as const;
  engine.options.note({ kind: 'quick-mode-started', ...scope, messageId, policy: childName });
  const place = { where: 'quick mode, message 1', peer: sa.peer.name };
  const failure = fault === undefined ? begin() : limitReached(place, fault);
  if (failure !== undefined) {
    engine.options.note({
      kind: 'quick-mode-failed',
      ...scope,
      messageId,
      policy: childName,
      filter: child === undefined ? undefined : filterFacts(child.selector),
      failure,
    });
  }

  function begin(): Failure | undefined {
    takeMessageId(engine, entry, messageId);
    const refused = speak(run, engine.around);
    if (refused !== undefined) return refused;
    entry.keepQuick(run);
    armMessageTimer(engine, run, sa, false);
    return undefined;
  }
}

/** The policy entry; a renewal asks for the same traffic as the pair had, which may be a part of the entry's. */
function wantedChild(engine: EngineState, { policy, renews }: Wanted): ChildPolicy | undefined {
  const child = engine.options.policy.childNamed(policy);
  const old = renews === undefined ? undefined : engine.children.get(renews);
  return child === undefined || old === undefined || old.made.selector === child.selector
    ? child
    : { ...child, selector: old.made.selector };
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
    return refuseInClear(
      engine,
      { header, datagram, path },
      'invalid-cookie',
      'quick mode: no main mode has these cookies',
      'INVALID-COOKIE',
    );
  if (!isEstablished(entry)) {
    drop(engine, path, 'unexpected', 'quick mode: its main mode is not established');
    return recallMessage3(engine, entry, path);
  }
  if (header.messageId === 0)
    return drop(engine, path, 'malformed', 'quick mode: its message id is zero');
  const known = entry.quick.get(header.messageId);
  if (known === undefined && hasId(entry.messageIds, header.messageId)) {
    return drop(engine, path, 'unexpected', 'quick mode: its message id was used before');
  }
  const fault = known === undefined ? faultOfAnother(entry) : undefined;
  if (fault !== undefined) {
    drop(engine, path, 'limit', `quick mode, message 1: ${fault}`);
    return sayUsedUp(engine, entry);
  }
  const run = known ?? newQuickRun(engine, entry, 'responder', header.messageId, { at: 'start' });
  const verdict = listen(run, engine.around, { header, datagram, path });
  switch (verdict.kind) {
    case 'duplicate':
      return;
    case 'dropped':
      return drop(engine, path, verdict.cause, verdict.detail);
    case 'failed':
      takeMessageId(engine, entry, header.messageId);
      refuse(engine, entry, run, verdict.failure, verdict.spi);
      return failQuickMode(engine, entry, run, verdict.failure);
    case 'accepted':
      proved(engine, entry);
      takeMessageId(engine, entry, header.messageId);
      return advance(engine, entry, run, known === undefined);
  }
}

function advance(engine: EngineState, entry: Negotiation, run: QuickModeRun, isNew: boolean): void {
  if (isNew) {
    entry.keepQuick(run);
    const policy = 'child' in run.state ? run.state.child.name : '';
    engine.options.note({
      kind: 'quick-mode-started',
      ...scopeOf(entry.sa),
      role: run.role,
      messageId: run.messageId,
      policy,
    });
  }
  if (!isFinished(run)) return armMessageTimer(engine, run, entry.sa, false);
  conclude(engine, entry, run);
}

/** A quick mode has finished: its pair is entered. */
export function conclude(engine: EngineState, entry: Negotiation, run: QuickModeRun): void {
  forgetLater(engine, run, entry.sa);
  establishChild(engine, entry, run);
  lighten(run);
  forgetOldQuickModes(engine, entry);
  countQuickMode(engine, entry);
}

/** Parts with what only the exchange needed: a repeated message is answered with the one that was sent. */
function lighten(run: QuickModeRun): void {
  run.chain = undefined;
  if (run.state.at !== 'done') return;
  const { made, child, pfsGroup, commit } = run.state;
  run.state = { at: 'done', made, child, pfsGroup, nonce: EMPTY, commit };
}

/** Ends a quick mode that is not finished and gives back what it held. `again`: it is begun anew elsewhere. */
export function failQuickMode(
  engine: EngineState,
  entry: Negotiation,
  run: QuickModeRun,
  failure: Failure,
  again = false,
): void {
  engine.timers.cancel(run.timer);
  run.exchange.abandon(run.context, run.state);
  entry.dropQuick(run.messageId);
  const policy = 'child' in run.state ? run.state.child.name : undefined;
  engine.options.note({
    kind: 'quick-mode-failed',
    ...scopeOf(entry.sa),
    role: run.role,
    messageId: run.messageId,
    policy,
    filter: 'child' in run.state ? filterFacts(run.state.child.selector) : undefined,
    failure,
    ...(again && { again }),
  });
  // Whoever waited for the peer's quick mode gets one of this host's own, once the call is over.
  if (policy === undefined || run.role === 'initiator' || !engine.heldBack.delete(policy)) return;
  engine.timers.arm(engine.timers.timer({ use: 'acquire', policy }), engine.now);
}

/**
 * RFC 2409 5.5 leaves refusals to the informational exchange; the SPI says which offer is meant. A
 * Windows looks for the message id in front of the data (MS-IKEE); an Espial is told what differs.
 */
function refuse(
  engine: EngineState,
  entry: Negotiation,
  { messageId }: QuickModeRun,
  failure: Failure,
  spi: Uint8Array | undefined,
): void {
  if (failure.notify === undefined) return;
  const { sa } = entry;
  const data = peerIsWindows(sa) ? u32(messageId) : toldOfQuickMode(sa, failure);
  sendInformational(engine, entry, [
    { ...notifyPayload(PROTOCOL.esp, failure.notify, spi ?? new Uint8Array(0)), data },
  ]);
}

function faultOfAnother(entry: Negotiation): string | undefined {
  if (quickModesUnderWay(entry).length >= LIMITS.quickModesPerMainMode) {
    return `${LIMITS.quickModesPerMainMode} quick modes at a time are the most for one main mode`;
  }
  if (countOfIds(entry.messageIds) >= LIMITS.messageIdsPerMainMode)
    return 'this main mode has seen too many exchanges';
  if (isUsedUp(entry)) return 'this main mode has made as many pairs as policy lets it';
  return undefined;
}

function newQuickRun(
  engine: EngineState,
  entry: Negotiation,
  role: Role,
  messageId: number,
  state: QuickModeState,
  wanted?: Wanted,
): QuickModeRun {
  const { sa, main } = entry;
  const { provider, policy, sas } = engine.options;
  if (!('choice' in main.state)) throw new Error('quick mode before main mode has agreed');
  const context: QuickModeContext = {
    sa,
    keys: keysOfEntry(entry)!,
    hash: main.state.choice.proposal.hash,
    group: main.state.choice.proposal.group,
    role,
    messageId,
    lastPhase1Block: lastPhase1Block(entry),
    provider,
    random: main.context.random.fork(() => `quick mode ${role} ${messageId}`),
    policy,
    sas,
    remoteIdentity: main.state.at === 'authenticated' ? main.state.remoteIdentity : '',
    began: engine.nextStep++,
    renews: wanted?.renews,
    again: wanted?.again ?? false,
    nextId: () => engine.nextChildId++,
  };
  const timer = engine.timers.timer({ use: 'quick-mode-message', entry, messageId });
  return newRun(quickMode, context, role, messageId, timer, state);
}
