import { expect, test } from 'vitest';
import { type Pair, pair } from '../../../src/sim/pair.ts';
import { ping, statistic } from './commands.ts';
import { flow } from './engines.ts';
import { example, psk, rules, windows } from './policies.ts';

const ICMP = {
  name: 'icmp',
  protocol: 1,
  inboundAction: 'permit',
  outboundAction: 'permit',
} as const;

const both = (): Pair => pair({ both: windows(rules([{ name: 'all' }, ICMP])) });

const error = (of: Pair, policy: string): string => {
  const answer = of.command(of.a, { kind: 'up', policy });
  return answer.ok ? '' : answer.error;
};

test('up, rekey and down go by the name of a flow', () => {
  const one = both();
  const name = flow('all');
  expect(one.command(one.a, { kind: 'up', policy: name })).toMatchObject({
    value: { kind: 'up', alreadyUp: false },
  });
  expect(one.command(one.a, { kind: 'up', policy: name })).toMatchObject({
    value: { alreadyUp: true },
  });
  expect(one.command(one.a, { kind: 'rekey', policy: name })).toMatchObject({ ok: true });
  expect(one.command(one.a, { kind: 'rekey-main-mode', peer: '192.0.2.2' })).toMatchObject({
    ok: true,
  });
  expect(one.command(one.a, { kind: 'dummy', policy: name })).toMatchObject({ ok: true });
  expect(one.command(one.a, { kind: 'down', policy: name })).toMatchObject({
    value: { deleted: 2 },
  });
});

test('a flow is acquired once, whoever asks', () => {
  const one = pair({ both: windows(rules([{ name: 'all' }])) });
  one.begin(one.a, { kind: 'up', policy: flow('all') });
  one.command(one.a, ping(one.b, 3));
  expect(statistic(one.a, 'total-acquire')).toBe(1);
  expect(statistic(one.a, 'ike-quick-mode')).toBe(1);
});

test('names that cannot be are refused in words', () => {
  const one = both();
  expect(error(one, 'all')).toContain('for many computers');
  expect(error(one, 'nothing')).toContain('has no filter "nothing"; it protects "all"');
  expect(error(one, 'icmp')).toContain('says permit');
  expect(error(one, 'all [10.9.9.9 <-> 192.0.2.2]')).toContain('does not negotiate between');
  const peer = one.command(one.a, { kind: 'rekey-main-mode', peer: 'bravo' });
  expect(peer).toMatchObject({
    ok: false,
    error: expect.stringContaining('named by their addresses'),
  });
});

test('two protected pings at once each way make no more than the SAs of one flow a side needs', () => {
  const one = pair({ both: windows(rules([{ name: 'all' }])) });
  const answers = [one.begin(one.a, ping(one.b, 3)), one.begin(one.b, ping(one.a, 3))];
  one.run(10_000);
  for (const id of answers) expect(one.result(id)).toMatchObject({ value: { received: 3 } });
  expect(one.a.host.query('quick-mode-sas').items.length).toBeLessThanOrEqual(1);
});

test('who only responds asks for nothing by itself', () => {
  const one = pair({
    a: windows(example('Client (Respond Only)', [psk()])),
    b: windows(rules([])),
  });
  expect(one.command(one.a, ping(one.b))).toMatchObject({ value: { received: 1 } });
  expect(statistic(one.a, 'total-acquire')).toBe(0);
});
