/** The keys of a quick mode: the second Diffie-Hellman exchange, KEYMAT, and HASH(3). */

import { Secret } from '../../base/secret.ts';
import { sameSelector, type TrafficSelector } from '../../base/traffic.ts';
import { divideKeymat, INTEGRITY, keyOctets } from '../../crypto/algorithms.ts';
import { BadPublicValue, type DhKeyPair, type GroupId } from '../../crypto/provider.ts';
import { hasWeakKeys, weakKeyFault } from '../../crypto/weak-keys.ts';
import { PROTOCOL } from '../../wire/numbers/isakmp.ts';
import type { Failure } from '../failure.ts';
import { badPublicValue, malformedMessage } from '../failures/general.ts';
import { mayMove } from '../isakmp-sa.ts';
import { hash3, keymat } from '../keymat.ts';
import { NegotiatedPair } from '../negotiated-pair.ts';
import { sameLifetime } from '../offers/attribute-set.ts';
import type { QuickModeChoice, Spis } from '../offers/quick-mode-offer.ts';
import type {
  ChildPolicy,
  Lifetime,
  NegotiatedChild,
  NegotiatedHalf,
  OriginalAddresses,
} from '../policy.ts';
import { coveredAddresses } from '../riders/nat-original.ts';
import { place, type QuickModeContext } from './quick-mode-state.ts';

/** g(qm)^xy where PFS is agreed; a failure where the key exchange payload does not fit the agreement. */
export function agreeSecret(
  { provider, random, sa }: QuickModeContext,
  pfsGroup: number | undefined,
  peerPublic: Uint8Array | undefined,
  number: 1 | 2,
  ownPair?: DhKeyPair,
): { shared: Uint8Array; ownPublic: Uint8Array } | Failure | undefined {
  if ((pfsGroup === undefined) !== (peerPublic === undefined)) {
    const fault =
      pfsGroup === undefined
        ? 'a KE payload comes without a PFS group'
        : 'the KE payload for its PFS group is missing';
    return malformedMessage(place(sa, number), fault);
  }
  if (pfsGroup === undefined || peerPublic === undefined) return undefined;
  const pair = ownPair ?? provider.generateKeyPair(pfsGroup as GroupId, random);
  try {
    return { shared: provider.sharedSecret(pair, peerPublic), ownPublic: pair.publicValue };
  } catch (error) {
    if (!(error instanceof BadPublicValue)) throw error;
    return badPublicValue(place(sa, number), error.message);
  }
}

/** What KEYMAT and the SAs are made from. */
export interface PairInput {
  readonly child: ChildPolicy;
  readonly choice: QuickModeChoice;
  readonly selector: TrafficSelector;
  readonly spis: Spis;
  readonly shared: Uint8Array;
  readonly initiatorNonce: Uint8Array;
  readonly responderNonce: Uint8Array;
  readonly lifetime: Lifetime;
  readonly originals: OriginalAddresses | undefined;
}

/** KEYMAT of both directions, for each protocol with the SPI of the side that receives (RFC 2409 5.5). */
export function makePair(context: QuickModeContext, input: PairInput): NegotiatedChild {
  const { sa, provider, hash, keys } = context;
  const { child, choice, selector, shared, initiatorNonce, responderNonce } = input;
  const { suite, ah } = choice;
  const one = (protocol: number, spi: number, octets: number) => {
    const seed = { sharedSecret: shared, protocol, spi, initiatorNonce, responderNonce };
    return { spi, keymat: new Secret(keymat(provider, hash, keys.skeyidD, seed, octets)) };
  };
  const half = (spis: Spis): NegotiatedHalf => {
    const outside = ah && one(PROTOCOL.ah, spis.ah!, INTEGRITY[ah].keyOctets);
    if (suite === undefined) return outside!;
    const inside = one(PROTOCOL.esp, spis.esp!, keyOctets(suite).total);
    return outside === undefined ? inside : { ...inside, ah: outside };
  };
  return new NegotiatedPair({
    id: context.nextId(),
    child,
    peer: sa.peer,
    role: context.role,
    suite,
    ah,
    mode: choice.mode,
    udpEncapsulated: choice.udpEncapsulated,
    // What is as policy has it is policy's object: pairs live for hours, and there may be thousands.
    selector: sameSelector(selector, child.selector) ? child.selector : selector,
    inbound: half(input.spis),
    outbound: half(choice.peerSpis),
    localEndpoint: sa.path.local,
    remoteEndpoint: sa.path.remote,
    remoteBehindNat: sa.nat.remoteBehindNat,
    remoteMayMove: mayMove(sa),
    covered: coveredAddresses(sa, choice, input.originals),
    remoteIdentity: context.remoteIdentity,
    lifetime: sameLifetime(input.lifetime, child.lifetime) ? child.lifetime : input.lifetime,
    esn: choice.esn,
    behindNat: sa.nat.localBehindNat,
  });
}

/** Why the keys of a pair must not be used (RFC 2405 4, RFC 2451 2.3). */
export function faultOfKeys({ suite, inbound, outbound }: NegotiatedChild): string | undefined {
  if (suite === undefined || !hasWeakKeys(suite.encryption)) return undefined;
  const keyOf = (half: { keymat: Secret }) => divideKeymat(suite, half.keymat.reveal()).encryption;
  return (
    weakKeyFault(suite.encryption, keyOf(inbound)) ??
    weakKeyFault(suite.encryption, keyOf(outbound))
  );
}

/** HASH(3) (RFC 2409 5.5). */
export function confirmation(
  { provider, hash, keys, messageId }: QuickModeContext,
  nonces: { readonly initiatorNonce: Uint8Array; readonly responderNonce: Uint8Array },
): Uint8Array {
  return hash3(
    provider,
    hash,
    keys.skeyidA,
    messageId,
    nonces.initiatorNonce,
    nonces.responderNonce,
  );
}
