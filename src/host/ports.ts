/** The whole boundary of a host in one file: what goes in, what comes out. */

import type { Address } from '../base/address.ts';
import type { BatchWriter } from '../base/batch.ts';
import type { Effect, EffectResult } from '../ike/effects.ts';
import type { Failure } from '../ike/failure.ts';
import type { ChildSummary, MainModeSummary } from '../ike/summary.ts';
import type { SoftSaView } from '../ipsec/clear/soft-flows.ts';
import type { SaPairView } from '../ipsec/sa/views.ts';
import type { ActivePolicy, Environment } from '../policy/compiled.ts';
import type { ServiceView } from './agent/agent.ts';
import type { AgentCommand, AgentValue } from './agent/commands.ts';
import type { AgentEffect, AgentEffectResult } from './agent/ports.ts';
import type { SettingsView } from './agent/settings.ts';
import type { PolicyFilterRow } from './agent/views.ts';
import type { HostEvent } from './events.ts';

/** What a person or a scenario asks of a host. */
export type Command =
  /** Negotiate a policy entry now. Answered when it is up or has failed. */
  | { readonly kind: 'up'; readonly policy: string }
  /** Delete the SAs of a policy entry, or (no policy) everything, telling the peers. */
  | { readonly kind: 'down'; readonly policy: string | undefined }
  /** Renew the pairs of a policy entry now. Answered when the first new pair is up, or it has failed. */
  | { readonly kind: 'rekey'; readonly policy: string }
  /** Renew the main modes with a peer now. Answered when the first new one is up, or it has failed. */
  | { readonly kind: 'rekey-main-mode'; readonly peer: string }
  /** ICMP echo through the policy. Answered when all replies came or the wait is over. */
  | {
      readonly kind: 'ping';
      readonly from: Address | undefined;
      readonly to: Address;
      readonly count: number;
      readonly intervalMilliseconds: number;
      readonly timeoutMilliseconds: number;
      readonly payloadOctets: number;
    }
  /** UDP datagrams through the policy. Answered when sent. */
  | {
      readonly kind: 'send';
      readonly from: Address | undefined;
      readonly to: Address;
      readonly sourcePort: number;
      readonly destinationPort: number;
      readonly payload: Uint8Array;
      readonly count: number;
    }
  /** An ESP dummy packet (RFC 4303 2.6) on the outbound SA of a policy entry. */
  | { readonly kind: 'dummy'; readonly policy: string }
  /**
   * For laboratories: the outbound SA of a policy entry goes on as if this had been its last sequence
   * number; with ESN it is of 64 bits. Only forward.
   */
  | { readonly kind: 'preset-sequence'; readonly policy: string; readonly sequence: number }
  /** Send deletes for everything; the host then only absorbs. */
  | { readonly kind: 'stop' }
  | AgentCommand;

export type Input =
  | { readonly kind: 'command'; readonly id: number; readonly command: Command }
  | { readonly kind: 'timeout' }
  /** The network refused an IKE message, or reported an error on receiving. */
  | { readonly kind: 'network-failure'; readonly counter: 'sendsFailed' | 'receivesFailed' }
  /** The host lives by this policy from now on; see windows/apply-policy.ts. */
  | { readonly kind: 'policy'; readonly active: ActivePolicy }
  /** The result of an effect that came out of the host; one that is late is dropped by its number. */
  | {
      readonly kind: 'effect-result';
      readonly id: number;
      readonly result: EffectResult | AgentEffectResult;
    };

export type CommandResult =
  | { readonly ok: true; readonly value: CommandValue }
  | {
      readonly ok: false;
      readonly error: string;
      readonly failure: Failure | undefined;
      /** Windows' number, 13000 to 13025, where a dynamic edit has one. */
      readonly windowsError?: number | undefined;
    };

export type CommandValue =
  | { readonly kind: 'up'; readonly saId: number; readonly alreadyUp: boolean }
  | { readonly kind: 'down'; readonly deleted: number }
  | { readonly kind: 'rekey'; readonly saId: number; readonly replaces: number | undefined }
  | { readonly kind: 'rekey-main-mode'; readonly initiatorCookie: string }
  | {
      readonly kind: 'ping';
      readonly sent: number;
      readonly received: number;
      readonly roundTripMilliseconds: readonly number[];
    }
  | { readonly kind: 'send'; readonly sent: number }
  | { readonly kind: 'dummy' }
  | { readonly kind: 'preset-sequence' }
  | { readonly kind: 'stop' }
  | AgentValue;

/** What comes out of a host. The caller owns it, hands it in, and empties it after each call. */
export interface Outbox {
  /** Datagrams for the network, by path (`udp` or `link`). */
  readonly network: BatchWriter;
  /** Packets for the inner side, where something other than the small stack takes them. */
  readonly inner: BatchWriter;
  note(event: HostEvent): void;
  reply(id: number, result: CommandResult): void;
  /** Something slow or foreign is wanted; its result is an input, or never comes. */
  effect(id: number, effect: Effect | AgentEffect): void;
}

/** Answers of `host.query`: plain data without secrets. */
export type MainModeSaView = MainModeSummary;

/** A pair of ESP SAs with the peer that it was negotiated with. */
export type QuickModeSaView = SaPairView & {
  /** Empty where nobody negotiated it. */
  readonly peer: string;
  /** Its keys come from the policy file. */
  readonly byHand: boolean;
} & Pick<ChildSummary, 'pfsGroup' | 'renewsAt' | 'replaces' | 'replacedBy'>;

export interface StatisticsView {
  /** IP Security Monitor's main-mode statistics by its labels, in its order. */
  readonly ike: readonly { readonly id: string; readonly label: string; readonly value: number }[];
  /** IP Security Monitor's quick-mode statistics. */
  readonly ipsec: readonly {
    readonly id: string;
    readonly label: string;
    readonly value: number;
  }[];
  /** Espial's own counters: every drop reason, retransmissions, duplicates and so on. */
  readonly detail: readonly {
    readonly id: string;
    readonly label: string;
    readonly value: number;
  }[];
}

export interface QueryAnswers {
  'main-mode-sas': readonly MainModeSaView[];
  'quick-mode-sas': readonly QuickModeSaView[];
  'soft-sas': readonly SoftSaView[];
  statistics: StatisticsView;
  /** Undefined on a host without the Windows system. */
  'active-policy': ActivePolicy | undefined;
  environment: Environment | undefined;
  /** Specific filters, the heaviest first: those of main mode, then those of quick mode. */
  'policy-filters': readonly PolicyFilterRow[];
  /** These two are undefined on a host without a Policy Agent. */
  settings: SettingsView | undefined;
  service: ServiceView | undefined;
}
export type QueryKind = keyof QueryAnswers;

/** A page of an answer; `next` is the cursor of the following one. */
export interface Page<T> {
  readonly items: T;
  readonly next: number | undefined;
}
