/** Numbers, times, shares and ordinals in a fault's words, and the words for them. */

import type { Duration } from '../../base/time.ts';
import { FaultWordsError, type Words } from './lexer.ts';

const ORDINALS = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
] as const;
/** In milliseconds. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['millisecond', 1],
  ['milliseconds', 1],
  ['s', 1000],
  ['sec', 1000],
  ['second', 1000],
  ['seconds', 1000],
  ['m', 60_000],
  ['min', 60_000],
  ['minute', 60_000],
  ['minutes', 60_000],
  ['h', 3_600_000],
  ['hour', 3_600_000],
  ['hours', 3_600_000],
]);
const LONGEST: Duration = 1_000 * 86_400_000;
const LARGEST = 0xffff_ffff;

/** Whether a word is a number or a time, and so no name. */
export function isQuantity(word: string): boolean {
  return /^\d/.test(word) && (isNumber(word) || durationOf(word) !== undefined);
}

export function isNumber(word: string): boolean {
  return /^(\d+|0x[0-9a-f]+)$/.test(word);
}

/** A number in digits, or in hexadecimal ones behind `0x`. */
export function takeNumber(words: Words, what: string, least: number, most = LARGEST): number {
  const { column } = words;
  if (!isNumber(words.peek())) words.fail(what, [], `Write a number from ${least} to ${most}.`);
  const text = words.take();
  const value = Number(text);
  if (value >= least && value <= most) return value;
  throw new FaultWordsError(
    column,
    `${text.slice(0, 30)} is out of range for ${what}.`,
    `Write a number from ${least} to ${most}.`,
  );
}

/** Whether a time stands `ahead` places on: `3s`, `50ms`, `3 seconds`. */
export function isDuration(words: Words, ahead = 0): boolean {
  const word = words.peek(ahead);
  if (durationOf(word) !== undefined) return true;
  return /^\d+(\.\d+)?$/.test(word) && UNITS.has(words.peek(ahead + 1));
}

export function takeDuration(words: Words, what: string): Duration {
  const { column } = words;
  if (!isDuration(words)) words.fail(what, [], 'Write a time such as 50ms, 3s or 2m.');
  const word = words.peek();
  words.take();
  const time = durationOf(word) ?? Number(word) * UNITS.get(words.take().toLowerCase())!;
  if (time <= LONGEST) return time;
  throw new FaultWordsError(column, 'That is too long a time.', 'Write at most 24000h.');
}

function durationOf(word: string): Duration | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)([a-z]+)$/.exec(word) ?? [];
  const factor = UNITS.get(unit ?? '');
  return factor === undefined ? undefined : Number(digits) * factor;
}

/** `3s`, `50ms`. */
export function durationText(duration: Duration): string {
  return duration % 1000 === 0 ? `${duration / 1000}s` : `${duration}ms`;
}

/** A share in front of `of`; undefined where there is none. */
export function acceptShare(words: Words): number | undefined {
  const { column } = words;
  const word = words.peek();
  if (!word.endsWith('%')) return undefined;
  words.take();
  const percent = /^\d+(\.\d+)?%$/.test(word) ? Number(word.slice(0, -1)) : Number.NaN;
  if (!(percent > 0 && percent <= 100))
    throw new FaultWordsError(column, `"${word.slice(0, 30)}" is no share.`, 'Write 20%, 0.5% ...');
  if (!words.accept('of')) words.fail('"of"', ['of'], 'Write for example "20% of esp".');
  return percent / 100;
}

export function shareText(share: number): string {
  return `${Number((share * 100).toPrecision(12))}%`;
}

/** `first`, `2nd`, `third` ... `ahead` places on, as a number. */
export function ordinalAt(words: Words, ahead = 0): number | undefined {
  const word = words.peek(ahead);
  const at = (ORDINALS as readonly string[]).indexOf(word);
  if (at >= 0) return at + 1;
  const [, digits] = /^(\d{1,9})(?:st|nd|rd|th)$/.exec(word) ?? [];
  return digits === undefined || Number(digits) === 0 ? undefined : Number(digits);
}

export function ordinalText(number: number): string {
  return ORDINALS[number - 1] ?? `${number}${endingOf(number)}`;
}

function endingOf(number: number): string {
  const [tens, ones] = [Math.floor(number / 10) % 10, number % 10];
  if (tens === 1) return 'th';
  return (['th', 'st', 'nd', 'rd'] as const)[ones] ?? 'th';
}
