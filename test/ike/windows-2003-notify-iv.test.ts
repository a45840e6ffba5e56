import { describe, expect, test } from 'vitest';
import { nodeProvider } from '../../src/crypto/node.ts';
import { phase2Iv } from '../../src/ike/keymat.ts';
import { decryptMessage } from '../../src/ike/script/message-cipher.ts';
import { decodeHeader } from '../../src/wire/isakmp/header.ts';
import { decodePayloads } from '../../src/wire/isakmp/payloads.ts';
import { vendorIdBytes } from '../../src/wire/numbers/vendor-ids.ts';
import { Bench } from './bench.ts';
import { mainModeSa, notify, vendorId } from './payloads.ts';
import { Puppet } from './puppet.ts';

const WINDOWS = vendorId(vendorIdBytes('MS_NT5_2003'));
const VISTA_NEXT = vendorId(vendorIdBytes('MS_NT5_7'));
const STRANGER = { type: 'fqdn', value: 'somebody.example' } as const;

/** The kinds of payloads that a message opens to from a block of phase 1. */
function openedFrom(puppet: Puppet, message: Uint8Array, block: Uint8Array): string {
  const header = decodeHeader(message);
  const iv = phase2Iv(nodeProvider, puppet.hash, block, header.messageId);
  const { message: clear } = decryptMessage(puppet.keys.cbc, iv, message)!;
  try {
    return decodePayloads(header.nextPayload, clear, 28)
      .payloads.map(({ kind }) => kind)
      .join(' ');
  } catch {
    return 'nonsense';
  }
}

const lastBlock = (message: Uint8Array): Uint8Array => message.slice(-16);

/** A puppet whose proof the engine refuses in message 6: what it had sent before, and its notify. */
function refusedInMessage6(vendor: typeof WINDOWS): {
  puppet: Puppet;
  five: Uint8Array;
  six: Uint8Array;
  notice: Uint8Array;
} {
  const bench = new Bench({ peer: { remoteIdentity: STRANGER } });
  const puppet = new Puppet(bench, { role: 'responder' });
  const [one] = bench.initiate();
  const [three] = puppet.give(puppet.message2(one!, undefined, [vendor]));
  const [five] = puppet.give(puppet.message4(three!));
  puppet.open(five!);
  const six = puppet.sealed(puppet.proof());
  const [notice] = puppet.give(six);
  return { puppet, five: five!, six, notice: notice! };
}

describe('a notify in the third round trip', () => {
  test('to a Windows up to Vista starts from the last block that was sent', () => {
    const { puppet, five, six, notice } = refusedInMessage6(WINDOWS);
    expect(openedFrom(puppet, notice, lastBlock(five))).toBe('hash notify');
    expect(openedFrom(puppet, notice, lastBlock(six))).not.toBe('hash notify');
  });

  test('to others starts from the last block that was decrypted', () => {
    const { puppet, five, six, notice } = refusedInMessage6(VISTA_NEXT);
    expect(openedFrom(puppet, notice, lastBlock(six))).toBe('hash notify');
    expect(openedFrom(puppet, notice, lastBlock(five))).not.toBe('hash notify');
  });

  test.each(['what it sent', 'what it decrypted'])('of a Windows is taken from %s', (which) => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' });
    puppet.offer(mainModeSa(), [WINDOWS]);
    puppet.exchangeKeys();
    const five = puppet.sealed(puppet.proof());
    const [six] = puppet.give(five);
    puppet.iv = lastBlock(which === 'what it sent' ? five : six!);
    puppet.give(puppet.inform(0x77, [notify(24, 1)]));
    expect(bench.drops).toEqual([]);
    expect(bench.of('notify-received')).toMatchObject([{ notify: 24, authenticated: true }]);
  });
});
