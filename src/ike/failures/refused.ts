/** Main mode refused by the peer: what it said of it, in this host's words. */

import { notifyName } from '../../wire/numbers/isakmp.ts';
import type { Authentication } from '../auth/credentials.ts';
import type { Failure, TimeOutCode } from '../failure.ts';
import { PROBLEM_CODES, windowsErrorOf } from './authentication.ts';
import { CERTIFICATE_TOLD } from './certificates-told.ts';
import type { Place } from './general.ts';
import { KERBEROS_TOLD } from './kerberos-told.ts';
import { identityRefusedByPeer } from './main-mode.ts';
import type { ByWhose, ProblemCode, Words } from './problem-words.ts';
import { refusalOf, type ToldProblem } from './refusal-data.ts';
import { refusedByNotify } from './refused-by-notify.ts';
import { TIME_OUT_CODES, TIME_OUTS_TOLD } from './time-outs.ts';
import { WINDOWS } from './windows-errors.ts';
import { times } from './wording.ts';

const TOLD: Readonly<Record<ProblemCode, ByWhose>> = { ...CERTIFICATE_TOLD, ...KERBEROS_TOLD };

/** The codes of everything that a peer may say precisely. */
export const REFUSED_CODES = [...PROBLEM_CODES, ...TIME_OUT_CODES].map(
  (code) => `peer-says-${code}` as const,
);

/** An error notify of the peer's during main mode, and what it is about. */
export interface RefusalNotify {
  /** Its type (RFC 2408 3.14.1) and its data. */
  readonly notify: number;
  readonly data: Uint8Array;
  /** The method agreed on. */
  readonly method: Authentication['method'];
  /** The identity that this host stated, for people. */
  readonly identity: string;
}

/** The peer's protected notify ended main mode: in its own words, if it has any, else by its type. */
export function refusedMainMode(place: Place, refused: RefusalNotify): Failure {
  const { notify, data, method, identity } = refused;
  const refusal = refusalOf(data);
  if (refusal === undefined) {
    return method === 'pre-shared-key'
      ? identityRefusedByPeer(place, notify, identity)
      : refusedByNotify(place, notify, method, identity);
  }
  const words = wordsOf(refusal);
  return {
    ...marksOf(refusal),
    title: words.title(place.peer),
    certainty: 'certain',
    where: place.where,
    detail: `${words.meaning} It told so in a notify that it has protected by the keys agreed on, ${notifyName(notify)}.`,
    advice: words.advice,
  };
}

/** Nothing came but a clear notify that names a problem: nobody can vouch for it, but it fits. */
export function likelyRefusedMainMode(place: Place, refusal: ToldProblem, tries: number): Failure {
  const words = wordsOf(refusal);
  return {
    ...marksOf(refusal),
    title: `As it seems: ${words.title(place.peer)}`,
    certainty: 'likely',
    where: place.where,
    detail: `${words.meaning} A notify in clear told so. Nobody can vouch for that, so this host went on, sent its message ${times(tries)} and got nothing else.`,
    advice: words.advice,
  };
}

function marksOf({ code }: ToldProblem) {
  const isTimeOut = code in TIME_OUTS_TOLD;
  return {
    code: `peer-says-${code}` as const,
    comparison: [],
    notify: undefined,
    windowsError: isTimeOut ? WINDOWS.DELAY_DROP : windowsErrorOf(code as ProblemCode),
    auditEvent: 547,
    failurePoint: 'Peer',
  } as const;
}

function wordsOf({ code, whose }: ToldProblem): Words {
  return code in TOLD
    ? (TOLD[code as ProblemCode][whose] as Words)
    : TIME_OUTS_TOLD[code as TimeOutCode];
}
