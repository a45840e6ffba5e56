/** The cases of negotiations, by group, authentication and what is negotiated. */

import { chooseProvider } from '../../src/cli/providers.ts';
import type { GroupId } from '../../src/crypto/provider.ts';
import { groupName } from '../../src/crypto/suite-names.ts';
import type { BenchCase, Target, TimedContender } from '../group.ts';
import { rsaCredentials } from './credentials.ts';
import { exponentiations } from './exponentiations.ts';
import { Tunnels } from './tunnels.ts';

const GROUPS: readonly GroupId[] = [1, 2, 14, 19];
const BASELINE = 'exponentiations';
/** Tunnels of a pair of hosts before another pair takes their place. */
const TUNNELS = 200;
/**
 * A negotiation runs through some two thousand functions once or a few times each, so it takes the compiler
 * thousands of negotiations to settle: after three seconds of work they took 1.4 times as long as after six,
 * and after twelve as long as after six.
 */
const WARM_MILLISECONDS = 6000;
/** Negotiations under way at one time, where they are many. */
const TOGETHER = 32;

const WHATS = ['tunnel', 'tunnels together', 'main mode anew', 'quick mode anew'] as const;
type What = (typeof WHATS)[number];

export const ikeTargets: readonly Target[] = ([2, 14] as const).map((group) => ({
  line: 3,
  words: `main mode and quick mode of both sides in group ${group}, against the four exponentiations that they need`,
  case: caseName({ what: 'tunnel', group, by: 'auto', auth: 'psk' }),
  contender: 'espial',
  against: BASELINE,
  bound: 'at least',
  value: 1 / 2.5,
}));

interface Negotiated {
  readonly what: What;
  readonly group: GroupId;
  /** What is chosen of the providers of cryptography. */
  readonly by: 'auto' | 'node';
  readonly auth: 'psk' | 'rsa';
}

/** Every case, or few of them. */
export function ikeCases(quick: boolean): readonly BenchCase[] {
  const tunnel = { what: 'tunnel', by: 'auto', auth: 'psk' } as const;
  if (quick) return [ikeCase({ ...tunnel, group: 2 }), ikeCase({ ...tunnel, group: 14 })];
  const all = WHATS.flatMap((what) => GROUPS.map((group) => ({ ...tunnel, what, group })));
  const byNode = GROUPS.map((group) => ({ ...tunnel, group, by: 'node' as const }));
  const byRsa = { ...tunnel, group: 14, auth: 'rsa' } as const;
  return [...all, ...byNode, byRsa].map(ikeCase);
}

function whatOf({ what, by }: Negotiated): string {
  return by === 'node' ? `${what} by node:crypto alone` : what;
}

function caseName(one: Negotiated): string {
  return `${whatOf(one)} ${groupName(one.group)} ${one.auth}`;
}

/** A case has a process of its own, as a peer has: with one provider, and one group or two. */
function ikeCase(one: Negotiated): BenchCase {
  const { what, group, by, auth } = one;
  return {
    name: caseName(one),
    part: caseName(one),
    axes: { what: whatOf(one), group: groupName(group), auth },
    baseline: BASELINE,
    milliseconds: 60,
    async prepare() {
      const identity = auth === 'rsa' ? await rsaCredentials() : {};
      const provider = chooseProvider(by);
      const tunnels = new Tunnels({ tunnels: TUNNELS, group, provider, ...identity });
      return {
        contenders: [
          { name: BASELINE, run: exponentiations(group) },
          negotiating('espial', what, tunnels),
        ],
      };
    },
  };
}

function negotiating(name: string, what: What, tunnels: Tunnels): TimedContender {
  const operations = what === 'tunnels together' ? TOGETHER : 1;
  const once = onceOf(what, tunnels);
  return {
    name,
    operations,
    warmMilliseconds: WARM_MILLISECONDS,
    run(times) {
      for (let i = 0; i < times; i++) once();
    },
  };
}

function onceOf(what: What, tunnels: Tunnels): () => void {
  switch (what) {
    case 'tunnel':
      return () => tunnels.up();
    case 'tunnels together':
      return () => tunnels.upTogether(TOGETHER);
    case 'main mode anew':
      return () => tunnels.rekeyMainMode();
    case 'quick mode anew':
      return () => tunnels.rekey();
  }
}
