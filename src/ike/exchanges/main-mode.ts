/**
 * Main mode (RFC 2409 5): six messages that agree on algorithms, make keys, and prove identities.
 *
 *     1  initiator  HDR, SA               4  responder  HDR, KE, Nr       (forms of 3 to 6 are the
 *     2  responder  HDR, SA               5  initiator  HDR*, IDii, ...    authentication method's)
 *     3  initiator  HDR, KE, Ni           6  responder  HDR*, IDir, ...
 */

import type { Payload } from '../../wire/isakmp/payload.ts';
import { encodePayloadBody } from '../../wire/isakmp/payloads.ts';
import { EXCHANGE } from '../../wire/numbers/isakmp.ts';
import type { Began, Taken } from '../auth/method.ts';
import { listedMethods, obstacles, usableMethods } from '../auth/methods.ts';
import { keyFoundBy, preSharedKey } from '../auth/pre-shared-key.ts';
import type { Failure } from '../failure.ts';
import { noUsableMethod } from '../failures/methods.ts';
import { identityText } from '../identity.ts';
import { type Agreed, authenticated, type IsakmpSa, type MainModeState } from '../isakmp-sa.ts';
import { offerMainMode } from '../offers/main-mode-offer.ts';
import { andThen, type MayWait } from '../script/await.ts';
import { faultOfBareNotifies } from '../script/companions.ts';
import type { Accepted, Built, Exchange, Incoming, MessageStep } from '../script/exchange.ts';
import { required } from '../script/incoming.ts';
import { keyExchangePayload, noncePayload } from '../script/make-payload.ts';
import { soundProposals } from '../weakness.ts';
import {
  authInput,
  checkAnswer,
  chooseOffer,
  expect,
  faultOfKeys,
  freshKeys,
  identityHash,
  makeKeys,
  type OwnKeys,
  type PhaseOneContext,
  type PhaseOneState,
  place,
  proofInput,
  prove,
  refusalOfIdentity,
} from './phase-one.ts';

type Step = MessageStep<PhaseOneContext, MainModeState>;

const offer: Step = {
  from: 'initiator',
  form: 'HDR, SA',
  build({ sa }, _state, companions) {
    const methods = usableMethods(sa);
    if (methods.length === 0) return { failure: nothingToOffer(sa) };
    const payload = offerMainMode(soundProposals(sa.peer), methods, sa.peer);
    const state = { at: 'offered', offer: payload, saBody: encodePayloadBody(payload) } as const;
    return { payloads: [payload, ...companions], state };
  },
  accept({ sa }, _state, message) {
    const chosen = chooseOffer(sa, message);
    if (!('agreed' in chosen)) return chosen;
    return { state: { at: 'chosen', answer: chosen.answer, ...chosen.agreed } };
  },
};

const choose: Step = {
  from: 'responder',
  form: 'HDR, SA',
  build(_context, state, companions) {
    const { answer, saBody, choice, lifetime, method, progress } = expect(state, 'chosen');
    return {
      payloads: [answer, ...companions],
      state: { at: 'agreed', saBody, choice, lifetime, method, progress },
    };
  },
  accept({ sa }, state, message) {
    const checked = checkAnswer(sa, expect(state, 'offered'), message);
    return 'agreed' in checked ? { state: { at: 'agreed', ...checked.agreed } } : checked;
  },
};

const initiatorKeys: Step = {
  from: 'initiator',
  form: undefined,
  build(context, state, companions) {
    const agreed = expect(state, 'agreed');
    const { pair, ownNonce } = freshKeys(context, agreed.choice.proposal);
    const own = { publicValue: pair.publicValue, ownNonce };
    return andThen(keyMessage(context, agreed, 3, own, companions), (made) => {
      if ('failure' in made) return made;
      const { saBody, choice, lifetime, method, progress } = made.state;
      const { payloads } = made;
      return {
        payloads,
        state: { at: 'keys-offered', saBody, choice, lifetime, method, progress, pair, ownNonce },
      };
    });
  },
  accept: (context, state, message) => takeKeys(context, expect(state, 'agreed'), message, 3),
};

