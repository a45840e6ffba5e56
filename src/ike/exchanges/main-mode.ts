/**
 * Main mode (RFC 2409 5): six messages that agree on algorithms, make keys, and prove identities.
 *
 *     1  initiator  HDR, SA               4  responder  HDR, KE, Nr       (forms of 3 to 6 are the
 *     2  responder  HDR, SA               5  initiator  HDR*, IDii, ...    authentication method's)
 *     3  initiator  HDR, KE, Ni           6  responder  HDR*, IDir, ...
 */

import { unreachable } from '../../base/assert.ts';
import { equal } from '../../base/bytes.ts';
import type { Random } from '../../base/random.ts';
import { BadPublicValue, type CryptoProvider, type DhKeyPair } from '../../crypto/provider.ts';
import type { IdentificationPayload, Payload } from '../../wire/isakmp/payload.ts';
import { encodePayloadBody } from '../../wire/isakmp/payloads.ts';
import { EXCHANGE } from '../../wire/numbers/isakmp.ts';
import { AUTH_METHODS, authMethod } from '../auth/method.ts';
import type { Failure } from '../failure.ts';
import { badPublicValue, malformedMessage } from '../failures/general.ts';
import {
  hashWrong,
  identityNotAccepted,
  noCommonMainModeProposal,
  presharedKeysDiffer,
} from '../failures/main-mode.ts';
import {
  configuredIdentityText,
  identityMatches,
  identityText,
  phaseOneId,
  phaseOneIdFault,
} from '../identity.ts';
import { type Agreed, cookiesOf, type IsakmpSa, type MainModeState } from '../isakmp-sa.ts';
import { deriveSkeyids, expandCipherKey, phase1Iv, phaseOneHash } from '../keymat.ts';
import { effectiveLifetime } from '../offers/attribute-set.ts';
import {
  checkMainModeAnswer,
  type MainModeChoice,
  offerMainMode,
  selectMainMode,
} from '../offers/main-mode-offer.ts';
import type {
  Accepted,
  Built,
  Exchange,
  Incoming,
  MessageStep,
  Refusal,
} from '../script/exchange.ts';
import { faultOfNonce, required } from '../script/incoming.ts';
import { keyExchangePayload, newNonce, noncePayload } from '../script/make-payload.ts';

export interface MainModeContext {
  readonly sa: IsakmpSa;
  readonly provider: CryptoProvider;
  readonly random: Random;
}

type State<A extends MainModeState['at']> = Extract<MainModeState, { at: A }>;
type Step = MessageStep<MainModeContext, MainModeState>;

const METHOD_IDS = AUTH_METHODS.map((method) => method.id);

const offer: Step = {
  from: 'initiator',
  form: 'HDR, SA',
  build({ sa }, _state, companions) {
    const payload = offerMainMode(sa.peer.proposals, METHOD_IDS, sa.peer.lifetime);
    const state = { at: 'offered', offer: payload, saBody: encodePayloadBody(payload) } as const;
    return { payloads: [payload, ...companions], state };
  },
  accept({ sa }, _state, message) {
    const payload = required(message, 'sa');
    const selection = selectMainMode(payload, sa.peer.proposals, METHOD_IDS);
    if ('comparison' in selection) {
      return unproven(noCommonMainModeProposal(place(sa, 1), selection.comparison));
    }
    const agreed = agree(sa, selection.choice, payload.raw.slice());
    return { state: { at: 'chosen', answer: selection.answer, ...agreed } };
  },
};

const choose: Step = {
  from: 'responder',
  form: 'HDR, SA',
  build(_context, state, companions) {
    const { answer, ...agreed } = expect(state, 'chosen');
    return { payloads: [answer, ...companions], state: { ...agreed, at: 'agreed' } };
  },
  accept({ sa }, state, message) {
    const offered = expect(state, 'offered');
    const answer = checkMainModeAnswer(
      required(message, 'sa'),
      offered.offer,
      sa.peer.proposals,
      METHOD_IDS,
    );
    if (typeof answer === 'string') return unproven(malformedMessage(place(sa, 2), answer));
    return { state: { at: 'agreed', ...agree(sa, answer, offered.saBody) } };
  },
};

