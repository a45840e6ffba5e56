import { describe, expect, test } from 'vitest';
import { concat, EMPTY, u16, u32 } from '../../src/base/bytes.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import { hash1 } from '../../src/ike/keymat.ts';
import { encryptMessage } from '../../src/ike/script/message-cipher.ts';
import { type Draws, mutate } from '../../src/wire/codec.ts';
import type { Payload } from '../../src/wire/isakmp/payload.ts';
import { encodePayloads, payloadChain } from '../../src/wire/isakmp/payloads.ts';
import { seededDraws } from '../wire/fuzz.ts';
import { Bench } from './bench.ts';
import { data, deletion, id, notify, quickModeSa, subnet, vendorId } from './payloads.ts';
import { Puppet } from './puppet.ts';

/** A message of phase 2 whose hash is right, over payloads that are anything at all. */
function signed(
  puppet: Puppet,
  exchangeType: number,
  messageId: number,
  first: number,
  rest: Uint8Array,
): Uint8Array {
  const digest = hash1(nodeProvider, puppet.hash, puppet.keys.skeyidA, messageId, rest);
  const hash = concat(Uint8Array.of(first, 0), u16(digest.length + 4), digest);
  const header = puppet.clear([data('hash', EMPTY)], { exchangeType, messageId, flags: 1 });
  const clear = concat(header.subarray(0, 28), hash, rest);
  return encryptMessage(puppet.keys.cbc, puppet.ivOf(messageId), clear).message;
}

const mad = (draws: Draws, payloads: readonly Payload[]): Uint8Array => {
  const octets = encodePayloads(payloads);
  if (draws.integer(0, 9) === 0) return octets;
  return mutate(payloadChain(payloads[0]!.type), octets, draws);
};

describe.each([1, 2, 3, 4])('a peer that has the keys and has gone mad (seed %i)', (seed) => {
  const draws = seededDraws(seed);

  test('gets no further than its own SAs: quick mode and informational', () => {
    const bench = new Bench({ seed: `mad ${seed}` });
    const puppet = new Puppet(bench, { role: 'initiator', seed: `mad ${seed}` }).mainMode();
    const ids = [subnet([10, 2, 0, 0], [255, 255, 255, 0]), id(1, Uint8Array.of(192, 0, 2, 1))];
    const spi = (): Uint8Array => u32(0x1_0000 + draws.integer(0, 40));
    for (let messageId = 1; messageId <= 1500; messageId++) {
      const quick = draws.integer(0, 1) === 0;
      const nonce = data('nonce', draws.bytes(16));
      const payloads: Payload[] = quick
        ? [quickModeSa(0x1_0000 + messageId), nonce, ...(draws.integer(0, 1) === 0 ? ids : [])]
        : [notify(draws.integer(0, 40), 3, spi()), deletion(3, spi(), spi()), vendorId(EMPTY)];
      const rest = mad(draws, payloads);
      puppet.give(signed(puppet, quick ? 32 : 5, messageId, payloads[0]!.type, rest));
      if (messageId % 50 === 0) bench.advance(3000);
    }
    bench.advance(10_000);
    expect(bench.sas.reserved.size).toBe(0);
    expect(bench.sas.installed.size).toBe(bench.engine.children().length);
    expect(bench.engine.mainModeSas().length).toBeLessThanOrEqual(1);
    const codes = new Set(bench.failures.map(({ code }) => code));
    expect(codes.size).toBeGreaterThan(2);
    for (const { title, detail, where } of bench.failures) {
      expect(`${title} ${detail} ${where}`).toMatch(/^[\x20-\x7e]+$/);
    }
  });

  test('in main mode, message 5: no identity but a true one passes', () => {
    for (let attempt = 0; attempt < 60; attempt++) {
      const bench = new Bench({ seed: `${seed} ${attempt}` });
      const puppet = new Puppet(bench, { role: 'initiator', seed: `${seed} ${attempt}` });
      puppet.offer();
      puppet.exchangeKeys();
      const proof = puppet.proof();
      const octets = mutate(payloadChain(5), encodePayloads(proof), draws);
      const header = puppet.clear([id(1, EMPTY)], { flags: 1 });
      const clear = concat(header.subarray(0, 28), octets);
      puppet.give(encryptMessage(puppet.keys.cbc, puppet.iv, clear).message);
      if (bench.of('main-mode-established').length === 1) {
        expect(bench.of('main-mode-established')[0]!.remoteIdentity).toBe(
          '192.0.2.2 (ID_IPV4_ADDR)',
        );
      } else {
        puppet.prove(proof);
        const over = bench.of('main-mode-failed').length === 1;
        expect(bench.of('main-mode-established').length === 1 || over).toBe(true);
      }
    }
  });
});
