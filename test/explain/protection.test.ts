import { describe, expect, it } from 'vitest';
import { ProtectionTally } from '../../src/explain/protection.ts';
import { protectionText, verdictOfAll } from '../../src/explain/protection-text.ts';
import { labPair, pingTo, sendTo, up } from '../host/pairs.ts';
import { summaryOf } from './traffic-summary.ts';

/** Nothing between the outer addresses is protected. */
const CLEAR_OUTSIDE = { both: { host: { policies: [] } } };

describe('what passed between two hosts', () => {
  it('is protected where there is nothing but ESP and IKE', () => {
    const subject = labPair();
    up(subject, subject.a, 'transport');
    subject.command(subject.a, pingTo('192.0.2.2'));
    const summary = summaryOf(subject);
    expect(summary.pairs).toHaveLength(1);
    expect(summary.pairs[0]!.packets).toEqual({ esp: 6, ah: 0, ike: 9, icmp: 0, clear: 0 });
    expect(protectionText(summary)).toBe(
      `Yes, protected: between single computers nothing but ESP, AH, ICMP and IKE
  passed.

between                  ESP  AH  IKE  ICMP  clear
192.0.2.1 and 192.0.2.2    6   0    9     0      0

ESP says that packets are protected, not how: with NULL it does not encrypt.
  "espial sa" on a peer shows the algorithms.`,
    );
  });

  it('is clear where nobody asks for protection', () => {
    const subject = labPair(CLEAR_OUTSIDE);
    subject.command(subject.a, sendTo('192.0.2.2', { count: 2, destinationPort: 53 }));
    subject.command(subject.a, pingTo('192.0.2.2', { count: 1 }));
    const summary = summaryOf(subject);
    expect(summary.pairs[0]!.packets).toMatchObject({ icmp: 2, clear: 2 });
    expect(verdictOfAll(summary)).toBe('clear');
    expect(protectionText(summary)).toContain(
      `192.0.2.1 and 192.0.2.2: 2 packets in clear (2 UDP 53), and no IKE at all: no
  policy asks for protection there.`,
    );
  });

  it('is protected in the end where clear packets came before the SA only', () => {
    const clear = labPair(CLEAR_OUTSIDE);
    clear.command(clear.a, sendTo('192.0.2.2'));
    const later = labPair();
    up(later, later.a, 'transport');
    later.command(later.a, pingTo('192.0.2.2'));
    const together = { log: [...clear.log, ...later.log] };
    expect(verdictOfAll(summaryOf(together))).toBe('protected-later');
    expect(protectionText(summaryOf(together))).toContain(
      'protected from frame 11 on; 1 packet in',
    );
    const reversed = { log: [...later.log, ...clear.log] };
    expect(verdictOfAll(summaryOf(reversed))).toBe('mixed');
  });

  it('is nothing where there are no frames', () => {
    expect(protectionText(new ProtectionTally().summary())).toBe('There is nothing in it.');
  });
});
