/** The setup rate of tunnels with few of them held, and with ten thousand. */

import { chooseProvider } from '../../src/cli/providers.ts';
import { systemRandom } from '../../src/net/entropy.ts';
import type { BenchCase, MeasuredContender, Target } from '../group.ts';
import { TunnelPair } from '../tunnel-pair.ts';

const CASE = 'setup beside what is held';
const FEW = 100;
const MANY = 10_000;
/** Tunnels of one round; the first round warms up. */
const A_ROUND = 100;
const ROUNDS = 9;

export const setupTarget: Target = {
  line: 4,
  words: 'the setup rate at 10,000 tunnels against that at 100',
  case: CASE,
  contender: 'at 10,000',
  against: 'at 100',
  bound: 'at least',
  value: 0.8,
};

export function setupCase(): BenchCase {
  return {
    name: CASE,
    axes: { what: 'setup' },
    quantities: [{ name: 'rate', unit: '/s', better: 'more' }],
    baseline: 'at 100',
    rounds: ROUNDS,
    seconds: 60,
    prepare: () => ({ contenders: [fromNothing(), besideMany()] }),
  };
}

function pairOf(tunnels: number): TunnelPair {
  const provider = chooseProvider('auto');
  return new TunnelPair({ tunnels, group: 2, provider, random: systemRandom });
}

/** Each round has hosts of its own. */
function fromNothing(): MeasuredContender {
  return {
    name: 'at 100',
    round: async () => timed(pairOf(FEW), 0),
  };
}

/** Each round adds to what the rounds before have made. */
function besideMany(): MeasuredContender {
  const pair = pairOf(MANY + A_ROUND * (ROUNDS + 3));
  let held = 0;
  while (held < MANY) pair.up(held++);
  return {
    name: 'at 10,000',
    async round() {
      const readings = timed(pair, held);
      held += A_ROUND;
      return readings;
    },
  };
}

function timed(pair: TunnelPair, first: number): { rate: number } {
  const began = performance.now();
  for (let i = 0; i < A_ROUND; i++) pair.up(first + i);
  return { rate: (A_ROUND * 1000) / (performance.now() - began) };
}
