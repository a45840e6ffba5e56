/**
 * What a refusing Espial tells a refused Espial of two policies that differ, where one notify stands
 * for many differences: the failure's code as the notification data, `espial:pfs-differs`. From a
 * closed list; anything else says nothing.
 */

import type { Failure } from '../failure.ts';
import { toldCodes } from './told-codes.ts';

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

const CODES = toldCodes(Object.keys(WORDS) as readonly Difference[], (code) => code);

/** Everything that can be told. */
export const DIFFERENCES = CODES.all;

/** The notification data that tell a failure to the peer; none where there is nothing to tell. */
export function differenceDataOf({ code }: Pick<Failure, 'code'>): Uint8Array {
  return CODES.dataOf((one) => one === code);
}

/** What notification data tell; undefined where they are nothing of this list. */
export function differenceOf(data: Uint8Array): Difference | undefined {
  return CODES.read(data);
}

/** A sentence on what the peer told, with a space before it. */
export function differenceSentence(difference: Difference | undefined): string {
  return difference === undefined ? '' : ` It told why: ${WORDS[difference]}.`;
}
