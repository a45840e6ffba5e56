/** A capture of any kind as the facts of its frames. */

import { toHex } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { CaptureReader } from '../capture-reader.ts';
import type { CaptureItem } from '../captured-frame.ts';
import { Decoder } from '../decoder.ts';
import type { KeyStore } from '../key-store.ts';
import { type FrameFacts, factsOf } from './frame-facts.ts';

export interface CaptureFacts {
  readonly frames: readonly FrameFacts[];
  /** Frames that were left out because there are too many. */
  readonly leftOut: number;
  /** Sentences about what is wrong with the file. */
  readonly troubles: readonly string[];
}

/** Reads octets of a capture as they come. Throws NotACapture where they are none. */
export class CaptureFactsReader {
  readonly #provider: CryptoProvider;
  readonly #reader = new CaptureReader();
  readonly #decoder: Decoder;
  readonly #frames: FrameFacts[] = [];
  readonly #troubles: string[] = [];
  #leftOut = 0;

  constructor(provider: CryptoProvider, keys: KeyStore, ports: readonly number[] = []) {
    this.#provider = provider;
    this.#decoder = new Decoder({ provider, keys, ports, tracing: false });
  }

  push(octets: Uint8Array): void {
    this.#take(this.#reader.push(octets));
  }

  end(): CaptureFacts {
    this.#take(this.#reader.end());
    return { frames: this.#frames, leftOut: this.#leftOut, troubles: this.#troubles };
  }

  #take(items: Iterable<CaptureItem>): void {
    for (const item of items) {
      if (item.kind === 'trouble') this.#troubles.push(`${item.sentence}, at off=${item.offset}`);
      else if (this.#frames.length >= LIMITS.verdictFrames) this.#leftOut++;
      else this.#frames.push(factsOf(this.#decoder.decode(item), (octets) => this.#digest(octets)));
    }
  }

  #digest(octets: Uint8Array): string {
    return toHex(this.#provider.hash('sha1', octets));
  }
}

/** The facts of a whole capture. Throws NotACapture. */
export function captureFacts(
  octets: Uint8Array,
  provider: CryptoProvider,
  keys: KeyStore,
  ports: readonly number[] = [],
): CaptureFacts {
  const reader = new CaptureFactsReader(provider, keys, ports);
  reader.push(octets);
  return reader.end();
}
