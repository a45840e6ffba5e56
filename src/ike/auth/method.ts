/** What an authentication method adds to main mode: the forms of messages 3 to 6, SKEYID and the proofs. */

import type { CryptoProvider, HashName } from '../../crypto/provider.ts';
import type { DecodedPayload, IdentificationPayload, Payload } from '../../wire/isakmp/payload.ts';
import type { GssContext } from '../effects.ts';
import type { Failure } from '../failure.ts';
import type { Place } from '../failures/general.ts';
import type { IsakmpSa } from '../isakmp-sa.ts';
import type { AttributeSet } from '../offers/attribute-set.ts';
import type { PeerPolicy } from '../policy.ts';
import type { MayWait } from '../script/await.ts';
import type { Incoming, Refusal } from '../script/exchange.ts';
import type { Authentication } from './credentials.ts';

/** What SKEYID is made from (RFC 2409 5). */
interface SkeyidInput {
  readonly provider: CryptoProvider;
  readonly hash: HashName;
  readonly peer: PeerPolicy;
  readonly initiatorNonce: Uint8Array;
  readonly responderNonce: Uint8Array;
  readonly sharedSecret: Uint8Array;
}

/** What a method keeps from message to message of one negotiation. */
export interface AuthProgress {
  readonly gss?: GssProgress;
}

/** Tokens of GSS-API as they went over the wire, and the context that they led to. */
export interface GssProgress {
  /** What both sides state with the offer; undefined unless both do. */
  readonly identities: { readonly own: string; readonly peer: string } | undefined;
  readonly initiatorTokens: readonly Uint8Array[];
  readonly responderTokens: readonly Uint8Array[];
  readonly context: GssContext | undefined;
  /** The peer's principal, once it is proved. */
  readonly peer: string | undefined;
}

/** What a method knows of the negotiation whenever it is asked. */
export interface AuthInput {
  readonly sa: IsakmpSa;
  readonly progress: AuthProgress;
  /** Of the message that is made or taken. */
  readonly place: Place;
}

/** What a proof is made from and checked with. */
export interface ProofInput extends AuthInput {
  /** HASH_I or HASH_R as this host computes it. */
  readonly hash: Uint8Array;
}

/** What goes beside KE and nonce. */
export type Began =
  | { readonly payloads: readonly Payload[]; readonly progress: AuthProgress }
  | { readonly failure: Failure };

/** What came beside KE and nonce. */
export type Taken = { readonly progress: AuthProgress } | Refusal;

/** The payloads that prove this host's identity, behind the ID payload. */
export type Proof = { readonly payloads: readonly Payload[] } | { readonly failure: Failure };

/** The peer has proved its identity; `by` says with what, for people: a certificate, a principal. */
export interface Verified {
  readonly by: string | undefined;
  /**
   * The identity that is proved, for people and to tell peers apart, where the method has judged it by
   * policy itself; else it is the one that the peer states, and policy is still to be asked.
   */
  readonly identity?: string;
}

/** One authentication method of RFC 2409 5.1 to 5.4. */
export interface AuthMethod {
  /** Its number in the phase 1 attribute. */
  readonly id: number;
  readonly name: string;
  /** Which credentials of a policy it uses. */
  readonly uses: Authentication['method'];
  /** The forms of messages 3 to 6 in RFC 2409's notation. */
  readonly forms: Readonly<Record<3 | 4 | 5 | 6, string>>;
  /**
   * Its place among the methods that use the same credentials, where there are several; undefined where
   * they have nothing for it.
   */
  rank?(peer: PeerPolicy): number | undefined;
  /** Why this host cannot use it with a peer, as a sentence without its end; undefined where it can. */
  obstacle(peer: PeerPolicy): string | undefined;
  /** What a host says that would choose it, or has nothing else, were it not for an obstacle. */
  hindered?(place: Place, obstacle: string): Failure | undefined;
  skeyid(input: SkeyidInput): Uint8Array;
  /** The hash of HASH_I and HASH_R where the method brings its own (RFC 2409 5.1); else the agreed one. */
  readonly proofHash?: HashName;
  /** What it begins with when it is agreed on; `attributes` are those of the peer's transform. */
  begin?(sa: IsakmpSa, attributes: AttributeSet): AuthProgress;
  /** The identity that this host states unless its policy says one; else its address. */
  identity?(input: AuthInput): IdentificationPayload | undefined;
  /** What this host's message 3 or 4 carries besides keys. */
  besideKeys?(input: AuthInput): MayWait<Began>;
  /** What the peer's message 3 or 4 carried besides keys. */
  takeBesideKeys?(input: AuthInput, message: Incoming): MayWait<Taken>;
  /** What HASH_I, or else HASH_R, covers behind the identity. */
  hashTail?(input: Omit<AuthInput, 'place'>, ofInitiator: boolean): readonly Uint8Array[];
  prove(input: ProofInput): MayWait<Proof>;
  /** Whether the peer's payloads prove its identity. */
  verify(
    input: ProofInput,
    /** Undefined where another message stated it. */
    id: IdentificationPayload | undefined,
    payloads: readonly DecodedPayload[],
  ): MayWait<Verified | Refusal>;
  /** The first encrypted message decrypts to nonsense. */
  undecodable(place: Place, symptom: string): Refusal;
  /** Nothing came after this host's proof, message 5. */
  silence(place: Place, tries: number, hint: string | undefined): Failure;
}
