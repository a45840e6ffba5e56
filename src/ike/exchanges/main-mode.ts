/**
 * Main mode (RFC 2409 5): six messages that agree on algorithms, make keys, and prove identities.
 *
 *     1  initiator  HDR, SA               4  responder  HDR, KE, Nr       (forms of 3 to 6 are the
 *     2  responder  HDR, SA               5  initiator  HDR*, IDii, ...    authentication method's)
 *     3  initiator  HDR, KE, Ni           6  responder  HDR*, IDir, ...
 */

import { encodePayloadBody } from '../../wire/isakmp/payloads.ts';
import { EXCHANGE } from '../../wire/numbers/isakmp.ts';
import { hashWrong, presharedKeysDiffer } from '../failures/main-mode.ts';
import { identityText } from '../identity.ts';
import type { MainModeState } from '../isakmp-sa.ts';
import { offerMainMode } from '../offers/main-mode-offer.ts';
import { faultOfBareNotifies } from '../script/companions.ts';
import type { Accepted, Exchange, Incoming, MessageStep } from '../script/exchange.ts';
import { required } from '../script/incoming.ts';
import { keyExchangePayload, noncePayload } from '../script/make-payload.ts';
import { soundProposals } from '../weakness.ts';
import {
  checkAnswer,
  chooseOffer,
  expect,
  freshKeys,
  identityHash,
  METHOD_IDS,
  makeKeys,
  type PhaseOneContext,
  type PhaseOneState,
  place,
  prove,
  refusalOfIdentity,
  unproven,
} from './phase-one.ts';

type Step = MessageStep<PhaseOneContext, MainModeState>;

const offer: Step = {
  from: 'initiator',
  form: 'HDR, SA',
  build({ sa }, _state, companions) {
    const payload = offerMainMode(soundProposals(sa.peer), METHOD_IDS, sa.peer);
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
    const { answer, ...agreed } = expect(state, 'chosen');
    return { payloads: [answer, ...companions], state: { ...agreed, at: 'agreed' } };
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
    const payloads = [keyExchangePayload(pair.publicValue), noncePayload(ownNonce), ...companions];
    return { payloads, state: { ...agreed, at: 'keys-offered', pair, ownNonce } };
  },
  accept: (context, state, message) => makeKeys(context, expect(state, 'agreed'), message, 3),
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
    return makeKeys(context, agreed, message, 4, { pair, ownNonce });
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
  undecodable({ sa }, _state, where, symptom) {
    return unproven(presharedKeysDiffer({ where, peer: sa.peer.name }, symptom));
  },
  abandon: () => undefined,
};

function verify(
  context: PhaseOneContext,
  state: PhaseOneState<'keyed'>,
  message: Incoming,
  number: 5 | 6,
): Accepted<MainModeState> {
  const { sa } = context;
  const id = required(message, 'id');
  const fault = faultOfBareNotifies(sa, message);
  if (fault !== undefined) {
    return { drop: 'undecryptable', detail: `${place(sa, number).where}: ${fault}` };
  }
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
