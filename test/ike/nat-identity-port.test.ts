import { expect, test } from 'vitest';
import { fromHex } from '../../src/base/bytes.ts';
import type { Payload } from '../../src/wire/isakmp/payload.ts';
import { Bench, pathTo } from './bench.ts';
import { data, mainModeSa, vendorId } from './payloads.ts';
import { Puppet } from './puppet.ts';

const RFC_3947 = vendorId(fromHex('4a131c81070358455c5728f20e95452f'));
const natD: Payload = { kind: 'nat-d', type: 20, data: new Uint8Array(20) };

/** The identity that the engine shows behind a NAT. */
function shown(role: 'initiator' | 'responder') {
  const bench = new Bench({ peer: { natTraversal: 'force' } });
  const puppet = new Puppet(bench, { role });
  const keys = () => [
    data('ke', puppet.pair.publicValue),
    data('nonce', role === 'initiator' ? puppet.ni : puppet.nr),
    natD,
    natD,
  ];
  if (role === 'initiator') {
    puppet.offer(mainModeSa(), [RFC_3947]);
    puppet.exchangeKeys(puppet.clear(keys()));
    puppet.path = pathTo(4500);
    return puppet.prove();
  }
  const [message1] = bench.initiate('transport');
  const [message3] = puppet.give(puppet.message2(message1!, undefined, [RFC_3947]));
  puppet.takeKeys(message3!);
  const [message5] = puppet.give(puppet.clear(keys()));
  return puppet.open(message5!);
}

test.each(['initiator', 'responder'] as const)(
  'with NAT traversal a phase-1 identity names no port (RFC 3947 4): shown to an %s',
  (role) => {
    expect(shown(role).find(({ kind }) => kind === 'id')).toMatchObject({ port: 0 });
  },
);
