/** Where a scenario is played: in virtual time, or as processes. Steps and expectations see only this. */

import type { Duration } from '../base/time.ts';
import type { HostEvent } from '../host/events.ts';
import type { Command, CommandResult } from '../host/ports.ts';
import type { HostState } from '../lab/host-state.ts';

export interface ScenarioWorld {
  readonly kind: 'virtual' | 'real';
  /** Milliseconds since the scenario began, by the world's own clock. */
  elapsed(): Duration;
  /** Gives a host a command and waits for its answer. After `stop` the host is gone. */
  command(host: string, command: Command): Promise<CommandResult>;
  /** Lets time pass. */
  wait(milliseconds: Duration): Promise<void>;
  /** What a host has reported so far, oldest first. */
  events(host: string): readonly HostEvent[];
  /** SAs and counters of a host at this moment. */
  state(host: string): Promise<HostState>;
  /** Ends everything. */
  close(): Promise<void>;
}
