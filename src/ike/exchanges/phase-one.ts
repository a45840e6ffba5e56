/** What main mode and aggressive mode have in common: agreement, keys, proofs of identity (RFC 2409 5). */

import { unreachable } from '../../base/assert.ts';
import { equal } from '../../base/bytes.ts';
import type { Random } from '../../base/random.ts';
import { copyOfMessage } from '../../base/slabs.ts';
import { checkPublicValue, groupFacts } from '../../crypto/groups.ts';
import { BadPublicValue, type CryptoProvider, type DhKeyPair } from '../../crypto/provider.ts';
import { weakKeyFault } from '../../crypto/weak-keys.ts';
import type { IdentificationPayload, Payload, SaPayload } from '../../wire/isakmp/payload.ts';
import { encodePayloadBody } from '../../wire/isakmp/payloads.ts';
import type { Authentication } from '../auth/credentials.ts';
import { ownGssIdentity } from '../auth/gss-identity.ts';
import type { AuthInput, AuthMethod, ProofInput } from '../auth/method.ts';
import { authMethod, listedMethods, obstacles, usableMethods } from '../auth/methods.ts';
import { keyFoundBy } from '../auth/pre-shared-key.ts';
import type { Failure } from '../failure.ts';
import { badPublicValue, malformedMessage, type Place, weakKey } from '../failures/general.ts';
import { lifetimeTooLong } from '../failures/lifetime.ts';
import { identityNotAccepted, noCommonMainModeProposal } from '../failures/main-mode.ts';
import { adviceOnObstacles, methodMisunderstood } from '../failures/methods.ts';
import { provedIdentityNotAccepted } from '../failures/signatures.ts';
import { weakMainModeProposal } from '../failures/weak.ts';
import {
  configuredIdentityText,
  identityMatches,
  identityText,
  phaseOneId,
  phaseOneIdFault,
} from '../identity.ts';
import {
  type Agreed,
  cookiesOf,
  type IsakmpSa,
  type MainModeState,
  type PhaseOneKeys,
} from '../isakmp-sa.ts';
import { deriveSkeyids, expandCipherKey, phase1Iv, phaseOneHash } from '../keymat.ts';
import { effectiveLifetime } from '../offers/attribute-set.ts';
import {
  checkMainModeAnswer,
  type MainModeChoice,
  MEANS_XAUTH,
  selectMainMode,
} from '../offers/main-mode-offer.ts';
import { adviceOnOffer } from '../offers/not-spoken.ts';
import { asksForLonger, compareLifetimes } from '../offers/responder-lifetime.ts';
import { faultOfSa } from '../offers/sa-fault.ts';
import type { MainModeProposal } from '../policy.ts';
import { announcedIn, rememberVendorIds } from '../riders/vendor-ids.ts';
import { andThen, type MayWait } from '../script/await.ts';
import type { Built, DropCause, Incoming, Refusal } from '../script/exchange.ts';
import { faultOfNonce, required } from '../script/incoming.ts';
import { newNonce } from '../script/make-payload.ts';
import { mainModeWeaknesses, soundProposals } from '../weakness.ts';

export interface PhaseOneContext {
  readonly sa: IsakmpSa;
  readonly provider: CryptoProvider;
  readonly random: Random;
}

export type PhaseOneState<A extends MainModeState['at']> = Extract<MainModeState, { at: A }>;

/** An agreement with its keys. */
type Keyed = Agreed & { readonly keys: PhaseOneKeys };

