import { describe, expect, it } from 'vitest';
import { nodeProvider } from '../../src/crypto/node.ts';
import { Decoder } from '../../src/explain/decoder.ts';
import { KeyStore } from '../../src/explain/key-store.ts';
import { peerProtection, peerProtectionText } from '../../src/explain/peer-protection.ts';
import { ProtectionTally, type TrafficSummary } from '../../src/explain/protection.ts';
import { protectionText, verdictOfAll } from '../../src/explain/protection-text.ts';
import type { Pair } from '../../src/sim/pair.ts';
import { LINK_TYPE } from '../../src/wire/numbers/link.ts';
import { udpPacket } from '../../src/wire/udp.ts';
import { labPair, pingTo, sendTo, up } from '../host/pairs.ts';

/** What a capture of the link between the two would say. */
function summaryOf(subject: Pair): TrafficSummary {
  const keys = new KeyStore();
  const decoder = new Decoder({ provider: nodeProvider, keys, ports: [], tracing: false });
  const tally = new ProtectionTally();
  const sent = subject.log.filter(({ what }) => what === 'sent');
  for (const [i, { path, bytes }] of sent.entries()) {
    const { local, remote } = path;
    const octets =
      path.carrier === 'link'
        ? bytes
        : udpPacket({
            source: local.address,
            destination: remote.address,
            sourcePort: local.port,
            destinationPort: remote.port,
            payload: bytes,
          });
    const frame = { kind: 'frame', number: i + 1, linkType: LINK_TYPE.raw } as const;
    const rest = { time: undefined, interfaceName: undefined, originalLength: octets.length };
    tally.note(decoder.decode({ ...frame, ...rest, octets }));
  }
  return tally.summary();
}

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
    const together = { ...later, log: [...clear.log, ...later.log] } as unknown as Pair;
    expect(verdictOfAll(summaryOf(together))).toBe('protected-later');
    expect(protectionText(summaryOf(together))).toContain(
      'protected from frame 11 on; 1 packet in',
    );
    const reversed = { ...later, log: [...later.log, ...clear.log] } as unknown as Pair;
    expect(verdictOfAll(summaryOf(reversed))).toBe('mixed');
  });

  it('is nothing where there are no frames', () => {
    expect(protectionText(new ProtectionTally().summary())).toBe('There is nothing in it.');
  });
});

describe('a running peer', () => {
  it('says by its counters and SAs whether it is protected', () => {
    const subject = labPair();
    const seen = () => {
      const { host } = subject.a;
      return peerProtection(host.query('statistics').items, host.query('quick-mode-sas').items);
    };
    expect(peerProtectionText('a', seen())).toContain('a: no packets have passed yet.');
    up(subject, subject.a, 'transport');
    subject.command(subject.a, pingTo('192.0.2.2'));
    expect(seen()).toMatchObject({ protectedPackets: 6, clearPackets: 0 });
    const text = peerProtectionText('a', seen());
    expect(text).toContain('a: yes, protected.');
    expect(text).toContain('192.0.2.1 and 192.0.2.2 (transport): 6 packets, 504 octets');
    expect(text.split('\n').every((line) => line.length <= 80)).toBe(true);
  });
});
