/** Messages that come in fragments (payload 132) are put together, decrypted and explained. */

import { describe, expect, it } from 'vitest';
import { readU32, toHex } from '../../src/base/bytes.ts';
import { encodeMessage } from '../../src/wire/isakmp/message.ts';
import { PAYLOAD } from '../../src/wire/numbers/isakmp.ts';
import { CELLS, messageOf } from '../ike/strongswan.ts';
import { captureOf, datagram, explain, layersOf } from './explained.ts';

const CELL = CELLS.find(({ name }) => name === 'aes128-sha1-modp1024')!;
const MESSAGES = CELL.datagrams.map(messageOf);
const KEYS = `${CELL.initiatorCookie},${CELL.cipherKey}`;
const SIZE = 40;

function fragmentsOf(message: Uint8Array, fragmentId = 1): Uint8Array[] {
  const count = Math.ceil(message.length / SIZE);
  return Array.from({ length: count }, (_, index) =>
    encodeMessage(
      {
        initiatorCookie: message.subarray(0, 8),
        responderCookie: message.subarray(8, 16),
        majorVersion: 1,
        minorVersion: 0,
        exchangeType: message[18]!,
        flags: 0,
        messageId: readU32(message, 20),
      },
      [
        {
          kind: 'fragment',
          type: PAYLOAD.FRAGMENT,
          fragmentId,
          number: index + 1,
          flags: index === count - 1 ? 1 : 0,
          data: message.subarray(index * SIZE, (index + 1) * SIZE),
        },
      ],
    ),
  );
}

function wholes(messages: readonly Uint8Array[]): string[] {
  const frames = explain(captureOf(...messages.map((message) => datagram(message))), {
    keys: KEYS,
  });
  return frames.flatMap(({ buffers }) =>
    buffers.filter(({ name }) => name.startsWith('reassembled')).map(({ octets }) => toHex(octets)),
  );
}

const hex = (message: Uint8Array | undefined): string => toHex(message!);

describe('fragments of a message', () => {
  it('are put together where the last piece comes, and decrypted', () => {
    const messages = [...MESSAGES.slice(0, 4), ...fragmentsOf(MESSAGES[4]!)];
    const frames = explain(captureOf(...messages.map((one) => datagram(one))), { keys: KEYS });
    const last = frames.at(-1)!;
    expect(last.info).toBe('main mode*: ID, HASH, N(INITIAL-CONTACT)');
    expect(layersOf([last], 'isakmp')).toHaveLength(2);
    expect(last.buffers.map(({ name }) => name)).toEqual([
      'frame',
      'reassembled ISAKMP message',
      'decrypted ISAKMP',
    ]);
  });

  it('may come in any order', () => {
    const [first, second] = MESSAGES.slice(2, 4).map((message) => fragmentsOf(message));
    const backwards = [...first!].reverse();
    expect(wholes([...backwards, ...second!])).toEqual(MESSAGES.slice(2, 4).map(hex));
  });

  it('may come twice: the message is explained once', () => {
    const pieces = fragmentsOf(MESSAGES[2]!).flatMap((piece) => [piece, piece]);
    expect(wholes(pieces)).toEqual([hex(MESSAGES[2])]);
  });

  it('of different messages may have the same id, as strongSwan does it', () => {
    const twice = (index: number): Uint8Array[] =>
      fragmentsOf(MESSAGES[index]!).flatMap((piece) => [piece, piece]);
    expect(wholes([...twice(2), ...twice(4), ...twice(2)])).toEqual(
      [2, 4, 2].map((index) => hex(MESSAGES[index])),
    );
  });

  it('of a message that begins as the last one ended are not mixed with it', () => {
    const [one, two] = [fragmentsOf(MESSAGES[2]!), fragmentsOf(MESSAGES[3]!)];
    expect(one).toHaveLength(two.length);
    expect(wholes([...one, one.at(-1)!, ...two])).toEqual([2, 3].map((i) => hex(MESSAGES[i])));
  });

  it('that lack one stay pieces', () => {
    const [, ...others] = fragmentsOf(MESSAGES[2]!);
    expect(wholes(others)).toEqual([]);
  });
});
