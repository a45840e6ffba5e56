import { describe, expect, it } from 'vitest';
import { COUNTERS } from '../../src/host/counter-table.ts';
import { metricsOf } from '../../src/observe/prometheus.ts';
import { counter, labPair, pingTo, up } from '../host/pairs.ts';

describe('the metrics of a host', () => {
  it('are every counter, with type, help and the name of the host', async () => {
    const subject = labPair();
    const { host } = subject.a;
    const page = metricsOf('a "quoted" one', () => host.query('statistics').items);
    const { contentType, text } = await page();
    expect(contentType).toMatch(/^text\/plain; version=0\.0\.4/);
    for (const { metric, kind } of COUNTERS) {
      expect(text).toContain(`# TYPE ${metric} ${kind}\n${metric}{host="a \\"quoted\\" one"} 0\n`);
    }
    expect(text.match(/^# TYPE /gm)).toHaveLength(COUNTERS.length);
  });

  it('are in the text format, line by line', async () => {
    const { host } = labPair().a;
    const { text } = await metricsOf('two\nlines \\', () => host.query('statistics').items)();
    expect(text.endsWith('\n')).toBe(true);
    const seen = new Set<string>();
    for (const family of text.trimEnd().split(/\n+(?=# HELP )/)) {
      const [help, type, sample, ...rest] = family.split('\n');
      expect(rest).toEqual([]);
      const [, name = '', ofHelp = ''] = /^# HELP ([a-z][a-z0-9_]*) (\S.*)$/.exec(help!) ?? [];
      expect(ofHelp).toMatch(/^[^\\]+\.$/);
      expect(type).toBe(`# TYPE ${name} ${name.endsWith('_total') ? 'counter' : 'gauge'}`);
      expect(sample).toBe(`${name}{host="two\\nlines \\\\"} 0`);
      seen.add(name);
    }
    expect(seen.size).toBe(COUNTERS.length);
  });

  it('follow the counters, up and down', async () => {
    const subject = labPair();
    const { host } = subject.a;
    const page = metricsOf('a', () => host.query('statistics').items);
    await page();
    up(subject, subject.a, 'tunnel');
    subject.command(subject.a, pingTo('10.2.0.1'));
    const { text } = await page();
    expect(text).toContain('\nespial_ipsec_bytes_sent_in_tunnels_total{host="a"} 252\n');
    expect(text).toContain('\nespial_ipsec_active_tunnels{host="a"} 1\n');
    subject.command(subject.a, { kind: 'down', policy: 'tunnel' });
    expect(counter(subject.a, 'active-tunnels')).toBe(0);
    expect((await page()).text).toContain('\nespial_ipsec_active_tunnels{host="a"} 0\n');
  });
});
