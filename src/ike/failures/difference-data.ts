/**
 * What a refusing Espial tells a refused Espial of two policies that differ, where one notify stands
 * for many differences: the failure's code as the notification data, `espial:pfs-differs`. From a
 * closed list; anything else says nothing.
 */

import { EMPTY, utf8, utf8Text } from '../../base/bytes.ts';
import type { Failure } from '../failure.ts';

/** The differences that can be told, with the words for the one who is refused. */
const WORDS = {
  'pfs-differs': 'the two hosts differ in perfect forward secrecy',
  'encapsulation-differs': 'the two hosts differ in the encapsulation mode',
  'sequence-numbers-differ': 'the two hosts differ in extended sequence numbers',
  'protocols-differ': 'the two hosts differ in the protocols, AH, ESP or both',
  'weak-refused': 'what is offered is too weak for it',
  'lifetime-too-long': 'what is offered is to live longer than it allows',
  'ah-behind-nat': 'AH is asked for, and there is a NAT on the path',
} as const;

export type Difference = keyof typeof WORDS;

/** Everything that can be told. */
export const DIFFERENCES = Object.keys(WORDS) as readonly Difference[];

const BY_TEXT: ReadonlyMap<string, Difference> = new Map(
  DIFFERENCES.map((code) => [textOf(code), code]),
);

const LONGEST = Math.max(...[...BY_TEXT.keys()].map((text) => text.length));

/** The notification data that tell a failure to the peer; none where there is nothing to tell. */
export function differenceDataOf({ code }: Pick<Failure, 'code'>): Uint8Array {
  const difference = DIFFERENCES.find((one) => one === code);
  return difference === undefined ? EMPTY : utf8(textOf(difference));
}

/** What notification data tell; undefined where they are nothing of this list. */
export function differenceOf(data: Uint8Array): Difference | undefined {
  if (data.length === 0 || data.length > LONGEST) return undefined;
  return BY_TEXT.get(utf8Text(data));
}

/** A sentence on what the peer told, with a space before it. */
export function differenceSentence(difference: Difference | undefined): string {
  return difference === undefined ? '' : ` It told why: ${WORDS[difference]}.`;
}

function textOf(difference: Difference): string {
  return `espial:${difference}`;
}
