/** The cases of negotiations, by group, authentication and what is negotiated. */

import { chooseProvider } from '../../src/cli/providers.ts';
import type { CryptoProvider, GroupId } from '../../src/crypto/provider.ts';
import { groupName } from '../../src/crypto/suite-names.ts';
import type { BenchCase, Target, TimedContender } from '../group.ts';
import { type Credentials, rsaCredentials } from './credentials.ts';
import { exponentiations } from './exponentiations.ts';
import { Tunnels } from './tunnels.ts';

const GROUPS: readonly GroupId[] = [1, 2, 14, 19];
const BASELINE = 'exponentiations';
/** Tunnels of a pair of hosts before another pair takes their place. */
const TUNNELS = 200;
/** Negotiations under way at one time, where they are many. */
const TOGETHER = 32;

type What = 'tunnel' | 'tunnels together' | 'main mode anew' | 'quick mode anew';
const WHATS: readonly What[] = ['tunnel', 'tunnels together', 'main mode anew', 'quick mode anew'];

export const ikeTargets: readonly Target[] = ([2, 14] as const).map((group) => ({
  line: 3,
  words: `main mode and quick mode of both sides in group ${group}, against the four exponentiations that they need`,
  case: caseName('tunnel', group, 'psk'),
  contender: 'espial',
  against: BASELINE,
  bound: 'at least',
  value: 1 / 2.5,
}));

/** Every case, or few of them. */
export function ikeCases(quick: boolean): readonly BenchCase[] {
  if (quick) return [ikeCase('tunnel', 2, undefined), ikeCase('tunnel', 14, undefined)];
  const psk = WHATS.flatMap((what) => GROUPS.map((group) => ikeCase(what, group, undefined)));
  return [...psk, ikeCase('tunnel', 14, rsaCredentials)];
}

function caseName(what: What, group: GroupId, auth: 'psk' | 'rsa'): string {
  return `${what} ${groupName(group)} ${auth}`;
}

function ikeCase(
  what: What,
  group: GroupId,
  credentials: (() => Promise<Credentials>) | undefined,
): BenchCase {
  const auth = credentials === undefined ? 'psk' : 'rsa';
  return {
    name: caseName(what, group, auth),
    axes: { what, group: groupName(group), auth },
    baseline: BASELINE,
    milliseconds: 60,
    async prepare() {
      const identity = await credentials?.();
      const contender = (name: string, provider: CryptoProvider): TimedContender =>
        negotiating(name, what, new Tunnels({ tunnels: TUNNELS, group, provider, ...identity }));
      return {
        contenders: [
          { name: BASELINE, run: exponentiations(group) },
          contender('espial', chooseProvider('auto')),
          contender('espial, node alone', chooseProvider('node')),
        ],
      };
    },
  };
}

function negotiating(name: string, what: What, tunnels: Tunnels): TimedContender {
  switch (what) {
    case 'tunnel':
      return { name, run: (times) => repeat(times, () => tunnels.up()) };
    case 'tunnels together':
      return {
        name,
        operations: TOGETHER,
        run: (times) => repeat(times, () => tunnels.upTogether(TOGETHER)),
      };
    case 'main mode anew':
      return { name, run: (times) => repeat(times, () => tunnels.rekeyMainMode()) };
    case 'quick mode anew':
      return { name, run: (times) => repeat(times, () => tunnels.rekey()) };
  }
}

function repeat(times: number, act: () => void): void {
  for (let i = 0; i < times; i++) act();
}
