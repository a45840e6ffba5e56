/** How often and when something is expected. */

import type { Duration } from '../base/time.ts';
import { countText, durationText } from '../observe/units.ts';

/** At least once unless something is said. */
export interface Often {
  readonly times?: number | undefined;
  readonly least?: number | undefined;
  readonly most?: number | undefined;
  readonly never?: true | undefined;
}

/** Since the beginning; the first moment counts, the last does not. */
export interface Window {
  readonly after?: Duration | undefined;
  readonly before?: Duration | undefined;
}

export function isOften(count: number, { times, least, most, never }: Often): boolean {
  if (never === true) return count === 0;
  if (times !== undefined) return count === times;
  return count >= (least ?? (most === undefined ? 1 : 0)) && count <= (most ?? Infinity);
}

/** `, 2 times`; empty where once is enough. */
export function oftenText({ times, least, most, never }: Often): string {
  if (never === true) return ', never';
  if (times !== undefined) return `, ${countText(times, 'time')}`;
  const parts = [
    ...(least === undefined ? [] : [`at least ${countText(least, 'time')}`]),
    ...(most === undefined ? [] : [`at most ${countText(most, 'time')}`]),
  ];
  return parts.length === 0 ? '' : `, ${parts.join(' and ')}`;
}

export function isWithin(since: Duration, window: Window | undefined): boolean {
  const { after = 0, before = Infinity } = window ?? {};
  return since >= after && since < before;
}

/** `after 10 s, before 20 s`; empty without a window. */
export function windowText(window: Window | undefined): string {
  if (window === undefined) return '';
  const { after, before } = window;
  const parts = [
    ...(after === undefined ? [] : [`after ${durationText(after)}`]),
    ...(before === undefined ? [] : [`before ${durationText(before)}`]),
  ];
  return parts.join(', ');
}
