/** Which SAs keep their ciphers: busy ones, as many as there are places for. */

import { expect, it } from 'vitest';
import { LIMITS } from '../../../src/base/limits.ts';
import { type BusyOwner, keepCipherOf } from '../../../src/crypto/fast/kept-ciphers.ts';

class Owner implements BusyOwner {
  isBusy = false;
  hasCipher = false;

  /** Works on a batch; whether its cipher was at hand. */
  work(): boolean {
    this.isBusy = true;
    if (this.hasCipher) return true;
    this.hasCipher = keepCipherOf(this);
    return false;
  }

  forgetCipher(): void {
    this.hasCipher = false;
  }
}

const PLACES = LIMITS.liveCiphers;

function keepers(owners: readonly Owner[]): number {
  return owners.filter(({ hasCipher }) => hasCipher).length;
}

function round(owners: readonly Owner[]): number {
  let atHand = 0;
  for (const owner of owners) if (owner.work()) atHand++;
  return atHand;
}

it('they keep them although more SAs than that come by in turn, and give way when they are idle', () => {
  const owners = Array.from({ length: 10_000 }, () => new Owner());
  expect(round(owners)).toBe(0);
  expect(keepers(owners)).toBe(PLACES);
  for (let turn = 0; turn < 20; turn++) expect(round(owners)).toBe(PLACES);
  // The first half of those that have one falls silent.
  const [idle, busy] = [owners.slice(0, PLACES / 2), owners.slice(PLACES / 2)];
  for (let turn = 0; turn < 40; turn++) round(busy);
  expect(keepers(idle)).toBe(0);
  expect(round(busy)).toBe(PLACES);
  expect(keepers(owners)).toBe(PLACES);
});
