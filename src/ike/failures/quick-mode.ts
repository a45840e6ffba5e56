/** Failures of quick mode: no common proposal, other selectors, a refusal by the peer. */

import { NOTIFY, notifyName } from '../../wire/numbers/isakmp.ts';
import type { Comparison, Failure } from '../failure.ts';
import type { QuickModeMismatch } from '../offers/quick-mode-comparison.ts';
import { type Difference, differenceSentence } from './difference-data.ts';
import type { Place } from './general.ts';
import { WINDOWS } from './windows-errors.ts';
import { firstDifference } from './wording.ts';

/** Responder of a quick mode: no offer fits. */
export function noCommonQuickModeProposal(
  place: Place,
  mismatch: QuickModeMismatch,
  policy: string,
): Failure {
  const shared = {
    certainty: 'certain',
    where: place.where,
    comparison: mismatch.comparison,
    notify: NOTIFY['NO-PROPOSAL-CHOSEN'],
    windowsError: WINDOWS.POLICY_MATCH,
    auditEvent: 546,
    failurePoint: 'Me',
  } as const;
  const restFits = `Everything else in the quick-mode offer fits policy "${policy}".${firstDifference(mismatch.comparison)}`;
  switch (mismatch.reason) {
    case 'pfs':
      return {
        ...shared,
        code: 'pfs-differs',
        title: `This host and ${place.peer} differ in perfect forward secrecy.`,
        detail: restFits,
        advice: ['Set the same PFS group on both hosts, or none on both.'],
      };
    case 'encapsulation':
      return {
        ...shared,
        code: 'encapsulation-differs',
        title: `This host and ${place.peer} differ in the encapsulation mode.`,
        detail: restFits,
        advice: [
          'Set transport or tunnel mode alike on both hosts; with a NAT on the way both must use the UDP-encapsulated form.',
        ],
      };
    case 'sequence-numbers':
      return {
        ...shared,
        code: 'sequence-numbers-differ',
        title: `This host and ${place.peer} differ in extended sequence numbers.`,
        detail: restFits,
        advice: ['Set esn alike on both hosts, or to "offer" on the one that can do both.'],
      };
    case 'protocols':
      return {
        ...shared,
        code: 'protocols-differ',
        title: `This host and ${place.peer} differ in the protocol: AH, ESP or both.`,
        detail: `No offer of the peer has the protocols that policy "${policy}" asks for.${firstDifference(mismatch.comparison)}`,
        advice: [
          'Give both hosts a method with the same protocols: ESP on both, AH on both, or AH and ESP together on both.',
          'ESP with an integrity algorithm does all that most want of AH, and goes through NATs.',
        ],
      };
    case 'esn-value':
      return {
        ...shared,
        ...NOT_SUPPORTED,
        title: `${place.peer} offers extended sequence numbers with a value that means nothing.`,
        detail:
          'The attribute (number 11) has the value 1 where it stands at all; any other value ends the negotiation (RFC 4304 3).',
        advice: ['Turn extended sequence numbers off at the peer, and report it to its maker.'],
      };
    case 'contradiction':
      return {
        ...shared,
        ...NOT_SUPPORTED,
        title: `${place.peer} offers attributes that contradict each other.`,
        detail: `In a transform that it offers ${mismatch.attribute}; that ends the negotiation (RFC 2407 4.5.2).`,
        advice: ['Report it to the maker of the peer: no setting should make such an offer.'],
      };
    case 'not-supported':
      return {
        ...shared,
        ...NOT_SUPPORTED,
        title: `${place.peer} offers only what Espial does not speak.`,
        detail: `Each transform has an attribute that this host knows and does not support, the first one ${mismatch.attribute} (RFC 2407 4.5.3).`,
        advice: ['Let the peer offer a transform without it beside, or in its place.'],
      };
    case 'proposal':
      return {
        ...shared,
        code: 'no-common-quick-mode-proposal',
        title: `This host and ${place.peer} have no common quick-mode proposal.`,
        detail: `No transform that the peer offers is one that policy "${policy}" accepts.${firstDifference(mismatch.comparison)}`,
        advice: [
          'Give both hosts at least one identical ESP transform, key length and integrity algorithm.',
        ],
      };
  }
}

