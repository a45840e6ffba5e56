/** Where a scenario is played: in virtual time, or as processes. Steps and expectations see only this. */

import type { Path } from '../base/batch.ts';
import type { Duration, Instant } from '../base/time.ts';
import type { HostEvent } from '../host/events.ts';
import type { Command, CommandResult } from '../host/ports.ts';
import type { HostState } from '../lab/host-state.ts';
import type { InnerTrouble } from '../net/lab-trouble.ts';
import type { NetshBackend } from '../netsh/backend.ts';
import type { ScenarioNetwork } from './network/network.ts';
import type { WireRecord } from './network/record.ts';
import type { RunKeys } from './network/run-keys.ts';

/** Stores that netsh edits. */
export type EditableStore = 'local' | 'persistent';

/** A datagram of an attacker. */
export interface Injected {
  readonly path: Path;
  /** The host that gets it, where the address does not say that. */
  readonly receiver?: string | undefined;
  readonly bytes: Uint8Array;
}

/** What goes wrong inside a host. */
type HostTrouble =
  | { readonly kind: 'network'; readonly counter: 'sendsFailed' | 'receivesFailed' }
  | {
      readonly kind: 'inner';
      readonly what: InnerTrouble;
      readonly isOn: boolean;
      readonly time: Duration;
    };

/** How long expectations may take to hold when the steps are done, and how often they are looked at. */
interface Patience {
  readonly slice: Duration;
  readonly most: Duration;
}

export interface ScenarioWorld {
  readonly kind: 'virtual' | 'real';
  /** Milliseconds since 1970 when the scenario began, by the world's own clock. */
  readonly startedAt: number;
  /** How many times as fast as the wall clock its clock is; 0: it waits for nobody. */
  readonly speed: number;
  readonly patience: Patience;
  /** What carries every datagram. */
  readonly network: ScenarioNetwork;
  /** When something happened since the scenario began; `at` is that of an event. */
  since(at: Instant): Duration;
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
  /** Lets a datagram of somebody on the wire arrive now, as if its path's sender had sent it. */
  inject(datagram: Injected): Promise<void>;
  /** Lets something go wrong inside a host, or ends that. */
  trouble(host: string, trouble: HostTrouble): Promise<void>;
  /** Moves the wall clock of a host. */
  moveClock(host: string, by: Duration): Promise<void>;
  /** The same world for a step that the next ones do not wait for. */
  inBackground(): ScenarioWorld;
  /** Waits until everything in the background is done. */
  finish(): Promise<void>;
  /** Every datagram so far, in the order of sending. */
  wire(): readonly WireRecord[];
  /** The keys of the hosts so far. */
  keys(): RunKeys;
  /** Folders with tables of keys by the names of hosts, where they are processes. */
  readonly keyFolders: ReadonlyMap<string, string>;
  /** A digest of everything so far; undefined where no two plays are the same. */
  traceHash(): string | undefined;
  /** Damages a policy store of a host, or mends it again. */
  damage(host: string, store: EditableStore, isDamaged: boolean): void;
  /** Lets time pass. */
  wait(milliseconds: Duration): Promise<void>;
  /** For how long nothing will happen by itself; 0 where nobody can know. */
  quietFor(): Duration;
  /** What a host has reported so far, oldest first, also before it was started again. */
  events(host: string): readonly HostEvent[];
  /** SAs and counters of a host at this moment. */
  state(host: string): Promise<HostState>;
  /** Ends everything. */
  close(): Promise<void>;
}
