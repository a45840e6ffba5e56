import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { batchOfOne } from '../../src/base/batch.ts';
import { icmpPacket } from '../../src/wire/icmp.ts';
import { A6, B6, counter, dropped, pathBetween, rig, selector, send } from './fixture.ts';

const SOLICITED = parseAddress('ff02::1:ff00:2');
const NEIGHBOUR = {
  kind: 'neighbour',
  flags: 0,
  target: B6.bytes,
  options: new Uint8Array(0),
} as const;
const OTHER_BODY = { kind: 'other', data: new Uint8Array(12) } as const;

function message(
  type: number,
  more: { hopLimit?: number; code?: number; destination?: typeof B6 } = {},
) {
  const body = type === 135 || type === 136 ? NEIGHBOUR : OTHER_BODY;
  const { hopLimit = 255, code = 0, destination = B6 } = more;
  return icmpPacket({ source: A6, destination, type, code, body, hopLimit });
}

/** A host that protects all and has no SA. */
function host(own = A6) {
  return rig({
    addresses: [own],
    policies: [{ name: 'all', action: 'block', selector: selector('::/0', '::/0') }],
  });
}

describe('IPv6 neighbour discovery', () => {
  it.each([133, 134, 135, 136])('passes ahead of policy, both ways (type %i)', (type) => {
    const sender = host();
    const sent = send(sender, message(type));
    expect(sent.map(({ bytes }) => bytes)).toEqual([message(type)]);
    expect(counter(sender, 'exemptPackets')).toBe(1);
    const receiver = host(B6);
    receiver.driver.inbound(batchOfOne(pathBetween(B6, A6, false), message(type)), 0);
    expect(receiver.delivered).toEqual([message(type)]);
  });

  it('passes to the groups that it uses', () => {
    const receiver = host(B6);
    const solicitation = message(135, { destination: SOLICITED });
    receiver.driver.inbound(batchOfOne(pathBetween(B6, A6, false), solicitation), 0);
    expect(receiver.delivered).toEqual([solicitation]);
  });

  it.each([
    ['that a router forwarded', message(135, { hopLimit: 254 })],
    ['of another code', message(135, { code: 1 })],
    ['that is an echo request', message(200)],
    ['of multicast listeners', message(131)],
  ])('does not pass %s', (_, octets) => {
    const sender = host();
    expect(send(sender, octets)).toEqual([]);
    const receiver = host(B6);
    receiver.driver.inbound(batchOfOne(pathBetween(B6, A6, false), octets), 0);
    expect(receiver.delivered).toEqual([]);
    expect(dropped(receiver)).toEqual(['blocked-by-policy']);
  });

  it('does not pass for another host', () => {
    const receiver = host(A6);
    receiver.driver.inbound(batchOfOne(pathBetween(A6, B6, false), message(135)), 0);
    expect(receiver.delivered).toEqual([]);
  });
});
