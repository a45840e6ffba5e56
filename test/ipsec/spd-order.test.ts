import { describe, expect, it } from 'vitest';
import { parseRange } from '../../src/base/address.ts';
import type { SpdEntry } from '../../src/ipsec/spd/spd.ts';
import { fragmentIpv4 } from '../../src/wire/fragmentation.ts';
import {
  A,
  B,
  dropped,
  facing,
  OTHER,
  packet,
  type Rig,
  receive,
  rig,
  SPI_B,
  selector,
  send,
} from './fixture.ts';

const OPEN = packet(8, A, B, [1024, 7]);
const SHUT = packet(8, A, B, [1024, 9]);
/** What B lets in or not at its port 9. */
const port9 = selector(B, A, { protocol: 17, localPort: 9 });

/** B with an entry ahead of the one that its SA was made for, and packets that A sent by that SA. */
function behind(ahead: Partial<SpdEntry>, ...packets: readonly Uint8Array[]): Rig {
  const wide = selector('192.0.2.0/24', B);
  const { a, parameters, keys } = facing({ mode: 'tunnel', selector: wide });
  const own = parameters[1].selector;
  const b = rig({
    addresses: [B],
    policies: [
      { name: 'ahead', action: 'block', selector: port9, ...ahead },
      { name: 'peer', action: 'protect', selector: own, peer: 'a' },
    ],
  });
  b.driver.install(parameters[1], { inbound: { spi: SPI_B, keys } }, 0);
  receive(b, ...send(a, ...packets));
  return b;
}

describe('entries that overlap, in their order, for what came by an SA (RFC 4301 4.4.1)', () => {
  it('keep out what an entry ahead blocks, and nothing else', () => {
    const b = behind({}, SHUT, OPEN);
    expect(b.delivered).toEqual([OPEN]);
    expect(dropped(b)).toEqual(['blocked-by-policy']);
    expect(b.events.at(-1)).toMatchObject({ spi: SPI_B, sequence: 1 });
  });

  it('keep out what belongs to another peer: the SA of one is no way in for the address of another', () => {
    const theirs = selector(B, OTHER);
    const b = behind(
      { action: 'protect', selector: theirs, peer: 'other' },
      packet(8, OTHER, B),
      OPEN,
    );
    expect(b.delivered).toEqual([OPEN]);
    expect(dropped(b)).toEqual(['selector-mismatch']);
  });

  it('let in by either SA what two entries protect with the same peer', () => {
    const b = behind({ action: 'protect', peer: 'a' }, SHUT);
    expect(b.delivered).toEqual([SHUT]);
  });

  it('let in under protection what might come in clear', () => {
    expect(behind({ action: 'permit' }, SHUT).delivered).toEqual([SHUT]);
  });

  it('let a later fragment in behind its first one alone', () => {
    const open = fragmentIpv4(packet(1000, A, B, [1024, 7]), 500, 77);
    const shut = fragmentIpv4(packet(1000, A, B, [1024, 9]), 500, 78);
    const b = behind({}, ...open, ...shut);
    expect(b.delivered).toEqual(open);
    expect(dropped(b)).toEqual(['blocked-by-policy', ...shut.slice(1).map(() => 'fragment')]);
  });

  it('do not count where the entry of the SA is gone', () => {
    const { a, parameters, keys } = facing({ mode: 'tunnel' });
    const everything = { local: parseRange('0.0.0.0/0'), remote: parseRange('0.0.0.0/0') };
    const b = rig({
      addresses: [B],
      policies: [{ name: 'later', action: 'block', selector: { ...port9, ...everything } }],
    });
    b.driver.install(parameters[1], { inbound: { spi: SPI_B, keys } }, 0);
    receive(b, ...send(a, SHUT));
    expect(b.delivered).toEqual([SHUT]);
  });
});
