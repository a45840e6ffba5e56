/** SAs that one of two hosts has and the other one has not, as one of them sees it. */

import { describe, expect, it } from 'vitest';
import { COOKIE, event, failed, named } from './one-side.ts';

const ROLE = { role: 'responder' };
const UNKNOWN = {
  direction: 'inbound',
  reason: 'unknown-spi',
  packet: 'beta -> alpha esp',
  spi: 7,
};
const PAIR = { policy: 'hosts', id: 1, messageId: 5 };

describe('an SA that only one of two hosts has', () => {
  it('is one-sided where its quick mode failed here and the peer uses it', () => {
    const waited = failed(2000, 'no-response', 'quick mode, message 2', ROLE);
    const packet = event('packet-dropped', 4000, UNKNOWN);
    expect(named([waited, packet], [])).toBe('likely one-sided-sa');
    expect(named([waited], [])).toBe('likely retransmission-exhausted');
  });

  it('is forgotten where it was never taken down here and the peer has to be asked anew', () => {
    const added = event('sa-added', 10, { direction: 'inbound', spi: 7 });
    const removed = event('sa-removed', 20, { direction: 'inbound', spi: 7 });
    const packet = event('packet-dropped', 300, UNKNOWN);
    const begun = event('unknown-spi', 300, { spi: 7, action: 'main-mode-begun' });
    expect(named([added, packet, begun], [])).toBe('likely peer-restarted');
    expect(named([added, removed, packet, begun], [])).toBe('likely one-sided-sa');
  });

  it('is one-sided where the peer says so under a main mode that is up', () => {
    const ended = event('quick-mode-ended', 600, { ...PAIR, reason: 'unknown-to-peer' });
    const notify = { notify: 11, name: 'INVALID-SPI' };
    const proved = event('notify-received', 600, { ...notify, authenticated: true });
    expect(named([proved, ended], [])).toBe('likely one-sided-sa');
    expect(named([ended], [])).toBe('likely spi-unknown');
  });

  it('was worn out where the peer took it down and made another one at once', () => {
    const ended = event('quick-mode-ended', 500, { ...PAIR, ...ROLE, reason: 'deleted-by-peer' });
    const next = (at: number) => event('quick-mode-established', at, { ...PAIR, ...ROLE, id: 2 });
    expect(named([ended, next(502)], [])).toBe('likely sa-worn-out');
    expect(named([ended, next(90_000)], [])).toBe('likely none');
  });

  it('was not taken where the peer asked for message 3 again and again, and took it down', () => {
    const up = event('quick-mode-established', 8, PAIR);
    const again = (at: number, repeat: number) =>
      event('isakmp-sent', at, {
        exchange: 'quick mode',
        number: 3,
        messageId: 5,
        payloads: [],
        repeat,
      });
    const ended = event('quick-mode-ended', 2000, { ...PAIR, reason: 'deleted-by-peer' });
    expect(named([up, again(300, 1), again(900, 2), ended], [])).toBe('likely hash-3-wrong');
    expect(named([up, again(300, 1), ended], [])).toBe('likely recovered');
  });
});

describe('a main mode that only one of two hosts wants', () => {
  const old = event('main-mode-established', 0, { lifetimeSeconds: 28_800 });
  const anew = event('main-mode-established', 300, {
    ...ROLE,
    initiatorCookie: 'c3',
    replaces: COOKIE,
    lifetimeSeconds: 28_800,
  });
  const pair = (at: number, initiatorCookie: string) =>
    event('quick-mode-established', at, { ...PAIR, initiatorCookie });

  it('is made anew, with its pair, by a peer that has begun anew', () => {
    const events = [old, pair(8, COOKIE), anew, pair(310, 'c3')];
    expect(named(events, [])).toBe('likely peer-restarted');
    expect(named([old, pair(8, COOKIE), anew], [])).toBe('likely none');
  });

  it('was taken down by this host, and the peer made another one at once', () => {
    const up = event('main-mode-established', 0, { ...ROLE, initiatorCookie: 'c3' });
    const ended = event('main-mode-ended', 500, {
      ...ROLE,
      initiatorCookie: 'c3',
      reason: 'deleted',
    });
    const next = event('main-mode-established', 800, { ...ROLE, initiatorCookie: 'd4' });
    expect(named([up, ended, next], [])).toBe('likely deleted-by-peer');
    expect(
      named([up, ended, event('service-stopped', 500), event('service-started', 600), next], []),
    ).toBe('likely none');
  });

  it('is never used by an initiator that did not get the last message', () => {
    const up = event('main-mode-established', 0, ROLE);
    const again = (at: number, duplicate = true) =>
      event('isakmp-received', at, { exchange: 'main mode', number: 5, payloads: [], duplicate });
    expect(named([up, again(300), again(900)], [])).toBe('likely retransmission-exhausted');
    expect(named([up, again(300), again(900), again(1000, false)], [])).toBe('likely recovered');
  });
});
