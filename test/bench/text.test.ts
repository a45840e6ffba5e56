import { describe, expect, it } from 'vitest';
import { figure, ratioText } from '../../bench/format.ts';
import { machineText } from '../../bench/machine.ts';
import { tableText } from '../../bench/text.ts';
import { HEADING, REPORT, RESULTS } from './results.ts';

const { columns: _, ...ONE_BY_ONE } = HEADING;

describe('the text of a run', () => {
  it.each([
    ['with sizes as columns', tableText(RESULTS, HEADING)],
    ['with quantities as columns', tableText(RESULTS.slice(0, 1), ONE_BY_ONE)],
    ['about the machine', machineText(REPORT.machine)],
  ])('%s fits 80 columns', (_name, text) => {
    const lines = text.split('\n');
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it('has every size, every contender, its value and its ratio', () => {
    const text = tableText(RESULTS, HEADING);
    expect(text).toMatch(/octets +64 +256 +576 +1400 +8900/);
    expect(text).toMatch(/C EVP +192ns/);
    expect(text).toMatch(/fast x32 +128ns 1\.50/);
    expect(text).toMatch(/node +640ns \.30/);
    expect(text).toContain('without noble plain: the library does not have this suite');
  });

  it('has the spread where quantities are the columns', () => {
    expect(tableText(RESULTS.slice(0, 1), ONE_BY_ONE)).toMatch(/fast x32 +128ns +±10% +1\.50/);
  });
});

describe('figures', () => {
  it.each([
    [12.34, 'ns', '12.3 ns'],
    [999.6, 'ns', '1.00 us'],
    [1_234_567, 'packets/s', '1.23 M/s'],
    [2.5e9, 'bit/s', '2.50 Gb/s'],
    [6000, 'octets', '6.00 kB'],
    [0.025, 'part', '2.50%'],
    [0, 'part', '0%'],
    [Number.NaN, 'ns', '-'],
  ] as const)('%f %s is %s', (value, unit, text) => {
    expect(figure(value, unit)).toBe(text);
  });

  it('gives small ratios three places and large ones none', () => {
    const texts = ['0.0003', '0.012', '0.45', '1.00', '23'];
    expect([0.0003, 0.0123, 0.45, 1, 23.4].map(ratioText)).toEqual(texts);
  });
});
