/**
 * Aggressive mode with a pre-shared key (RFC 2409 5.4): main mode in three messages.
 *
 *     1  initiator  HDR, SA, KE, Ni, IDii
 *     2  responder  HDR, SA, KE, Nr, IDir, HASH_R
 *     3  initiator  HDR[*], HASH_I
 *
 * Identities are in clear, the group is the initiator's to choose, and HASH_R lets anybody who sees it
 * try keys. So it is off unless the policy says otherwise, and an event tells of its use.
 */

import { encodePayloadBody } from '../../wire/isakmp/payloads.ts';
import { EXCHANGE } from '../../wire/numbers/isakmp.ts';
import { obstacles, usableMethods } from '../auth/methods.ts';
import { holdsHash, keyFoundBy, provedByKey } from '../auth/pre-shared-key.ts';
import { aggressiveHashWrong, statedIdentityNotAccepted } from '../failures/aggressive-mode.ts';
import { hashWrong, presharedKeysDiffer } from '../failures/main-mode.ts';
import { noUsableMethod } from '../failures/methods.ts';
import { identityText } from '../identity.ts';
import { authenticated, type IsakmpSa, type MainModeState } from '../isakmp-sa.ts';
import { offerMainMode } from '../offers/main-mode-offer.ts';
import type { Exchange, MessageStep } from '../script/exchange.ts';
import { required } from '../script/incoming.ts';
import { hashPayload, keyExchangePayload, noncePayload } from '../script/make-payload.ts';
import { soundProposals } from '../weakness.ts';
import {
  checkAnswer,
  chooseOffer,
  configuredId,
  expect,
  freshKeys,
  identityHash,
  makeKeys,
  type PhaseOneContext,
  type PhaseOneState,
  place,
  refusalOfIdentity,
  unproven,
} from './phase-one.ts';

type Step = MessageStep<PhaseOneContext, MainModeState>;

const offer: Step = {
  from: 'initiator',
  form: 'HDR, SA, KE, Ni, IDii',
  build(context, _state, companions) {
    const { sa } = context;
    const methods = usableMethods(sa);
    if (methods.length === 0) return { failure: noUsableMethod(place(sa, 1), obstacles(sa)) };
    const proposals = soundProposals(sa.peer);
    // RFC 2409 5: KE is in message 1, so its group cannot be negotiated: only offers of one group fit.
    const first = proposals[0]!;
    const ofGroup = proposals.filter((proposal) => proposal.group === first.group);
    const payload = offerMainMode(ofGroup, methods, sa.peer);
    const { pair, ownNonce } = freshKeys(context, first);
    const saBody = encodePayloadBody(payload);
    return {
      payloads: [
        payload,
        keyExchangePayload(pair.publicValue),
        noncePayload(ownNonce),
        configuredId(sa),
        ...companions,
      ],
      state: { at: 'offered-with-keys', offer: payload, saBody, pair, ownNonce },
    };
  },
  accept(context, _state, message) {
    const { sa } = context;
    const id = required(message, 'id');
    // Whoever states another identity does not get a hash to guess by.
    const stranger = refusalOfIdentity(sa, id, 1);
    if (stranger !== undefined)
      return unproven(statedIdentityNotAccepted(place(sa, 1), stranger), 'not-acceptable');
    const chosen = chooseOffer(sa, message);
    if (!('agreed' in chosen)) return chosen;
    const made = makeKeys(context, chosen.agreed, message, 1);
    if (!('state' in made)) return made;
    const peerId = { body: id.raw.slice(), text: identityText(id) };
    return {
      state: { ...made.state, at: 'chosen-with-keys', answer: chosen.answer, peerId },
    };
  },
};

const answer: Step = {
  from: 'responder',
  form: 'HDR, SA, KE, Nr, IDir, HASH_R',
  build(context, state, companions) {
    const { answer: sa, ownNonce, ...keyed } = expect(state, 'chosen-with-keys');
    const id = configuredId(context.sa);
    return {
      payloads: [
        sa,
        keyExchangePayload(keyed.keys.responderPublic),
        noncePayload(ownNonce),
        id,
        hashPayload(identityHash(context, keyed, false, encodePayloadBody(id))),
        ...companions,
      ],
      state: { ...keyed, at: 'answered' },
    };
  },
  accept(context, state, message) {
    const { sa } = context;
    const { pair, ownNonce, ...offered } = expect(state, 'offered-with-keys');
    const checked = checkAnswer(sa, offered, message);
    if (!('agreed' in checked)) return checked;
    const made = makeKeys(context, checked.agreed, message, 2, { pair, ownNonce });
    if (!('state' in made)) return made;
    const id = required(message, 'id');
    const hash = identityHash(context, made.state, false, id.raw);
    if (!holdsHash(message.payloads, hash))
      return unproven(aggressiveHashWrong(place(sa, 2)), 'bad-hash');
    const stranger = refusalOfIdentity(sa, id, 2);
    if (stranger !== undefined) return { failure: stranger, proven: true };
    const { ownNonce: _own, ...keyed } = made.state;
    return { state: proved(sa, keyed, identityText(id)) };
  },
};

const confirmation: Step = {
  from: 'initiator',
  // RFC 2409 5: encrypted or not is the sender's choice; this host encrypts.
  form: 'HDR[*], HASH_I',
  build(context, before, companions) {
    const { sa } = context;
    const state = expect(before, 'authenticated');
    const hash = identityHash(context, state, true, encodePayloadBody(configuredId(sa)));
    // The hash covers none of the others: behind them it lets nobody choose the IV of quick mode.
    return { payloads: [...companions, hashPayload(hash)], state };
  },
  accept(context, state, message) {
    const { sa } = context;
    const { peerId, ...keyed } = expect(state, 'answered');
    const hash = identityHash(context, keyed, true, peerId.body);
    if (!holdsHash(message.payloads, hash))
      return unproven(hashWrong(place(sa, 3), 'HASH_I'), 'bad-hash');
    return { state: proved(sa, keyed, peerId.text) };
  },
};

export const aggressiveMode: Exchange<PhaseOneContext, MainModeState> = {
  name: 'aggressive mode',
  type: EXCHANGE.aggressive,
  phase: 1,
  reference: 'RFC 2409 5.4',
  messages: [offer, answer, confirmation],
  formOf(number) {
    return this.messages[number - 1]!.form!;
  },
  firstChain: (_context, state) =>
    'keys' in state ? { cbc: state.keys.cbc, iv: state.keys.firstIv } : undefined,
  hashOf: (_context, state) => ('choice' in state ? state.choice.proposal.hash : undefined),
  undecodable({ sa }, _state, where, symptom) {
    return unproven(
      presharedKeysDiffer({ where, peer: sa.peer.name, keyFoundBy: keyFoundBy(sa.peer) }, symptom),
    );
  },
  abandon: () => undefined,
};

/** The state of a side whose peer has proved the key. */
function proved(
  { peer }: IsakmpSa,
  keyed: Omit<PhaseOneState<'keyed'>, 'at' | 'ownNonce'>,
  remoteIdentity: string,
): PhaseOneState<'authenticated'> {
  return authenticated(keyed, keyed.keys, remoteIdentity, provedByKey(peer));
}
