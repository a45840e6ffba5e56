/** What the parts of the engine share. */

import type { Path } from '../base/batch.ts';
import { readU32 } from '../base/bytes.ts';
import { TimerHeap } from '../base/heap.ts';
import type { Random } from '../base/random.ts';
import type { Instant } from '../base/time.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { Effect } from './effects.ts';
import type { IkeEvent } from './events.ts';
import { sendInParts } from './fragments/send.ts';
import { FragmentTable } from './fragments/table.ts';
import { type IsakmpSa, scopeOf } from './isakmp-sa.ts';
import { isFirstContact } from './life/first-contact.ts';
import { FirstMessageGate } from './life/first-message-gate.ts';
import { AnswerMemory } from './life/informational/answer-memory.ts';
import type { ReliableDelete } from './life/informational/reliable-delete.ts';
import { isEstablished, type TimerUse } from './life/negotiation.ts';
import { ChildTable } from './life/pairs/child-table.ts';
import { followMessage } from './life/peer-moved.ts';
import { newRestraint, type Restraint } from './life/restraint.ts';
import { SaTable } from './life/sa-table.ts';
import { hasId, type UsedMessageIds } from './life/used-message-ids.ts';
import type { PolicyPort, SaPort } from './policy.ts';
import { aggressiveWarning } from './riders/aggressive-warning.ts';
import { certificateRequests } from './riders/certificate-requests.ts';
import { initialContact } from './riders/initial-contact.ts';
import { natDetection } from './riders/nat-detection.ts';
import { ridersByMessage } from './riders/rider.ts';
import { vendorIds } from './riders/vendor-ids.ts';
import type { DropCause } from './script/exchange.ts';
import type { Surroundings } from './script/interpreter.ts';

export interface IkeOptions {
  readonly policy: PolicyPort;
  readonly sas: SaPort;
  readonly provider: CryptoProvider;
  readonly random: Random;
  /** UDP ports of IKE as the host believes them, normally 500 and 4500. */
  readonly ikePort: number;
  readonly natPort: number;
  /** How many main modes it holds at most; `LIMITS.mainModeSas` unless said. */
  readonly mainModes?: number | undefined;
  note(event: IkeEvent): void;
  /** A first message was dropped unread, which no event tells of. */
  shed?(): void;
  /** Asks for an effect; its result comes by `effectAnswered`, or never. */
  ask(id: number, effect: Effect): void;
  /** Sends a message, which has no non-ESP marker: that is the host's business. */
  send(path: Path, message: Uint8Array): void;
}

export interface EngineState {
  readonly options: IkeOptions;
  readonly around: Surroundings;
  readonly table: SaTable;
  readonly gate: FirstMessageGate;
  readonly fragments: FragmentTable;
  readonly children: ChildTable;
  readonly timers: TimerHeap<TimerUse>;
  readonly cookies: Random;
  /** How often what nobody has proved may make this host do something. */
  readonly restraint: Restraint;
  /** The SAs whose exchanges wait for effects, by the effects' numbers. */
  readonly effects: Map<number, IsakmpSa>;
  /** Answers of informational exchanges, to be given again to the same question. */
  readonly answers: AnswerMemory;
  /** Deletes that wait for their acknowledgement, by cookies and message id. */
  readonly reliableDeletes: Map<string, ReliableDelete>;
  /** Draws the times of renewals. */
  readonly renewals: Random;
  /** Policy entries wanted while the peer's own quick mode for them is under way. */
  readonly heldBack: Set<string>;
  nextChildId: number;
  nextEffect: number;
  /** Counts beginnings and ends of exchanges: which came first, where the clock does not tell. */
  nextStep: number;
  /** The instant of the call under way. */
  now: Instant;
}

export function newEngineState(options: IkeOptions): EngineState {
  const around: Surroundings = {
    provider: options.provider,
    random: options.random.fork('exchanges'),
    natPort: options.natPort,
    ridersOf: ridersByMessage([
      vendorIds,
      aggressiveWarning,
      natDetection,
      certificateRequests,
      initialContact((sa) => isFirstContact(engine, sa)),
    ]),
    note: options.note,
    now: () => engine.now,
    cameFrom: (sa, path) => followMessage(engine, sa, path),
    transmit: (sa, message, facts) => sendInParts(engine, sa, message, facts),
    ask: (sa, effect) => askFor(engine, sa, effect),
    hasOthers: (sa) => hasOthers(engine, sa),
  };
  const table = new SaTable(
    options.mainModes,
    readU32(options.random.fork('main modes').bytes(4), 0),
  );
  const timers = new TimerHeap<TimerUse>();
  const engine: EngineState = {
    options,
    around,
    table,
    gate: newGate(options, table, timers),
    fragments: new FragmentTable(),
    children: new ChildTable(),
    timers,
    cookies: options.random.fork('cookies'),
    restraint: newRestraint(),
    effects: new Map(),
    answers: new AnswerMemory(),
    reliableDeletes: new Map(),
    renewals: options.random.fork('renewals'),
    heldBack: new Set(),
    nextChildId: 1,
    nextEffect: 1,
    nextStep: 1,
    now: 0,
  };
  return engine;
}

function newGate(
  options: IkeOptions,
  table: SaTable,
  timers: TimerHeap<TimerUse>,
): FirstMessageGate {
  const timer = timers.timer({ use: 'shed-report' });
  return new FirstMessageGate({
    table,
    note: options.note,
    shed: () => options.shed?.(),
    reportAt: (due) => timers.arm(timer, due),
  });
}

/** Each exchange waits for one effect at most, so their number is bounded by that of main modes. */
function askFor(engine: EngineState, sa: IsakmpSa, effect: Effect): number {
  const id = engine.nextEffect++;
  engine.effects.set(id, sa);
  engine.options.note({ kind: 'effect-asked', ...scopeOf(sa), id, effect: effect.kind });
  engine.options.ask(id, effect);
  return id;
}

/**
 * Windows looks at main modes alone. But what its peer hears makes that one forget the pairs, and a main
 * mode may end, by its lifetime or its session limit, before pairs that still work.
 */
function hasOthers({ table, children }: EngineState, sa: IsakmpSa): boolean {
  const { peer, path } = sa;
  const { address } = path.remote;
  return (
    table
      .at(address)
      .some(
        (other) => other.sa !== sa && other.sa.peer.name === peer.name && isEstablished(other),
      ) || children.at(address).some(({ made }) => made.peerName === peer.name)
  );
}

/** Counts and reports a message that is not looked at. */
export function drop(engine: EngineState, path: Path, reason: DropCause, detail: string): void {
  engine.options.note({
    kind: 'isakmp-dropped',
    local: path.local,
    remote: path.remote,
    reason,
    detail,
  });
}

/** A random message id that this main mode has not used (RFC 2408 3.1: never zero in phase 2). */
export function newMessageId(engine: EngineState, used: UsedMessageIds): number {
  for (;;) {
    const id = readU32(engine.cookies.bytes(4), 0);
    if (id !== 0 && !hasId(used, id)) return id;
  }
}
