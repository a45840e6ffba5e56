/** Messages that do not decrypt say why; what does decrypt is not disturbed by them. */

import { describe, expect, it } from 'vitest';
import { copy, toHex } from '../../src/base/bytes.ts';
import type { Dissection } from '../../src/explain/dissection.ts';
import { CELLS, messageOf } from '../ike/strongswan.ts';
import { captureOf, datagram, explain, layersOf } from './explained.ts';

const CELL = CELLS.find(({ name }) => name === 'aes128-sha1-modp1024')!;
const MESSAGES = CELL.datagrams.map(messageOf);
const KEYS = `${CELL.initiatorCookie},${CELL.cipherKey}`;
const PLAINTEXTS = CELL.datagrams.flatMap(({ plaintext }) => plaintext ?? []);

function framesOf(messages: readonly Uint8Array[], keys = KEYS): Dissection[] {
  return explain(captureOf(...messages.map((message) => datagram(message))), { keys });
}

function plaintextsOf(frames: readonly Dissection[]): string[] {
  return frames.flatMap(({ buffers }) => buffers.slice(1).map(({ octets }) => toHex(octets)));
}

describe('an encrypted message', () => {
  it('without keys is left alone', () => {
    const layer = layersOf(framesOf(MESSAGES, ''), 'isakmp')[4]!;
    expect([layer.fault, layer.notes]).toEqual([undefined, []]);
  });

  it('of another initiator cookie says that there is no key', () => {
    const layer = layersOf(framesOf(MESSAGES, `0011223344556677,${CELL.cipherKey}`), 'isakmp')[4]!;
    expect(layer.notes).toEqual(['not decrypted: no key for this initiator cookie']);
  });

  it('with another key says so', () => {
    const wrong = `${CELL.initiatorCookie},${'00'.repeat(16)}`;
    const layer = layersOf(framesOf(MESSAGES, wrong), 'isakmp')[4]!;
    expect(layer.fault?.detail).toBe('it does not decrypt to payloads: another key, or altered');
  });

  it('decrypts although a wrong key has the same cookie: two sides may differ', () => {
    const keys = `${CELL.initiatorCookie},${'00'.repeat(16)}\n${KEYS}`;
    expect(plaintextsOf(framesOf(MESSAGES, keys))).toEqual(PLAINTEXTS);
  });

  it('without the key exchange in the capture says what is missing', () => {
    const layer = layersOf(framesOf(MESSAGES.slice(4)), 'isakmp')[0]!;
    expect(layer.notes.join()).toContain('not the messages with the key exchange');
  });

  it('decrypts where the SA with the algorithms is not in the capture', () => {
    expect(plaintextsOf(framesOf(MESSAGES.slice(2)))).toEqual(PLAINTEXTS);
  });

  it('decrypts where the responder\u2019s key exchange stands before the initiator\u2019s', () => {
    const [one, two, three, four, ...others] = MESSAGES;
    const frames = framesOf([one!, two!, four!, three!, ...others]);
    expect(plaintextsOf(frames)).toEqual(PLAINTEXTS);
  });

  it('decrypts behind a forged one, which moves no chain', () => {
    const forged = copy(MESSAGES[4]!);
    forged.fill(0xa5, 28);
    const frames = framesOf([...MESSAGES.slice(0, 4), forged, ...MESSAGES.slice(4)]);
    expect(plaintextsOf(frames)).toEqual(PLAINTEXTS);
    expect(layersOf(frames, 'isakmp')[4]!.fault?.code).toBe('not-decrypted');
  });

  it('of no whole number of blocks says so', () => {
    const cut = copy(MESSAGES[4]!).subarray(0, MESSAGES[4]!.length - 1);
    cut[27]! -= 1;
    const [layer] = layersOf(framesOf([...MESSAGES.slice(0, 4), cut]), 'isakmp').slice(-1);
    expect(layer!.notes.join()).toContain('no multiple of the cipher');
  });
});
