import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LIMITS } from '../../../src/base/limits.ts';
import { ClientTable } from '../../../src/net/forward/clients.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function table() {
  const forgotten: string[] = [];
  const made: string[] = [];
  const clients = new ClientTable<{ readonly name: string }>(({ name }) => forgotten.push(name));
  const heard = (name: string) =>
    clients.get(name, () => {
      made.push(name);
      return { name };
    });
  return { clients, heard, forgotten, made };
}

describe('the clients of a forward', () => {
  it('keep what they have while they are heard of', () => {
    const { heard, made } = table();
    const first = heard('a');
    for (let minute = 0; minute < 10; minute++) {
      vi.advanceTimersByTime(60_000);
      expect(heard('a')).toBe(first);
    }
    expect(made).toEqual(['a']);
  });

  it('are forgotten after two to three minutes of silence, and begin anew', () => {
    const { heard, forgotten, made } = table();
    heard('a');
    vi.advanceTimersByTime(120_000);
    expect(forgotten).toEqual([]);
    vi.advanceTimersByTime(60_000);
    expect(forgotten).toEqual(['a']);
    heard('a');
    expect(made).toEqual(['a', 'a']);
  });

  it('are bounded: the one that was silent for the longest gives way', () => {
    const { heard, forgotten } = table();
    for (let i = 0; i < LIMITS.forwardClients; i++) heard(`c${i}`);
    vi.advanceTimersByTime(60_000);
    for (let i = 0; i < LIMITS.forwardClients; i++) if (i !== 9) heard(`c${i}`);
    heard('one more');
    expect(forgotten).toEqual(['c9']);
  });

  it('are not remembered where they cannot be served', () => {
    const { clients, heard, made } = table();
    expect(clients.get('a', () => 'no port is free')).toBe('no port is free');
    heard('a');
    expect(made).toEqual(['a']);
  });

  it('all go when it ends', () => {
    const { clients, heard, forgotten } = table();
    heard('a');
    heard('b');
    clients.close();
    expect(forgotten).toEqual(['a', 'b']);
  });
});
