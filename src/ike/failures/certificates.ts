/** Certificates, keys and signatures that cannot be used: the words of the host that finds it. */

import { NOTIFY } from '../../wire/numbers/isakmp.ts';
import type { CertificateProblem } from '../effects.ts';
import type { ProblemMarks, ProblemWords } from './problem-words.ts';
import { WINDOWS } from './windows-errors.ts';

/** Windows' audit events: the peer's certificate is not trusted; its proof is wrong; another failure. */
const TRUST = 544;
const PROOF = 545;
const OTHER = 547;

const BAD_AUTHORITY: ProblemMarks = {
  notify: NOTIFY['INVALID-CERT-AUTHORITY'],
  windowsError: WINDOWS.AUTH_FAIL,
  auditEvent: TRUST,
};

const BAD_CERTIFICATE: ProblemMarks = {
  notify: NOTIFY['INVALID-CERTIFICATE'],
  windowsError: WINDOWS.AUTH_FAIL,
  auditEvent: TRUST,
};

export const CERTIFICATE_WORDS: Readonly<Record<CertificateProblem, ProblemWords>> = {
  'untrusted-root': {
    ...BAD_AUTHORITY,
    seen: {
      peer: {
        title: (peer) =>
          `The certificate of ${peer} leads to a root that this host does not trust.`,
        meaning:
          "A certificate is worth as much as the root above it, and this one is not among the trusted roots of this host's policy.",
        advice: [
          'If that root is to be trusted, add it to the trusted roots of this host.',
          'Else give the peer a certificate of an authority that this host trusts.',
        ],
      },
    },
  },
  'missing-intermediate': {
    ...BAD_AUTHORITY,
    windowsError: WINDOWS.PROCESS_ERR_CERT,
    seen: {
      peer: {
        title: (peer) => `Between the certificate of ${peer} and a trusted root a link is missing.`,
        meaning:
          'Each certificate of a chain is checked by the one above it; the issuer of the last one known was not sent, and this host does not have it.',
        advice: [
          'Let the peer send its intermediate certificates along with its own.',
          "Or put the missing intermediate among this host's known certificates.",
        ],
      },
    },
  },
  'certificate-expired': {
    ...BAD_CERTIFICATE,
    seen: {
      peer: {
        title: (peer) => `The certificate of ${peer}, or one above it, has expired.`,
        meaning: "It is judged by this host's clock.",
        advice: [
          'Renew the certificate and install it on the peer.',
          'If its last day is still to come, this host is ahead of time: set its clock.',
        ],
      },
    },
  },
  'certificate-not-yet-valid': {
    ...BAD_CERTIFICATE,
    seen: {
      peer: {
        title: (peer) => `The certificate of ${peer}, or one above it, is not valid yet.`,
        meaning: "Its first day is in the future by this host's clock.",
        advice: [
          'Compare the clocks of this host and of the authority: one behind the other is the usual cause.',
          'Else wait until the certificate becomes valid.',
        ],
      },
    },
  },
  'certificate-revoked': {
    ...BAD_CERTIFICATE,
    windowsError: WINDOWS.PEER_CRL_FAILED,
    seen: {
      peer: {
        title: (peer) => `The certificate of ${peer}, or one above it, has been revoked.`,
        meaning:
          'The revocation list of its issuer names it: the authority has taken its word back, and no certificate comes back from there.',
        advice: [
          'Find out why it was revoked; a key that was lost or stolen must not be used again.',
          'Issue a new certificate, with a new key, for the peer.',
        ],
      },
    },
  },
  'crl-missing': {
    ...BAD_CERTIFICATE,
    windowsError: WINDOWS.CRL_FAILED,
    seen: {
      peer: {
        title: (peer) => `This host has no revocation list to check the certificate of ${peer} by.`,
        meaning:
          'Policy wants the strict check (revocation 2): without a list nothing says that the certificate still stands.',
        advice: [
          "Give this host the issuer's revocation list as a file, or allow it to be fetched.",
          'Where lists cannot be had, revocation 1 fails only what a list names.',
        ],
      },
    },
  },
  'crl-out-of-date': {
    ...BAD_CERTIFICATE,
    windowsError: WINDOWS.CRL_FAILED,
    seen: {
      peer: {
        title: (peer) => `The revocation list for the certificate of ${peer} is out of date.`,
        meaning:
          'Policy wants the strict check (revocation 2), and the time by which a newer list was due has passed.',
        advice: [
          'Fetch the newest revocation list of the issuer and give it to this host.',
          'If the authority has published none since, let it publish one.',
        ],
      },
    },
  },
  'crl-unusable': {
    ...BAD_CERTIFICATE,
    windowsError: WINDOWS.CRL_FAILED,
    seen: {
      peer: {
        title: (peer) => `The revocation list for the certificate of ${peer} cannot be used.`,
        meaning:
          'Policy wants the strict check (revocation 2); a list that its issuer did not sign, or that is damaged, says nothing.',
        advice: [
          'Read the list with openssl crl -text and compare its issuer and signature with the authority.',
          'Put a good list of the same issuer in its place.',
        ],
      },
    },
  },
  'certificate-wrong-usage': {
    ...BAD_CERTIFICATE,
    windowsError: WINDOWS.INVALID_KEY_USAGE,
    seen: {
      peer: {
        title: (peer) => `The certificate of ${peer} is not made for IKE.`,
        meaning:
          'Its key usage or extended key usage names other purposes only (RFC 4945 5.1.3): a certificate for IKE may sign, and has no extended usage or one that fits.',
        advice: [
          'Issue a certificate for the peer with key usage digitalSignature.',
          'Leave the extended key usage out, or put ipsecIKE (1.3.6.1.5.5.7.3.17) in.',
        ],
      },
    },
  },
  'not-an-authority': {
    ...BAD_AUTHORITY,
    windowsError: WINDOWS.INVALID_CERT_TYPE,
    seen: {
      peer: {
        title: (peer) => `The certificate of ${peer} was issued by one that may not issue any.`,
        meaning:
          'Basic constraints say who is an authority and how many may follow below it (RFC 5280 4.2.1.9); this chain breaks that rule.',
        advice: [
          'Look at the basic constraints and key usage of each certificate above the last one.',
          'If the chain is as it was made, make the authority anew with CA true and a path length that suffices; if not, somebody issues certificates who may not.',
        ],
      },
    },
  },
  'certificate-wrong-key': {
    ...BAD_CERTIFICATE,
    windowsError: WINDOWS.INVALID_CERT_KEYLEN,
    seen: {
      peer: {
        title: (peer) => `The key in the certificate of ${peer} does not fit the method agreed on.`,
        meaning:
          'RSA signatures take an RSA key of sufficient length; ECDSA with 256, 384 and 521 bits take a key on that very curve (RFC 4754).',
        advice: [
          'Let the peer use a certificate with a key of the kind and length that the method wants.',
          "Or offer the method that suits the peer's key.",
        ],
      },
      own: {
        title: (peer) => `This host's private key does not fit the method agreed on with ${peer}.`,
        meaning: 'A signature of another kind than the method names would be refused.',
        advice: [
          "Check that the private key file belongs to this host's certificate and is of its kind.",
          'Give this host a certificate whose key fits a method that both hosts offer.',
        ],
      },
    },
  },
  'no-private-key': {
    notify: NOTIFY['CERTIFICATE-UNAVAILABLE'],
    windowsError: WINDOWS.NO_PRIVATE_KEY,
    auditEvent: OTHER,
    seen: {
      own: {
        title: (peer) => `This host has no private key to sign with for ${peer}.`,
        meaning: 'A certificate alone proves nothing: the proof is a signature by its private key.',
        advice: [
          "Name the file of the private key in this host's policy, and check that it can be read.",
          'If the key is lost, make a new one and have a certificate issued for it.',
        ],
      },
    },
  },
  'identity-not-in-certificate': {
    notify: NOTIFY['INVALID-ID-INFORMATION'],
    windowsError: WINDOWS.PROCESS_ERR_ID,
    auditEvent: PROOF,
    seen: {
      peer: {
        title: (peer) => `The certificate of ${peer} does not hold the identity that it states.`,
        meaning:
          'The certificate is trusted, but a stated name counts only where it is the subject of the certificate or one of its subjectAltNames (RFC 4945 3.1).',
        advice: [
          "Set the peer's local identity to a name that its certificate holds.",
          'Or issue a certificate for the peer with that name as subjectAltName.',
        ],
      },
    },
  },
  'no-certificate-for-request': {
    notify: NOTIFY['CERTIFICATE-UNAVAILABLE'],
    windowsError: WINDOWS.NO_CERT,
    auditEvent: OTHER,
    seen: {
      own: {
        title: (peer) => `This host has no certificate of an authority that ${peer} asks for.`,
        meaning:
          "The peer's certificate request names the authorities whose certificates it takes, and none of this host's certificates leads to one of them.",
        advice: [
          "If this host's certificate was issued below one of them, add the intermediate certificates between the two to it: without them it cannot be known whom it leads to.",
          'Else get a certificate for this host from one of the authorities that the peer names.',
          "Or add this host's authority to the trusted roots of the peer.",
        ],
      },
    },
  },
  'no-certificate-from-peer': {
    notify: NOTIFY['CERTIFICATE-UNAVAILABLE'],
    windowsError: WINDOWS.NO_PEER_CERT,
    auditEvent: TRUST,
    seen: {
      peer: {
        title: (peer) => `${peer} signed, but sent no certificate to check that by.`,
        meaning:
          'The public key stands in the certificate; no certificate that this host knows beforehand is of the identity stated.',
        advice: [
          'Let the peer send its certificate (in strongSwan, send_cert = always or ifasked).',
          "Or put the peer's certificate among this host's known certificates.",
        ],
      },
    },
  },
  'certificate-malformed': {
    notify: NOTIFY['INVALID-CERT-ENCODING'],
    windowsError: WINDOWS.PROCESS_ERR_CERT,
    auditEvent: TRUST,
    seen: {
      peer: {
        title: (peer) => `The certificate that ${peer} sent cannot be read.`,
        meaning: 'It is not an X.509 certificate in DER (RFC 5280 4.1), or it breaks its rules.',
        advice: [
          'Capture the exchange, decode it with the keys, and give the certificate to openssl asn1parse.',
          'Install the certificate on the peer anew, as the authority issued it.',
        ],
      },
      own: {
        title: (peer) => `A certificate or key of this host, wanted for ${peer}, cannot be read.`,
        meaning: 'What its file holds is no X.509 certificate or PKCS #8 key.',
        advice: [
          "Check the files of this host's certificate and key with openssl x509 and openssl pkey.",
        ],
      },
    },
  },
  'signature-wrong': {
    notify: NOTIFY['INVALID-SIGNATURE'],
    windowsError: WINDOWS.INVALID_SIGNATURE,
    auditEvent: PROOF,
    seen: {
      peer: {
        title: (peer) => `The signature of ${peer} is wrong.`,
        meaning:
          'It is not one that the key in its certificate made over this exchange: another key signed, or the messages differ between the two sides.',
        advice: [
          'Check on the peer that its private key belongs to its certificate: the two public keys must be the same.',
          'If they are, capture both ends: somebody between them alters messages.',
        ],
      },
    },
  },
};
