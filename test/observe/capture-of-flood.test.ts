/** What a host would drop unread goes past a capture first. */

import { expect, it } from 'vitest';
import type { Sheds } from '../../src/host/carrier.ts';
import { Capture, capturing } from '../../src/observe/pcap.ts';

it('asks the host ahead of all else only while nothing is captured', () => {
  let asks: Sheds | undefined;
  let capture: Capture | undefined;
  const carrier = capturing(
    {
      send: () => {},
      listen: (_receiver, sheds) => {
        asks = sheds;
      },
    },
    'alice',
    () => 0,
    () => capture,
  );
  const octets = Uint8Array.of(1, 2, 3);
  const isAsked: Sheds = (...datagram) => {
    expect(datagram).toEqual([octets, 1, 2, 500]);
    return true;
  };
  carrier.listen(() => {}, isAsked);
  expect(asks?.(octets, 1, 2, 500)).toBe(true);
  capture = new Capture(() => {});
  expect(asks?.(octets, 1, 2, 500)).toBe(false);
});
