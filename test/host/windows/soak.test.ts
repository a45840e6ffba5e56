/**
 * Two computers whose administrators change their minds every moment, over a bad network: whatever
 * policy is in force, nothing passes in clear that it wants protected, and nothing stays behind.
 */

import { expect, test } from 'vitest';
import { readU32 } from '../../../src/base/bytes.ts';
import { seededRandom } from '../../../src/base/random.ts';
import { nodeProvider } from '../../../src/crypto/node.ts';
import { type ActivePolicy, NO_POLICY } from '../../../src/policy/compiled.ts';
import { type LoggedDatagram, pair } from '../../../src/sim/pair.ts';
import { echo, ping, statistic } from './commands.ts';
import { at, esp, example, psk, rules, windows } from './policies.ts';

const STEPS = 80;
const PAUSES = [1, 10, 100, 1000, 4000, 60_000];
const METHODS = [esp('3DES', 'SHA1')];
const AH = { ah: 'SHA1', esp: undefined, kilobytes: 0, seconds: 0 } as const;

/** What may be in force, and whether all that leaves then has to be ESP or AH. */
interface Choice {
  readonly active: ActivePolicy;
  readonly strict: boolean;
}

const strict = (active: ActivePolicy): Choice => ({ active, strict: true });
const lenient = (active: ActivePolicy): Choice => ({ active, strict: false });
const CHOICES: readonly Choice[] = [
  strict(rules([{ name: 'all' }])),
  lenient(rules([{ name: 'all' }], METHODS, { soft: true })),
  strict(rules([{ name: 'all', inboundPassThrough: true }])),
  lenient(rules([{ name: 'all', inboundPassThrough: true }], METHODS, { soft: true })),
  strict(rules([1, 2].map((i) => ({ name: `to ${i}`, destination: at(`192.0.2.${i}`) })))),
  strict(rules([{ name: 'all' }], [AH, ...METHODS])),
  strict(rules([{ name: 'all', authentication: [psk('another')] }])),
  strict(rules([{ name: 'all', inboundAction: 'block', outboundAction: 'block' }])),
  lenient(example('Server (Request Security)', [psk()])),
  lenient(example('Client (Respond Only)', [psk()])),
  lenient(NO_POLICY),
];

/** Gauges: what there is at the moment. */
const GAUGES = [
  'active-acquire',
  'active-security-associations',
  'isadb-list-size',
  'connection-list-size',
  'pending-key-operations',
];

test.each(['one', 'two'])('policies come and go, seed %s', (seed) => {
  const random = seededRandom(seed);
  const draw = <T>(list: readonly T[]): T => list[readU32(random.bytes(4), 0) % list.length]!;
  const both = pair({
    seed,
    provider: nodeProvider,
    both: windows(CHOICES[0]!.active),
    network: { delay: 5, loss: 0.05, duplicate: 0.02 },
  });
  const inForce = { a: CHOICES[0]!, b: CHOICES[0]! };
  const betrayed: LoggedDatagram[] = [];
  for (let step = 0; step < STEPS; step++) {
    const [host, other] = draw([[both.a, both.b] as const, [both.b, both.a] as const]);
    const before = both.log.length;
    if (draw([true, false, false])) {
      inForce[host.name] = draw(CHOICES);
      both.applyPolicy(host, inForce[host.name].active);
    } else both.begin(host, draw([echo(other, 3), ping(other, 2)]));
    both.run(draw(PAUSES));
    for (const one of both.log.slice(before)) {
      const isClear = one.path.carrier === 'link' && one.bytes[9] !== 50 && one.bytes[9] !== 51;
      if (one.what === 'sent' && isClear && inForce[one.from].strict) betrayed.push(one);
    }
  }
  expect(betrayed).toEqual([]);
  for (const host of [both.a, both.b]) both.applyPolicy(host, NO_POLICY);
  both.run(400_000);
  for (const host of [both.a, both.b]) {
    expect(both.events(host, 'quick-mode-established').length).toBeGreaterThan(0);
    expect(GAUGES.map((id) => statistic(host, id))).toEqual(GAUGES.map(() => 0));
    expect(host.host.query('soft-sas').items).toEqual([]);
    expect(host.host.query('main-mode-sas').items).toEqual([]);
  }
});
