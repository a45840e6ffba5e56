/** What the process that measures tells the others of a load run, and what they answer. */

import type { EspSuite, GroupId } from '../../crypto/provider.ts';
import type { SideFigures, SideTaken } from './load-side.ts';

/** Tunnels as one process tells another: plain data. */
export interface TunnelPlan {
  readonly tunnels: number;
  readonly group: GroupId;
  readonly suite: EspSuite;
}

/** What strangers may send a host without end. */
export type FloodKind = 'first-messages' | 'replay' | 'noise';

export interface FloodPlan {
  readonly kind: FloodKind;
  /** Where the trunk of the host under attack is. */
  readonly port: number;
  /** Datagrams a second; 0 = as many as go out. */
  readonly rate: number;
  readonly milliseconds: number;
  /** Addresses of tunnels that first messages claim to come from. */
  readonly tunnels: number;
  /** What they offer, so that they are not refused at first sight. */
  readonly group: GroupId;
  /** What is sent again, whole packets. */
  readonly packets: readonly Uint8Array[];
}

export type Order =
  /** Be the far side of tunnels; the other trunk is at this port. */
  | { readonly do: 'open'; readonly plan: TunnelPlan; readonly nearPort: number }
  | { readonly do: 'figures'; readonly collect: boolean }
  | { readonly do: 'taken' }
  | { readonly do: 'flood'; readonly plan: FloodPlan };

export type Answer =
  | { readonly port: number; readonly emptyResident: number }
  | { readonly figures: SideFigures }
  | { readonly taken: SideTaken }
  | { readonly sent: number; readonly milliseconds: number }
  | { readonly error: string };
