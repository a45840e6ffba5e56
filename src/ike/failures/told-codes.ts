/**
 * Codes of closed lists that one Espial tells another one as the data of a notify: `espial:` and the
 * code. Anything else says nothing.
 */

import { EMPTY, utf8, utf8Text } from '../../base/bytes.ts';

const MARK = 'espial:';

/** One list of codes. */
export interface ToldCodes<T> {
  /** Everything that can be told. */
  readonly all: readonly T[];
  /** The notification data that tell the first one that fits; none where there is nothing to tell. */
  dataOf(fits: (one: T) => boolean): Uint8Array;
  /** What notification data tell; undefined where they are nothing of this list. */
  read(data: Uint8Array): T | undefined;
}

/** The list of these, each with its own text behind the mark. */
export function toldCodes<T>(all: readonly T[], textOf: (one: T) => string): ToldCodes<T> {
  const byText: ReadonlyMap<string, T> = new Map(
    all.map((one) => [`${MARK}${textOf(one)}`, one] as const),
  );
  const longest = Math.max(...[...byText.keys()].map((text) => text.length));
  return {
    all,
    dataOf(fits) {
      const found = all.find(fits);
      return found === undefined ? EMPTY : utf8(`${MARK}${textOf(found)}`);
    },
    read(data) {
      if (data.length === 0 || data.length > longest) return undefined;
      return byText.get(utf8Text(data));
    },
  };
}
