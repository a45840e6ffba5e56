/** Whether a running peer is protected, by what it has counted. */

import { describe, expect, it } from 'vitest';
import {
  type PeerProtection,
  peerProtection,
  peerProtectionText,
} from '../../src/explain/peer-protection.ts';
import type { Pair, SimHost } from '../../src/sim/pair.ts';
import { labPair, pingTo, sendTo, up } from '../host/pairs.ts';
import { echo } from '../host/windows/commands.ts';
import { example } from '../host/windows/policies.ts';
import { domainPair } from '../host/windows/realm.ts';
import { summaryOf } from './traffic-summary.ts';

function seenBy({ host }: SimHost): PeerProtection {
  return peerProtection(host.query('statistics').items, host.query('quick-mode-sas').items);
}

/** What the link had, by the pair's log. */
function onLink(subject: Pair): PeerProtection['packets'] {
  return summaryOf(subject).pairs[0]!.packets;
}

describe('a running peer', () => {
  it('has nothing to say before anything has passed', () => {
    const { a } = labPair();
    expect(seenBy(a)).toMatchObject({ verdict: 'nothing', pairs: [] });
    expect(peerProtectionText('a', seenBy(a))).toBe(
      `a: no packets that need protection have passed yet.

sent and received  ESP  AH  IKE  ICMP  clear
a                    0   0    0     0      0

There are no SAs at present.`,
    );
  });

  it('is protected where nothing but ESP and IKE passed', () => {
    const subject = labPair();
    up(subject, subject.a, 'transport');
    subject.command(subject.a, pingTo('192.0.2.2'));
    const seen = seenBy(subject.a);
    expect([seen.verdict, seen.packets]).toEqual(['protected', onLink(subject)]);
    expect(peerProtectionText('a', seen)).toBe(
      `a: yes, protected: nothing but ESP, AH, ICMP and IKE passed.

sent and received  ESP  AH  IKE  ICMP  clear
a                    6   0    9     0      0

192.0.2.1 and 192.0.2.2 (transport): 6 packets, 504 octets, AES-CBC-128 with
  HMAC-SHA1-96.`,
    );
  });

  it.each([
    ['ah', { protocol: 'ah', ah: 'hmac-sha1-96' }, { esp: 0, ah: 6 }],
    [
      'ah+esp',
      {
        protocol: 'ah+esp',
        ah: 'hmac-sha1-96',
        suite: { encryption: '3des-cbc', keyBits: 192, integrity: 'none' },
      },
      { esp: 0, ah: 6 },
    ],
  ] as const)('tells AH from ESP as a capture does: %s', (_name, proposal, packets) => {
    const subject = labPair({ both: { child: { proposals: [proposal] } } });
    up(subject, subject.a, 'transport');
    subject.command(subject.a, pingTo('192.0.2.2'));
    const seen = seenBy(subject.b);
    expect(seen).toMatchObject({ verdict: 'protected', packets });
    expect(onLink(subject)).toMatchObject(packets);
  });

  it('is not where policy permits, and ICMP is no matter', () => {
    const subject = labPair({ both: { host: { policies: [] } } });
    subject.command(subject.a, pingTo('192.0.2.2', { count: 2 }));
    expect(seenBy(subject.a)).toMatchObject({ verdict: 'nothing', packets: { icmp: 4, clear: 0 } });
    subject.command(subject.a, sendTo('192.0.2.2'));
    subject.run(10);
    const seen = seenBy(subject.a);
    expect(seen).toMatchObject({ verdict: 'clear', letPass: { permitted: 5 } });
    expect(seen.packets).toEqual(onLink(subject));
    expect(peerProtectionText('a', seen)).toContain(
      'In clear, ICMP too: 5 packets: 5 permitted by policy, or covered by no filter.',
    );
  });

  it('is not in full on a soft SA, and says what let the packets pass', () => {
    const both = domainPair(example('Server (Request Security)'), example('Client (Respond Only)'));
    both.link.drop(({ path }) => path.carrier === 'udp', Number.POSITIVE_INFINITY);
    both.command(both.a, echo(both.b, 3));
    both.run(5000);
    const seen = seenBy(both.a);
    expect(seen).toMatchObject({ verdict: 'clear', softFlows: 1, letPass: { permitted: 0 } });
    expect(seen.packets.clear).toBe(onLink(both).clear);
    expect(seen.letPass.softSas + seen.letPass.passedThrough).toBe(seen.packets.clear);
    const text = peerProtectionText('a', seen);
    expect(text).toContain('on soft SAs, whose peers do not know IPsec');
    expect(text).toContain('In force: 1 soft SA.');
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  });
});