const responderKeys: Step = {
  from: 'responder',
  form: undefined,
  build(context, state, companions) {
    const keyed = expect(state, 'keyed');
    const own = { publicValue: keyed.keys.responderPublic, ownNonce: keyed.ownNonce };
    return keyMessage(context, keyed, 4, own, companions);
  },
  accept(context, state, message) {
    const offered = expect(state, 'keys-offered');
    return takeKeys(context, offered, message, 4, offered);
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

export const mainMode: Exchange<PhaseOneContext, MainModeState> = {
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
  undecodable({ sa }, state, where, symptom) {
    const { undecodable } = 'method' in state ? state.method : preSharedKey;
    return undecodable({ where, peer: sa.peer.name, keyFoundBy: keyFoundBy(sa.peer) }, symptom);
  },
  abandon: () => undefined,
};

/** Why there is nothing to begin with: where the policy has one method alone, in that one's words. Nothing is sent. */
function nothingToOffer(sa: IsakmpSa): Failure {
  const at = place(sa, 1);
  const [only, ...others] = listedMethods(sa);
  const own =
    others.length === 0 && only?.obstacle !== undefined
      ? only.method.hindered?.(at, only.obstacle)
      : undefined;
  return { ...(own ?? noUsableMethod(at, obstacles(sa))), notify: undefined };
}

/** Message 3 or 4: public value, nonce, and what the authentication method sends with them. */
function keyMessage<A extends Agreed>(
  { sa }: PhaseOneContext,
  state: A,
  number: 3 | 4,
  own: { readonly publicValue: Uint8Array; readonly ownNonce: Uint8Array },
  companions: readonly Payload[],
): MayWait<Built<A>> {
  const { method, progress } = state;
  const began = method.besideKeys?.(authInput(sa, state, number)) ?? { payloads: [], progress };
  return andThen<Began, Built<A>>(began, (beside) => {
    if ('failure' in beside) return beside;
    const keys = [keyExchangePayload(own.publicValue), noncePayload(own.ownNonce)];
    return {
      payloads: [...keys, ...beside.payloads, ...companions],
      // Most methods send nothing beside the keys, and remember nothing of it.
      state: beside.progress === progress ? state : { ...state, progress: beside.progress },
    };
  });
}

/** The keys, and what came beside them. */
function takeKeys(
  context: PhaseOneContext,
  agreed: Agreed,
  message: Incoming,
  number: 3 | 4,
  own?: OwnKeys,
): MayWait<Accepted<MainModeState>> {
  const { method } = agreed;
  if (method.takeBesideKeys === undefined) return makeKeys(context, agreed, message, number, own);
  const fault = faultOfKeys(context, agreed, message, number);
  if (fault !== undefined) return fault;
  const taken = method.takeBesideKeys(authInput(context.sa, agreed, number), message);
  // The costly part comes last: what does not fit the method costs no key pair.
  return andThen<Taken, Accepted<MainModeState>>(taken, (beside) =>
    'progress' in beside
      ? makeKeys(context, { ...agreed, progress: beside.progress }, message, number, own)
      : beside,
  );
}

function verify(
  context: PhaseOneContext,
  state: PhaseOneState<'keyed'>,
  message: Incoming,
  number: 5 | 6,
): MayWait<Accepted<MainModeState>> {
  const { sa } = context;
  const id = required(message, 'id');
  const fault = faultOfBareNotifies(sa, message);
  if (fault !== undefined) {
    return { drop: 'undecryptable', detail: `${place(sa, number).where}: ${fault}` };
  }
  const hash = identityHash(context, state, sa.role !== 'initiator', id.raw);
  const input = proofInput(authInput(sa, state, number), hash);
  return andThen(state.method.verify(input, id, message.payloads), (verdict) => {
    if (!('by' in verdict)) return verdict;
    const { uses } = state.method;
    const refusal =
      verdict.identity === undefined ? refusalOfIdentity(sa, id, number, uses) : undefined;
    if (refusal !== undefined) return { failure: refusal, proven: true };
    const identity = verdict.identity ?? identityText(id);
    return { state: authenticated(state, state.keys, identity, verdict.by) };
  });
}
