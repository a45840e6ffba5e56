/** The numbers 15 and 16 of some NAT traversal drafts are NAT-D and NAT-OA between two hosts. */

import { expect, it } from 'vitest';
import { EXCHANGE } from '../../src/wire/numbers/isakmp.ts';
import { explainMessage, treeOf } from './explained.ts';
import { messageHex, octets } from './messages.ts';

it('number 15 in main mode is NAT discovery, and elsewhere the group domain\u2019s', () => {
  const main = explainMessage(messageHex(EXCHANGE.identityProtection, [octets(15, 'aabbccdd')]));
  expect(main.info).toBe('main mode: NAT-D');
  expect(treeOf(main).replace(/\n +/g, ' ')).toContain(
    'NAT Discovery (number of draft-ietf-ipsec-nat-t-ike-04 to -08)',
  );
  const other = explainMessage(messageHex(EXCHANGE.informational, [octets(15, 'aabbccdd')]));
  expect(other.info).toBe('informational: SA-KEK');
});

it('number 16 in quick mode is a NAT original address', () => {
  const body = '010000000a010203';
  const quick = explainMessage(messageHex(EXCHANGE.quickMode, [octets(16, body)]));
  expect(quick.info).toBe('quick mode: NAT-OA');
  expect(treeOf(quick)).toContain('data: 10.1.2.3');
});

it('130 and 131 of the drafts before are what they were', () => {
  const payloads = [octets(130, 'aabb'), octets(131, '010000000a010203')];
  const frame = explainMessage(messageHex(EXCHANGE.quickMode, payloads));
  expect(frame.info).toBe('quick mode: NAT-D, NAT-OA');
});
