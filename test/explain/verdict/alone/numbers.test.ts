/** Sequence numbers that did not come to this host. */

import { describe, expect, it } from 'vitest';
import { esp, event, named } from './one-side.ts';

const UP = [
  event('quick-mode-established', 0, { policy: 'hosts', inboundSpi: 0x2000, esn: false }),
];

function come(...sequences: number[]) {
  return sequences.map((sequence, at) => esp(at, sequence, { from: 'peer', spi: 0x2000 }));
}

describe('inbound sequence numbers, by the receiver', () => {
  it('that are all there say nothing', () => {
    expect(named(UP, come(1, 2, 3))).toBe('likely none');
  });

  it('with a gap were lost', () => {
    expect(named(UP, come(1, 2, 5))).toBe('likely packets-lost');
    expect(named(UP, come(3, 4))).toBe('likely packets-lost');
  });

  it('with a gap behind a NAT found no mapping', () => {
    const nat = event('nat-detected', 0, { localBehindNat: true, remoteBehindNat: false });
    expect(named([nat, ...UP], come(1, 2, 5))).toBe('likely nat-mapping-changed');
  });

  it('with a gap after which everything comes in fragments were too big', () => {
    const cut = esp(9, 2, {
      from: 'peer',
      spi: 0x2000,
      traffic: { kind: 'fragment', exchange: 'fragment', source: '' },
    });
    expect(named(UP, [cut])).toBe('likely packet-too-big');
  });

  it('that have come to their end are used up, but with extended numbers', () => {
    const last = come(0xffff_fffe, 0xffff_ffff);
    expect(named(UP, last)).toBe('likely sequence-overflow');
    const esn = [event('quick-mode-established', 0, { inboundSpi: 0x2000, esn: true })];
    expect(named(esn, last)).toBe('likely none');
  });
});
