/** What the parts of the engine share. */

import type { Path } from '../base/batch.ts';
import { TimerHeap } from '../base/heap.ts';
import type { Random } from '../base/random.ts';
import type { Instant } from '../base/time.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { IkeEvent } from './events.ts';
import type { Child, TimerUse } from './life/negotiation.ts';
import { SaTable } from './life/sa-table.ts';
import type { PolicyPort, SaPort } from './policy.ts';
import { natDetection } from './riders/nat-detection.ts';
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
  note(event: IkeEvent): void;
  /** Sends a message, which has no non-ESP marker: that is the host's business. */
  send(path: Path, message: Uint8Array): void;
}

export interface EngineState {
  readonly options: IkeOptions;
  readonly around: Surroundings;
  readonly table: SaTable;
  readonly children: Map<number, Child>;
  readonly timers: TimerHeap<TimerUse>;
  readonly cookies: Random;
  nextChildId: number;
  /** The instant of the call under way. */
  now: Instant;
}

export function newEngineState(options: IkeOptions): EngineState {
  const around: Surroundings = {
    provider: options.provider,
    random: options.random.fork('exchanges'),
    natPort: options.natPort,
    riders: [vendorIds, natDetection],
    note: options.note,
    transmit: options.send,
  };
  return {
    options,
    around,
    table: new SaTable(),
    children: new Map(),
    timers: new TimerHeap(),
    cookies: options.random.fork('cookies'),
    nextChildId: 1,
    now: 0,
  };
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
export function newMessageId(engine: EngineState, used: ReadonlySet<number>): number {
  for (;;) {
    const octets = engine.cookies.bytes(4);
    const id = ((octets[0]! << 24) | (octets[1]! << 16) | (octets[2]! << 8) | octets[3]!) >>> 0;
    if (id !== 0 && !used.has(id)) return id;
  }
}
