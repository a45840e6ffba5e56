/** What the layers of an explanation share: settings, keys, and what was seen before. */

import type { CryptoProvider } from '../crypto/provider.ts';
import type { Dissection, Span } from './dissection.ts';
import type { IkeSessions } from './ike-sessions.ts';
import type { KeyStore } from './key-store.ts';
import type { Pieces } from './pieces.ts';
import type { Recent } from './recent.ts';

/** Who a packet's headers say it is between; addresses are octets. */
export interface Ends {
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  /** Where the IP packet starts, which AH covers. */
  readonly packet?: { readonly buffer: number; readonly start: number };
}

export interface Context {
  /** Whether fields are wanted, or one line a frame will do. */
  readonly tracing: boolean;
  readonly provider: CryptoProvider;
  readonly keys: KeyStore;
  /** Ports that the user says carry ISAKMP, or ESP in UDP. */
  readonly ports: ReadonlySet<number>;
  /** Ports on which IKE behind a marker was seen: ESP in UDP is expected there. */
  readonly markedPorts: Recent<number, true>;
  readonly sessions: IkeSessions;
  /** By digest: the number of the frame in which an ISAKMP message was first seen. */
  readonly seen: Recent<string, number>;
  readonly packets: Pieces;
  readonly messages: Pieces;
  /** Explains an IP packet. */
  ip(into: Dissection, span: Span): void;
  /** Explains what an IP packet carries. */
  upper(into: Dissection, protocol: number, span: Span, ends: Ends): void;
}
