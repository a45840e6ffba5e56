/** The keys of a main mode at rest. */

import { EMPTY } from '../../base/bytes.ts';
import { packOctets, unpackOctets } from '../../base/compact.ts';
import { HASHES } from '../../crypto/algorithms.ts';
import type { Cbc, CryptoProvider } from '../../crypto/provider.ts';
import type { PhaseOneKeys } from '../isakmp-sa.ts';
import type { MainModeProposal } from '../policy.ts';

/** SKEYID_d, SKEYID_a, the key of the cipher, and the last block of phase 1, as one string. */
export function packKeys(
  { skeyidD, skeyidA, cipherKey }: PhaseOneKeys,
  lastBlock: Uint8Array,
): string {
  return [skeyidD, skeyidA, cipherKey, lastBlock].map(packOctets).join('');
}

/** The keys that phase 2 needs; all others are empty. Each reading makes them anew. */
export class RestingKeys implements PhaseOneKeys {
  readonly #provider: CryptoProvider;
  readonly #proposal: MainModeProposal;
  readonly #packed: string;

  /** `packed`: see `packKeys`. */
  constructor(provider: CryptoProvider, proposal: MainModeProposal, packed: string) {
    this.#provider = provider;
    this.#proposal = proposal;
    this.#packed = packed;
  }

  get skeyidD(): Uint8Array {
    return this.#part(0, this.#hashOctets);
  }

  get skeyidA(): Uint8Array {
    return this.#part(this.#hashOctets, 2 * this.#hashOctets);
  }

  get cipherKey(): Uint8Array {
    const from = 2 * this.#hashOctets;
    return this.#part(from, from + this.#proposal.keyBits / 8);
  }

  get cbc(): Cbc {
    return this.#provider.cbc(this.#proposal.encryption, this.cipherKey);
  }

  /** The last block of phase 1, from which all that is still to come starts. */
  get firstIv(): Uint8Array {
    return this.#part(2 * this.#hashOctets + this.#proposal.keyBits / 8, this.#packed.length);
  }

  get skeyid(): Uint8Array {
    return EMPTY;
  }

  get skeyidE(): Uint8Array {
    return EMPTY;
  }

  get initiatorPublic(): Uint8Array {
    return EMPTY;
  }

  get responderPublic(): Uint8Array {
    return EMPTY;
  }

  get #hashOctets(): number {
    return HASHES[this.#proposal.hash].octets;
  }

  #part(from: number, to: number): Uint8Array {
    return unpackOctets(this.#packed.slice(from, to));
  }
}
