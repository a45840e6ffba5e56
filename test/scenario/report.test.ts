import { expect, it } from 'vitest';
import { outcomeText, summaryText } from '../../src/scenario/report.ts';
import { everyKind, outcomeOfTwo, playScenario } from './outcomes.ts';
import { parse } from './two-hosts.ts';

it('is a line for what passed', async () => {
  const [passed] = await everyKind();
  expect(outcomeText(passed)).toMatch(
    /^ok {5}All is well \(\d+ checks?, \d+ ms of virtual time\)$/,
  );
});

it('shows the place, what there was, the ladder and the way to see it again where something failed', async () => {
  const outcome = await outcomeOfTwo(
    'title: t\nsteps: [{ do: up, host: alpha }]\nexpect: { beta: { statistics: { ike-main-mode: 2 } } }\n',
  );
  const text = outcomeText({ ...outcome, evidence: '/tmp/e' });
  expect(text).toContain(`       s.yaml:18:33: beta: ike-main-mode is 2
          18 | expect: { beta: { statistics: { ike-main-mode: 2 } } }
             |                                 ^^^^^^^^^^^^^
         found: it is 1
       what happened:
 seconds alpha 192.0.2.1                                          beta 192.0.2.2
   0.000 |-- main mode 1: HDR, SA`);
  expect(text).toMatch(/\| \* quick mode for p is up/);
  expect(text.split('\n').slice(-2)).toEqual([
    '       evidence: /tmp/e',
    '       again:    espial scenario run s.yaml --seed espial',
  ]);
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

it('never shows a key of a step', async () => {
  const scenario = await parse(`title: t
hosts:
  alpha:
    addresses: [192.0.2.1]
    windows: { netsh: ipsec static add policy name=Office }
steps:
  - { do: netsh, host: alpha, commands: 'ipsec static add rule name=r policy=Office filterlist=f filteraction=a psk="a secret"' }
`);
  const text = outcomeText((await playScenario(scenario)).outcome);
  expect(text).toContain('7 |   - { do: netsh, host: alpha, commands: [redacted] }');
  expect(text).not.toContain('a secret');
});

it('says why something was not played', async () => {
  const [, , skipped, broken] = await everyKind();
  expect(outcomeText(skipped)).toBe(
    '--     Not here (skipped)\n       virtual-only: time # of its own',
  );
  expect(outcomeText(broken)).toBe(`FAILED Not now (not played)
       port 500 is in <use>
       again:    espial scenario run s.yaml --seed espial`);
});

it('counts at the end', async () => {
  expect(summaryText(await everyKind())).toBe(
    '1 scenario passed, 1 failed, 1 could not be played, 1 skipped',
  );
});

it('says of what passed that it had failed before', async () => {
  const [passed] = await everyKind();
  const later = { ...passed, retries: 1 };
  expect(outcomeText(later)).toMatch(/^ok .* ms of virtual time, played again\)$/);
  expect(summaryText([passed, later])).toBe(
    '2 scenarios passed (1 of them when played again), 0 failed',
  );
});
