/**
 * What a refusing Espial tells a refused Espial: the problem's code as the notification data of its
 * error notify, `espial:certificate-expired`, or `espial:own:no-private-key` where the refuser itself
 * is the one with the problem. From a closed list; anything else says nothing.
 */

import { EMPTY, utf8, utf8Text } from '../../base/bytes.ts';
import type { Failure, TimeOutCode } from '../failure.ts';
import { PROBLEM_CODES, possibleWhose } from './authentication.ts';
import type { ProblemCode, Whose } from './problem-words.ts';
import { TIME_OUT_CODES } from './time-outs.ts';

type RefusalCode = ProblemCode | TimeOutCode;

/** What a peer said of its refusal. */
export interface ToldProblem {
  readonly code: RefusalCode;
  /** As the peer sees it: `own` is the peer's, `peer` is this host's. */
  readonly whose: Whose;
}

/** Everything that can be told. */
export const REFUSALS: readonly ToldProblem[] = [
  ...PROBLEM_CODES.flatMap((code) => possibleWhose(code).map((whose) => ({ code, whose }))),
  ...TIME_OUT_CODES.map((code) => ({ code, whose: 'own' as const })),
];

const BY_TEXT: ReadonlyMap<string, ToldProblem> = new Map(
  REFUSALS.map((refusal) => [textOf(refusal), refusal]),
);

const LONGEST = Math.max(...[...BY_TEXT.keys()].map((text) => text.length));

/** The notification data that tell a failure to the peer; none where there is nothing to tell. */
export function refusalDataOf({ code, failurePoint }: Failure): Uint8Array {
  const whose: Whose = failurePoint === 'Me' ? 'own' : 'peer';
  const refusal = REFUSALS.find((one) => one.code === code && one.whose === whose);
  return refusal === undefined ? EMPTY : utf8(textOf(refusal));
}

/** What notification data tell; undefined where they are nothing of this list. */
export function refusalOf(data: Uint8Array): ToldProblem | undefined {
  if (data.length === 0 || data.length > LONGEST) return undefined;
  return BY_TEXT.get(utf8Text(data));
}

function textOf({ code, whose }: ToldProblem): string {
  return `espial:${whose === 'own' ? 'own:' : ''}${code}`;
}
