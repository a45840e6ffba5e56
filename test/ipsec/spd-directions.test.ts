import { describe, expect, it } from 'vitest';
import type { SpdEntry } from '../../src/ipsec/spd/spd.ts';
import {
  A,
  AES_SHA1,
  B,
  counter,
  dropped,
  keysFor,
  OTHER,
  packet,
  pairParameters,
  rig,
  SPI_A,
  SPI_B,
  selector,
  send,
  taken,
} from './fixture.ts';
import { comesIn, goesOut, udp } from './gate-fixture.ts';

const all = selector('0.0.0.0/0', '0.0.0.0/0');
const entry = (more: Partial<SpdEntry>): SpdEntry => ({
  name: 'entry',
  action: 'permit',
  selector: all,
  ...more,
});
const rest = entry({ name: 'rest', action: 'block' });

describe('an entry for one direction', () => {
  it.each([
    ['outbound', [true, false]],
    ['inbound', [false, true]],
    ['both', [true, true]],
  ] as const)('%s', (direction, [out, back]) => {
    const host = rig({ policies: [entry({ direction }), rest] });
    expect(goesOut(host, packet())).toBe(out);
    expect(comesIn(host, packet(8, B, A))).toBe(back);
    expect(dropped(host)).toEqual(out && back ? [] : ['blocked-by-policy']);
  });

  it.each([
    ['permit', 'block', [true, false]],
    ['block', 'permit', [false, true]],
  ] as const)('has actions of its own: %s out, %s in', (action, inboundAction, [out, back]) => {
    const host = rig({ policies: [entry({ action, inboundAction })] });
    expect(goesOut(host, packet())).toBe(out);
    expect(comesIn(host, packet(8, B, A))).toBe(back);
  });

  it('may protect what goes out and permit what comes in', () => {
    const host = rig({ policies: [entry({ action: 'protect', inboundAction: 'permit' })] });
    expect(goesOut(host, packet())).toBe(false);
    expect(host.acquired).toEqual(['entry']);
    expect(comesIn(host, packet(8, B, A))).toBe(true);
  });

  it('may permit what goes out and demand protection of what comes in', () => {
    const host = rig({ policies: [entry({ action: 'permit', inboundAction: 'protect' })] });
    expect(goesOut(host, packet())).toBe(true);
    expect(comesIn(host, packet(8, B, A))).toBe(false);
    expect(dropped(host)).toEqual(['clear-text-required-protection']);
  });

  it('keeps out what came by an SA, if it blocks what comes in', () => {
    const own = entry({ name: 'peer', action: 'protect', selector: selector(A, B) });
    const ahead = entry({ selector: selector(A, B, { protocol: 17, localPort: 7 }) });
    for (const [direction, inboundAction, reasons] of [
      ['both', 'block', ['blocked-by-policy']],
      ['outbound', 'block', []],
      ['both', 'permit', []],
    ] as const) {
      const host = rig({ policies: [{ ...ahead, direction, inboundAction }, own] });
      const other = rig({ addresses: [B], policies: [{ ...own, selector: selector(B, A) }] });
      const keys = keysFor(AES_SHA1, 'b to a');
      const half = { spi: SPI_A, keys };
      host.driver.install(pairParameters(), { inbound: half }, 0);
      const theirs = pairParameters({}, selector(B, A), B, A);
      other.driver.install(theirs, { outbound: half }, 0);
      const [esp] = send(other, packet(8, B, A));
      comesIn(host, esp!.bytes);
      expect(dropped(host)).toEqual(reasons);
    }
  });
});

describe('an entry that is there only for packets that an SA of it fits', () => {
  const dynamic = entry({
    name: '<Dynamic>',
    action: 'protect',
    acceptClear: true,
    perFlow: true,
    onlyWithSa: true,
  });
  const withSa = () => {
    const host = rig({ policies: [dynamic], unmatched: 'permit' });
    const half = { spi: SPI_B, keys: keysFor(AES_SHA1, 'a to b') };
    const policy = '<Dynamic> [192.0.2.1 <-> 192.0.2.2]';
    host.driver.install({ ...pairParameters(), policy }, { outbound: half }, 0);
    return host;
  };

  it('is not there before one', () => {
    const host = rig({ policies: [dynamic], unmatched: 'permit' });
    expect(goesOut(host, packet())).toBe(true);
    expect(comesIn(host, packet(8, B, A))).toBe(true);
    expect(host.acquired).toEqual([]);
    expect(counter(host, 'clearTextAccepted')).toBe(0);
  });

  it('protects what the SA is for, and leaves the rest alone', () => {
    const host = withSa();
    expect(goesOut(host, packet())).toBe(false);
    expect(counter(host, 'protectedPacketsSent')).toBe(1);
    expect(goesOut(host, packet(8, A, OTHER))).toBe(true);
    expect(host.acquired).toEqual([]);
  });

  it('takes clear packets of the same traffic, and says so', () => {
    const host = withSa();
    expect(comesIn(host, packet(8, B, A))).toBe(true);
    expect(host.events.at(-1)).toEqual({
      kind: 'clear-text-accepted',
      packet: '192.0.2.2 -> 192.0.2.1 udp 7',
      policy: '<Dynamic>',
      reason: 'default-response',
    });
    expect(comesIn(host, packet(8, OTHER, A))).toBe(true);
    expect(counter(host, 'clearTextAccepted')).toBe(1);
  });

  it('is gone with the SA', () => {
    const host = withSa();
    host.driver.remove(1);
    expect(goesOut(host, packet())).toBe(true);
  });
});

describe('ten thousand entries', () => {
  it('are searched in their order', () => {
    const at = (i: number) => `10.${(i >> 8) & 255}.${i & 255}.1`;
    const policies = Array.from({ length: 10_000 }, (_, i) =>
      entry({
        name: `${i}`,
        action: i % 2 === 0 ? 'permit' : 'block',
        selector: selector('192.0.2.1', at(i)),
      }),
    );
    // The same traffic again, further down: never reached.
    policies.push(entry({ name: 'late', action: 'block', selector: selector('192.0.2.1', at(0)) }));
    const host = rig({ policies });
    for (const i of [0, 1, 4999, 5000, 9998, 9999]) {
      const to = selector('192.0.2.1', at(i)).remote.first;
      expect(goesOut(host, udp(A, to, 1, 2))).toBe(i % 2 === 0);
    }
    expect(goesOut(host, packet())).toBe(false);
    expect(dropped(host).at(-1)).toBe('no-policy');
    expect(taken(host)).toEqual([]);
  });
});