/** Message 1, for a responder: what it chooses and answers, or why it cannot. */
export function chooseOffer(
  sa: IsakmpSa,
  message: Incoming,
): { readonly agreed: Agreed; readonly answer: SaPayload } | Refusal {
  const payload = required(message, 'sa');
  const fault = faultOfSa(payload, 1);
  if (fault !== undefined) return unproven(malformedMessage(place(sa, 1), fault.why, fault.notify));
  const vendors = announcedIn(message);
  // Whom a refusal goes to must be known, so that it is told as well as it can be.
  rememberVendorIds(sa, vendors);
  const sound = soundProposals(sa.peer);
  const methods = usableMethods(sa);
  const gssIdentity = ownGssIdentity(sa.peer.authentication);
  const selection = selectMainMode(payload, sound, methods, vendors, gssIdentity);
  if ('choice' in selection) {
    const { attributes } = selection.choice;
    const { lifetime, keeping } = sa.peer;
    if (keeping.longerLifetime === 'refuse' && asksForLonger(lifetime, attributes))
      return unproven(
        lifetimeTooLong(place(sa, 1), compareLifetimes(lifetime, attributes)),
        REFUSED,
      );
    return {
      agreed: agree(sa, selection.choice, payload.raw.slice()),
      answer: selection.answer,
    };
  }
  const { comparison } = selection;
  const weak = selectMainMode(payload, sa.peer.proposals, methods, vendors);
  if ('choice' in weak) {
    const weaknesses = mainModeWeaknesses(weak.choice.proposal);
    return unproven(weakMainModeProposal(place(sa, 1), weaknesses, comparison), REFUSED);
  }
  const hindrance = hindranceOf(sa, payload, vendors);
  if (hindrance !== undefined) return unproven(hindrance, REFUSED);
  const advice = [...adviceOnOffer(payload, vendors, methods), ...adviceOnObstacles(obstacles(sa))];
  return unproven(noCommonMainModeProposal(place(sa, 1), comparison, advice), REFUSED);
}

/** The failure of a responder that would choose a method of its list, were there no obstacle to it. */
function hindranceOf(
  sa: IsakmpSa,
  offer: SaPayload,
  vendors: ReadonlySet<string>,
): Failure | undefined {
  if (sa.phaseOne !== 'main mode') return undefined;
  for (const { method, obstacle } of listedMethods(sa)) {
    const failure = obstacle && method.hindered?.(place(sa, 1), obstacle);
    if (!failure) continue;
    const would = selectMainMode(offer, soundProposals(sa.peer), [method.id], vendors);
    if ('choice' in would) return failure;
  }
  return undefined;
}

/** Message 2, for an initiator: what the responder chose, or what is wrong with it. */
export function checkAnswer(
  sa: IsakmpSa,
  offered: { readonly offer: SaPayload; readonly saBody: Uint8Array },
  message: Incoming,
): { readonly agreed: Agreed } | Refusal {
  const payload = required(message, 'sa');
  const answer = checkMainModeAnswer(
    payload,
    offered.offer,
    soundProposals(sa.peer),
    usableMethods(sa),
    announcedIn(message),
  );
  if (answer === MEANS_XAUTH) return unproven(methodMisunderstood(place(sa, 2)));
  if (typeof answer === 'string')
    return unproven(malformedMessage(place(sa, 2), answer, 'BAD-PROPOSAL-SYNTAX'));
  return { agreed: agree(sa, answer, offered.saBody) };
}

function agree(sa: IsakmpSa, choice: MainModeChoice, saBody: Uint8Array): Agreed {
  const method = authMethod(choice.authentication)!;
  return {
    saBody,
    choice,
    method,
    progress: method.begin?.(sa, choice.attributes) ?? {},
    lifetime: effectiveLifetime(sa.peer.lifetime, choice.attributes),
  };
}

/** What is wrong with a peer's part of the keys at first sight: before anything costly is computed. */
export function faultOfKeys(
  { sa }: PhaseOneContext,
  { choice }: Agreed,
  message: Incoming,
  number: number,
): Refusal | undefined {
  const nonceFault = faultOfNonce(required(message, 'nonce').data);
  if (nonceFault !== undefined) return unproven(malformedMessage(place(sa, number), nonceFault));
  try {
    checkPublicValue(groupFacts(choice.proposal.group), required(message, 'ke').data);
    return undefined;
  } catch (error) {
    if (!(error instanceof BadPublicValue)) throw error;
    return unproven(badPublicValue(place(sa, number), error.message));
  }
}

