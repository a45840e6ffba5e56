/** The paths of those who send to one socket, one object a sender. */

import type { Path } from '../base/batch.ts';
import { LIMITS } from '../base/limits.ts';

/**
 * Paths by the sender's address and port. A burst is mostly of one sender, whose path is at hand; a
 * key made of both would be a string a datagram (measured: 0.16 us of 4).
 */
export class Senders {
  readonly #make: (address: string, port: number) => Path;
  readonly #paths = new Map<number, Map<string, Path>>();
  #size = 0;
  #address = '';
  #port = -1;
  #path: Path | undefined;

  /** `make` is called once for each sender that is not remembered. */
  constructor(make: (address: string, port: number) => Path) {
    this.#make = make;
  }

  pathOf(address: string, port: number): Path {
    let path = this.#path;
    if (path !== undefined && port === this.#port && address === this.#address) return path;
    path = this.#paths.get(port)?.get(address) ?? this.#remember(address, port);
    this.#address = address;
    this.#port = port;
    this.#path = path;
    return path;
  }

  /** Senders are the network's to choose: the memory of them starts afresh when it is full. */
  #remember(address: string, port: number): Path {
    if (this.#size >= LIMITS.rememberedSenders) {
      this.#paths.clear();
      this.#size = 0;
    }
    let ofPort = this.#paths.get(port);
    if (ofPort === undefined) {
      ofPort = new Map();
      this.#paths.set(port, ofPort);
    }
    const path = this.#make(address, port);
    ofPort.set(address, path);
    this.#size++;
    return path;
  }
}