const initiatorKeys: Step = {
  from: 'initiator',
  form: undefined,
  build(context, state, companions) {
    const agreed = expect(state, 'agreed');
    const pair = context.provider.generateKeyPair(agreed.choice.proposal.group, context.random);
    const ownNonce = newNonce(context.random, agreed.choice.proposal.hash);
    const payloads = [keyExchangePayload(pair.publicValue), noncePayload(ownNonce), ...companions];
    return { payloads, state: { ...agreed, at: 'keys-offered', pair, ownNonce } };
  },
  accept(context, state, message) {
    const agreed = expect(state, 'agreed');
    const pair = context.provider.generateKeyPair(agreed.choice.proposal.group, context.random);
    const ownNonce = newNonce(context.random, agreed.choice.proposal.hash);
    return makeKeys(context, agreed, pair, ownNonce, message, 3);
  },
};

const responderKeys: Step = {
  from: 'responder',
  form: undefined,
  build(_context, state, companions) {
    const keyed = expect(state, 'keyed');
    const payloads = [
      keyExchangePayload(keyed.keys.responderPublic),
      noncePayload(keyed.ownNonce),
      ...companions,
    ];
    return { payloads, state: keyed };
  },
  accept(context, state, message) {
    const { pair, ownNonce, ...agreed } = expect(state, 'keys-offered');
    return makeKeys(context, agreed, pair, ownNonce, message, 4);
  },
};

const initiatorProof: Step = {
  from: 'initiator',
  form: undefined,
  build: (context, state, companions) => prove(context, expect(state, 'keyed'), companions),
  accept: (context, state, message) => verify(context, expect(state, 'keyed'), message, 5),
};

const responderProof: Step = {
  from: 'responder',
  form: undefined,
  build: (context, state, companions) => prove(context, expect(state, 'authenticated'), companions),
  accept: (context, state, message) => verify(context, expect(state, 'keyed'), message, 6),
};

export const mainMode: Exchange<MainModeContext, MainModeState> = {
  name: 'main mode',
  type: EXCHANGE.identityProtection,
  phase: 1,
  reference: 'RFC 2409 5',
  messages: [offer, choose, initiatorKeys, responderKeys, initiatorProof, responderProof],
  formOf(number, state) {
    const form = this.messages[number - 1]!.form;
    if (form !== undefined) return form;
    if (!('method' in state)) throw new Error(`message ${number} before a method is agreed`);
    return state.method.forms[number as 3 | 4 | 5 | 6];
  },
  firstChain: (_context, state) =>
    'keys' in state ? { cbc: state.keys.cbc, iv: state.keys.firstIv } : undefined,
  hashOf: (_context, state) => ('choice' in state ? state.choice.proposal.hash : undefined),
  undecodable({ sa }, _state, where, symptom) {
    return unproven(presharedKeysDiffer({ where, peer: sa.peer.name }, symptom));
  },
  abandon: () => undefined,
};

function agree(sa: IsakmpSa, choice: MainModeChoice, saBody: Uint8Array): Agreed {
  const method = authMethod(choice.authentication)!;
  return {
    saBody,
    choice,
    method,
    lifetime: effectiveLifetime(sa.peer.lifetime, choice.attributes),
  };
}

