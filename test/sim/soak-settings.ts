/** What a seed of a soak decides: how both hosts are configured, and how hard their life is. */

import { type Random, randomFraction } from '../../src/base/random.ts';
import {
  DEFAULT_DIALECT,
  DEFAULT_ESP_EXTRAS,
  DEFAULT_KEEPING,
  type KeepingPolicy,
} from '../../src/ike/policy.ts';
import { TIMER_PROFILES } from '../../src/ike/timers.ts';
import type { PairName, SideOptions } from '../../src/sim/pair-config.ts';

export interface Settings {
  readonly both: SideOptions;
  readonly sides: { readonly [name in PairName]: SideOptions };
  readonly badSeconds: number;
  /** How likely a crash is in a second of a bad spell. */
  readonly crashes: number;
  readonly downSeconds: number;
  readonly attacked: boolean;
}

export function settingsOf(random: Random): Settings {
  const draw = () => randomFraction(random);
  const between = (from: number, to: number) => Math.round(from + (to - from) * draw());
  const one = <T>(...choices: readonly T[]) => choices[Math.floor(draw() * choices.length)]!;
  const seconds = between(10, 60);
  const timers = TIMER_PROFILES[one('default', 'lab', 'lab')];
  const natTraversal = one('auto', 'force');
  const aggressive = one('never', 'never', 'initiate');
  const kilobytes = one(0, 0, 8);
  const extras = { ...DEFAULT_ESP_EXTRAS, esn: one('off', 'offer') } as const;
  const pfsGroup = one(undefined, undefined, 19 as const);
  const mainModeSeconds = between(20, 150);
  const keeping = (): KeepingPolicy => ({
    ...DEFAULT_KEEPING,
    rekey: draw() < 0.85,
    dpd: one(undefined, { idleSeconds: between(2, 15) }),
    commitBit: draw() < 0.3,
  });
  const side = (): SideOptions => ({
    peer: {
      timers,
      natTraversal,
      keeping: keeping(),
      dialect: { ...DEFAULT_DIALECT, aggressive },
      lifetime: { seconds: Math.round(mainModeSeconds * (1 - 0.3 * draw())), kilobytes: 0 },
    },
    child: {
      extras,
      pfsGroup,
      lifetime: { seconds: Math.round(seconds * (1 - 0.3 * draw())), kilobytes },
    },
  });
  return {
    both: {},
    sides: { a: side(), b: side() },
    badSeconds: between(30, 240),
    crashes: one(0, 0.005, 0.02),
    downSeconds: one(0, 1, 20),
    attacked: draw() < 0.6,
  };
}
