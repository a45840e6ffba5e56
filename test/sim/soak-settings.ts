/** What a seed of a soak decides: how both hosts are configured, and how hard their life is. */

import { type Random, randomFraction } from '../../src/base/random.ts';
import {
  DEFAULT_DIALECT,
  DEFAULT_ESP_EXTRAS,
  DEFAULT_KEEPING,
  type KeepingPolicy,
} from '../../src/ike/policy.ts';
import { TIMER_PROFILES } from '../../src/ike/timers.ts';
import type { NatType } from '../../src/sim/nat-table.ts';
import { type PairName, PRIVATE_ADDRESSES, type SideOptions } from '../../src/sim/pair-config.ts';

export interface Settings {
  readonly both: SideOptions;
  readonly sides: { readonly [name in PairName]: SideOptions };
  /** Both sides renew what expires. */
  readonly renewed: boolean;
  readonly badSeconds: number;
  /** How likely a crash is in a second of a bad spell. */
  readonly crashes: number;
  readonly downSeconds: number;
  readonly attacked: boolean;
  /** A NAT in front of a, which forgets its mappings now and then. */
  readonly nat: NatType | undefined;
}

export function settingsOf(random: Random): Settings {
  const draw = () => randomFraction(random);
  const between = (from: number, to: number) => Math.round(from + (to - from) * draw());
  const one = <T>(...choices: readonly T[]) => choices[Math.floor(draw() * choices.length)]!;
  const seconds = between(10, 60);
  const timers = TIMER_PROFILES[one('default', 'lab', 'lab')];
  const aggressive = one('never', 'never', 'initiate');
  const kilobytes = one(0, 0, 8);
  const extras = { ...DEFAULT_ESP_EXTRAS, esn: one('off', 'offer') } as const;
  const pfsGroup = one(undefined, undefined, 19 as const);
  const mainModeSeconds = between(20, 150);
  const keeping = (watches: boolean): KeepingPolicy => ({
    ...DEFAULT_KEEPING,
    rekey: draw() < 0.85,
    dpd: one(...(watches ? [] : [undefined]), { idleSeconds: between(2, 15) }),
    commitBit: draw() < 0.3,
  });
  const nat = draw() < 0.3 ? one('full-cone', 'port-restricted', 'symmetric') : undefined;
  const natTraversal = nat === undefined ? one('auto', 'force') : 'auto';
  // Behind a NAT nobody but this side can begin anew, so it has to find out for itself.
  const inside = nat === undefined ? {} : { outer: PRIVATE_ADDRESSES.a };
  const side = (name: PairName): SideOptions => ({
    ...(name === 'a' && inside),
    peer: {
      timers,
      natTraversal,
      keeping: keeping(nat !== undefined),
      dialect: { ...DEFAULT_DIALECT, aggressive },
      lifetime: { seconds: Math.round(mainModeSeconds * (1 - 0.3 * draw())), kilobytes: 0 },
    },
    child: {
      extras,
      pfsGroup,
      lifetime: { seconds: Math.round(seconds * (1 - 0.3 * draw())), kilobytes },
    },
  });
  const sides = { a: side('a'), b: side('b') };
  return {
    both: {},
    sides,
    renewed: [sides.a, sides.b].every(({ peer }) => peer?.keeping?.rekey === true),
    badSeconds: between(30, 240),
    crashes: one(0, 0.005, 0.02),
    downSeconds: one(0, 1, 20),
    attacked: draw() < 0.6,
    nat,
  };
}
