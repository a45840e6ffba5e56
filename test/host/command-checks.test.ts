/** What a command asks for must fit one packet of the version that its destination has. */

import { expect, it } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { faultOfPing, faultOfSend } from '../../src/host/command-checks.ts';

const ping = {
  kind: 'ping',
  from: undefined,
  count: 1,
  intervalMilliseconds: 1,
  timeoutMilliseconds: 1,
} as const;
const send = {
  kind: 'send',
  from: undefined,
  sourcePort: 9,
  destinationPort: 9,
  count: 1,
} as const;

it.each([
  ['192.0.2.2', 65_507],
  ['2001:db8::2', 65_487],
])('lets a payload to %s have %i octets and no more', (text, most) => {
  const to = parseAddress(text);
  expect(faultOfPing({ ...ping, to, payloadOctets: most })).toBeUndefined();
  expect(faultOfPing({ ...ping, to, payloadOctets: most + 1 })).toContain(`from 0 to ${most}`);
  expect(faultOfSend({ ...send, to, payload: new Uint8Array(most) })).toBeUndefined();
  expect(faultOfSend({ ...send, to, payload: new Uint8Array(most + 1) })).toContain(`to ${most}`);
});
