/** What a scenario expects of the datagrams on its network. */

import { contentOf, fits, type HostNames } from '../lab/faults/matching.ts';
import { durationText } from '../observe/units.ts';
import { type Check, check } from './check.ts';
import type { ExpectedWire } from './expectations-of.ts';
import type { WireRecord } from './network/record.ts';
import type { WireFields } from './network/wire-fields.ts';
import { isOften, isWithin, oftenText, windowText } from './often.ts';
import type { WireExpectation } from './schema/expectation-schema.ts';

/** The datagrams of a play. */
export interface WireObservation {
  readonly records: readonly WireRecord[];
  readonly fields: WireFields;
  /** Names of hosts by their addresses. */
  readonly hosts: HostNames;
}

/** A check for each expectation. */
export function checkWire(expected: readonly ExpectedWire[], seen: WireObservation): Check[] {
  return expected.map((one) =>
    check(one.place, `wire: ${wireText(one.wanted)}`, wireFaults(one, seen)),
  );
}

/** Datagrams that are shown where none is as expected. */
const SHOWN = 3;

function wireFaults(one: ExpectedWire, seen: WireObservation): string[] {
  const { wanted, subject } = one;
  const candidates = candidatesOf(one, seen);
  const chosen =
    subject.nth === undefined ? candidates : candidates.slice(subject.nth - 1, subject.nth);
  const differing: string[] = [];
  const met = chosen.filter((index) => {
    const differences = differencesOf(wanted, seen, index);
    if (differences.length > 0 && differing.length < SHOWN) {
      differing.push(`${recordText(seen.records[index]!)} differs: ${differences.join(', ')}`);
    }
    return differences.length === 0;
  });
  if (isOften(met.length, wanted)) return [];
  const shown = met.slice(0, SHOWN).map((index) => recordText(seen.records[index]!));
  return [`there were ${met.length}`, ...shown, ...(met.length === 0 ? differing : [])];
}

/** The numbers of the records that the words mean. */
function candidatesOf({ subject, wanted }: ExpectedWire, seen: WireObservation): number[] {
  const { records, hosts, fields } = seen;
  const content = contentOf(subject);
  return [...records.keys()].filter((index) => {
    const { flight, meaning } = records[index]!;
    if (!fits(subject, flight, meaning, hosts)) return false;
    if (content !== undefined && !fields.holds(records, index, content)) return false;
    return isBetween(wanted, records[index]!);
  });
}

function isBetween({ from, to }: WireExpectation, { flight, arrivals }: WireRecord): boolean {
  if (from !== undefined && flight.sender !== from) return false;
  return to === undefined || arrivals.some(({ receiver }) => receiver === to);
}

function differencesOf(
  { fields: wantedFields, fate, at }: WireExpectation,
  { records, fields }: WireObservation,
  index: number,
): string[] {
  const record = records[index]!;
  const differences: string[] = [];
  if (fate !== undefined && record.fate !== fate) differences.push(`it is ${record.fate}`);
  if (!isWithin(record.flight.sentAt, at)) {
    differences.push(`it was sent after ${durationText(record.flight.sentAt)}`);
  }
  return Object.keys(wantedFields).length === 0
    ? differences
    : [...differences, ...fields.differences(records, index, wantedFields)];
}

/** A datagram in a line. */
function recordText({ flight, meaning, fate, notes }: WireRecord): string {
  const remarks = notes.length === 0 ? '' : ` (${notes.join('; ')})`;
  return `${meaning.text} of ${flight.sender} after ${durationText(flight.sentAt)}, ${fate}${remarks}`;
}

function wireText(wanted: WireExpectation): string {
  const { is, from, to, fields, fate, at } = wanted;
  const ends = [from && `from ${from}`, to && `to ${to}`, fate].filter(Boolean).join(' ');
  const values = Object.entries(fields).map(([path, value]) => `${path} ${JSON.stringify(value)}`);
  const which = [ends, values.length > 0 ? `with ${values.join(', ')}` : '', windowText(at)];
  return `${[is, ...which].filter((text) => text !== '').join(' ')}${oftenText(wanted)}`;
}
