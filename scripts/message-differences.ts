/** On what Espial's and tshark's readings of one frame do not agree. */

import type { SeenMessage, SeenPayload } from './decoded-messages.ts';
import type { PdmlFrame, PdmlMessage, PdmlPayload } from './pdml.ts';

/** A sentence for every difference; empty where both read the same. */
export function differencesOf(
  mine: readonly SeenMessage[],
  theirs: PdmlFrame | undefined,
): string[] {
  const others = theirs?.messages ?? [];
  const found: string[] = [];
  for (let i = 0; i < Math.max(mine.length, others.length); i++) {
    const own = mine[i];
    const other = others[i];
    if (own === undefined) found.push(`only tshark sees a message at ${other!.starts}`);
    else if (other === undefined) found.push(`only Espial sees a message at ${own.start}`);
    else found.push(...messageDifferences(own, other, theirs!.malformed));
  }
  return found;
}

function messageDifferences(own: SeenMessage, other: PdmlMessage, malformed: boolean): string[] {
  const found: string[] = [];
  if (!other.starts.includes(own.start) || own.length !== other.length) {
    const [left, right] = [
      `${own.start}+${own.length}`,
      `${other.starts.join(' or ')}+${other.length}`,
    ];
    found.push(`the header is at ${left} for Espial and at ${right} for tshark`);
  }
  // Where no key fits, tshark shows noise, as far as it looks like payloads.
  if (own.undecryptable && (malformed || isNoise(other))) return found;
  const count = Math.max(own.payloads.length, other.payloads.length);
  for (let i = 0; i < count; i++) {
    const sentence = payloadDifference(own.payloads[i], other.payloads[i]);
    if (sentence !== undefined) found.push(`payload ${i + 1}: ${sentence}`);
  }
  return found;
}

function payloadDifference(
  own: SeenPayload | undefined,
  other: PdmlPayload | undefined,
): string | undefined {
  if (own === undefined) return `only tshark sees one, of type ${other!.type} at ${other!.starts}`;
  if (other === undefined) return `only Espial sees one, at ${own.start}`;
  const left = `${own.start}+${own.length}`;
  const right = `${other.starts.join(' or ')}+${other.length}`;
  if (own.decrypted !== other.decrypted) return `decrypted by one alone (${left}, ${right})`;
  if (!other.starts.includes(own.start) || own.length !== other.length) {
    return `it is at ${left} for Espial and at ${right} for tshark`;
  }
  if (other.hex !== '' && other.hex !== own.hex) return `its octets differ at ${left}`;
  return undefined;
}

/** Payloads that nobody announces: types without a name, or a length that does not fit. */
function isNoise({ payloads, length }: PdmlMessage): boolean {
  if (payloads.length === 0) return true;
  const sum = payloads.reduce((octets, payload) => octets + payload.length, 0);
  return sum > length || payloads.some(({ type }) => type > 22 && type < 128);
}
