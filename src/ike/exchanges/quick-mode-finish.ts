/**
 * The end of a quick mode: message 3, and message 4 where the responder has set the commit bit.
 *
 *     3  initiator  HDR*, HASH(3)
 *     4  responder  HDR*, HASH(4), N (CONNECTED)     HASH(4) = prf(SKEYID_a, M-ID | N)
 *
 * RFC 2408 3.1 wants CONNECTED in an informational exchange with the message id of the quick mode;
 * Windows and racoon send it as a fourth message of quick mode. The two differ in the exchange type of
 * the header alone: the hash is HASH(1) of RFC 2409 5.7, and one message id has one chain of IVs. This
 * host sends the latter and takes both.
 */

import { compare, equalInConstantTime, u32 } from '../../base/bytes.ts';
import { encodePayloads } from '../../wire/isakmp/payloads.ts';
import { NOTIFY } from '../../wire/numbers/isakmp.ts';
import { hash1 } from '../keymat.ts';
import { mainProtocolOf } from '../offers/quick-mode-transform.ts';
import type { Accepted, MessageStep } from '../script/exchange.ts';
import { every, octetsBehind, required } from '../script/incoming.ts';
import { hashPayload, notifyPayload } from '../script/make-payload.ts';
import { confirmation } from './quick-mode-keys.ts';
import {
  badHash,
  expect,
  type QuickModeContext,
  type QuickModeState,
  type StateOf,
} from './quick-mode-state.ts';

type Step = MessageStep<QuickModeContext, QuickModeState>;

export const confirm: Step = {
  from: 'initiator',
  form: 'HDR*, HASH(3)',
  build(context, state, companions) {
    const answered = expect(state, 'answered');
    const payloads = [hashPayload(confirmation(context, answered)), ...companions];
    return { payloads, state: confirmed(answered) };
  },
  accept(context, state, message): Accepted<QuickModeState> {
    const answered = expect(state, 'answered');
    if (!equalInConstantTime(required(message, 'hash').data, confirmation(context, answered))) {
      return badHash('HASH(3)', 3);
    }
    return { state: confirmed(answered) };
  },
  taken: (context, state) => installOutbound(context, state),
};

export const connected: Step = {
  from: 'responder',
  form: 'HDR*, HASH(4)',
  build({ provider, keys, hash, messageId }, state, companions) {
    const { made, ...rest } = expect(state, 'confirmed');
    const behind = [
      notifyPayload(mainProtocolOf(made), NOTIFY.CONNECTED, u32(made.inbound.spi)),
      ...companions,
    ];
    const digest = hash1(provider, hash, keys.skeyidA, messageId, encodePayloads(behind));
    return { payloads: [hashPayload(digest), ...behind], state: { ...rest, made, at: 'done' } };
  },
  accept({ provider, keys, hash, messageId }, state, message): Accepted<QuickModeState> {
    const digest = required(message, 'hash');
    const expected = hash1(provider, hash, keys.skeyidA, messageId, octetsBehind(message, digest));
    if (!equalInConstantTime(digest.data, expected)) return badHash('HASH(4)', 4);
    const notifies = every(message, 'notify');
    if (!notifies.some(({ notifyType }) => notifyType === NOTIFY.CONNECTED)) {
      return { drop: 'unexpected', detail: 'quick mode, message 4: it does not say CONNECTED' };
    }
    return { state: { ...expect(state, 'confirmed'), at: 'done' } };
  },
  commits: () => true,
  taken: (context, state) => installOutbound(context, state),
};

/**
 * Ends a quick mode without the message that was to come: an authenticated packet on its inbound SA
 * proves as much as HASH(3) or CONNECTED, and CONNECTED is waited for only so long.
 */
export function finishWithout(context: QuickModeContext, state: QuickModeState): QuickModeState {
  if (state.at !== 'answered' && state.at !== 'confirmed') return state;
  const { made, child, pfsGroup } = state;
  const nonce = state.at === 'confirmed' ? state.nonce : lowerNonce(state);
  context.sas.install(made, 'outbound-only');
  return { at: 'done', made, child, pfsGroup, nonce, commit: state.commit };
}

function installOutbound({ sas }: QuickModeContext, state: QuickModeState): void {
  if ('made' in state) sas.install(state.made, 'outbound-only');
}

function confirmed(answered: StateOf<'answered'>): QuickModeState {
  const { made, child, pfsGroup, commit } = answered;
  const nonce = lowerNonce(answered);
  return { at: commit ? 'confirmed' : 'done', made, child, pfsGroup, nonce, commit };
}

function lowerNonce({ initiatorNonce, responderNonce }: StateOf<'answered'>): Uint8Array {
  return compare(initiatorNonce, responderNonce) < 0 ? initiatorNonce : responderNonce;
}
