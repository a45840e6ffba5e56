/** What another host made good shows here as time that passed. */

import { describe, expect, it } from 'vitest';
import { echo, esp, event, frame, ike, named } from './one-side.ts';

const ROLE = { role: 'responder' };

function received(at: number, number: number, facts: object = {}) {
  return event('isakmp-received', at, {
    exchange: 'main mode',
    number,
    payloads: [],
    duplicate: false,
    ...facts,
  });
}

function sent(at: number, number: number, facts: object = {}) {
  return event('isakmp-sent', at, {
    exchange: 'main mode',
    number,
    payloads: [],
    repeat: 0,
    ...facts,
  });
}

describe('what another host made good', () => {
  it.each([
    [2, 'none'],
    [302, 'recovered'],
  ])('shows in a message 3 that came %d ms after message 2 as %s', (late, id) => {
    expect(named([received(0, 1), sent(0, 2), received(late, 3)], [])).toBe(`likely ${id}`);
  });

  it.each([
    [600, 'recovered'],
    [2000, 'none'],
  ])('shows in questions whether a host lives that are %d ms apart as %s', (apart, id) => {
    const ask = (at: number, sequence: number) =>
      received(at, 1, { exchange: 'informational', payloads: [`N(R-U-THERE ${sequence})`] });
    expect(named([ask(0, 1), ask(apart, 2)], [])).toBe(`likely ${id}`);
  });

  it('shows in a message that came whole only in its second set of fragments', () => {
    const part = (fragmentId: number, complete: boolean) =>
      event('fragment-received', fragmentId, { fragmentId, number: 1, complete });
    expect(named([part(1, false), part(2, true)], [])).toBe('likely recovered');
    expect(named([part(1, false), part(1, true)], [])).toBe('likely none');
  });

  it.each([
    [10, 'none'],
    [300, 'recovered'],
    [60_000, 'none'],
  ])('shows in a quick mode that came %d ms after its main mode as %s', (late, id) => {
    const up = event('main-mode-established', 0, ROLE);
    expect(named([up, event('quick-mode-started', late, ROLE)], [])).toBe(`likely ${id}`);
  });

  it('shows in a packet that came before the message that ends its quick mode', () => {
    const up = event('quick-mode-established', 20, { ...ROLE, messageId: 7, inboundSpi: 0x2000 });
    const last = frame(20, { from: 'peer', ...ike({ messageId: 7, payloads: [8] }) });
    const packet = esp(10, 1, { from: 'peer', spi: 0x2000 });
    expect(named([up], [packet, last])).toBe('likely recovered');
    expect(named([up], [last, packet])).toBe('likely none');
    const closed = frame(20, { from: 'peer', ...ike({ messageId: 7, readable: false }) });
    expect(named([up], [packet, closed])).toBe('likely none');
  });

  it('shows in replies to requests of different times that came at once', () => {
    const up = event('quick-mode-established', 0, { policy: 'hosts' });
    const ask = (at: number, number: number) => esp(at, number, echo(number));
    const reply = (at: number, number: number) =>
      esp(at, number, { from: 'peer', spi: 0x2000, ...echo(number, 'echo reply') });
    const held = [ask(0, 1), ask(100, 2), reply(300, 1), reply(300, 2)];
    expect(named([up], held)).toBe('likely recovered');
    expect(named([up], [ask(0, 1), reply(300, 1), ask(400, 2), reply(700, 2)])).toBe('likely none');
  });
});
