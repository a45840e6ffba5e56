/** Another process of a load run, told what to do over Node's channel; it ends when this process does. */

import { AnsweringChild } from '../answering-child.ts';
import type { SelfCommand } from '../peer-child.ts';
import type { LoadTalk } from './orders.ts';
import { type LoadProcess, pinned } from './pinning.ts';

/** A load worker: what is asked it rejects with an EdgeError where the process is gone. */
export type LoadWorker = Pick<AnsweringChild<LoadTalk>, 'ask' | 'close'>;

/**
 * What OpenSSL and the sockets have freed goes back to the system from 128 kB on. Without this glibc
 * lets the limit grow to 64 MB, and 10 MB stay with a process that has negotiated.
 */
const SMALL = { MALLOC_TRIM_THRESHOLD_: '131072' };

/** Starts a process of this program that serves `espial load worker`. */
export function startLoadWorker(self: SelfCommand, crypto: string, which: LoadProcess): LoadWorker {
  return new AnsweringChild<LoadTalk>({
    command: [...pinned(which, self), 'load', 'worker', '--crypto', crypto],
    what: 'a process of the load run',
    environment: SMALL,
  });
}