/** This host's part of a key exchange. */
export interface OwnKeys {
  readonly pair: DhKeyPair;
  readonly ownNonce: Uint8Array;
}

/** A key pair and a nonce for one negotiation. */
export function freshKeys(
  { provider, random }: PhaseOneContext,
  { group, hash }: MainModeProposal,
): OwnKeys {
  const pair = provider.generateKeyPair(group, random);
  return { pair, ownNonce: newNonce(random, hash) };
}

/** The keys, on the side that now knows both public values and both nonces (RFC 2409 5, App. B). */
export function makeKeys(
  context: PhaseOneContext,
  agreed: Agreed,
  message: Incoming,
  number: number,
  own?: OwnKeys,
): { readonly state: PhaseOneState<'keyed'> } | Refusal {
  const { provider, sa } = context;
  const { choice, method } = agreed;
  const { hash, encryption, keyBits } = choice.proposal;
  const peerPublic = copyOfMessage(required(message, 'ke').data);
  const peerNonce = required(message, 'nonce').data.slice();
  const fault = faultOfKeys(context, agreed, message, number);
  if (fault !== undefined) return fault;
  // What is bad at first sight costs no key pair.
  const { pair, ownNonce } = own ?? freshKeys(context, choice.proposal);
  // Whoever sends this host's own message 3 back to it would otherwise pass for its peer until message 6.
  if (equal(peerPublic, pair.publicValue))
    return unproven(badPublicValue(place(sa, number), "The value is this host's own"));
  let sharedSecret: Uint8Array;
  try {
    sharedSecret = provider.sharedSecret(pair, peerPublic);
  } catch (error) {
    if (!(error instanceof BadPublicValue)) throw error;
    return unproven(badPublicValue(place(sa, number), error.message));
  }
  const initiator = sa.role === 'initiator';
  const [initiatorNonce, responderNonce] = initiator
    ? [ownNonce, peerNonce]
    : [peerNonce, ownNonce];
  const [initiatorPublic, responderPublic] = initiator
    ? [pair.publicValue, peerPublic]
    : [peerPublic, pair.publicValue];
  const skeyid = method.skeyid({
    provider,
    hash,
    peer: sa.peer,
    initiatorNonce,
    responderNonce,
    sharedSecret,
  });
  const skeyids = deriveSkeyids(provider, hash, skeyid, sharedSecret, cookiesOf(sa));
  const cipherKey = expandCipherKey(provider, hash, skeyids.skeyidE, keyBits / 8);
  const weakness = weakKeyFault(encryption, cipherKey);
  if (weakness !== undefined) return unproven(weakKey(place(sa, number), weakness));
  const cbc = provider.cbc(encryption, cipherKey);
  const firstIv = phase1Iv(provider, hash, initiatorPublic, responderPublic, cbc.blockOctets);
  const { skeyidD, skeyidA, skeyidE } = skeyids;
  const keys = {
    skeyid,
    skeyidD,
    skeyidA,
    skeyidE,
    cbc,
    cipherKey,
    firstIv,
    initiatorPublic,
    responderPublic,
  };
  return { state: keyed(agreed, keys, ownNonce) };
}

/** The states of an exchange are written field by field: to spread one into the next takes 3 us. */
function keyed(
  { saBody, choice, lifetime, method, progress }: Agreed,
  keys: PhaseOneKeys,
  ownNonce: Uint8Array,
): PhaseOneState<'keyed'> {
  return { at: 'keyed', saBody, choice, lifetime, method, progress, keys, ownNonce };
}

