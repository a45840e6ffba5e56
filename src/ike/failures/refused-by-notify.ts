/** Main mode refused by a peer that says no more than the type of a notify, as strongSwan and Windows do. */

import { NOTIFY, notifyName } from '../../wire/numbers/isakmp.ts';
import type { Failure, NotifiedCode } from '../failure.ts';
import type { Place } from './general.ts';
import type { Words } from './problem-words.ts';
import { type KeylessMethod, PROOF } from './signatures.ts';
import { WINDOWS } from './windows-errors.ts';

type Code = NotifiedCode | 'peer-identity-not-accepted' | 'refused-by-peer';

interface Known extends Words {
  readonly code: Code;
  readonly windowsError: Failure['windowsError'];
}

/** The peer's protected error notify, in the light of the method agreed on. */
export function refusedByNotify(
  place: Place,
  notify: number,
  method: KeylessMethod,
  identity: string,
): Failure {
  const known = KNOWN[method].get(notify) ?? otherNotify(notify, method);
  const isIdentity = known.code === 'peer-identity-not-accepted';
  return {
    code: known.code,
    title: known.title(place.peer),
    certainty: 'certain',
    where: place.where,
    detail: `${known.meaning} It says no more than ${notifyName(notify)}, protected by the keys agreed on.`,
    comparison: isIdentity
      ? [{ what: 'identity sent', local: identity, peer: 'not accepted', differs: true }]
      : [],
    notify: undefined,
    windowsError: known.windowsError,
    auditEvent: 547,
    failurePoint: 'Peer',
    advice: known.advice,
  };
}

/** Main mode, just established, was ended by its initiator before anything went over it. */
export function endedUnused(place: Place, method: KeylessMethod, milliseconds: number): Failure {
  return {
    code: 'proof-likely-refused',
    title: `As it seems, ${place.peer} does not accept what this host proves itself with.`,
    certainty: 'likely',
    where: place.where,
    detail: `It began main mode, and ended it ${milliseconds} ms after message 6, which carries this host's ${PROOF[method]}, before anything went over it. Whoever judges that message and says no may do so without a word: strongSwan does.`,
    comparison: [],
    notify: undefined,
    windowsError: WINDOWS.AUTH_FAIL,
    auditEvent: 547,
    failurePoint: 'Peer',
    advice: [
      "Read the peer's log: whether it took this host's proof, and why it ended main mode.",
      'If somebody there has just ended it by hand, nothing is wrong.',
    ],
  };
}

