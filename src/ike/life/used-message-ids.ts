/** The message ids of phase 2 that one main mode has seen. */

import { writeU32 } from '../../base/bytes.ts';
import { packOctets } from '../../base/compact.ts';

/**
 * A few are one string, and more a set: most main modes see three in their life, and a set of them takes
 * 200 octets. Whoever adds one keeps what comes out.
 */
export type UsedMessageIds = string | Set<number>;

/** Of a main mode that has seen none. */
export const NO_MESSAGE_IDS: UsedMessageIds = '';

const FEW = 8;
const ID_OCTETS = 4;

const scratch = new Uint8Array(ID_OCTETS);

/** How many there are. */
export function countOfIds(ids: UsedMessageIds): number {
  return typeof ids === 'string' ? ids.length / ID_OCTETS : ids.size;
}

/** Whether one is among them. */
export function hasId(ids: UsedMessageIds, id: number): boolean {
  return typeof ids === 'string' ? isAmong(ids, id) : ids.has(id);
}

/** They and one more. A set is the same one, changed. */
export function withId(ids: UsedMessageIds, id: number): UsedMessageIds {
  if (typeof ids !== 'string') return ids.add(id);
  if (hasId(ids, id)) return ids;
  // Not by +: such a string is kept in parts.
  if (countOfIds(ids) < FEW) return ids === '' ? packed(id) : [ids, packed(id)].join('');
  return new Set(numbersOf(ids)).add(id);
}

function packed(id: number): string {
  writeU32(scratch, 0, id);
  return packOctets(scratch);
}

function isAmong(few: string, id: number): boolean {
  for (let at = 0; at < few.length; at += ID_OCTETS) if (idAt(few, at) === id) return true;
  return false;
}

function numbersOf(few: string): number[] {
  const ids: number[] = [];
  for (let at = 0; at < few.length; at += ID_OCTETS) ids.push(idAt(few, at));
  return ids;
}

function idAt(few: string, at: number): number {
  let id = 0;
  for (let i = 0; i < ID_OCTETS; i++) id = id * 256 + few.charCodeAt(at + i);
  return id;
}
