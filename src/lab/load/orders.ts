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

/** What a process of a load run may be told, and what it answers. */
export type LoadTalk = {
  /** Be the far side of tunnels: its port, and its resident memory before there was anything. */
  readonly open: {
    readonly ask: { readonly plan: TunnelPlan; readonly nearPort: number };
    readonly answer: { readonly port: number; readonly emptyResident: number };
  };
  /** Figures of the tunnels, after a collection of garbage where that is asked for. */
  readonly figures: { readonly ask: { readonly collect: boolean }; readonly answer: SideFigures };
  /** What came out of the tunnels so far. */
  readonly taken: { readonly ask: undefined; readonly answer: SideTaken };
  readonly flood: {
    readonly ask: FloodPlan;
    readonly answer: { readonly sent: number; readonly milliseconds: number };
  };
};
