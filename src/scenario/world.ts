/** Where a scenario is played: in virtual time, or as processes. Steps and expectations see only this. */

import type { Address } from '../base/address.ts';
import type { Duration } from '../base/time.ts';
import type { HostEvent } from '../host/events.ts';
import type { Command, CommandResult } from '../host/ports.ts';
import type { HostState } from '../lab/host-state.ts';
import type { NetshBackend } from '../netsh/backend.ts';

/** Stores that netsh edits. */
export type EditableStore = 'local' | 'persistent';

export interface ScenarioWorld {
  readonly kind: 'virtual' | 'real';
  /** Milliseconds since the scenario began, by the world's own clock. */
  elapsed(): Duration;
  /** Milliseconds since 1970, by the same clock. */
  wallNow(): number;
  /** Gives a host a command and waits for its answer. After `stop` the host is gone. */
  command(host: string, command: Command): Promise<CommandResult>;
  /** Takes a host away without a word to anybody, as where its power fails. */
  cut(host: string): Promise<void>;
  /** Starts a host again that has stopped or was cut, with the policy stores that it had. */
  startAgain(host: string): Promise<void>;
  /** What netsh works on at a host with the Windows system. */
  netsh(host: string): Promise<NetshBackend>;
  /** Lets the domain controllers of a directory answer from now on, or not. */
  reach(directory: string, isReachable: boolean): void;
  /**
   * Lets the last ESP packet of a host to an address arrive once more, as it was or altered. Answers
   * whether there was one.
   */
  replay(host: string, to: Address, alter: (packet: Uint8Array) => Uint8Array): Promise<boolean>;
  /** Damages a policy store of a host, or mends it again. */
  damage(host: string, store: EditableStore, isDamaged: boolean): void;
  /** Lets time pass. */
  wait(milliseconds: Duration): Promise<void>;
  /** What a host has reported so far, oldest first, also before it was started again. */
  events(host: string): readonly HostEvent[];
  /** SAs and counters of a host at this moment. */
  state(host: string): Promise<HostState>;
  /** Ends everything. */
  close(): Promise<void>;
}
