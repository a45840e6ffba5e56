/** Classes of failures of certificates and signatures. */

import { type ClassEntry, NEGOTIATION_FAILED, NOT_AUTHENTICATED } from './entry.ts';

const PATH = {
  reference: 'RFC 5280 6.1',
  says: 'A certificate counts only by a valid path from it to a trust anchor.',
} as const;
const SIGNED = {
  reference: 'RFC 2409 5.1',
  says: 'With signatures SIG_I and SIG_R sign HASH_I and HASH_R, and the key is proved by the certificate.',
} as const;
const LISTS = {
  reference: 'RFC 4945 5.2, RFC 5280 6.3',
  says: 'Revocation is looked up in lists that the issuer has signed and that are not overdue.',
} as const;

export const CERTIFICATE_CLASSES = {
  'certificate-not-trusted': {
    title: 'The certificate leads to no root that the other host trusts.',
    meaning:
      'The signature and the certificate may be good, but the authority at the top of its chain is not among the trusted roots of the host that checks it.',
    rule: PATH,
    fix: [
      "Add the root of the certificate's chain to the trusted roots of the host that refused.",
      'Or use a certificate from an authority that this host trusts: its certificate request may name them.',
    ],
    event: 544,
    error: 13801,
    statistics: NOT_AUTHENTICATED,
  },
  'certificate-chain-incomplete': {
    title: 'A certificate between the one sent and a trusted root is missing.',
    meaning:
      'The root is trusted, but nobody has the authority between the two: neither was it sent, nor is it known.',
    rule: PATH,
    fix: [
      'Put the intermediate certificates into the chain of the host that sends.',
      'Or install the missing intermediate on the host that checks.',
    ],
    event: 544,
    error: 13801,
    statistics: NOT_AUTHENTICATED,
  },
  'certificate-expired': {
    title: 'A certificate has expired.',
    meaning:
      'By the clock of the host that checks, the last day of the certificate, or of one above it, is over.',
    rule: {
      reference: 'RFC 5280 4.1.2.5',
      says: 'A certificate is valid from notBefore to notAfter.',
    },
    fix: [
      'Renew the certificate, and look at the dates of those above it.',
      'If all dates are good, the clock of the host that refused is ahead: set it.',
    ],
    event: 544,
    error: 13801,
    statistics: NOT_AUTHENTICATED,
  },
  'certificate-not-yet-valid': {
    title: 'A certificate is not valid yet.',
    meaning: 'By the clock of the host that checks, its first day is in the future.',
    rule: {
      reference: 'RFC 5280 4.1.2.5',
      says: 'A certificate is valid from notBefore to notAfter.',
    },
    fix: [
      'Compare the clock of the host that refused with the true time: it is probably behind.',
      'If it is right, wait for the first day, or have the certificate issued anew.',
    ],
    event: 544,
    error: 13801,
    statistics: NOT_AUTHENTICATED,
  },
  'certificate-revoked': {
    title: 'A certificate was revoked.',
    meaning: 'A revocation list of its issuer names it, or one above it.',
    rule: LISTS,
    fix: ['Ask the authority why it was revoked.', 'Have a new certificate issued for a new key.'],
    event: 544,
    error: 13848,
    statistics: NOT_AUTHENTICATED,
  },
  'certificate-wrong-usage': {
    title: 'The certificate is not made for IKE.',
    meaning: 'Its key usage or extended key usage names other purposes only.',
    rule: {
      reference: 'RFC 4945 5.1.3',
      says: 'A certificate for IKE may sign, and has no extended key usage or one that fits.',
    },
    fix: [
      'Have one issued with key usage digitalSignature, and with ipsecIKE or no extended key usage.',
    ],
    event: 544,
    error: 13818,
    statistics: NOT_AUTHENTICATED,
  },
  'certificate-issuer-no-authority': {
    title: 'The certificate was issued by one that may not issue any.',
    meaning:
      'Basic constraints or a path length above it forbid that one of the chain issues certificates.',
    rule: {
      reference: 'RFC 5280 4.2.1.9',
      says: 'Only a certificate with CA true signs others, and no deeper than its path length.',
    },
    fix: [
      'Look at the basic constraints of each certificate of the chain.',
      'Have the certificate issued by one that may.',
    ],
    event: 544,
    error: 13819,
    statistics: NOT_AUTHENTICATED,
  },
  'certificate-no-private-key': {
    title: 'A host has no private key for its certificate.',
    meaning: 'A certificate alone proves nothing: the proof is a signature by its private key.',
    rule: SIGNED,
    fix: [
      'Name the file of the private key in the policy of the host, and check that it can be read.',
      'If it is lost, make a new key and have a certificate issued for it.',
    ],
    event: 547,
    error: 13820,
    statistics: NEGOTIATION_FAILED,
  },
  'certificate-wrong-key': {
    title: 'The key of a certificate does not fit the method agreed on.',
    meaning: 'It is of another kind, on another curve, or too short.',
    rule: {
      reference: 'RFC 2409 5.1, RFC 4754',
      says: 'RSA signatures take RSA keys; each ECDSA method takes a key on its own curve.',
    },
    fix: [
      'Use a certificate whose key is of the kind and length that the method wants.',
      'Or let both hosts offer the method that suits the key.',
    ],
    event: 544,
    error: 13881,
    statistics: NOT_AUTHENTICATED,
  },
  'certificate-list-not-reachable': {
    title: 'No revocation list is there to check the certificate by.',
    meaning:
      'Policy wants the strict check, and no list of the issuer was given or could be fetched.',
    rule: LISTS,
    fix: [
      "Give the host the issuer's list as a file, or let it fetch the list: see that the distribution point answers.",
      'Where lists cannot be had, let policy fail only what a list names.',
    ],
    event: 544,
    error: 13817,
    statistics: NOT_AUTHENTICATED,
  },
  'certificate-list-out-of-date': {
    title: 'The revocation list is out of date.',
    meaning: 'A newer list is due, and policy takes no certificate without it.',
    rule: LISTS,
    fix: [
      'Install the newest list of the issuer.',
      'If there is none, the authority has to publish one.',
    ],
    event: 544,
    error: 13817,
    statistics: NOT_AUTHENTICATED,
  },
  'certificate-list-unusable': {
    title: 'The revocation list cannot be used.',
    meaning: 'It is damaged, or the issuer of the certificate has not signed it.',
    rule: LISTS,
    fix: ['Put the list that the authority publishes in its place.'],
    event: 544,
    error: 13817,
    statistics: NOT_AUTHENTICATED,
  },
  'certificate-identity-differs': {
    title: 'The certificate does not hold the identity that is stated.',
    meaning:
      'The certificate is trusted, but the stated name is neither its subject nor one of its alternative names.',
    rule: {
      reference: 'RFC 4945 3.1',
      says: 'The contents of the ID payload are matched with the subject or a subjectAltName.',
    },
    fix: [
      'State the subject of the certificate: leave the local identity out.',
      'Or have a certificate issued with that identity as subjectAltName.',
    ],
    event: 545,
    error: 13834,
    statistics: NOT_AUTHENTICATED,
  },
  'certificate-none-for-request': {
    title: 'A host has no certificate under an authority that the other asks for.',
    meaning:
      "The certificate request names authorities, and none of this host's certificates leads to one of them.",
    rule: {
      reference: 'RFC 2408 3.10, 5.10',
      says: 'A certificate request asks for a certificate under the named authority; one that cannot be had may be said by CERTIFICATE-UNAVAILABLE.',
    },
    fix: [
      'Get a certificate from one of the authorities named.',
      "Or add this host's authority to the trusted roots of the other.",
    ],
    event: 547,
    error: 13806,
    statistics: NEGOTIATION_FAILED,
  },
  'certificate-missing': {
    title: 'A peer signed, but sent no certificate.',
    meaning:
      'The public key stands in the certificate; without it the signature cannot be checked.',
    rule: {
      reference: 'RFC 2408 5.9, RFC 4945 3.3',
      says: 'Certificates are sent where they are asked for.',
    },
    fix: [
      'Let the peer send its certificate.',
      "Or put the peer's certificate among those that this host knows.",
    ],
    event: 544,
    error: 13847,
    statistics: NOT_AUTHENTICATED,
  },
  'certificate-malformed': {
    title: 'A certificate cannot be read.',
    meaning: 'It is no X.509 certificate in DER, or breaks its rules.',
    rule: {
      reference: 'RFC 5280 4.1, RFC 2408 5.9',
      says: 'A certificate is a DER SEQUENCE; one that is not is answered by INVALID-CERT-ENCODING.',
    },
    fix: ['Install the certificate anew, as the authority issued it.'],
    event: 544,
    error: 13835,
    statistics: NOT_AUTHENTICATED,
  },
  'certificate-signature-wrong': {
    title: 'The signature is not by the key of the certificate.',
    meaning: 'Another key signed, or the two sides do not see the same exchange.',
    rule: SIGNED,
    fix: [
      'Check that the private key and the certificate are a pair.',
      'If they are, capture both ends: somebody alters messages.',
    ],
    event: 545,
    error: 13826,
    statistics: NOT_AUTHENTICATED,
  },
  'certificate-check-timed-out': {
    title: 'A signature or its check took too long.',
    meaning: 'Who makes signatures or checks certificates for the host did not answer in time.',
    rule: {
      reference: 'RFC 2408 5.1',
      says: 'Retransmissions end after a number of tries; the exchange is given up then.',
    },
    fix: [
      'See what the check waited for: lists over HTTP, a device that signs.',
      'Give the host more time, or the list as a file.',
    ],
    event: 547,
    error: 13814,
    statistics: NEGOTIATION_FAILED,
  },
  'certificate-refused': {
    title: 'A certificate was refused, and only that was said.',
    meaning:
      'The type of a notify says that the certificate, its authority or its signature is not taken; the reason stands in the log of the host that sent it.',
    rule: {
      reference: 'RFC 2408 3.14.1, 5.9 to 5.12',
      says: 'Types 20 to 25 and 28 tell of certificates, authorities and signatures.',
    },
    fix: ['Explain the evidence of the host that refused, or read its log.'],
    event: 547,
    error: 13801,
    statistics: NEGOTIATION_FAILED,
  },
} as const satisfies Record<string, ClassEntry>;
