/** How octets of a message are changed on their way, with the headers in front put right. */

import { fromHex, readU16, readU32, writeU16 } from '../../base/bytes.ts';
import { type Random, randomFraction } from '../../base/random.ts';
import { transportChecksum } from '../../wire/checksum.ts';
import { IPV6_HEADER_OCTETS, writeIpv4Checksum } from '../../wire/ip.ts';
import { HEADER_OCTETS } from '../../wire/isakmp/header.ts';
import { PROTOCOL_NUMBER } from '../../wire/numbers/ip.ts';
import { newPacketView, viewPacket } from '../../wire/packet-view.ts';
import type { Action, FieldWord, Meaning, Place } from './fault.ts';
import { findPayload, type MessageInside, type Opened } from './inside.ts';
import { FIELDS, placeText } from './places.ts';

/** What came of it, in words behind the name of the message; `bytes` are undefined where nothing did. */
export interface Altered {
  readonly bytes?: Uint8Array;
  readonly what: string;
}

/** A datagram to be changed: `side` sent it. */
export interface Patient {
  readonly bytes: Uint8Array;
  readonly meaning: Meaning;
  readonly side: string;
  /** Whether `bytes` are an IP packet. */
  readonly isIp: boolean;
}

type Change = Extract<Action, { readonly kind: 'change' }>;

/** Turns one bit anywhere in the message, or at a place. */
export function corrupt(
  patient: Patient,
  place: Place | undefined,
  random: Random,
  inside: MessageInside,
): Altered {
  const { start, end } = patient.meaning;
  if (place !== undefined) {
    const bit = Math.floor(randomFraction(random) * 8);
    const turn = (octets: Uint8Array, at: number): void => {
      octets[at]! ^= 1 << bit;
    };
    const done = atPlace(patient, place, 1, turn, inside);
    return done.bytes === undefined
      ? done
      : { ...done, what: `has bit ${bit} of ${done.what} turned` };
  }
  if (end === start) return { what: 'has no octets that could be changed' };
  const bit = Math.floor(randomFraction(random) * (end - start) * 8);
  const bytes = Uint8Array.from(patient.bytes);
  bytes[start + (bit >> 3)]! ^= 1 << (bit & 7);
  mend(bytes, patient.isIp);
  return { bytes, what: `has bit ${bit & 7} of byte ${(bit >> 3) + 1} turned` };
}

/** Writes a value into a header field or at a place. */
export function change(patient: Patient, { field, value }: Change, inside: MessageInside): Altered {
  const octets = fromHex(value);
  const said = (done: Altered): Altered =>
    done.bytes === undefined ? done : { ...done, what: `has ${done.what} set to 0x${value}` };
  if (typeof field === 'string') return said(changeField(patient, field, octets));
  const write = (target: Uint8Array, at: number): void => target.set(octets, at);
  return said(atPlace(patient, field, octets.length, write, inside));
}

function changeField(
  { bytes, meaning, isIp }: Patient,
  field: FieldWord,
  value: Uint8Array,
): Altered {
  const { of, at, octets } = FIELDS.get(field)!;
  const { protocol, start, end } = meaning;
  if (of === 'ike' ? protocol !== 'ike' : protocol !== 'esp' && protocol !== 'ah')
    return { what: `has no ${field}` };
  const offset = start + at + (protocol === 'ah' ? 4 : 0);
  if (offset + octets > end) return { what: `is too short for its ${field}` };
  const changed = Uint8Array.from(bytes);
  changed.set(value, offset);
  mend(changed, isIp);
  return { bytes: changed, what: field };
}

/** Cuts the message off behind so many octets. */
export function truncate({ bytes, meaning, isIp }: Patient, octets: number): Altered {
  const { start, end } = meaning;
  if (end - start <= octets) return { what: `has no more than ${octets} octets anyway` };
  const cut = bytes.slice(0, start + octets);
  mend(cut, isIp);
  return { bytes: cut, what: `is cut to ${octets} octets` };
}

function atPlace(
  patient: Patient,
  place: Place,
  octets: number,
  act: (target: Uint8Array, at: number) => void,
  inside: MessageInside,
): Altered {
  const { bytes, meaning, isIp, side } = patient;
  const { start, end } = meaning;
  const { byte, payload } = place;
  const name = placeText(place).replace(/ (in|of)$/, '');
  const isHeader = payload?.name === 'header';
  if (payload === undefined || isHeader) {
    const last = isHeader ? Math.min(end, start + HEADER_OCTETS) : end;
    if (start + byte - 1 + octets > last) return { what: tooShort(last - start) };
    const changed = Uint8Array.from(bytes);
    act(changed, start + byte - 1);
    mend(changed, isIp);
    return { bytes: changed, what: name };
  }
  if (meaning.protocol !== 'ike') return { what: 'has no payloads' };
  if (meaning.fragment !== undefined)
    return { what: 'could not be changed: its payloads are in several fragments' };
  const message = bytes.subarray(start, end);
  const opened = inside.open(message);
  if ('why' in opened) return { what: `could not be changed: ${opened.why}` };
  const found = findPayload(opened, payload);
  if ('why' in found) return { what: `could not be changed: ${found.why}` };
  if (found.start + byte - 1 + octets > found.end)
    return { what: tooShort(found.end - found.start) };
  const body = Uint8Array.from(opened.body);
  act(body, found.start + byte - 1);
  const changed = Uint8Array.from(bytes);
  changed.set(inside.close(side, message, { ...opened, body } satisfies Opened), start);
  mend(changed, isIp);
  return { bytes: changed, what: name };
}

function tooShort(octets: number): string {
  return `could not be changed: there are ${octets} octets`;
}

/** Puts an IP packet's length and checksum right, and those of UDP, so that a stack lets it pass. */
function mend(bytes: Uint8Array, isIp: boolean): void {
  if (!isIp || bytes.length < 20) return;
  if (bytes[0]! >> 4 === 4) {
    writeU16(bytes, 2, bytes.length);
    const headerEnd = (bytes[0]! & 15) * 4;
    if (headerEnd >= 20 && headerEnd <= bytes.length) writeIpv4Checksum(bytes, 0, headerEnd);
  } else if (bytes.length >= IPV6_HEADER_OCTETS) {
    writeU16(bytes, 4, bytes.length - IPV6_HEADER_OCTETS);
  }
  const view = newPacketView();
  if (!viewPacket(view, bytes, 0, bytes.length) || view.protocol !== PROTOCOL_NUMBER.udp) return;
  const { headerEnd, moreFragments, fragmentOffset } = view;
  if (moreFragments || fragmentOffset > 0 || bytes.length < headerEnd + 8) return;
  const hadNone = readU16(bytes, headerEnd + 6) === 0;
  writeU16(bytes, headerEnd + 4, bytes.length - headerEnd);
  writeU16(bytes, headerEnd + 6, 0);
  if (hadNone) return;
  const { sourceAt, destinationAt, addressOctets } = view;
  const sum = transportChecksum(
    bytes,
    headerEnd,
    bytes.length,
    PROTOCOL_NUMBER.udp,
    sourceAt,
    destinationAt,
    addressOctets,
  );
  // Zero would say that there is none (RFC 768).
  writeU16(bytes, headerEnd + 6, sum === 0 ? 0xffff : sum);
}

/** Whether a flight's octets are an IP packet: its header is in front of the message. */
export function isIpPacket(bytes: Uint8Array, { start }: Meaning, carrier: string): boolean {
  if (carrier !== 'udp') return true;
  return start >= 20 && (bytes[0]! >> 4 === 4 || bytes[0]! >> 4 === 6) && readU32(bytes, 0) !== 0;
}
