/** Explains the frames of a capture one after the other; what it remembers is bounded. */

import { LIMITS } from '../base/limits.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { CapturedFrame } from './captured-frame.ts';
import type { Context } from './context.ts';
import { type Dissection, newDissection } from './dissection.ts';
import { IkeSessions } from './ike-sessions.ts';
import { explainIp } from './ip-layer.ts';
import type { KeyStore } from './key-store.ts';
import { explainFrame } from './link-layer.ts';
import { Pieces } from './pieces.ts';
import { Recent } from './recent.ts';
import { explainUpper } from './upper-layer.ts';

export interface DecoderOptions {
  readonly provider: CryptoProvider;
  readonly keys: KeyStore;
  /** Ports that carry ISAKMP, or ESP in UDP, beside 500 and 4500. */
  readonly ports: readonly number[];
  /** Whether the fields of every layer are wanted. */
  readonly tracing: boolean;
}

export class Decoder {
  readonly #context: Context;

  constructor({ provider, keys, ports, tracing }: DecoderOptions) {
    const context: Context = {
      tracing,
      provider,
      keys,
      ports: new Set(ports),
      markedPorts: new Recent(LIMITS.explainedPorts),
      sessions: new IkeSessions(provider),
      seen: new Recent(LIMITS.explainedCopies),
      packets: new Pieces('octets'),
      messages: new Pieces('numbers'),
      ip: (into, span) => explainIp(context, into, span),
      upper: (into, protocol, span, ends) => explainUpper(context, into, protocol, span, ends),
    };
    this.#context = context;
  }

  /** What a frame holds. Never throws, whatever its octets. Octets of the answer are the frame's. */
  decode(frame: CapturedFrame): Dissection {
    const dissection = newDissection(frame);
    explainFrame(this.#context, dissection);
    return dissection;
  }
}
