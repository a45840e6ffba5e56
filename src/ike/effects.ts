/**
 * What steps ask of the world outside: signatures, certificates, tickets. A request goes out as plain
 * data, its result comes in later or never. Whoever answers keeps no state of a negotiation.
 */

import type { Secret } from '../base/secret.ts';
import type {
  CertificateTrust,
  KerberosCredentials,
  SignatureAlgorithm,
} from './auth/credentials.ts';

export type Effect =
  /** Sign HASH_I or HASH_R. Answered by `signed`. */
  | {
      readonly kind: 'sign';
      readonly algorithm: SignatureAlgorithm;
      /** PKCS #8 DER. */
      readonly key: Secret;
      readonly hash: Uint8Array;
    }
  /** Check the peer's certificate, its chain and revocation, its identity and its signature. Answered by `verified`. */
  | {
      readonly kind: 'verify';
      readonly algorithm: SignatureAlgorithm;
      readonly hash: Uint8Array;
      readonly signature: Uint8Array;
      /** What the peer sent, in its order, as it came: X.509 signature certificates, DER. */
      readonly certificates: readonly Uint8Array[];
      /** Certificates in PKCS #7 wrappings (RFC 2408 3.9: encoding 1), as Windows sends a chain. */
      readonly wrapped?: readonly Uint8Array[];
      /** Revocation lists that the peer sent, DER. */
      readonly revocationLists: readonly Uint8Array[];
      /** What the peer says that it is: type and data of its ID payload (RFC 2407 4.6.2). */
      readonly identity: { readonly idType: number; readonly data: Uint8Array };
      readonly trust: CertificateTrust;
    }
  /** Kerberos, initiator: a first token for the peer. Answered by `gss-token`. */
  | {
      readonly kind: 'gss-initiate';
      readonly kerberos: KerberosCredentials;
      /** The peer's principal, with its realm. */
      readonly target: string;
    }
  /** Kerberos, responder: take the initiator's token. Answered by `gss-token`. */
  | {
      readonly kind: 'gss-accept';
      readonly kerberos: KerberosCredentials;
      readonly token: Uint8Array;
    }
  /** Kerberos, initiator: take the responder's token. Answered by `gss-ready`. */
  | { readonly kind: 'gss-finish'; readonly context: GssContext; readonly token: Uint8Array }
  /** Protect a message by an established context. Answered by `gss-message`. */
  | { readonly kind: 'gss-wrap'; readonly context: GssContext; readonly message: Uint8Array }
  | { readonly kind: 'gss-unwrap'; readonly context: GssContext; readonly message: Uint8Array };

export type EffectKind = Effect['kind'];

/** A security context of whoever answers: the core hands it back and never looks into it. */
export interface GssContext {
  readonly kind: 'gss-context';
}

export type EffectResult =
  | { readonly kind: 'signed'; readonly signature: Uint8Array }
  | { readonly kind: 'verified'; readonly certificate: VerifiedCertificate }
  | {
      readonly kind: 'gss-token';
      readonly context: GssContext;
      readonly token: Uint8Array;
      /** The peer's principal where it is proved already: at the responder. */
      readonly peer: string | undefined;
    }
  | { readonly kind: 'gss-ready'; readonly context: GssContext; readonly peer: string }
  | { readonly kind: 'gss-message'; readonly message: Uint8Array }
  /** It cannot be done, or what was checked is wrong. */
  | { readonly kind: 'problem'; readonly problem: AuthProblem };

/** What a peer's certificate says, for people. */
interface VerifiedCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly root: string;
  /** Hexadecimal SHA-1 of the DER, as Windows shows it. */
  readonly thumbprint: string;
}

/** What can be wrong with certificates, keys and signatures. */
export type CertificateProblem =
  | 'untrusted-root'
  | 'missing-intermediate'
  | 'certificate-expired'
  | 'certificate-not-yet-valid'
  | 'certificate-revoked'
  | 'crl-missing'
  | 'crl-out-of-date'
  /** A list that is there and cannot be used: not signed by the issuer, or no list. */
  | 'crl-unusable'
  /** Key usage or extended usage do not allow it. */
  | 'certificate-wrong-usage'
  /** An issuer that is no authority, or a path longer than one allows (RFC 5280 4.2.1.9). */
  | 'not-an-authority'
  /** The key is of another kind than the method wants, or too short to use. */
  | 'certificate-wrong-key'
  | 'no-private-key'
  | 'identity-not-in-certificate'
  /** The peer asked for authorities under which this host has nothing. */
  | 'no-certificate-for-request'
  /** The peer sent no certificate and none is known for its identity. */
  | 'no-certificate-from-peer'
  | 'certificate-malformed'
  | 'signature-wrong';

/** What can be wrong with Kerberos. */
export type KerberosProblem =
  | 'clock-skew'
  | 'wrong-realm'
  /** The ticket service does not know the service, or this host. */
  | 'unknown-principal'
  | 'ticket-expired'
  | 'wrong-service-key'
  | 'not-in-domain'
  | 'ticket-service-silent'
  | 'ticket-replayed'
  /** The ticket names another service than this host. */
  | 'ticket-for-another-host'
  /** What is sealed does not open although the key is right: forged or altered. */
  | 'ticket-altered'
  /** The peer did not prove that it could read the ticket. */
  | 'peer-not-mutual'
  /** The principal is proved and is not the one that policy wants. */
  | 'principal-not-accepted'
  /** The principal is proved and is not the one that the offer states. */
  | 'principal-differs'
  /** Neither the peer nor policy says for which principal a ticket is to be asked for. */
  | 'no-peer-principal'
  | 'token-malformed';

/** Why an effect failed: one word for the machine, the facts for people. */
export interface AuthProblem {
  readonly code: CertificateProblem | KerberosProblem;
  /** What it is about: the subject of a certificate, a principal. */
  readonly subject: string;
  /** One to three sentences: what was found, with dates, names and numbers. */
  readonly detail: string;
  /** Expected against found, where there is something to compare. */
  readonly facts: readonly {
    readonly what: string;
    readonly expected: string;
    readonly found: string;
  }[];
}
