import { describe, expect, it } from 'vitest';
import { pageOf } from '../../bench/html.ts';
import { panelRows } from '../../bench/panels.ts';
import { rowSvg } from '../../bench/svg.ts';
import { REPORT } from './results.ts';

describe('the plots of a run', () => {
  const [row] = panelRows(REPORT, 'crypto');

  it('have a panel a suite, a place a size and a line a contender', () => {
    expect(row?.panels.map(({ title }) => title)).toEqual(['aes128-sha1']);
    const [panel] = row!.panels;
    expect(panel?.x).toEqual(['64', '256', '576', '1400', '8900']);
    expect(panel?.series.map(({ name }) => name)).toContain('fast x32');
    expect(panel?.series[2]?.middle).toEqual([1.5, 1.5, 1.5, 1.5, 1.5]);
    // The time's upper quartile is the ratio's lower end.
    expect(panel?.series[2]?.low[0]).toBeCloseTo(1.5 / 1.1);
    expect(panel?.series[2]?.high[0]).toBeCloseTo(1.5 / 0.9);
  });

  it('are one picture with words for those who cannot see it', () => {
    const svg = rowSvg(row!, 'What a packet <costs>.');
    expect(svg).toContain('<desc id="desc">What a packet &lt;costs&gt;.</desc>');
    expect(svg).toContain('>fast x32</text>');
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('are one page that needs nothing from elsewhere', () => {
    const page = pageOf(REPORT);
    expect(page).toContain('uPlot');
    expect(page).toContain('What a packet &lt;costs&gt;.');
    expect(page).toContain('not met');
    expect(page).not.toMatch(/(?:src|href)="|@import|url\(/);
  });
});
