import { expect, test } from 'vitest';
import { fromHex, readU16 } from '../../src/base/bytes.ts';
import { parseSuite } from '../../src/crypto/suite-names.ts';
import type { DecodedPayload } from '../../src/wire/isakmp/payload.ts';
import { Bench } from './bench.ts';
import { data, vendorId } from './payloads.ts';
import { Puppet } from './puppet.ts';

const RFC_3947 = vendorId(fromHex('4a131c81070358455c5728f20e95452f'));

/** The modes of every transform that an initiator offers. */
function modes(payloads: readonly DecodedPayload[]): number[] {
  const [offer] = payloads.flatMap((payload) => (payload.kind === 'sa' ? [payload] : []));
  return offer!.proposals.flatMap(({ transforms }) =>
    transforms.flatMap(({ attributes }) =>
      attributes.filter(({ type }) => type === 4).map(({ value }) => readU16(value, 0)),
    ),
  );
}

test.each([
  ['transport', true, 4],
  ['tunnel', true, 3],
  ['transport', false, 2],
  ['tunnel', false, 1],
] as const)(
  'an offer behind a NAT has UDP-encapsulated modes alone, and one without a NAT has none (RFC 3947 5.1): %s, %s',
  (child, nat, mode) => {
    const proposals = ['aes128-sha1', 'aes256gcm16'].map(
      (name) => ({ protocol: 'esp', suite: parseSuite(name) }) as const,
    );
    const bench = new Bench({
      peer: { natTraversal: nat ? 'force' : 'off' },
      child: { proposals },
    });
    const puppet = new Puppet(bench, { role: 'responder' });
    const [message1] = bench.initiate(child);
    const extra = nat ? [RFC_3947] : [];
    const [message3] = puppet.give(puppet.message2(message1!, undefined, extra));
    puppet.takeKeys(message3!);
    const natD = { kind: 'nat-d', type: 20, data: new Uint8Array(20) } as const;
    const keys = [data('ke', puppet.pair.publicValue), data('nonce', puppet.nr)];
    const [message5] = puppet.give(puppet.clear([...keys, ...(nat ? [natD, natD] : [])]));
    puppet.open(message5!);
    if (nat) puppet.path = bench.sent.at(-1)!.path;
    const [message7] = puppet.give(puppet.sealed(puppet.proof()));
    expect(modes(puppet.open(message7!))).toEqual([mode, mode]);
  },
);
