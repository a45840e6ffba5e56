/** Which SAs keep their ciphers: busy ones, as many as there are places for. */

import type { Cipher } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CipherPlaces, NO_PLACE } from '../../../src/crypto/fast/kept-ciphers.ts';

const LEAST = 256;
const MOST = 1024;

/** None is used here, only ended: one stands for all that would be made. */
const CIPHER = { final: () => undefined } as unknown as Cipher;

class Owner {
  cipherPlace = NO_PLACE;
}

function ownersOf(count: number): Owner[] {
  return Array.from({ length: count }, () => new Owner());
}

function keepers(owners: readonly Owner[]): number {
  return owners.filter(({ cipherPlace }) => cipherPlace !== NO_PLACE).length;
}

/** Each works on a batch; how many found their cipher. */
function round(places: CipherPlaces, owners: readonly Owner[]): number {
  let found = 0;
  for (const owner of owners) {
    if (places.find(owner) !== undefined) found++;
    else places.offer(owner, CIPHER);
  }
  return found;
}

function rounds(places: CipherPlaces, owners: readonly Owner[], count: number): void {
  for (let turn = 0; turn < count; turn++) round(places, owners);
}

describe('as many places as ever', () => {
  it('SAs keep ciphers although more than that come by in turn, and give way when they are idle', () => {
    const places = new CipherPlaces(MOST, MOST);
    const owners = ownersOf(2500);
    expect(round(places, owners)).toBe(0);
    expect(keepers(owners)).toBe(MOST);
    for (let turn = 0; turn < 20; turn++) expect(round(places, owners)).toBe(MOST);
    // The first half of those that have one falls silent.
    const [idle, busy] = [owners.slice(0, MOST / 2), owners.slice(MOST / 2)];
    rounds(places, busy, 140);
    expect(keepers(idle)).toBe(0);
    expect(round(places, busy)).toBe(MOST);
    expect(keepers(owners)).toBe(MOST);
  });
});

describe('places that are worth their memory', () => {
  it('few SAs find few places enough', () => {
    const places = new CipherPlaces(LEAST, MOST);
    const owners = ownersOf(LEAST);
    rounds(places, owners, 3);
    expect([places.size, keepers(owners)]).toEqual([LEAST, LEAST]);
  });

  it('there are more while enough batches find their cipher, and fewer again when few would', () => {
    const places = new CipherPlaces(LEAST, MOST);
    const owners = ownersOf(1500);
    rounds(places, owners, 30);
    expect([places.size, keepers(owners)]).toEqual([MOST, MOST]);
    // It stays so.
    rounds(places, owners, 90);
    expect(places.size).toBe(MOST);
    // So many that hardly any would find it.
    const crowd = ownersOf(8000);
    rounds(places, crowd, 10);
    expect(places.size).toBe(LEAST);
    expect(keepers([...owners, ...crowd])).toBe(LEAST);
    // And back.
    rounds(places, owners, 160);
    expect([places.size, keepers(owners)]).toEqual([MOST, MOST]);
  });
});
