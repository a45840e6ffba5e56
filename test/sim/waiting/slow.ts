/** Pairs with certificates whose checks take their time. */

import { beforeAll } from 'vitest';
import type { Effect, EffectKind } from '../../../src/ike/effects.ts';
import type { Failure } from '../../../src/ike/failure.ts';
import { TIMER_PROFILES } from '../../../src/ike/timers.ts';
import { labTrust, peerCertificate } from '../../../src/lab/pki/credentials.ts';
import { type Lab, makeLab } from '../../../src/lab/pki/lab.ts';
import { answerPki } from '../../../src/net/pki/answer.ts';
import type { Pair, PairOptions, SimHost } from '../../../src/sim/pair.ts';
import type { SideOptions } from '../../../src/sim/pair-config.ts';
import { labPair } from '../../host/pairs.ts';

/** When virtual time begins, on the wall clock. */
const START = Date.UTC(2026, 0, 1);

/** How long each effect of each host takes in milliseconds; `never`: it is not answered. */
export type Delay = (host: 'a' | 'b', effect: EffectKind) => number | 'never';

/** A pair of hosts with certificates, alpha's at `a`. */
export interface SlowPair {
  readonly subject: Pair;
  /** Every effect that was asked for, as `b verify`. */
  readonly asked: string[];
}

/** Makes the laboratory once a file; answers how to make pairs in it. */
export function slowPairs(): (delay: Delay, options?: PairOptions) => SlowPair {
  let lab: Lab | undefined;
  beforeAll(async () => {
    lab = await makeLab({ now: START });
  });
  return (delay, options = {}) => {
    const asked: string[] = [];
    const answer = (name: 'a' | 'b') => (effect: Effect, now: number) => {
      asked.push(`${name} ${effect.kind}`);
      const after = delay(name, effect.kind);
      if (effect.kind !== 'sign' && effect.kind !== 'verify') throw new Error(effect.kind);
      return after === 'never' ? undefined : { result: answerPki(effect, START + now), after };
    };
    const subject = labPair({
      ...options,
      a: withCertificate(lab!, 'alpha', options.a),
      b: withCertificate(lab!, 'beta', options.b),
      answer,
    });
    return { subject, asked };
  };
}

function withCertificate(lab: Lab, name: string, side: SideOptions = {}): SideOptions {
  const authentication = [
    {
      method: 'certificate',
      certificates: [peerCertificate(lab.peer(name))],
      trust: labTrust(lab, { revocation: 2 }),
      nameRoots: true,
    },
  ] as const;
  return { ...side, peer: { authentication, timers: TIMER_PROFILES.default, ...side.peer } };
}

/** How often each host has established main mode: `1 1` where it went well. */
export function mainModes({ a, b }: Pair): string {
  const count = (host: SimHost): number =>
    host.events.filter(({ kind }) => kind === 'main-mode-established').length;
  return `${count(a)} ${count(b)}`;
}

/** Main-mode messages that a host has sent again. */
export function repeats(host: SimHost): number[] {
  return host.events.flatMap((event) =>
    event.kind === 'isakmp-sent' && event.exchange === 'main mode' && event.repeat > 0
      ? [event.number]
      : [],
  );
}

/** Numbers of the main-mode messages that a host took for duplicates. */
export function duplicates(host: SimHost): number[] {
  return host.events.flatMap((event) =>
    event.kind === 'isakmp-received' && event.exchange === 'main mode' && event.duplicate
      ? [event.number]
      : [],
  );
}

/** Why a host's last main mode failed. */
export function failureOf(host: SimHost): Failure | undefined {
  return host.events
    .flatMap((event) => (event.kind === 'main-mode-failed' ? [event.failure] : []))
    .at(-1);
}
