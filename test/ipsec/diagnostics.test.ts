import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.ts';
import { DROP_REASONS } from '../../src/ipsec/counters.ts';
import { Diagnostics, isReported } from '../../src/ipsec/diagnostics.ts';
import type { DropReason } from '../../src/ipsec/events.ts';

const dropOf = (
  reason: DropReason,
  packet: string,
  direction: 'inbound' | 'outbound' = 'inbound',
) =>
  ({
    kind: 'packet-dropped',
    direction,
    reason,
    packet,
    spi: undefined,
    sequence: undefined,
  }) as const;

/** One drop of each class: bad SPI, inbound, clear text, outbound. */
const CLASSES = [
  ['inbound', 'unknown-spi'],
  ['inbound', 'blocked-by-policy'],
  ['inbound', 'clear-text-required-protection'],
  ['outbound', 'blocked-by-policy'],
] as const;

describe('the level of diagnostics', () => {
  it.each([
    [0, '....'],
    [1, 'S...'],
    [2, '.I..'],
    [3, 'SIC.'],
    [4, '...O'],
    [5, 'S..O'],
    [6, '.I.O'],
    [7, 'SICO'],
  ])('%i reports %s', (level, wanted) => {
    const reported = CLASSES.map(([direction, reason], i) =>
      isReported(level, direction, reason) ? 'SICO'[i] : '.',
    );
    expect(reported.join('')).toBe(wanted);
  });

  it('7 reports every reason both ways, 0 none', () => {
    for (const reason of DROP_REASONS) {
      for (const direction of ['inbound', 'outbound'] as const) {
        expect(isReported(7, direction, reason)).toBe(true);
        expect(isReported(0, direction, reason)).toBe(false);
      }
    }
  });
});

describe('diagnostics', () => {
  const at = (level: number, interval = 60_000) => {
    const made = new Diagnostics();
    made.set({ level, interval });
    return made;
  };

  it('report once an interval, and what is alike on one line', () => {
    const diagnostics = at(7);
    expect(diagnostics.due()).toBeUndefined();
    for (let i = 0; i < 5; i++) diagnostics.take(dropOf('no-policy', 'x'), 1000 + i);
    diagnostics.take(dropOf('no-policy', 'y', 'outbound'), 2000);
    expect(diagnostics.due()).toBe(61_000);
    expect(diagnostics.report(60_999)).toBeUndefined();
    expect(diagnostics.report(61_000)).toEqual({
      kind: 'driver-diagnostics',
      level: 7,
      seconds: 60,
      lines: [
        { direction: 'inbound', reason: 'no-policy', packet: 'x', spi: undefined, count: 5 },
        { direction: 'outbound', reason: 'no-policy', packet: 'y', spi: undefined, count: 1 },
      ],
      more: 0,
    });
    expect(diagnostics.due()).toBeUndefined();
    expect(diagnostics.report(200_000)).toBeUndefined();
  });

  it('list so many different drops and count the rest', () => {
    const diagnostics = at(2);
    for (let i = 0; i < LIMITS.diagnosticLines + 7; i++) {
      diagnostics.take(dropOf('no-policy', `${i}`), 0);
    }
    diagnostics.take(dropOf('no-policy', '0'), 0);
    const report = diagnostics.report(60_000);
    expect(report).toMatchObject({ more: 7 });
    expect(report?.kind === 'driver-diagnostics' && report.lines).toHaveLength(
      LIMITS.diagnosticLines,
    );
    expect(report).toMatchObject({
      lines: expect.arrayContaining([expect.objectContaining({ packet: '0', count: 2 })]),
    });
  });

  it('take nothing that the level does not ask for', () => {
    const diagnostics = at(4);
    diagnostics.take(dropOf('no-policy', 'x'), 0);
    expect(diagnostics.due()).toBeUndefined();
  });
});
