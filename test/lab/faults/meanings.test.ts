/** What the recogniser calls messages against what the hosts that sent them call them. */

import { describe, expect, it } from 'vitest';
import { DEFAULT_DIALECT, DEFAULT_KEEPING } from '../../../src/ike/policy.ts';
import type { PairOptions } from '../../../src/sim/pair.ts';
import { PAIR_ADDRESSES } from '../../../src/sim/pair-config.ts';
import { pingTo } from '../../host/pairs.ts';
import { benchPair } from './bench-pair.ts';

/** More octets than a packet has, so that messages 5 and 6 travel in fragments. */
const LARGE = { type: 'key-id', value: 'k'.repeat(3000) } as const;

const CASES: readonly (readonly [string, PairOptions])[] = [
  ['main mode', {}],
  [
    'aggressive mode',
    { both: { peer: { dialect: { ...DEFAULT_DIALECT, aggressive: 'initiate' } } } },
  ],
  ['behind a NAT', { nat: { a: {} } }],
  ['with the commit bit', { both: { peer: { keeping: { ...DEFAULT_KEEPING, commitBit: true } } } }],
  ['over a bad network', { seed: 'b', network: { loss: 0.15, duplicate: 0.2, jitter: 20 } }],
];

describe('meanings', () => {
  it.each(CASES)('are those of the hosts: %s', (_, options) => {
    const { subject, sent } = benchPair([], options);
    subject.command(subject.a, { kind: 'up', policy: 'transport' });
    subject.command(subject.a, pingTo(PAIR_ADDRESSES.b.outer.text));
    subject.run(1000);
    for (const host of [subject.a, subject.a, subject.b])
      subject.command(host, { kind: 'rekey', policy: 'transport' });
    subject.command(subject.a, { kind: 'down', policy: undefined });
    subject.run(5000);
    const told = [subject.a, subject.b].flatMap(({ events, name }) =>
      events.flatMap((event) =>
        event.kind === 'isakmp-sent'
          ? [`${event.at} ${name} ${event.exchange}${event.number > 0 ? ` ${event.number}` : ''}`]
          : [],
      ),
    );
    const named = subject.log.filter(({ what }) => what === 'sent');
    const seen = sent().flatMap(({ at, text }, index) =>
      /mode|informational|transaction/.test(text) ? [`${at} ${named[index]!.from} ${text}`] : [],
    );
    expect(seen.length).toBeGreaterThan(8);
    const numbered = (lines: string[]): string[] =>
      lines.map((line) => line.replace(/informational \d$/, 'informational')).sort();
    expect(numbered(seen)).toEqual(numbered(told));
  });

  it('of IKE fragments name the message that they are of, which can be lost in part', () => {
    const { subject, fired } = benchPair(['drop fragment 2 of main mode 5 once'], {
      both: { peer: { localIdentity: LARGE, remoteIdentity: LARGE } },
    });
    const result = subject.command(subject.a, { kind: 'up', policy: 'transport' });
    expect(result).toMatchObject({ ok: true });
    expect(fired.map(({ what }) => what)).toEqual(['fragment 2 of main mode 5 is lost']);
  });
});
