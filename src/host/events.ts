/** Everything that a host reports: `note(event)` is the only way anything is reported. */

import type { Instant } from '../base/time.ts';
import type { IkeEvent } from '../ike/events.ts';
import type { IpsecEvent } from '../ipsec/events.ts';
import type { AgentEvent } from './agent/ports.ts';

/** What the host's small stack reports of packets that reached it in clear. */
export type StackEvent =
  | {
      readonly kind: 'echo-reply';
      readonly from: string;
      readonly to: string;
      readonly identifier: number;
      readonly sequence: number;
      readonly octets: number;
    }
  | {
      readonly kind: 'echo-answered';
      readonly from: string;
      readonly to: string;
      readonly sequence: number;
    }
  /** An ICMP error about a packet that this host sent. */
  | {
      readonly kind: 'icmp-error';
      readonly from: string;
      readonly to: string;
      /** `packet too big, 1438 octets fit`. */
      readonly error: string;
      /** `10.1.0.1 -> 10.2.0.1 udp 7`. */
      readonly about: string;
    }
  | {
      readonly kind: 'udp-received';
      readonly from: string;
      readonly to: string;
      readonly octets: number;
      readonly answered: boolean;
    };

export type HostEvent = (IkeEvent | IpsecEvent | StackEvent | AgentEvent) & {
  readonly at: Instant;
  /** Name of the host that reports it. */
  readonly host: string;
};
