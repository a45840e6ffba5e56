/**
 * AES in CBC mode of many messages side by side. In one message each block waits for the one ahead,
 * 9 ns; OpenSSL works on eight blocks at a time where none waits, as in its ECB mode. So a call
 * encrypts a row of blocks, one of each message, and the kernel puts the next row together. Measured
 * with 32 messages: 0.31 us a message of 1400 octets where the chain takes 0.82, copies apart.
 */

import { HEADER_OCTETS } from '../../crypto/esp-packet.ts';
import type { SharedCbc } from '../../crypto/fast/cbc-streams.ts';
import { KeyedContexts } from './keyed-contexts.ts';
import type { Openssl } from './openssl.ts';

const BLOCK_OCTETS = 16;
/** A call takes as long as a chain of so many blocks: fewer messages go one after the other. */
const LEAST_ABREAST = 10;

/** Encrypts messages as `SharedCbc.runAbreast` says. */
export function aesCbcAbreastBy(openssl: Openssl): SharedCbc['runAbreast'] {
  const contexts = new KeyedContexts(openssl, openssl.ecb, true);
  return (stream, { call, memory, ivs }, count) => {
    if (count < LEAST_ABREAST) return false;
    let left = call.beginAbreast(count, HEADER_OCTETS, LEAST_ABREAST);
    if (left === 0) return false;
    const context = contexts.of(stream);
    const row = openssl.addressOf(memory) + ivs;
    while (left > 0) {
      contexts.run(context, row, left * BLOCK_OCTETS);
      left = call.stepAbreast(left, ivs);
    }
    return true;
  };
}
