/** Certificates, keys and signatures that cannot be used: the words of the host that is told so. */

import type { CertificateProblem } from '../effects.ts';
import type { ByWhose } from './problem-words.ts';

/** By whose problem it is for the host that found it: `peer` is about the host that reads this. */
export const CERTIFICATE_TOLD: Readonly<Record<CertificateProblem, ByWhose>> = {
  'untrusted-root': {
    peer: {
      title: (peer) => `${peer} does not trust the root of this host's certificate.`,
      meaning:
        "The authority at the top of this host's chain is not among the peer's trusted roots.",
      advice: [
        "On the peer, add the root of this host's certificate to the trusted roots.",
        'Or use a certificate here that comes from an authority of the peer: its certificate request may name them.',
      ],
    },
  },
  'missing-intermediate': {
    peer: {
      title: (peer) =>
        `${peer} finds no way from this host's certificate to a root that it trusts.`,
      meaning: 'It lacks a certificate between the two.',
      advice: [
        "Put the intermediate certificates into this host's chain, so that they are sent along.",
        'Or install the missing intermediate on the peer.',
      ],
    },
  },
  'certificate-expired': {
    peer: {
      title: (peer) => `${peer} says that this host's certificate, or one above it, has expired.`,
      meaning: "It judges by the peer's clock.",
      advice: [
        'Renew the certificate of this host, and look at the dates of those above it.',
        'If they are all good, the clock of the peer is ahead: set it.',
      ],
    },
  },
  'certificate-not-yet-valid': {
    peer: {
      title: (peer) =>
        `${peer} says that this host's certificate, or one above it, is not valid yet.`,
      meaning: "By the peer's clock its first day is in the future.",
      advice: [
        'Compare the clock of the peer with the true time: it is probably behind.',
        "If it is right, wait for the first day of this host's certificate, or have it issued anew.",
      ],
    },
  },
  'certificate-revoked': {
    peer: {
      title: (peer) => `${peer} says that this host's certificate, or one above it, was revoked.`,
      meaning: 'A revocation list that the peer trusts names it.',
      advice: [
        'Ask the authority why it was revoked.',
        'Have a new certificate issued for a new key of this host.',
      ],
    },
  },
  'crl-missing': {
    peer: {
      title: (peer) => `${peer} has no revocation list to check this host's certificate by.`,
      meaning: 'It takes no certificate without one.',
      advice: [
        "On the peer, install the revocation list of this host's issuer, or let it fetch the list.",
        "Check that the distribution point in this host's certificate answers.",
      ],
    },
  },
  'crl-out-of-date': {
    peer: {
      title: (peer) => `${peer} has only an old revocation list for this host's certificate.`,
      meaning: 'A newer one is due, and it takes no certificate without it.',
      advice: [
        "On the peer, install the newest revocation list of this host's issuer.",
        'If there is none, the authority has to publish one.',
      ],
    },
  },
  'crl-unusable': {
    peer: {
      title: (peer) => `${peer} cannot use its revocation list for this host's certificate.`,
      meaning: "The list is damaged, or not signed by the issuer of this host's certificate.",
      advice: ['On the peer, replace that list by the one which the authority publishes.'],
    },
  },
  'certificate-wrong-usage': {
    peer: {
      title: (peer) => `${peer} says that this host's certificate is not made for IKE.`,
      meaning: 'Its key usage or extended key usage does not allow signatures of IKE there.',
      advice: [
        'Have a certificate issued for this host with key usage digitalSignature, and ipsecIKE or no extended key usage.',
      ],
    },
  },
  'not-an-authority': {
    peer: {
      title: (peer) => `${peer} says that an issuer above this host's certificate is no authority.`,
      meaning:
        'Basic constraints or a path length forbid that one of the chain issues certificates.',
      advice: [
        "Look at the basic constraints of the authorities above this host's certificate (openssl x509 -text).",
        'Have the certificate issued by one that may.',
      ],
    },
  },
  'certificate-wrong-key': {
    peer: {
      title: (peer) =>
        `${peer} says that the key in this host's certificate does not fit the method.`,
      meaning: 'It is of another kind than was agreed on, or too short for the peer.',
      advice: [
        'Use a certificate here whose key is of the kind and length that the peer takes.',
        'Or let both hosts offer the method that suits the key.',
      ],
    },
    own: {
      title: (peer) => `${peer} cannot sign: its private key does not fit the method agreed on.`,
      meaning: 'The fault lies in its own files.',
      advice: [
        'On the peer, check that certificate and private key are a pair, and of which kind.',
      ],
    },
  },
  'no-private-key': {
    own: {
      title: (peer) => `${peer} cannot sign: it has no private key for its certificate.`,
      meaning: 'So it cannot prove who it is.',
      advice: [
        'On the peer, install the private key of its certificate, or set the path to it right.',
      ],
    },
  },
  'identity-not-in-certificate': {
    peer: {
      title: (peer) => `${peer} does not find this host's stated identity in its certificate.`,
      meaning: 'The certificate itself was good enough.',
      advice: [
        'Leave the local identity of this host out: then it states the subject of its certificate.',
        'Or have a certificate issued for it with that identity as subjectAltName.',
      ],
    },
  },
  'no-certificate-for-request': {
    own: {
      title: (peer) => `${peer} has no certificate of an authority that this host asks for.`,
      meaning: "This host's certificate request names its trusted roots.",
      advice: [
        'Get the peer a certificate of one of the trusted roots of this host.',
        'If it has one, it lacks the intermediate certificates between the two: without them it cannot know whom its certificate leads to.',
        "Or add the authority of the peer's certificate to them.",
      ],
    },
  },
  'no-certificate-from-peer': {
    peer: {
      title: (peer) => `${peer} got a signature of this host, but no certificate to check it by.`,
      meaning: 'A certificate was not sent, or it was lost on the way.',
      advice: [
        "Check that this host's policy sends its certificate.",
        "Or install this host's certificate on the peer beforehand.",
      ],
    },
  },
  'certificate-malformed': {
    peer: {
      title: (peer) => `${peer} cannot read the certificate that this host sent.`,
      meaning: 'It is not a certificate in DER as the peer understands it.',
      advice: [
        "Check this host's certificate file with openssl x509 -text.",
        'If openssl reads it well, something in it is foreign to the peer: compare extensions and algorithms.',
      ],
    },
    own: {
      title: (peer) => `${peer} cannot read its own certificate or key.`,
      meaning: 'So it cannot prove who it is, whatever this host does.',
      advice: ['On the peer, install certificate and key anew.'],
    },
  },
  'signature-wrong': {
    peer: {
      title: (peer) => `${peer} says that this host's signature is wrong.`,
      meaning:
        'The key that signed is not the one in the certificate, or the messages were altered.',
      advice: [
        'Check that the private key of this host belongs to its certificate (openssl pkey -pubout, openssl x509 -pubkey).',
        'If it does, compare what both ends captured.',
      ],
    },
  },
};
