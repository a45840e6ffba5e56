/** Which methods of a policy entry a peer can be spoken to with, and why none, if so. */

import type { SaPayload } from '../../wire/isakmp/payload.ts';
import type { Failure } from '../failure.ts';
import { ahBehindNat } from '../failures/ah.ts';
import { cancelled } from '../failures/general.ts';
import { type IsakmpSa, natFound } from '../isakmp-sa.ts';
import { selectQuickMode } from '../offers/quick-mode-offer.ts';
import type { ChildPolicy } from '../policy.ts';
import { udpEncapsulation } from '../riders/nat-versions.ts';
import { peerIsEspial } from '../riders/vendor-ids.ts';
import { soundChild } from '../weakness.ts';
import { place } from './quick-mode-state.ts';

/**
 * The entry without what is too weak for the peer's policy, without AH where there is a NAT, and
 * without ChaCha20-Poly1305, which has no number in IKEv1: its private-use one is for Espials among
 * themselves.
 */
export function speakableTo(sa: IsakmpSa, whole: ChildPolicy): ChildPolicy {
  const child = withoutAhBehindNat(sa, soundChild(whole, sa.peer));
  if (peerIsEspial(sa)) return child;
  const proposals = child.proposals.filter(
    ({ suite }) => suite?.encryption !== 'chacha20-poly1305',
  );
  return { ...child, proposals };
}

/** RFC 3715 2.1 a: AH covers the addresses that a NAT changes, and nothing can mend that. */
export function withoutAhBehindNat(sa: IsakmpSa, child: ChildPolicy): ChildPolicy {
  if (!natFound(sa)) return child;
  return { ...child, proposals: child.proposals.filter(({ ah }) => ah === undefined) };
}

/** Whether an offer would fit a policy entry if there were no NAT. */
export function wouldTakeAh(sa: IsakmpSa, offer: SaPayload, child: ChildPolicy): boolean {
  if (!natFound(sa) || child.proposals.every(({ ah }) => ah === undefined)) return false;
  const { modes } = udpEncapsulation(sa);
  const sound = soundChild(child, sa.peer);
  return 'choice' in selectQuickMode(offer, sound, { use: 'if-asked', modes });
}

/** Why nothing of a policy entry can be offered. */
export function unspeakable(sa: IsakmpSa, whole: ChildPolicy): Failure {
  const isByNat =
    natFound(sa) && soundChild(whole, sa.peer).proposals.some(({ ah }) => ah !== undefined);
  return isByNat
    ? ahBehindNat(place(sa, 1), whole.name)
    : cancelled(place(sa, 1), PRIVATE_USE_ONLY);
}

const PRIVATE_USE_ONLY =
  'The policy offers ChaCha20-Poly1305 alone, which has no number in IKEv1, and the peer is no Espial';