/** Messages 3 and 4 from the side that now knows both public values (RFC 2409 5, App. B). */
function makeKeys(
  context: MainModeContext,
  { saBody, choice, lifetime, method }: Agreed,
  pair: DhKeyPair,
  ownNonce: Uint8Array,
  message: Incoming,
  number: 3 | 4,
): Accepted<MainModeState> {
  const { provider, sa } = context;
  const { hash, encryption, keyBits } = choice.proposal;
  const peerPublic = required(message, 'ke').data.slice();
  const peerNonce = required(message, 'nonce').data.slice();
  const nonceFault = faultOfNonce(peerNonce);
  if (nonceFault !== undefined) return unproven(malformedMessage(place(sa, number), nonceFault));
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
  const cbc = provider.cbc(encryption, cipherKey);
  const firstIv = phase1Iv(provider, hash, initiatorPublic, responderPublic, cbc.blockOctets);
  const keys = { ...skeyids, cbc, cipherKey, firstIv, initiatorPublic, responderPublic };
  return { state: { at: 'keyed', saBody, choice, lifetime, method, keys, ownNonce } };
}

function prove(
  context: MainModeContext,
  state: State<'keyed'> | State<'authenticated'>,
  companions: readonly Payload[],
): Built<MainModeState> {
  const { sa } = context;
  const id = phaseOneId(sa.peer.localIdentity, sa.path.local.address);
  const hash = identityHash(context, state, sa.role === 'initiator', encodePayloadBody(id));
  return { payloads: [id, ...state.method.prove({ hash, peer: sa.peer }), ...companions], state };
}

function verify(
  context: MainModeContext,
  state: State<'keyed'>,
  message: Incoming,
  number: 5 | 6,
): Accepted<MainModeState> {
  const { sa } = context;
  const id = required(message, 'id');
  const hash = identityHash(context, state, sa.role !== 'initiator', id.raw);
  if (!state.method.verify({ hash, peer: sa.peer }, id, message.payloads)) {
    return unproven(hashWrong(place(sa, number), number === 5 ? 'HASH_I' : 'HASH_R'));
  }
  const refusal = refusalOfIdentity(sa, id, number);
  if (refusal !== undefined) return { failure: refusal, proven: true };
  const { saBody, choice, lifetime, method, keys } = state;
  const remoteIdentity = identityText(id);
  return { state: { at: 'authenticated', saBody, choice, lifetime, method, keys, remoteIdentity } };
}

function refusalOfIdentity(
  sa: IsakmpSa,
  id: IdentificationPayload,
  number: number,
): Failure | undefined {
  const accepted = sa.peer.remoteIdentity;
  const fallback = sa.path.remote.address;
  const fault = phaseOneIdFault(id);
  if (fault === undefined && (accepted === undefined || identityMatches(id, accepted, fallback)))
    return undefined;
  const expected = accepted === undefined ? 'any' : configuredIdentityText(accepted, fallback);
  return identityNotAccepted(place(sa, number), expected, identityText(id), fault);
}

/** HASH_I where `ofInitiator`, else HASH_R (RFC 2409 5). */
function identityHash(
  { sa, provider }: MainModeContext,
  { choice, keys, saBody }: State<'keyed'> | State<'authenticated'>,
  ofInitiator: boolean,
  ownIdBody: Uint8Array,
): Uint8Array {
  const [ownPublic, otherPublic] = ofInitiator
    ? [keys.initiatorPublic, keys.responderPublic]
    : [keys.responderPublic, keys.initiatorPublic];
  const [ownCookie, otherCookie] = ofInitiator
    ? [sa.initiatorCookie, sa.responderCookie]
    : [sa.responderCookie, sa.initiatorCookie];
  const input = { ownPublic, otherPublic, ownCookie, otherCookie, saBody, ownIdBody };
  return phaseOneHash(provider, choice.proposal.hash, keys.skeyid, input);
}

function place(sa: IsakmpSa, message: number): { where: string; peer: string } {
  return { where: `main mode, message ${message}`, peer: sa.peer.name };
}

function unproven(failure: Failure): Refusal {
  return { failure, proven: false };
}

function expect<A extends MainModeState['at']>(state: MainModeState, at: A): State<A> {
  if (state.at !== at) return unreachable(state as never);
  return state as State<A>;
}
