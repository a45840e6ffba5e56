/** Times of frames in words. */

import type { CapturedFrame } from './captured-frame.ts';

type Time = NonNullable<CapturedFrame['time']>;

/** Beyond this Date has no words. */
const LATEST_SECONDS = 8_640_000_000_000;

/** `2026-11-21 06:40:12.123456 UTC`; nanoseconds where they say more. */
export function timeText({ seconds, nanos }: Time): string {
  if (Math.abs(seconds) > LATEST_SECONDS) return `${seconds} s after 1970`;
  const day = new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
  return `${day}.${fraction(nanos)} UTC`;
}

/** Seconds since 1970, exactly. */
export function epochText({ seconds, nanos }: Time): string {
  return `${seconds}.${String(nanos).padStart(9, '0')}`;
}

/** Seconds since another time, with microseconds. */
export function sinceText(time: Time, start: Time): string {
  return (time.seconds - start.seconds + (time.nanos - start.nanos) / 1e9).toFixed(6);
}

function fraction(nanos: number): string {
  const digits = String(nanos).padStart(9, '0');
  return digits.endsWith('000') ? digits.slice(0, 6) : digits;
}
