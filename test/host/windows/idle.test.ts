import { expect, test } from 'vitest';
import { pair } from '../../../src/sim/pair.ts';
import { ping } from './commands.ts';
import { rules, windows } from './policies.ts';

test('an SA that nothing used for five minutes ends on both sides, and comes again when wanted', () => {
  const both = pair({ both: windows(rules([{ name: 'all' }])) });
  both.command(both.a, ping(both.b));
  both.run(200_000);
  both.command(both.b, ping(both.a));
  both.run(299_000);
  expect(both.a.host.query('quick-mode-sas').items).toHaveLength(1);
  both.run(2000);
  for (const host of [both.a, both.b]) expect(host.host.query('quick-mode-sas').items).toEqual([]);
  const reasons = [both.a, both.b].flatMap((host) =>
    both.events(host, 'quick-mode-ended').map(({ reason }) => reason),
  );
  expect(reasons).toContain('idle');
  expect(both.command(both.a, ping(both.b))).toMatchObject({ value: { received: 1 } });
  expect(both.events(both.a, 'main-mode-established')).toHaveLength(1);
});
