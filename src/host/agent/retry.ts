/** When the directory is asked again (MS-GPIPSEC 3.2). */

/** Polling of a policy that says 0, and where no policy says anything: 10,800 seconds. */
const DEFAULT_POLLING_MINUTES = 180;
const LONGEST_RETRY_MINUTES = 166;

/** Minutes to the next attempt after one that failed; `previous` is the wait before it, 0 at first. */
export function nextRetryMinutes(previous: number): number {
  return Math.min((previous + 1) ** 2, LONGEST_RETRY_MINUTES);
}

/** Minutes to the next look at the sources where all went well. */
export function pollingMinutes(stated: number | undefined): number {
  return stated === undefined || stated === 0 ? DEFAULT_POLLING_MINUTES : stated;
}
