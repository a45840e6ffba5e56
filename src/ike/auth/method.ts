/** What an authentication method adds to main mode: the forms of messages 3 to 6, SKEYID and the proofs. */

import type { CryptoProvider, HashName } from '../../crypto/provider.ts';
import type { DecodedPayload, IdentificationPayload, Payload } from '../../wire/isakmp/payload.ts';
import type { PeerPolicy } from '../policy.ts';
import { preSharedKey } from './pre-shared-key.ts';

/** What SKEYID is made from (RFC 2409 5). */
interface SkeyidInput {
  readonly provider: CryptoProvider;
  readonly hash: HashName;
  readonly peer: PeerPolicy;
  readonly initiatorNonce: Uint8Array;
  readonly responderNonce: Uint8Array;
  readonly sharedSecret: Uint8Array;
}

/** What a proof is made from and checked with. */
interface ProofInput {
  /** HASH_I or HASH_R as this host computes it. */
  readonly hash: Uint8Array;
  readonly peer: PeerPolicy;
}

/** One authentication method of RFC 2409 5.1 to 5.4. */
export interface AuthMethod {
  /** Its number in the phase 1 attribute. */
  readonly id: number;
  readonly name: string;
  /** The forms of messages 3 to 6 in RFC 2409's notation. */
  readonly forms: Readonly<Record<3 | 4 | 5 | 6, string>>;
  skeyid(input: SkeyidInput): Uint8Array;
  /** The payloads that prove this host's identity, behind the ID payload. */
  prove(input: ProofInput): readonly Payload[];
  /** Whether the peer's payloads prove its identity. */
  verify(
    input: ProofInput,
    /** Undefined where another message stated it. */
    id: IdentificationPayload | undefined,
    payloads: readonly DecodedPayload[],
  ): boolean;
}

/** Every method that Espial speaks, in the order in which an initiator offers them. */
export const AUTH_METHODS: readonly AuthMethod[] = [preSharedKey];

/** The method of a number, if Espial speaks it. */
export function authMethod(id: number): AuthMethod | undefined {
  return AUTH_METHODS.find((method) => method.id === id);
}
