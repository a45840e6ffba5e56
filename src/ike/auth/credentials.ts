/** What a host has to prove who it is with, and what it trusts: plain data of the policy. */

import type { Secret } from '../../base/secret.ts';

/**
 * How a signature is made. `rsa`: PKCS #1 type 1 over the bare hash (RFC 2409 5.1). `ecdsa-*`: ECDSA with
 * the hash as the digest itself, r and s joined at full length, on P-256, P-384 or P-521; the hash is then
 * an HMAC of SHA-256, SHA-384 or SHA-512, whatever main mode agreed on (RFC 4754, RFC 2409 5.1).
 */
export type SignatureAlgorithm = 'rsa' | 'ecdsa-256' | 'ecdsa-384' | 'ecdsa-521';

/** A certificate of this host's own. */
export interface OwnCertificate {
  /** For people: where it came from. */
  readonly name: string;
  /** What its key signs with. */
  readonly algorithm: SignatureAlgorithm;
  /** DER. */
  readonly certificate: Uint8Array;
  /** Intermediates that are sent with it, the nearest first, DER. */
  readonly chain: readonly Uint8Array[];
  /** Its subject as a DER Name: the identity stated unless policy says another. */
  readonly subject: Uint8Array;
  /** The same for people, `C=XX, O=Lab, CN=alpha`. */
  readonly subjectText: string;
  /** DER Names of the authorities above it: its issuer, and the issuer of each of `chain`. */
  readonly authorities: readonly Uint8Array[];
  /** PKCS #8 DER; undefined where its private key is not there. */
  readonly key: Secret | undefined;
}

/** Certificate revocation in Windows' three strengths. */
export type RevocationCheck =
  /** Off. */
  | 0
  /** Fail where a list says that a certificate is revoked. */
  | 1
  /** Fail also where a list is missing, out of date or unusable. */
  | 2;

/** What peers' certificates are checked against. All certificates and lists are DER. */
export interface CertificateTrust {
  readonly roots: readonly TrustedRoot[];
  /** Intermediates and peers' certificates that are known beforehand, whether or not the peer sends them. */
  readonly known: readonly Uint8Array[];
  readonly revocationLists: readonly Uint8Array[];
  readonly revocation: RevocationCheck;
  /** Whether a list may be fetched over HTTP from an address in a certificate. */
  readonly fetch: boolean;
}

export interface TrustedRoot {
  readonly certificate: Uint8Array;
  /** Its subject as a DER Name: what CERTREQ asks for. */
  readonly subject: Uint8Array;
}

/** A realm of the stub, as its one file says it. */
export interface KerberosRealm {
  /** `LAB.EXAMPLE`. */
  readonly name: string;
  readonly principals: readonly KerberosPrincipal[];
  /** How long a ticket is good for. */
  readonly ticketSeconds: number;
  /** False: the ticket service says nothing, like one that is down. */
  readonly answers: boolean;
}

export interface KerberosPrincipal {
  /** `host/alpha.lab.example`, without the realm. */
  readonly name: string;
  readonly key: Secret;
}

/** What a host has of Kerberos. */
export interface KerberosCredentials {
  /** `host/alpha.lab.example@LAB.EXAMPLE`; undefined: the computer is in no domain. */
  readonly principal: string | undefined;
  /** The key that it shares with the ticket service, as a keytab holds it. */
  readonly key: Secret | undefined;
  /** Where it gets its tickets. */
  readonly realm: KerberosRealm | undefined;
  /** How far the two clocks may be apart, normally 300. */
  readonly clockSkewSeconds: number;
  /** The one principal that the peer may be; undefined: any of the realm. */
  readonly remotePrincipal: string | undefined;
}

/** One method of a policy's list, with what it needs. */
export type Authentication =
  | {
      readonly method: 'pre-shared-key';
      /** Undefined: none is known for this peer, at the address where it was looked for. */
      readonly key: Secret | undefined;
      /** Where it was looked up in the host's list: by which of its rules, `address 192.0.2.2`. */
      readonly foundBy?: string | undefined;
      /** Where it is looked up, and was not yet or in vain. */
      readonly lookUp?: boolean | undefined;
    }
  | {
      readonly method: 'certificate';
      readonly certificates: readonly OwnCertificate[];
      readonly trust: CertificateTrust;
      /** Whether CERTREQ names the roots; else it is empty and asks for any (Windows' excludecaname). */
      readonly nameRoots: boolean;
    }
  | { readonly method: 'kerberos'; readonly kerberos: KerberosCredentials };

/** The credentials of one kind in a policy's list, if it has them. */
export function credentials<M extends Authentication['method']>(
  list: readonly Authentication[],
  method: M,
): Extract<Authentication, { method: M }> | undefined {
  return list.find((one): one is Extract<Authentication, { method: M }> => one.method === method);
}
