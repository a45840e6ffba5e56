/** One thing that the evidence shows: a class, how sure it is, who saw it, and what weight it has. */

import type { Failure } from '../../ike/failure.ts';
import type { ClassId } from './classes.ts';

export type Certainty = 'certain' | 'likely' | 'unknown';

/**
 * How much a finding decides. A negotiation that failed comes before packets that were dropped, those
 * before what hosts went through, that before what was made good.
 */
export const WEIGHT = {
  clear: 110,
  negotiation: 100,
  /** Failed, and came about at a later try. */
  failedOnce: 65,
  host: 60,
  gone: 55,
  packets: 50,
  source: 45,
  changed: 40,
  /** Before the service runs, and not after. */
  starting: 39,
  message: 30,
  allowed: 25,
  consequence: 20,
  /** Not over when the evidence ends. */
  open: 15,
  /** Lost on the way between two hosts, and nobody repeats it. */
  lost: 12,
  recovered: 10,
  /** Out of turn, and without any consequence. */
  late: 7,
  /** Told, and decides nothing. */
  aside: 5,
} as const;

export interface Finding {
  readonly class: ClassId;
  readonly certainty: Certainty;
  readonly weight: number;
  /** The other class may be the true one: nobody on this side can tell. */
  readonly generic: boolean;
  /** By the clock of the evidence, milliseconds. */
  readonly at: number;
  /** The host that noticed it; undefined in a capture. */
  readonly host: string | undefined;
  /** One sentence: what was seen. */
  readonly seen: string;
  /** How often. */
  readonly times: number;
  readonly failure: Failure | undefined;
  /** The negotiation that failed, the same text at both hosts. */
  readonly negotiation: string | undefined;
  /** What it may be as well. */
  readonly others: readonly ClassId[];
}

/** A finding with what is usual. */
export function finding(
  of: Pick<Finding, 'class' | 'weight' | 'at' | 'seen'> & Partial<Finding>,
): Finding {
  return {
    certainty: 'certain',
    generic: false,
    host: undefined,
    times: 1,
    failure: undefined,
    negotiation: undefined,
    others: [],
    ...of,
  };
}

/** What one host guesses from what it misses: likely, and another class may be the true one. */
export function guess(of: Parameters<typeof finding>[0]): Finding {
  return finding({ certainty: 'likely', generic: true, ...of });
}
