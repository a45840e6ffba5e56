/** Protected echo requests without a reply: which ones are missing says why. */

import { describe, expect, it } from 'vitest';
import { echo, esp, event, explained, named } from './one-side.ts';

const UP = [
  event('quick-mode-established', 0, { policy: 'hosts', inboundSpi: 0x2000, outboundSpi: 0x1000 }),
];

function ask(sequence: number, facts: object = {}) {
  return esp(sequence * 100, sequence, { ...echo(sequence), ...facts });
}

function reply(sequence: number, at = sequence * 100 + 2) {
  return esp(at, sequence, { from: 'peer', spi: 0x2000, ...echo(sequence, 'echo reply') });
}

describe('protected echo requests, by the one who sent them', () => {
  it('that all have their reply say nothing', () => {
    expect(named(UP, [ask(1), reply(1), ask(2), reply(2)])).toBe('likely none');
  });

  it('that are missing here and there were lost', () => {
    const frames = [
      ask(1),
      reply(1),
      ask(2),
      ask(3),
      { ...reply(2, 302), ...echo(3, 'echo reply') },
    ];
    expect(named(UP, frames)).toBe('likely packets-lost');
  });

  it('that are missing from the first on were lost', () => {
    expect(named(UP, [ask(1), ask(2)])).toBe('likely packets-lost');
  });

  it('that are missing where they are large are too big', () => {
    const frames = [ask(1), reply(1), ask(2, { octets: 1400 })];
    expect(named(UP, frames)).toBe('likely packet-too-big');
  });

  it('that are missing where they are in fragments lost their fragments', () => {
    const frames = [ask(1), reply(1), ask(2, { octets: 1400, fragment: true })];
    expect(named(UP, frames)).toBe('likely fragments-lost');
  });

  it('that are missing from a moment on found no SA any more', () => {
    const frames = [ask(1), reply(1), ask(2), ask(3)];
    expect(named(UP, frames)).toBe('likely one-sided-sa');
    expect(explained(UP, frames).considered).toEqual(
      expect.arrayContaining(['packets-lost', 'peer-restarted']),
    );
  });
});
