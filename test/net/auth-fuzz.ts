/** Fuzzing of what proves who a peer is: certificates, signatures, tickets. One target a kind of octets. */

import { toHex } from '../../src/base/bytes.ts';
import type { Draws } from '../../src/wire/codec.ts';

/** One place that takes octets of strangers and says who they are from. */
export interface AuthTarget {
  readonly name: string;
  /** One attack; answers in a word how it was refused. Throws where it was believed, or told too much. */
  attack(draws: Draws): string;
  /** Throws unless honest octets are believed still, after all the attacks. */
  honest(): void;
}

/** Thrown by an attack that went through. */
export class Broken extends Error {
  override readonly name = 'Broken';

  constructor(what: string, octets: Uint8Array) {
    super(`${what}\nhex ${toHex(octets)}`);
  }
}

/** What became of the attacks on one target. */
export interface AuthTally {
  readonly outcomes: ReadonlyMap<string, number>;
  /** What went wrong in which case, if anything did. */
  readonly finding: string | undefined;
}

/** Attacks a target so many times, or until something goes wrong. */
export function fuzzAuth(target: AuthTarget, draws: Draws, cases: number): AuthTally {
  const outcomes = new Map<string, number>();
  for (let done = 0; done <= cases; done++) {
    try {
      if (done === cases) target.honest();
      else {
        const outcome = target.attack(draws);
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    } catch (error) {
      const what = error instanceof Broken ? error.message : (error as Error).stack;
      return { outcomes, finding: `${target.name}, case ${done}: ${what}` };
    }
  }
  return { outcomes, finding: undefined };
}
