import { describe, expect, it } from 'vitest';
import type { EspSuite } from '../../src/crypto/provider.ts';
import {
  DROP_REASONS,
  dropSlot,
  IPSEC_COUNTER,
  IPSEC_COUNTER_SLOTS,
} from '../../src/ipsec/counters.ts';
import { AES_SHA1, counter, facing, packet, receive, rig, send } from './fixture.ts';

const OCTETS = packet().length;

describe('statistics', () => {
  it.each<[string, EspSuite, boolean, boolean]>([
    ['encrypts and authenticates', AES_SHA1, true, true],
    ['combines both', { encryption: 'aes-gcm-16', keyBits: 128, integrity: 'none' }, true, true],
    [
      'authenticates only',
      { encryption: 'null', keyBits: 0, integrity: 'hmac-md5-96' },
      false,
      true,
    ],
    ['encrypts only', { encryption: '3des-cbc', keyBits: 192, integrity: 'none' }, true, false],
  ])('count the octets of an SA that %s', (_name, suite, confidential, authenticated) => {
    const { a, b } = facing({ suite });
    receive(b, ...send(a, packet()));
    expect(counter(a, 'confidentialBytesSent')).toBe(confidential ? OCTETS : 0);
    expect(counter(b, 'confidentialBytesReceived')).toBe(confidential ? OCTETS : 0);
    expect(counter(a, 'authenticatedBytesSent')).toBe(authenticated ? OCTETS : 0);
    expect(counter(b, 'authenticatedBytesReceived')).toBe(authenticated ? OCTETS : 0);
    expect(counter(a, 'protectedPacketsSent')).toBe(1);
    expect(counter(b, 'protectedPacketsReceived')).toBe(1);
  });

  it.each(['transport', 'tunnel'] as const)('count the octets of %s mode apart', (mode) => {
    const { a, b } = facing({ mode });
    receive(b, ...send(a, packet()));
    const tunnel = mode === 'tunnel';
    expect(counter(a, 'transportBytesSent')).toBe(tunnel ? 0 : OCTETS);
    expect(counter(b, 'transportBytesReceived')).toBe(tunnel ? 0 : OCTETS);
    expect(counter(a, 'bytesSentInTunnels')).toBe(tunnel ? OCTETS : 0);
    expect(counter(b, 'bytesReceivedInTunnels')).toBe(tunnel ? OCTETS : 0);
  });

  it('have a slot of their own for each reason and direction', () => {
    const slots = DROP_REASONS.flatMap((reason) => [
      dropSlot('inbound', reason),
      dropSlot('outbound', reason),
    ]);
    const all = [...slots, ...Object.values(IPSEC_COUNTER)];
    expect(new Set(all).size).toBe(all.length);
    expect(Math.max(...all)).toBe(IPSEC_COUNTER_SLOTS - 1);
  });

  it('count drops in the slot of their reason', () => {
    const host = rig();
    send(host, packet());
    expect(host.driver.counters[dropSlot('outbound', 'no-policy')]).toBe(1);
    expect(host.driver.counters[dropSlot('inbound', 'no-policy')]).toBe(0);
  });
});
