/**
 * What a refusing Espial tells a refused Espial: the problem's code as the notification data of its
 * error notify, `espial:certificate-expired`, or `espial:own:no-private-key` where the refuser itself
 * is the one with the problem. From a closed list; anything else says nothing.
 */

import type { Failure, TimeOutCode } from '../failure.ts';
import { PROBLEM_CODES, possibleWhose } from './authentication.ts';
import type { ProblemCode, Whose } from './problem-words.ts';
import { TIME_OUT_CODES } from './time-outs.ts';
import { toldCodes } from './told-codes.ts';

type RefusalCode = ProblemCode | TimeOutCode;

/** What a peer said of its refusal. */
export interface ToldProblem {
  readonly code: RefusalCode;
  /** As the peer sees it: `own` is the peer's, `peer` is this host's. */
  readonly whose: Whose;
}

const CODES = toldCodes<ToldProblem>(
  [
    ...PROBLEM_CODES.flatMap((code) => possibleWhose(code).map((whose) => ({ code, whose }))),
    ...TIME_OUT_CODES.map((code) => ({ code, whose: 'own' as const })),
  ],
  ({ code, whose }) => `${whose === 'own' ? 'own:' : ''}${code}`,
);

/** Everything that can be told. */
export const REFUSALS = CODES.all;

/** The notification data that tell a failure to the peer; none where there is nothing to tell. */
export function refusalDataOf({ code, failurePoint }: Failure): Uint8Array {
  const whose: Whose = failurePoint === 'Me' ? 'own' : 'peer';
  return CODES.dataOf((one) => one.code === code && one.whose === whose);
}

/** What notification data tell; undefined where they are nothing of this list. */
export function refusalOf(data: Uint8Array): ToldProblem | undefined {
  return CODES.read(data);
}
