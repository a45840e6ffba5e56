import { describe, expect, test } from 'vitest';
import { readU32, toHex } from '../../src/base/bytes.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import { hash1 } from '../../src/ike/keymat.ts';
import { encodePayloads } from '../../src/wire/isakmp/payloads.ts';
import { vendorIdBytes } from '../../src/wire/numbers/vendor-ids.ts';
import { Bench } from './bench.ts';
import { data, mainModeSa, quickModeSa, vendorId } from './payloads.ts';
import { messageIdOf, Puppet } from './puppet.ts';

const WINDOWS = vendorId(vendorIdBytes('MS_NT5_2003'));

describe('a refusal of quick mode', () => {
  test.each([
    ['has the message id in its data for a Windows', [WINDOWS], true],
    ['has no data for others', [], false],
  ])('%s', (_name, vendors, named) => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' });
    puppet.offer(mainModeSa(), vendors);
    puppet.exchangeKeys();
    puppet.prove();
    const wrong = quickModeSa(0xabcd_0001, [
      [1, 1],
      [2, 3600],
      [4, 1],
      [5, 2],
      [6, 256],
    ]);
    const [answer] = puppet.give(puppet.quick1(0x1234, [wrong, data('nonce', puppet.ni)]));
    expect(messageIdOf(answer!)).not.toBe(0x1234);
    const [hash, refusal] = puppet.open(answer!);
    if (refusal?.kind !== 'notify') throw new Error('no notify');
    expect(refusal.notifyType).toBe(14);
    expect(refusal.data.length === 0 ? undefined : readU32(refusal.data, 0)).toBe(
      named ? 0x1234 : undefined,
    );
    const digest = hash1(
      nodeProvider,
      puppet.hash,
      puppet.keys.skeyidA,
      messageIdOf(answer!),
      encodePayloads([refusal]),
    );
    expect(toHex(hash!.raw)).toBe(toHex(digest));
  });
});
