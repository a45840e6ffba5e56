import { expect, it } from 'vitest';
import type { MainModeProposal } from '../../src/ike/policy.ts';
import { TIMER_PROFILES } from '../../src/ike/timers.ts';
import { pair } from '../../src/sim/pair.ts';

const PROPOSALS: readonly MainModeProposal[] = [
  { encryption: 'des-cbc', keyBits: 64, hash: 'md5', group: 1 },
  { encryption: '3des-cbc', keyBits: 192, hash: 'sha1', group: 1 },
  { encryption: 'aes-cbc', keyBits: 128, hash: 'sha256', group: 1 },
  { encryption: 'aes-cbc', keyBits: 192, hash: 'sha384', group: 1 },
  { encryption: 'aes-cbc', keyBits: 256, hash: 'sha512', group: 1 },
];

it.each(PROPOSALS)('serves phase 2 at rest as before: $encryption $keyBits $hash', (proposal) => {
  const subject = pair({ both: { peer: { proposals: [proposal] } } });
  const { a, b } = subject;
  expect(subject.command(a, { kind: 'up', policy: 'transport' }).ok).toBe(true);
  const [before] = a.host.query('main-mode-sas').items;
  subject.run(TIMER_PROFILES.default.halfOpen + 1000);
  // Nothing that is shown of it changes.
  expect(a.host.query('main-mode-sas').items).toEqual([before]);
  for (const host of [a, b])
    expect(subject.command(host, { kind: 'rekey', policy: 'transport' }).ok).toBe(true);
  expect(a.host.query('main-mode-sas').items).toHaveLength(1);
  // A delete is an informational exchange: its hash and its IV are made of what is kept.
  expect(subject.command(a, { kind: 'down', policy: undefined }).ok).toBe(true);
  subject.run(100);
  expect(b.host.query('quick-mode-sas').items).toEqual([]);
  expect(b.host.query('main-mode-sas').items).toEqual([]);
});
