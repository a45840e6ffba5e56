/** The message ids of phase 2 that one main mode has seen. */

import { writeU32 } from '../../base/bytes.ts';
import { packOctets } from '../../base/compact.ts';

/** So many are one string: most main modes see three in their life, and a set of them takes 200 octets. */
const FEW = 8;
const ID_OCTETS = 4;

const scratch = new Uint8Array(ID_OCTETS);

export class UsedMessageIds {
  #few = '';
  #many: Set<number> | undefined;

  get size(): number {
    return this.#many?.size ?? this.#few.length / ID_OCTETS;
  }

  has(id: number): boolean {
    return this.#many === undefined ? isAmong(this.#few, packed(id)) : this.#many.has(id);
  }

  add(id: number): void {
    if (this.has(id)) return;
    if (this.#many === undefined && this.size < FEW) this.#few += packed(id);
    else this.#all().add(id);
  }

  #all(): Set<number> {
    this.#many ??= new Set(numbersOf(this.#few));
    this.#few = '';
    return this.#many;
  }
}

function packed(id: number): string {
  writeU32(scratch, 0, id);
  return packOctets(scratch);
}

function isAmong(few: string, id: string): boolean {
  for (let at = 0; at < few.length; at += ID_OCTETS) if (few.startsWith(id, at)) return true;
  return false;
}

function numbersOf(few: string): number[] {
  const ids: number[] = [];
  for (let at = 0; at < few.length; at += ID_OCTETS) {
    let id = 0;
    for (let i = 0; i < ID_OCTETS; i++) id = id * 256 + few.charCodeAt(at + i);
    ids.push(id);
  }
  return ids;
}
