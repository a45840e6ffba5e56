/** A report of the driver's diagnostics in words. */

import type { DiagnosticLine } from '../ipsec/diagnostics.ts';
import { spiText } from './units.ts';

/** Lines of a report that a sentence shows. */
const SHOWN = 5;

/** `12 inbound x (no-policy), ... and 3 more`. `more`: drops that are in none of the lines. */
export function diagnosticWords(lines: readonly DiagnosticLine[], more: number): string {
  const left = lines.slice(SHOWN).reduce((sum, { count }) => sum + count, more);
  const shown = lines.slice(0, SHOWN).map(diagnosticText).join('; ');
  return left === 0 ? shown : `${shown}; and ${left} more`;
}

/** `12 inbound, no-policy: 192.0.2.2 -> 192.0.2.1 udp 7`. */
function diagnosticText({ count, direction, reason, packet, spi }: DiagnosticLine): string {
  const sa = spi === undefined ? '' : `, SPI ${spiText(spi)}`;
  return `${count} ${direction}, ${reason}: ${packet}${sa}`;
}
