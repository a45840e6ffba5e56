/** Figures for people: three digits and a unit, at most nine columns. */

import type { Unit } from './group.ts';

/** '512 ns', '1.23 us', '812 k/s', '1.23 Gbit/s', '5.9 kB', '2.5%'. */
export function figure(value: number, unit: Unit): string {
  if (!Number.isFinite(value)) return '-';
  switch (unit) {
    case 'ns':
      return scaled(value, ['ns', 'us', 'ms', 's'], ' ');
    case '/s':
    case 'packets/s':
      return scaled(value, ['/s', 'k/s', 'M/s', 'G/s'], ' ');
    case 'bit/s':
      return scaled(value, ['b/s', 'kb/s', 'Mb/s', 'Gb/s'], ' ');
    case 'octets':
      return scaled(value, ['B', 'kB', 'MB', 'GB'], ' ');
    case 'part':
      return `${threeDigits(value * 100)}%`;
  }
}

/** A ratio: '0.45', '1.27', '23', '0.012', '0.0003'. */
export function ratioText(value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (value >= 9.95) return value.toFixed(0);
  if (value >= 0.0995) return value.toFixed(2);
  return value >= 0.00095 || value <= 0 ? value.toFixed(3) : value.toFixed(4);
}

function scaled(value: number, units: readonly string[], between: string): string {
  let at = 0;
  let rest = value;
  while (Math.abs(rest) >= 999.5 && at < units.length - 1) {
    rest /= 1000;
    at++;
  }
  return `${threeDigits(rest)}${between}${units[at]}`;
}

function threeDigits(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || size >= 99.95) return value.toFixed(0);
  return value.toFixed(size >= 9.995 ? 1 : 2);
}
