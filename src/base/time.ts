/** Time as the core sees it: numbers that the caller hands in. The core never reads a clock. */

/** A point in time: milliseconds since an epoch that the owner of the clock chose. */
export type Instant = number;

/** A length of time in milliseconds. */
export type Duration = number;

export const SECOND: Duration = 1000;
export const MINUTE: Duration = 60 * SECOND;
export const HOUR: Duration = 60 * MINUTE;