/** The payloads that say who this host is, and prove it: for message 5 or 6. */
export function prove<S extends Keyed>(
  context: PhaseOneContext,
  state: S,
  companions: readonly Payload[],
): MayWait<Built<S>> {
  const { sa } = context;
  const input = authInput(sa, state, sa.role === 'initiator' ? 5 : 6);
  const id = ownId(input, state.method);
  sa.ownIdentity = identityText(id);
  const hash = identityHash(context, state, sa.role === 'initiator', encodePayloadBody(id));
  return andThen(state.method.prove(proofInput(input, hash)), (proof) =>
    'failure' in proof ? proof : { payloads: [id, ...proof.payloads, ...companions], state },
  );
}

/** What an authentication method is asked with. */
export function authInput(sa: IsakmpSa, { progress }: Agreed, message: number): AuthInput {
  return { sa, progress, place: place(sa, message) };
}

/** The same with the hash that is proved: field by field, since to spread the one into the other takes 2 us. */
export function proofInput(
  { sa, progress, place: where }: AuthInput,
  hash: Uint8Array,
): ProofInput {
  return { sa, progress, place: where, hash };
}

/** IDii or IDir of this host: what policy says, else what the method has, else its address. */
function ownId(input: AuthInput, method: AuthMethod): IdentificationPayload {
  const { sa } = input;
  if (sa.peer.localIdentity === undefined) {
    const identity = method.identity?.(input);
    if (identity !== undefined) return identity;
  }
  return configuredId(sa);
}

/** The identity of this host as its policy says it. */
export function configuredId(sa: IsakmpSa): IdentificationPayload {
  return phaseOneId(sa.peer.localIdentity, sa.path.local.address);
}

/** Why the peer's proved identity is not taken. */
export function refusalOfIdentity(
  sa: IsakmpSa,
  id: IdentificationPayload,
  number: number,
  proof: Authentication['method'] = 'pre-shared-key',
): Failure | undefined {
  const accepted = sa.peer.remoteIdentity;
  const fallback = sa.path.remote.address;
  const fault = phaseOneIdFault(id);
  if (fault === undefined && (accepted === undefined || identityMatches(id, accepted, fallback)))
    return undefined;
  const expected = accepted === undefined ? 'any' : configuredIdentityText(accepted, fallback);
  const at = place(sa, number);
  return proof === 'pre-shared-key'
    ? identityNotAccepted(at, expected, identityText(id), fault)
    : provedIdentityNotAccepted(at, proof, expected, identityText(id), fault);
}

/** HASH_I where `ofInitiator`, else HASH_R (RFC 2409 5). */
export function identityHash(
  { sa, provider }: PhaseOneContext,
  { choice, keys, saBody, method, progress }: Keyed,
  ofInitiator: boolean,
  ownIdBody: Uint8Array,
): Uint8Array {
  const [ownPublic, otherPublic] = ofInitiator
    ? [keys.initiatorPublic, keys.responderPublic]
    : [keys.responderPublic, keys.initiatorPublic];
  const [ownCookie, otherCookie] = ofInitiator
    ? [sa.initiatorCookie, sa.responderCookie]
    : [sa.responderCookie, sa.initiatorCookie];
  const tail = method.hashTail?.({ sa, progress }, ofInitiator) ?? [];
  const input = { ownPublic, otherPublic, ownCookie, otherCookie, saBody, ownIdBody, tail };
  const hash = method.proofHash ?? choice.proposal.hash;
  return phaseOneHash(provider, hash, keys.skeyid, input);
}

/** A message of phase 1, as its failures say where they are. */
export function place({ phaseOne, peer }: IsakmpSa, message: number): Place {
  const where = `${phaseOne}, message ${message}`;
  return { where, peer: peer.name, keyFoundBy: keyFoundBy(peer) };
}

/** What is well formed, and yet not what the policy wants. */
const REFUSED: DropCause = 'not-acceptable';

export function unproven(failure: Failure, cause?: DropCause): Refusal {
  return { failure, proven: false, ...(cause === undefined ? {} : { cause }) };
}

export function expect<A extends MainModeState['at']>(
  state: MainModeState,
  at: A,
): PhaseOneState<A> {
  if (state.at !== at) return unreachable(state as never);
  return state as PhaseOneState<A>;
}
