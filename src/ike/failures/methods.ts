/** Why a method of a policy's list is not used, and what if none can be. */

import { NOTIFY } from '../../wire/numbers/isakmp.ts';
import type { SignatureAlgorithm } from '../auth/credentials.ts';
import type { Failure } from '../failure.ts';
import type { Place } from './general.ts';
import { WINDOWS } from './windows-errors.ts';

/** What keeps this host from a method; sentences without their end, in the middle of others. */
export const OBSTACLE = {
  noPresharedKey: 'no pre-shared key is set for this peer',
  noPresharedKeyFound:
    'no entry of its list of pre-shared keys fits this peer, by address, by identity or as the default',
  noCertificate: 'this host has no certificate',
  noPrivateKey: (algorithm: SignatureAlgorithm): string =>
    `this host has a certificate with ${KEY_NAMES[algorithm]}, but not its private key`,
  noTrustedRoot: 'this host trusts no root, so no certificate of a peer could be accepted',
  mainModeOnly: 'aggressive mode is spoken with pre-shared keys alone',
  notInDomain: 'this computer is in no domain',
  noKerberosKey: 'this host has a Kerberos principal, but not its key',
  noRealm: 'this host knows no ticket service of its realm',
  principalNotStated:
    'the name of its principal has characters that an offer of Kerberos cannot carry',
} as const;

const KEY_NAMES: Readonly<Record<SignatureAlgorithm, string>> = {
  rsa: 'an RSA key',
  'ecdsa-256': 'an ECDSA key on P-256',
  'ecdsa-384': 'an ECDSA key on P-384',
  'ecdsa-521': 'an ECDSA key on P-521',
};

/** Why a method that this host could use was not used, as a whole sentence. */
export function passedOver(
  method: string,
  why:
    | { readonly kind: 'obstacle'; readonly obstacle: string }
    /** Said by a responder. */
    | { readonly kind: 'not-offered'; readonly peer: string }
    /** Said by an initiator. */
    | { readonly kind: 'not-chosen'; readonly peer: string; readonly chosen: string }
    /** Said by a responder: it was offered behind the one that is used. */
    | { readonly kind: 'peer-prefers'; readonly peer: string; readonly chosen: string }
    /** It was tried before; `why` is a sentence. */
    | { readonly kind: 'refused'; readonly why: string },
): string {
  switch (why.kind) {
    case 'obstacle':
      return `${method} was passed over: ${why.obstacle}.`;
    case 'not-offered':
      return `${method} was passed over: ${why.peer} did not offer it.`;
    case 'not-chosen':
      return `${method} was passed over: ${why.peer} chose ${why.chosen} from the offer.`;
    case 'peer-prefers':
      return `${method} was passed over: ${why.peer} offers ${why.chosen} before it.`;
    case 'refused':
      return `${method} was passed over: ${why.why}`;
  }
}

/** What to do about methods of the policy that this host cannot use, where nothing else was common. */
export function adviceOnObstacles(obstacles: readonly string[]): readonly string[] {
  return obstacles.map((obstacle) => `This host lists what it cannot use: ${obstacle}.`);
}

/** The peer answered Kerberos' number as that of XAUTH, and neither would understand the other's next message. */
export function methodMisunderstood(place: Place): Failure {
  return {
    code: 'method-misunderstood',
    title: `${place.peer} does not speak Kerberos: it takes the offer for XAUTH.`,
    certainty: 'likely',
    where: place.where,
    detail:
      'Authentication method 65001 is Kerberos (GSS-API) to this host and XAUTHInitPreShared to others. The answer chooses it without a GSS identity, from a peer that announces XAUTH, as strongSwan does.',
    comparison: [
      { what: 'method 65001', local: 'Kerberos', peer: 'XAUTHInitPreShared', differs: true },
    ],
    notify: NOTIFY['NO-PROPOSAL-CHOSEN'],
    windowsError: WINDOWS.KERBEROS_ERROR,
    auditEvent: 547,
    failurePoint: 'Peer',
    advice: [
      'Take Kerberos out of the list of methods for this peer, or put a method that both have before it.',
      'Where the list has other methods, this host goes on to the next one by itself.',
    ],
  };
}

/** Each method of the policy has an obstacle (`Kerberos: this computer is in no domain`), or there is none. */
export function noUsableMethod(place: Place, obstacles: readonly string[]): Failure {
  const reasons = obstacles.map((obstacle) => `${obstacle}.`).join(' ');
  return {
    code: 'no-usable-method',
    title: `This host has no authentication method that it can use with ${place.peer}.`,
    certainty: 'certain',
    where: place.where,
    detail:
      reasons === ''
        ? 'Its policy names none for this peer.'
        : `Each method of its policy has an obstacle. ${reasons}`,
    comparison: [],
    notify: undefined,
    windowsError: WINDOWS.AUTH_FAIL,
    auditEvent: 547,
    failurePoint: 'Me',
    advice: [
      "Remove one of these obstacles, or add a method to the list in this host's policy for the peer.",
    ],
  };
}
