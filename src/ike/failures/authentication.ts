/** A problem with certificates, signatures or Kerberos as a failure of the host that found it. */

import type { AuthProblem, EffectKind } from '../effects.ts';
import type { Comparison, Failure } from '../failure.ts';
import { CERTIFICATE_WORDS } from './certificates.ts';
import type { Place } from './general.ts';
import { KERBEROS_WORDS } from './kerberos.ts';
import type { ProblemCode, ProblemWords, Whose, Words } from './problem-words.ts';

const WORDS: Readonly<Record<ProblemCode, ProblemWords>> = {
  ...CERTIFICATE_WORDS,
  ...KERBEROS_WORDS,
};

/** Characters of a problem's own words that a failure repeats. */
const DETAIL_CHARACTERS = 1000;

/** Every problem that whoever answers effects may name. */
export const PROBLEM_CODES = Object.keys(WORDS) as ProblemCode[];

/** Whose problem it is where an effect failed: this host's, where it had to prove itself. */
export function whoseProblem(effect: EffectKind): Whose {
  return effect === 'sign' || effect === 'gss-initiate' || effect === 'gss-wrap' ? 'own' : 'peer';
}

/** Windows' error code of a problem, the same on both sides. */
export function windowsErrorOf(code: ProblemCode): Failure['windowsError'] {
  return WORDS[code].windowsError;
}

/** Whose a problem can be at all: both for some, one for most. */
export function possibleWhose(code: ProblemCode): readonly Whose[] {
  return Object.keys(WORDS[code].seen) as Whose[];
}

/**
 * The failure for a problem. `whose` decides the words where a problem can be this host's or its
 * peer's; one that can only be one's is that one's, whatever `whose` says. `failurePoint` tells which.
 */
export function authenticationFailure(place: Place, problem: AuthProblem, whose: Whose): Failure {
  const { seen, notify, windowsError, auditEvent } = WORDS[problem.code];
  const other: Whose = whose === 'own' ? 'peer' : 'own';
  const at = seen[whose] === undefined ? other : whose;
  const words = seen[at] as Words;
  return {
    code: problem.code,
    title: words.title(place.peer),
    certainty: 'certain',
    where: place.where,
    detail: `${found(problem)} ${words.meaning}`,
    comparison: at === 'peer' ? comparisonOf(problem) : [],
    notify,
    windowsError,
    // 544 and 545 tell of a peer that is not trusted or has not proved itself.
    auditEvent: at === 'own' ? 547 : auditEvent,
    failurePoint: at === 'own' ? 'Me' : 'Peer',
    advice: words.advice,
  };
}

/** What was found, with what it is about. Its facts are a comparison only where they are a peer's. */
function found({ subject, detail }: AuthProblem): string {
  const isNamed = subject === '' || detail.includes(subject);
  return bounded(isNamed ? detail : `${subject}: ${detail}`);
}

function comparisonOf({ facts }: AuthProblem): readonly Comparison[] {
  return facts.map(({ what, expected, found: peer }) => ({
    what,
    local: bounded(expected),
    peer: bounded(peer),
    differs: expected !== peer,
  }));
}

function bounded(text: string): string {
  return text.length <= DETAIL_CHARACTERS ? text : `${text.slice(0, DETAIL_CHARACTERS)}...`;
}