const CERTIFICATES: ReadonlyMap<number, Known> = new Map<number, Known>([
  [
    NOTIFY['INVALID-CERT-AUTHORITY'],
    {
      code: 'authority-refused',
      title: (peer) => `${peer} does not accept the authority of this host's certificate.`,
      meaning: "The root or an intermediate above this host's certificate is unknown there.",
      advice: [
        "Compare the issuer of this host's certificate with the authorities that the peer trusts.",
        'Send the intermediates along, and install the root on the peer.',
      ],
      windowsError: WINDOWS.AUTH_FAIL,
    },
  ],
  [
    NOTIFY['INVALID-CERTIFICATE'],
    {
      code: 'certificate-refused',
      title: (peer) => `${peer} does not accept this host's certificate.`,
      meaning: 'Expired, not valid yet, revoked or made for another use: its own log knows which.',
      advice: [
        "Look at the dates, the key usage and the revocation of this host's certificate.",
        "Read the peer's log for what it found.",
      ],
      windowsError: WINDOWS.AUTH_FAIL,
    },
  ],
  [
    NOTIFY['INVALID-CERT-ENCODING'],
    {
      code: 'certificate-not-read',
      title: (peer) => `${peer} says that the encoding of this host's certificate is invalid.`,
      meaning: 'It could not read what the certificate payload carries.',
      advice: ['Check that this host has its certificate in DER or PEM, whole, and as X.509.'],
      windowsError: WINDOWS.PROCESS_ERR_CERT,
    },
  ],
  [
    NOTIFY['CERT-TYPE-UNSUPPORTED'],
    {
      code: 'certificate-type-refused',
      title: (peer) => `${peer} does not support the type of certificate that this host sends.`,
      meaning: 'Espial sends X.509 certificates for signatures (encoding 4).',
      advice: ['Let the peer take X.509 certificates, or use another method with it.'],
      windowsError: WINDOWS.INVALID_CERT_TYPE,
    },
  ],
  [
    NOTIFY['CERTIFICATE-UNAVAILABLE'],
    {
      code: 'certificate-wanted',
      title: (peer) => `${peer} says that a certificate is not available.`,
      meaning:
        "Either it found none for this host's identity, or it has none of its own that this host would take.",
      advice: [
        'Let this host send its certificate, and the peer its own.',
        "Compare the authorities in this host's certificate request with the issuer of the peer's certificate.",
      ],
      windowsError: WINDOWS.NO_CERT,
    },
  ],
  [
    NOTIFY['INVALID-KEY-INFORMATION'],
    {
      code: 'certificate-key-refused',
      title: (peer) => `${peer} does not accept the public key of this host.`,
      meaning: 'Kind or length of the key in the certificate do not suit it.',
      advice: ['Use a certificate with an RSA key of 2048 bits or more, or one on P-256.'],
      windowsError: WINDOWS.INVALID_CERT_KEYLEN,
    },
  ],
  [
    NOTIFY['INVALID-SIGNATURE'],
    {
      code: 'signature-refused',
      title: (peer) => `${peer} does not accept this host's signature.`,
      meaning: "It does not fit the public key that the peer has for this host's identity.",
      advice: [
        "Check that this host's private key and certificate are a pair.",
        'See whether the peer holds an older certificate of this host.',
      ],
      windowsError: WINDOWS.INVALID_SIG,
    },
  ],
  [
    NOTIFY['AUTHENTICATION-FAILED'],
    {
      code: 'certificate-proof-refused',
      title: (peer) => `${peer} does not accept this host's proof by certificate.`,
      meaning:
        'Untrusted, expired, revoked, a signature that is wrong, an identity that the certificate does not hold: many peers, strongSwan among them, say all of these with one word.',
      advice: [
        "Read the peer's log (strongSwan: no trusted RSA public key found, certificate has expired, ...).",
        "Check that the peer trusts the root of this host's certificate, and knows the intermediates.",
        "Check that the identity which this host states is the certificate's subject or one of its alternative names.",
      ],
      windowsError: WINDOWS.AUTH_FAIL,
    },
  ],
  [
    NOTIFY['INVALID-ID-INFORMATION'],
    {
      code: 'peer-identity-not-accepted',
      title: (peer) => `${peer} does not accept the identity of this host's certificate.`,
      meaning: 'It expects another name, or does not find the stated name in the certificate.',
      advice: [
        'Set the expected identity on the peer to what this host states, or leave out the local identity here.',
      ],
      windowsError: WINDOWS.PROCESS_ERR_ID,
    },
  ],
]);

const KERBEROS: ReadonlyMap<number, Known> = new Map<number, Known>([
  [
    NOTIFY['AUTHENTICATION-FAILED'],
    {
      code: 'kerberos-refused',
      title: (peer) => `${peer} does not accept this host's proof by Kerberos.`,
      meaning: 'The clock, the realm, the service key or the ticket may be wrong.',
      advice: [
        'Compare clocks and realms of the two hosts.',
        "Read the peer's log: Windows names the reason in its system log, under Kerberos.",
      ],
      windowsError: WINDOWS.KERBEROS_ERROR,
    },
  ],
  [
    NOTIFY['INVALID-ID-INFORMATION'],
    {
      code: 'peer-identity-not-accepted',
      title: (peer) => `${peer} does not accept the computer that this host is in Kerberos.`,
      meaning: 'It expects another principal or another identity.',
      advice: ["On the peer, compare the expected principal with this host's."],
      windowsError: WINDOWS.PROCESS_ERR_ID,
    },
  ],
]);

const KNOWN: Readonly<Record<KeylessMethod, ReadonlyMap<number, Known>>> = {
  certificate: CERTIFICATES,
  kerberos: KERBEROS,
};

/** Every type that has words of its own with a method. */
export function notifiesWithWords(method: KeylessMethod): readonly number[] {
  return [...KNOWN[method].keys()];
}

function otherNotify(notify: number, method: KeylessMethod): Known {
  const name = notifyName(notify);
  const proof = method === 'certificate' ? PROOF.certificate : 'Kerberos messages';
  return {
    code: 'refused-by-peer',
    title: (peer) => `${peer} refuses this host's ${proof} with ${name}.`,
    meaning: `The keys agree, so this is about the ${proof} in message 5 or 6.`,
    advice: [`Read the peer's log for what it calls ${name} when it gets the ${proof}.`],
    windowsError: WINDOWS.GENERAL_PROCESSING_ERROR,
  };
}
