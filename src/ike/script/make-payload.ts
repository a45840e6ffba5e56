/** Payloads that several exchanges build. */

import { EMPTY } from '../../base/bytes.ts';
import type { Random } from '../../base/random.ts';
import { HASHES } from '../../crypto/algorithms.ts';
import type { HashName } from '../../crypto/provider.ts';
import type { NotifyPayload, Payload } from '../../wire/isakmp/payload.ts';
import { DOI_IPSEC, PAYLOAD } from '../../wire/numbers/isakmp.ts';

/** RFC 2409 leaves the nonce's length open: half the hash, and never less than 16 octets. */
export function newNonce(random: Random, hash: HashName): Uint8Array {
  return random.bytes(Math.max(16, HASHES[hash].octets / 2));
}

export function hashPayload(data: Uint8Array): Payload {
  return { kind: 'hash', type: PAYLOAD.HASH, data };
}

export function noncePayload(data: Uint8Array): Payload {
  return { kind: 'nonce', type: PAYLOAD.NONCE, data };
}

export function keyExchangePayload(data: Uint8Array): Payload {
  return { kind: 'ke', type: PAYLOAD.KE, data };
}

/** A notify about an SA; `data` is what its type asks for, normally nothing. */
export function notifyPayload(
  protocol: number,
  notifyType: number,
  spi: Uint8Array,
  data: Uint8Array = EMPTY,
): NotifyPayload {
  return {
    kind: 'notify',
    type: PAYLOAD.N,
    doi: DOI_IPSEC,
    protocol,
    notifyType,
    spi,
    data,
  };
}
