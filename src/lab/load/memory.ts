/** What this process holds of the machine's memory. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface MemoryInUse {
  /** Octets that are resident: V8's heap, OpenSSL's objects, everything. */
  readonly resident: number;
  /** Octets of V8's heap that are in use. */
  readonly heap: number;
}

let collector: (() => void) | undefined;

/** Octets in use; where `collect`, after what nothing refers to is gone. */
export function memoryInUse(collect: boolean): MemoryInUse {
  if (collect) {
    // Finalizers free what lies outside of the heap, and a second and third round what they let go.
    for (let round = 0; round < 3; round++) collectGarbage();
  }
  const { rss, heapUsed } = process.memoryUsage();
  return { resident: rss, heap: heapUsed };
}

function collectGarbage(): void {
  if (collector === undefined) {
    setFlagsFromString('--expose-gc');
    collector = runInNewContext('gc') as () => void;
  }
  collector();
}
