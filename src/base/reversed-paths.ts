/** The ways of datagrams seen from their other ends. */

import type { Path } from './batch.ts';

/** Answers the same object for the same path each time, so that batches stay whole. */
export class ReversedPaths {
  readonly #reversed = new WeakMap<Path, Path>();

  of(path: Path): Path {
    let reversed = this.#reversed.get(path);
    if (reversed === undefined) {
      reversed = { carrier: path.carrier, local: path.remote, remote: path.local };
      this.#reversed.set(path, reversed);
    }
    return reversed;
  }
}
