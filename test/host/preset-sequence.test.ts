/** A sequence counter that is set forward, as a laboratory does that cannot wait for four thousand million packets. */

import { describe, expect, it } from 'vitest';
import { counter, labPair, must, pingTo, up } from './pairs.ts';

const preset = (sequence: number, policy = 'tunnel') =>
  ({ kind: 'preset-sequence', policy, sequence }) as const;

describe('preset-sequence', () => {
  it('lets the next packet have the next number', () => {
    const subject = labPair();
    up(subject, subject.a, 'tunnel');
    must(subject.command(subject.a, preset(1_000_000)), 'preset-sequence');
    const [pair] = subject.a.host.query('quick-mode-sas').items;
    expect(pair?.outbound?.sequence).toBe(1_000_000);
    must(subject.command(subject.a, { kind: 'dummy', policy: 'tunnel' }), 'dummy');
    expect(subject.a.host.query('quick-mode-sas').items[0]?.outbound?.sequence).toBe(1_000_001);
    subject.run(100);
    expect(counter(subject.b, 'dummy-packets-received')).toBe(1);
  });

  it.each([
    ['no SA', preset(7), false],
    ['an entry that is not there', preset(7, 'nothing'), true],
    ['a number of more than 32 bits', preset(2 ** 32), true],
  ])('is refused where there is %s', (_what, command, isUp) => {
    const subject = labPair();
    if (isUp) up(subject, subject.a, 'tunnel');
    expect(subject.command(subject.a, command)).toMatchObject({ ok: false });
  });

  it('never goes back, so that no nonce is used twice', () => {
    const subject = labPair();
    up(subject, subject.a, 'transport');
    must(subject.command(subject.a, pingTo('192.0.2.2')), 'ping');
    expect(subject.command(subject.a, preset(1, 'transport'))).toMatchObject({
      ok: false,
      error: expect.stringContaining('set the number forward'),
    });
    must(subject.command(subject.a, preset(3, 'transport')), 'preset-sequence');
  });
});
