/** What this process holds of the machine's memory. */

import { Session } from 'node:inspector';
import { giveBackFreed } from './freed-memory.ts';

export interface MemoryInUse {
  /** Octets that are resident: V8's heap, OpenSSL's objects, everything. */
  readonly resident: number;
  /** Octets of V8's heap that are in use. */
  readonly heap: number;
}

/** Octets in use. */
export function memoryInUse(): MemoryInUse {
  const { rss, heapUsed } = process.memoryUsage();
  return { resident: rss, heap: heapUsed };
}

/**
 * Octets in use once what nothing refers to is gone. `gc` of `--expose-gc` leaves pages that are half
 * empty as they are, as resident as full ones: after 10,000 negotiations they were 9 kB a tunnel. The
 * inspector's collection moves what is left together and gives the pages back to the system; glibc has to
 * be told to do the same.
 */
export async function memoryKept(): Promise<MemoryInUse> {
  const inspector = new Session();
  inspector.connect();
  try {
    // Finalizers free what lies outside of the heap, and a second round what they let go.
    for (let round = 0; round < 2; round++) await collectGarbage(inspector);
  } finally {
    inspector.disconnect();
  }
  await giveBackFreed();
  return memoryInUse();
}

function collectGarbage(inspector: Session): Promise<void> {
  return new Promise((resolve, reject) => {
    inspector.post('HeapProfiler.collectGarbage', (error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}
