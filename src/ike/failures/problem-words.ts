/** What the words of failures of authentication are made of: one entry a problem, both sides in it. */

import type { AuthProblem } from '../effects.ts';
import type { Failure } from '../failure.ts';

export type ProblemCode = AuthProblem['code'];

/** Whose problem it is, as the host that found it sees it. */
export type Whose =
  /** That host's own: a key that is missing, a domain it is not in. */
  | 'own'
  /** Its peer's: what the peer sent is wrong. */
  | 'peer';

/** One failure in words, but for its facts. */
export interface Words {
  title(peer: string): string;
  /** What it means, in one or two sentences. */
  readonly meaning: string;
  readonly advice: readonly string[];
}

/** What both sides' words have in common. */
export interface ProblemMarks {
  readonly notify: number;
  readonly windowsError: Failure['windowsError'];
  readonly auditEvent: Failure['auditEvent'];
}

/** Words for whoever's problem it can be; one of the two is always there. */
export type ByWhose = Partial<Record<Whose, Words>>;

/** A problem as the host says it that found it. */
export interface ProblemWords extends ProblemMarks {
  readonly seen: ByWhose;
}
