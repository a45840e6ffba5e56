/** What can be wrong with Kerberos, each with its facts. No key ever stands in them. */

import type { AuthProblem, KerberosProblem } from '../../ike/effects.ts';
import { microsecondsBetween, type Stamp, shownName, timeText } from './names.ts';

type Fact = AuthProblem['facts'][number];

/** A failure of an effect. */
export interface Failed {
  readonly kind: 'problem';
  readonly problem: AuthProblem;
}

export function failed(
  code: KerberosProblem,
  subject: string,
  detail: string,
  ...facts: readonly Fact[]
): Failed {
  return { kind: 'problem', problem: { code, subject: shownName(subject), detail, facts } };
}

/** A fact for `failed`. */
export function fact(what: string, expected: string, found: string): Fact {
  return { what, expected, found };
}

/** Octets that are no token of the stub, or not the one that belongs here. */
export function malformed(what: string): Failed {
  return failed('token-malformed', 'token', what);
}

/** The clocks of two hosts are too far apart. `theirs` is what the other's token says. */
export function clockSkew(
  subject: string,
  whose: string,
  theirs: Stamp,
  here: Stamp,
  skewSeconds: number,
): Failed {
  const apart = microsecondsBetween(here, theirs) / 1_000_000;
  const seconds = Number(Math.abs(apart).toFixed(3));
  const way = apart < 0 ? 'behind' : 'ahead of';
  return failed(
    'clock-skew',
    subject,
    `The clock of ${whose} is ${seconds} seconds ${way} this host's, and Kerberos allows ${skewSeconds}.`,
    fact(
      'clock',
      `within ${skewSeconds} seconds of ${timeText(here.seconds)}`,
      timeText(theirs.seconds),
    ),
  );
}
