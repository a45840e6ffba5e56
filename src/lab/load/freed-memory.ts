/** Memory that the C library has got back and not given to the system. */

import { loadKoffi } from '../../net/native/libc.ts';

type Trim = (kept: number) => number;

let trim: Promise<Trim | undefined> | undefined;

/**
 * Has glibc give whole free pages to the system, as V8 does with its own when it collects. By itself it
 * does so at the end of its heap only: after a burst of packets 30 MB stay in the middle. Nothing happens
 * without koffi, or with another C library.
 */
export async function giveBackFreed(): Promise<void> {
  trim ??= findTrim();
  (await trim)?.(0);
}

async function findTrim(): Promise<Trim | undefined> {
  try {
    const koffi = await loadKoffi('what is freed given back');
    return koffi.load(null).func('int malloc_trim(size_t)');
  } catch {
    return undefined;
  }
}
