/** Packets in clear without an answer, and peers that went on in clear. */

import { describe, expect, it } from 'vitest';
import { echo, esp, event, frame, ike, named, udp } from './one-side.ts';

const CLEAR = { clear: 'ICMP' };
const DATAGRAM = { clear: 'UDP', ...udp() };

function ask(sequence: number, at: number) {
  return frame(at, { ...CLEAR, ...echo(sequence) });
}

function reply(sequence: number, at: number) {
  return frame(at, { from: 'peer', ...CLEAR, ...echo(sequence, 'echo reply') });
}

describe('packets in clear, by the one who sent them', () => {
  it('that are answered say nothing of this', () => {
    expect(named([], [ask(1, 0), reply(1, 2)])).toBe('unknown unknown');
  });

  it('that are never answered are blocked', () => {
    expect(named([], [frame(0, DATAGRAM), frame(5, DATAGRAM)])).toBe('likely blocked-by-policy');
  });

  it('of which only other kinds are answered are blocked', () => {
    const frames = [ask(1, 0), reply(1, 2), frame(5, DATAGRAM)];
    expect(named([], frames)).toBe('likely blocked-by-policy');
  });

  it('that are answered only later met a host that was starting', () => {
    const frames = [ask(1, 0), ask(2, 5000), reply(2, 5002)];
    expect(named([], frames)).toBe('likely blocked-by-driver-mode');
  });

  it('to a peer with which this host has SAs should have been protected', () => {
    const frames = [
      ask(1, 0),
      esp(10, 1, echo(2)),
      esp(12, 1, { from: 'peer', ...echo(2, 'echo reply') }),
    ];
    expect(named([], frames)).toBe('likely clear-text-where-protection-required');
  });

  it('of a kind that nobody answers say nothing beside an SA', () => {
    const up = event('quick-mode-established', 0, { policy: 'hosts' });
    expect(named([up], [frame(0, DATAGRAM), esp(10, 1)])).toBe('likely none');
    const before = esp(0, 1, udp());
    expect(named([up], [before, frame(10, DATAGRAM)])).toBe(
      'likely clear-text-where-protection-required',
    );
  });

  it('of a Windows whose service does not run say so', () => {
    const mode = event('driver-mode', 0, { after: 'start-up permit' });
    expect(named([mode], [frame(5, DATAGRAM)])).toBe('likely service-stopped');
    const started = event('service-started', 1);
    expect(named([mode, started], [frame(5, DATAGRAM)])).toBe('likely blocked-by-policy');
  });
});

describe('a peer that asked in vain and goes on in clear', () => {
  it('fell back', () => {
    const asked = frame(0, { from: 'peer', ...ike() });
    const clear = frame(3000, { from: 'peer', ...DATAGRAM });
    const mode = event('driver-mode', 0, { after: 'start-up permit' });
    expect(named([mode], [asked, clear])).toBe('likely fell-back-to-clear');
    const answered = frame(10, ike());
    expect(named([mode], [asked, answered, clear])).not.toMatch('fell-back-to-clear');
  });
});
