import { describe, expect, it } from 'vitest';
import type { Block, WindowsEvent } from '../../../src/observe/windows-events/record.ts';
import { AUDIT_ALL, windowsEvents } from '../../../src/observe/windows-events/render.ts';
import { labPair, up } from '../../host/pairs.ts';
import { SAMPLES } from '../sample-events.ts';

const one = (event: Parameters<typeof windowsEvents>[0]): WindowsEvent => {
  const made = windowsEvents(event, AUDIT_ALL);
  expect(made).toHaveLength(1);
  return made[0]!;
};
const block = (event: WindowsEvent, heading: string): Block =>
  event.blocks.find((item) => item.heading === heading)!;
const labels = (item: Block): string[] =>
  item.lines.map((line) => (typeof line === 'string' ? line : line.label));
const value = (item: Block, label: string): string | undefined => {
  const line = item.lines.find((entry) => typeof entry !== 'string' && entry.label === label);
  return typeof line === 'object' ? line.value : undefined;
};

const FILTER_LABELS = [
  'Source IP Address',
  'Source IP Address Mask',
  'Destination IP Address',
  'Destination IP Address Mask',
  'Protocol',
  'Source Port',
  'Destination Port',
  'IKE Local Addr',
  'IKE Peer Addr',
  'IKE Source Port',
  'IKE Destination Port',
  'Peer Private Addr',
];

describe('the audit events of two hosts that negotiate', () => {
  const subject = labPair();
  up(subject, subject.a, 'tunnel');
  subject.command(subject.a, { kind: 'down', policy: undefined });
  const kinds = [
    'main-mode-established',
    'quick-mode-established',
    'quick-mode-ended',
    'main-mode-ended',
  ] as const;
  const [main, quick, quickEnd, mainEnd] = kinds.map((kind) =>
    one(subject.events(subject.a, kind)[0]!),
  ) as [WindowsEvent, WindowsEvent, WindowsEvent, WindowsEvent];

  it('are 541, 541, 542 and 543, successes of logon events in the Security log', () => {
    expect([main, quick, quickEnd, mainEnd].map(({ id }) => id)).toEqual([541, 541, 542, 543]);
    for (const { log, source, category, type } of [main, quick, quickEnd, mainEnd])
      expect([log, source, category, type]).toEqual([
        'security',
        'Security',
        'Logon/Logoff',
        'success',
      ]);
  });

  it('say which mode it was', () => {
    expect([main, mainEnd].map((event) => block(event, 'Mode').lines)).toEqual([
      ['Key Exchange Mode (Main Mode)'],
      ['Key Exchange Mode (Main Mode)'],
    ]);
    expect(block(quick, 'Mode').lines).toEqual(['Data Protection Mode (Quick Mode)']);
  });

  it('hold the filter: two computers in main mode, the traffic in quick mode', () => {
    for (const event of [main, quick, quickEnd, mainEnd])
      expect(labels(block(event, 'Filter'))).toEqual(FILTER_LABELS);
    expect(value(block(main, 'Filter'), 'Source IP Address Mask')).toBe('255.255.255.255');
    const filter = block(quick, 'Filter');
    expect(value(filter, 'Source IP Address')).toBe('10.1.0.0');
    expect(value(filter, 'Source IP Address Mask')).toBe('255.255.255.0');
    expect(value(filter, 'Destination IP Address')).toBe('10.2.0.0');
    expect(value(filter, 'IKE Peer Addr')).toBe('192.0.2.2');
    expect(value(filter, 'IKE Destination Port')).toBe('500');
    expect(value(filter, 'Peer Private Addr')).toBe('');
  });

  it('hold who the peer is, and the parameters of what was set up', () => {
    expect(value(block(main, 'Peer Identity'), 'Preshared key ID')).toContain('192.0.2.2');
    expect(labels(block(main, 'Parameters'))).toEqual([
      'ISAKMP Encryption Algorithm',
      'ISAKMP Hash Algorithm',
      'ISAKMP Diffie-Hellman Group',
      'Authentication Method',
      'Lifetime (sec)',
    ]);
    const parameters = block(quick, 'Parameters');
    expect(value(parameters, 'AH Algorithm')).toBe('None');
    expect(value(parameters, 'Encapsulation')).toBe('Tunnel Mode');
    expect(value(block(quickEnd, 'SPIs'), 'Inbound SPI')).toBe(value(parameters, 'InboundSpi'));
  });
});

describe('an audit event', () => {
  it('of a proposal that is refused says attribute, expected and received', () => {
    const event = one(SAMPLES['main-mode-failed']);
    expect(event.id).toBe(546);
    expect(block(event, 'Proposal').lines).toEqual([
      { label: 'Attribute', value: 'Diffie-Hellman group' },
      { label: 'Expected value', value: 'MODP-2048 (group 14) or MODP-3072 (group 15)' },
      { label: 'Received value', value: 'MODP-1024 (group 2)' },
    ]);
  });

  it('is not written again for the quick modes that wait for a main mode that fails', () => {
    const subject = labPair({ b: { presharedKey: 'another' } });
    for (const policy of ['transport', 'tunnel']) subject.begin(subject.a, { kind: 'up', policy });
    subject.run(60_000);
    expect(subject.events(subject.a, 'quick-mode-failed')).toHaveLength(2);
    const made = [
      ...subject.events(subject.a, 'main-mode-failed'),
      ...subject.events(subject.a, 'quick-mode-failed'),
    ].flatMap((event) => windowsEvents(event, AUDIT_ALL));
    expect(made.map(({ id, error }) => [id, error])).toEqual([[547, 13805]]);
  });

  it('names a certificate or a principal by what it is', () => {
    const established = SAMPLES['main-mode-established'];
    const byCertificate = one({
      ...established,
      authentication: 'RSA signatures',
      provedBy: 'C=XX, CN=bob',
    });
    expect(block(byCertificate, 'Peer Identity').lines).toEqual([
      'Certificate based Identity.',
      { label: 'Peer Subject', value: 'C=XX, CN=bob' },
      { label: 'Peer IP Address', value: '192.0.2.2' },
    ]);
    const byTicket = one({ ...established, authentication: 'Kerberos', provedBy: 'host/bob@X' });
    expect(value(block(byTicket, 'Peer Identity'), 'Kerberos based Identity')).toBe('host/bob@X');
  });
});

describe('the audit policy', () => {
  const success = SAMPLES['main-mode-established'];
  const failure = SAMPLES['main-mode-failed'];
  it.each([
    [{ success: true, failure: true, disableIkeAudits: false }, 1, 1],
    [{ success: true, failure: false, disableIkeAudits: false }, 1, 0],
    [{ success: false, failure: true, disableIkeAudits: false }, 0, 1],
    [{ success: true, failure: true, disableIkeAudits: true }, 0, 0],
  ])('%j', (settings, successes, failures) => {
    expect(windowsEvents(success, settings)).toHaveLength(successes);
    expect(windowsEvents(failure, settings)).toHaveLength(failures);
  });
});