const NOT_SUPPORTED = {
  code: 'attribute-not-supported',
  notify: NOTIFY['ATTRIBUTES-NOT-SUPPORTED'],
  windowsError: WINDOWS.ATTRIB_FAIL,
} as const;

/** Responder of a quick mode: no policy covers the identities. */
export function selectorsDiffer(
  place: Place,
  comparison: readonly Comparison[],
  fault: string | undefined,
): Failure {
  return {
    code: 'selectors-differ',
    title: `${place.peer} asks to protect traffic that no policy of this host covers.`,
    certainty: 'certain',
    where: place.where,
    detail:
      fault === undefined
        ? 'The quick-mode identities (IDci for the initiator, IDcr for the responder) must lie inside a policy entry for this peer.'
        : `The quick-mode identities cannot be used: ${fault}.`,
    comparison,
    notify: NOTIFY['INVALID-ID-INFORMATION'],
    windowsError: WINDOWS.NO_POLICY,
    auditEvent: 547,
    failurePoint: 'Me',
    advice: [
      "Make the two hosts' selectors mirror images: local and remote exchanged, same protocol and ports.",
    ],
  };
}

/**
 * The peer refused a quick mode, in which this host offered AH or not, with an authenticated notify,
 * and told what differs or not.
 */
export function refusedByPeer(
  place: Place,
  notify: number,
  comparison: readonly Comparison[],
  offeredAh: boolean,
  told?: Difference,
): Failure {
  const name = notifyName(notify);
  const known = REFUSALS[name];
  return {
    code: known?.code ?? 'refused-by-peer',
    title:
      known === undefined ? `${place.peer} refused with ${name}.` : `${place.peer} ${known.title}`,
    certainty: 'certain',
    where: place.where,
    detail: `The refusal came as an authenticated ${name} notify.${known === undefined ? '' : ` ${known.detail}`}${differenceSentence(told)}`,
    comparison,
    notify: undefined,
    windowsError: known?.windows ?? otherRefusal(name),
    auditEvent: 547,
    failurePoint: 'Peer',
    advice: [
      known?.advice ?? "Read the peer's log for its reason.",
      ...(offeredAh && notify === NOTIFY['NO-PROPOSAL-CHOSEN'] ? [AH_AND_NAT] : []),
    ],
    ...(told === undefined ? {} : { told }),
  };
}

const AH_AND_NAT =
  'A peer that sees a NAT on the path refuses AH, even where this host sees none. ESP with an integrity algorithm goes through NATs.';

function otherRefusal(name: string): Failure['windowsError'] {
  return name === 'ATTRIBUTES-NOT-SUPPORTED'
    ? WINDOWS.ATTRIB_FAIL
    : WINDOWS.GENERAL_PROCESSING_ERROR;
}

const REFUSALS: Readonly<
  Record<
    string,
    | {
        code: Failure['code'];
        title: string;
        detail: string;
        windows: Failure['windowsError'];
        advice: string;
      }
    | undefined
  >
> = {
  'NO-PROPOSAL-CHOSEN': {
    code: 'no-common-quick-mode-proposal',
    title: "accepts none of this host's quick-mode proposals.",
    detail:
      'Protocols, transform, key length, integrity, encapsulation mode, PFS group or extended sequence numbers do not fit its policy.',
    windows: WINDOWS.POLICY_MATCH,
    advice:
      "Compare this host's offers with the peer's policy; the peer's log shows both next to each other.",
  },
  'INVALID-ID-INFORMATION': {
    code: 'selectors-differ',
    title: 'has no policy for the traffic that this host asks to protect.',
    detail: 'The quick-mode identities (IDci, IDcr) fit none of its policy entries.',
    windows: WINDOWS.NO_POLICY,
    advice:
      "Make the two hosts' selectors mirror images: local and remote exchanged, same protocol and ports.",
  },
};
