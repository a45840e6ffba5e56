/** Numbers for people: times, volumes, SPIs. */

import { type Duration, HOUR, MINUTE, SECOND } from '../base/time.ts';

const DAY = 24 * HOUR;

/** `0x0000abcd`. */
export function spiText(spi: number): string {
  return `0x${spi.toString(16).padStart(8, '0')}`;
}

/** A length of time by its two largest units: `2 h 5 min`, `12 s`. Under a second in ms. */
export function durationText(milliseconds: Duration): string {
  if (milliseconds < SECOND) return `${Math.max(0, Math.round(milliseconds))} ms`;
  const units: readonly [string, Duration][] = [
    ['d', DAY],
    ['h', HOUR],
    ['min', MINUTE],
    ['s', SECOND],
  ];
  const first = units.findIndex(([, length]) => milliseconds >= length);
  const parts: string[] = [];
  let rest = milliseconds;
  for (const [unit, length] of units.slice(first, first + 2)) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.join(' ');
}

/** Octets with three figures: `252 B`, `1.21 KiB`. */
export function octetsText(octets: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = octets;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toPrecision(3)} ${units[unit]}`;
}

/** `1 packet`, `2 packets`. */
export function countText(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
