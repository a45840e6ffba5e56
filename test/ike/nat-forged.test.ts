import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import { Duo, disagreements, established } from './duo.ts';

const RFC_3947 = '4a131c81070358455c5728f20e95452f';
const NAT_D = 20;

/** Main mode and quick mode with one message altered by somebody who has no keys. */
function altered(number: number, change: (message: Uint8Array) => Uint8Array): Duo {
  const duo = new Duo();
  duo.initiate('tunnel');
  duo.pass(number - 1);
  const flight = duo.take()!;
  duo.deliver(flight, change(Uint8Array.from(flight.message)));
  duo.settle();
  return duo;
}

/** The last payload of messages 3 and 4 is the hash about the sender. */
function otherSource(message: Uint8Array): Uint8Array {
  expect(message[16]).not.toBe(NAT_D);
  message[message.length - 1]! ^= 1;
  return message;
}

function withoutVendorId(message: Uint8Array): Uint8Array {
  const hex = toHex(message).replace(RFC_3947, '00'.repeat(16));
  return fromHex(hex);
}

const sees = (duo: Duo) => [duo.a, duo.b].map((side) => side.of('nat-detected').length);

describe('views of the NAT that a forger makes different', () => {
  test('do no harm where only the initiator sees one: its offer decides', () => {
    const duo = altered(4, otherSource);
    expect(sees(duo)).toEqual([1, 0]);
    expect(established(duo)).toBe('1 1 1 1');
    expect(disagreements(duo)).toEqual([]);
    expect(
      [duo.a, duo.b].map((side) => side.of('quick-mode-established')[0]!.udpEncapsulated),
    ).toEqual([true, true]);
  });

  test('are said in words where only the responder sees one', () => {
    const duo = altered(3, otherSource);
    expect(sees(duo)).toEqual([0, 1]);
    expect(duo.b.failures[0]).toMatchObject({ code: 'encapsulation-differs' });
  });

  test('do no harm where they believe in different versions', () => {
    for (const number of [1, 2]) {
      const duo = altered(number, withoutVendorId);
      expect(established(duo)).toBe('1 1 1 1');
      expect(disagreements(duo)).toEqual([]);
    }
  });
});
