import { describe, expect, it } from 'vitest';
import { COUNTERS } from '../../src/host/counter-table.ts';
import type { StatisticsView } from '../../src/host/ports.ts';
import { changesOf, changesText } from '../../src/observe/stats-changes.ts';
import { explainedRows, explainedStats } from '../../src/observe/stats-explained.ts';

/** Every counter at its place in the table, but for what `values` says. */
function viewOf(values: Readonly<Record<string, number>> = {}): StatisticsView {
  const rows = (wanted: string) =>
    COUNTERS.filter(({ group }) => group === wanted).map(({ id, label }) => ({
      id,
      label,
      value: values[id] ?? 0,
    }));
  return { ike: rows('ike'), ipsec: rows('ipsec'), detail: rows('detail') };
}

describe('statistics explained', () => {
  const text = explainedStats(viewOf({ 'send-failures': 3 }), { all: true });

  it('keep to 80 columns', () => {
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('say what one counts, what a rise says, and its other names', () => {
    expect(text).toContain(`
  Send Failures .............................................................. 3
    IKE messages that the network refused to send.
    A rise: There is no way to the peer: an interface is down, a route is
    missing, or a local firewall forbids it. It is usual on links that come and
    go.
    In netsh: Send fail. In Prometheus: espial_ike_send_failures_total.
`);
  });

  it('name the scenario that moves one', () => {
    expect(text).toContain(`
    In netsh: Total Acquire. In Prometheus: espial_ike_acquires_total. To see it
    move: scenarios/two-peers-agree.yaml.
`);
  });

  it('are plain data too', () => {
    const { ike, ipsec, detail } = explainedRows(viewOf({ 'acquire-failures': 3 }));
    expect([ike.length, ipsec.length]).toEqual([23, 21]);
    expect(ike[2]).toEqual({
      id: 'acquire-failures',
      label: 'Acquire Failures',
      value: 3,
      kind: 'counter',
      help: 'Requests for SAs that ended without any.',
      metric: 'espial_ike_acquire_failures_total',
      rise: 'Negotiations that this host wanted fail: the log and the events say why each did.',
      netsh: 'Acquire fail',
      scenario: 'different-pre-shared-keys',
    });
    expect(detail.every(({ rise, help }) => rise === undefined && help !== '')).toBe(true);
  });

  it('have all 44, and every counter of Espial', () => {
    for (const { label, metric, windows } of COUNTERS) {
      expect(text).toContain(`  ${label.slice(0, 60)}`);
      if (windows !== undefined) expect(text.replaceAll(/\s+/g, ' ')).toContain(metric);
    }
  });
});

describe('what has changed', () => {
  const before = { view: viewOf({ 'isadb-list-size': 4 }), at: 1000 };
  const now = {
    view: viewOf({ 'isadb-list-size': 3, 'transport-bytes-sent': 250_000 }),
    at: 3000,
  };

  it('is the difference and the rate', () => {
    expect(changesOf(before, now)).toEqual([
      {
        group: 'ike',
        id: 'isadb-list-size',
        label: 'ISADB List Size',
        value: 3,
        change: -1,
        perSecond: -0.5,
      },
      {
        group: 'ipsec',
        id: 'transport-bytes-sent',
        label: 'Transport Bytes Sent',
        value: 250_000,
        change: 250_000,
        perSecond: 125_000,
      },
    ]);
  });

  it('is rounded, and says which of two statistics of one name it is', () => {
    const third = { view: viewOf({ 'key-additions': 1, 'ipsec-key-additions': 1 }), at: 4000 };
    const changes = changesOf({ view: viewOf(), at: 1000 }, third);
    expect(changes.map(({ perSecond }) => perSecond)).toEqual([0.333, 0.333]);
    const [, ...lines] = changesText(changes, 4000).split('\n');
    expect(lines).toEqual([
      expect.stringContaining('Key Additions (IKE) ...'),
      expect.stringContaining('Key Additions (IPsec) ...'),
    ]);
    const labels = COUNTERS.map(({ label }) => label);
    expect(labels.filter((label, at) => labels.indexOf(label) !== at)).toEqual(['Key Additions']);
  });

  it('is told in lines of 80 columns', () => {
    expect(changesText(changesOf(before, now), now.at)).toBe(
      `00:00:03
  ISADB List Size .................................... 3          -1      -0.5/s
  Transport Bytes Sent .......................... 250000     +250000   +125000/s`,
    );
    expect(changesText([], 0)).toBe('00:00:00  nothing has changed');
  });
});
