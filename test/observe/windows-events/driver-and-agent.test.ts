import { describe, expect, it } from 'vitest';
import type { HostEvent } from '../../../src/host/events.ts';
import type { AuditedAgentEvent } from '../../../src/observe/windows-events/agent.ts';
import { AUDIT_ALL, windowsEvents } from '../../../src/observe/windows-events/render.ts';

const when = { at: 1000, host: 'alice' } as const;
const made = (event: HostEvent) => windowsEvents(event, AUDIT_ALL);

describe("the driver's modes", () => {
  it.each([
    ['start-up block', 4290, 'information'],
    ['start-up stateful', 4291, 'information'],
    ['operational block', 4292, 'error'],
    ['operational permit', 4293, 'information'],
    ['operational secure', 4294, 'information'],
    ['start-up permit', 4295, 'information'],
  ] as const)('%s is event %i of the System log', (after, id, type) => {
    expect(made({ ...when, kind: 'driver-mode', before: undefined, after })).toMatchObject([
      { id, type, log: 'system', source: 'IPSec' },
    ]);
  });
});

describe("a report of the driver's diagnostics", () => {
  const line = (reason: string, direction: string, count: number) =>
    ({ reason, direction, count, packet: '192.0.2.9 -> 192.0.2.1 udp 7', spi: undefined }) as never;
  const report = (lines: readonly never[], more = 0): HostEvent => ({
    ...when,
    kind: 'driver-diagnostics',
    level: 7,
    seconds: 3600,
    lines,
    more,
  });

  it('has one event for each kind of drop, with its packets counted', () => {
    const events = made(
      report([
        line('unknown-spi', 'inbound', 2),
        line('clear-text-required-protection', 'inbound', 1),
        line('bad-icv', 'inbound', 1),
        line('replayed', 'inbound', 5),
        line('blocked-by-policy', 'inbound', 1),
        line('no-sa', 'outbound', 1),
      ]),
    );
    expect(events.map(({ id, summary }) => [id, summary.split(',')[0]])).toEqual([
      [4282, '2 packets dropped'],
      [4284, '1 packet dropped'],
      [4285, '1 packet dropped'],
      [4288, '6 packets dropped'],
      [4289, '1 packet dropped'],
    ]);
    expect(events[3]!.blocks[0]!.lines).toEqual([
      '192.0.2.9 -> 192.0.2.1 udp 7: it was received before, or is older than the replay window (5 packets)',
      '192.0.2.9 -> 192.0.2.1 udp 7: policy blocks it (1 packet)',
    ]);
  });

  it('that has room for no line says how many there were, and an empty one says nothing', () => {
    expect(made(report([], 9))).toMatchObject([
      { id: 4288, summary: '9 packets dropped, which are in no line of the report' },
    ]);
    expect(made(report([]))).toEqual([]);
  });
});

describe('a soft SA', () => {
  const flow = { policy: 'p', local: '192.0.2.1', remote: '192.0.2.2' };
  const added: HostEvent = { ...when, ...flow, kind: 'soft-sa-added', expiresAt: 61_000 };
  const removed: HostEvent = { ...when, ...flow, kind: 'soft-sa-removed', reason: 'negotiated' };

  it('is logged as an SA whose algorithms are None, with 13844, and its end with 13845', () => {
    const [start] = made(added);
    expect(start).toMatchObject({ id: 541, error: 13844, peer: '192.0.2.2' });
    const parameters = start!.blocks.find(({ heading }) => heading === 'Parameters')!.lines;
    expect(parameters.slice(0, 3).map((line) => (line as { value: string }).value)).toEqual([
      'None',
      'None',
      'None',
    ]);
    expect(parameters).toContainEqual({ label: 'Lifetime (sec)', value: '60' });
    expect(made(removed)).toMatchObject([{ id: 542, error: 13845 }]);
  });

  it('is an audit of success like any SA', () => {
    for (const settings of [
      { ...AUDIT_ALL, success: false },
      { ...AUDIT_ALL, disableIkeAudits: true },
    ])
      expect([added, removed].flatMap((event) => windowsEvents(event, settings))).toEqual([]);
  });
});

describe('what is accepted in clear', () => {
  it('is named in the Application log, under a name that is not of Windows', () => {
    const [event] = made({
      ...when,
      kind: 'clear-text-accepted',
      packet: '192.0.2.9 -> 192.0.2.1 tcp 80',
      policy: 'p',
      reason: 'inbound-pass-through',
    });
    expect(event).toMatchObject({ id: 1, log: 'application', source: 'Espial', type: 'warning' });
    expect(event!.summary).toContain('192.0.2.9 -> 192.0.2.1 tcp 80');
  });
});

describe('the Policy Agent', () => {
  const policy = { source: 'local', policy: 'Server' } as const;
  it.each<[AuditedAgentEvent, number, string]>([
    [{ ...when, kind: 'service-started' }, 613, 'success'],
    [{ ...when, kind: 'service-stopped' }, 614, 'success'],
    [
      { ...when, ...policy, kind: 'policy-applied', mainModeFilters: 1, quickModeFilters: 2 },
      615,
      'success',
    ],
    [{ ...when, ...policy, kind: 'policy-withdrawn' }, 615, 'success'],
    [
      {
        ...when,
        kind: 'policy-source-failed',
        source: 'directory',
        reason: 'It cannot be reached.',
        retrySeconds: 60,
      },
      615,
      'failure',
    ],
    [
      {
        ...when,
        kind: 'policy-source-failed',
        source: 'persistent',
        reason: 'It is damaged.',
        retrySeconds: undefined,
      },
      616,
      'failure',
    ],
    [{ ...when, kind: 'setting-counts', property: 'ikelogging', value: '1' }, 615, 'success'],
    [{ ...when, kind: 'service-failed', reason: 'No store.' }, 616, 'failure'],
  ])('%j is %i', (event, id, type) => {
    expect(made(event)).toMatchObject([{ id, type, log: 'security', category: 'Policy Change' }]);
  });

  it('is audited whatever the audit policy says of IKE', () => {
    const settings = { success: false, failure: false, disableIkeAudits: true };
    expect(windowsEvents({ ...when, kind: 'service-started' }, settings)).toHaveLength(1);
  });
});
