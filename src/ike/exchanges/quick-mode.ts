/**
 * Quick mode (RFC 2409 5.5): three messages under a main-mode SA that make a pair of SAs, of ESP, AH or both; four
 * with the commit bit (RFC 2408 3.1), the last two in quick-mode-finish.ts.
 *
 *     1  initiator  HDR*, HASH(1), SA, Ni [, KE ] [, IDci, IDcr ]
 *     2  responder  HDR*, HASH(2), SA, Nr [, KE ] [, IDci, IDcr ]
 *     3  initiator  HDR*, HASH(3)
 *     4  responder  HDR*, HASH(4), N (CONNECTED)
 */

import { EMPTY, equalInConstantTime } from '../../base/bytes.ts';
import { messageRoom } from '../../base/slabs.ts';
import type { ProtectionParts } from '../../crypto/protection.ts';
import type { IdentificationPayload, Payload } from '../../wire/isakmp/payload.ts';
import { encodePayloads } from '../../wire/isakmp/payloads.ts';
import { EXCHANGE, PAYLOAD } from '../../wire/numbers/isakmp.ts';
import type { Failure } from '../failure.ts';
import { ahBehindNat } from '../failures/ah.ts';
import { malformedMessage, noSpiLeft, weakKey } from '../failures/general.ts';
import { noCommonQuickModeProposal, selectorsDiffer } from '../failures/quick-mode.ts';
import { weakQuickModeProposal } from '../failures/weak.ts';
import { hash1, hash2, phase2Iv } from '../keymat.ts';
import { compareSelectors, idsOfChild, proposedTraffic } from '../offers/child-match.ts';
import type { QuickModeMismatch } from '../offers/quick-mode-comparison.ts';
import {
  checkQuickModeAnswer,
  offerQuickMode,
  selectQuickMode,
} from '../offers/quick-mode-offer.ts';
import { protocolsOf } from '../offers/quick-mode-transform.ts';
import { faultOfSa } from '../offers/sa-fault.ts';
import type { ChildPolicy } from '../policy.ts';
import { originalAddresses, originalAddressPayloads, throughNat } from '../riders/nat-original.ts';
import { udpEncapsulation } from '../riders/nat-versions.ts';
import type { Accepted, Exchange, Incoming, MessageStep } from '../script/exchange.ts';
import { every, faultOfNonce, octetsBehind, optional, required } from '../script/incoming.ts';
import { hashPayload, keyExchangePayload, newNonce, noncePayload } from '../script/make-payload.ts';
import { childWeaknesses } from '../weakness.ts';
import { confirm, connected } from './quick-mode-finish.ts';
import { agreeSecret, faultOfKeys, makePair } from './quick-mode-keys.ts';
import {
  agreedLifetime,
  answeredLifetime,
  lifetimeNotify,
  refusalOfLifetime,
} from './quick-mode-lifetime.ts';
import {
  speakableTo,
  unspeakable,
  withoutAhBehindNat,
  wouldTakeAh,
} from './quick-mode-speakable.ts';
import { protocolsOfAll, releaseSpis, releaseUnused, reserveSpis } from './quick-mode-spis.ts';
import {
  badHash,
  expect,
  place,
  type QuickModeContext,
  type QuickModeState,
} from './quick-mode-state.ts';
import {
  candidatesFor,
  comparedTraffic,
  faultOfAnsweredIds,
  faultOfTransport,
} from './quick-mode-traffic.ts';

type Step = MessageStep<QuickModeContext, QuickModeState>;

const request: Step = {
  from: 'initiator',
  form: 'HDR*, HASH(1), SA, Ni [, KE ] [, IDci, IDcr ]',
  build(context, state, companions) {
    const { sa, provider, random, keys, hash, messageId } = context;
    const child = speakableTo(sa, withGroup(context, expect(state, 'wanted').child));
    if (child.proposals.length === 0)
      return { failure: unspeakable(sa, expect(state, 'wanted').child) };
    const spis = reserveSpis(context, protocolsOfAll(child));
    if (spis === undefined) return { failure: noSpiLeft(place(sa, 1)) };
    const udp = udpEncapsulation(sa);
    const offer = offerQuickMode(child, spis, udp, sa.peer.dialect);
    const initiatorNonce = newNonce(random, hash);
    const pair =
      child.pfsGroup === undefined ? undefined : provider.generateKeyPair(child.pfsGroup, random);
    const ids = idsOfChild(child, sa.path.local.address, sa.path.remote.address);
    const rest = [
      offer,
      noncePayload(initiatorNonce),
      ...keyExchange(pair?.publicValue),
      ...(ids ?? []),
      ...originalAddressPayloads(sa, 'initiator', child.mode, udp.use === 'always'),
      ...companions,
    ];
    const hashed = encodePayloads(rest, messageRoom);
    const digest = hash1(provider, hash, keys.skeyidA, messageId, hashed);
    return {
      payloads: [hashPayload(digest), ...rest],
      hashed,
      state: { at: 'offered', child, offer, spis, initiatorNonce, pair, ids },
    };
  },
  accept(context, _state, message) {
    const { keys, hash, provider, messageId } = context;
    const digest = required(message, 'hash');
    const expected = hash1(provider, hash, keys.skeyidA, messageId, octetsBehind(message, digest));
    if (!equalInConstantTime(digest.data, expected)) return badHash('HASH(1)', 1);
    return considerRequest(context, message);
  },
};

const answer: Step = {
  from: 'responder',
  form: 'HDR*, HASH(2), SA, Nr [, KE ] [, IDci, IDcr ]',
  build(context, state, companions) {
    const proposed = expect(state, 'proposed');
    const { sa, provider, random, keys, hash, messageId } = context;
    const spis = reserveSpis(context, protocolsOf(proposed.choice));
    if (spis === undefined) return { failure: noSpiLeft(place(sa, 2)) };
    const { child, choice, selector, initiatorNonce, secret, ids, originals } = proposed;
    const responderNonce = newNonce(random, hash);
    const rest = [
      proposed.answer(spis),
      noncePayload(responderNonce),
      ...keyExchange(secret?.ownPublic),
      ...(ids ?? []),
      ...originalAddressPayloads(sa, 'responder', choice.mode, choice.udpEncapsulated),
      ...lifetimeNotify(sa, choice, spis),
      ...companions,
    ];
    const hashed = encodePayloads(rest, messageRoom);
    const digest = hash2(provider, hash, keys.skeyidA, messageId, initiatorNonce, hashed);
    const shared = secret?.shared ?? EMPTY;
    const made = makePair(context, {
      child,
      choice,
      selector,
      spis,
      shared,
      initiatorNonce,
      responderNonce,
      lifetime: agreedLifetime(choice),
      originals,
    });
    const fault = faultOfKeys(made);
    if (fault !== undefined) {
      releaseSpis(context, spis);
      return { failure: weakKey(place(sa, 2), fault) };
    }
    const { pfsGroup } = choice;
    const commit = sa.peer.keeping.commitBit;
    return {
      payloads: [hashPayload(digest), ...rest],
      hashed,
      state: { at: 'answered', child, made, pfsGroup, initiatorNonce, responderNonce, commit },
    };
  },
  accept: acceptAnswer,
  // Packets may arrive as soon as the initiator has message 2, so the inbound SA stands before it leaves.
  sent: (context, state) => context.sas.install(expect(state, 'answered').made, 'inbound-only'),
  commits: (state) => expect(state, 'answered').commit,
  taken(context, state) {
    const { made, commit } = expect(state, 'answered');
    context.sas.install(made, commit ? 'inbound-only' : 'both');
  },
};

export const quickMode: Exchange<QuickModeContext, QuickModeState> = {
  name: 'quick mode',
  type: EXCHANGE.quickMode,
  phase: 2,
  reference: 'RFC 2409 5.5',
  messages: [request, answer, confirm, connected],
  lengthOf: (state) => ('commit' in state && state.commit ? 4 : 3),
  formOf(number) {
    return this.messages[number - 1]!.form!;
  },
  firstChain: ({ provider, hash, keys, lastPhase1Block, messageId }) => ({
    cbc: keys.cbc,
    iv: phase2Iv(provider, hash, lastPhase1Block, messageId),
  }),
  hashOf: ({ hash }) => hash,
  undecodable: (_context, _state, where, symptom) => ({
    drop: 'undecryptable',
    detail: `${where}: ${symptom}`,
  }),
  abandon(context, state) {
    if (state.at === 'offered') releaseSpis(context, state.spis);
    if ('made' in state) context.sas.remove(state.made.id);
  },
};

/** Message 1 with a right hash: what the policy makes of it. */
function considerRequest(context: QuickModeContext, message: Incoming): Accepted<QuickModeState> {
  const { sa, policy } = context;
  const offer = required(message, 'sa');
  const initiatorNonce = required(message, 'nonce').data.slice();
  const peerKey = optional(message, 'ke');
  const [remoteId, localId] = every(message, 'id');
  const spi = offer.proposals[0]?.spi ?? EMPTY;
  const refuse = (failure: Failure): Accepted<QuickModeState> => ({ failure, proven: true, spi });
  const nonceFault = faultOfNonce(initiatorNonce);
  if (nonceFault !== undefined) return refuse(malformedMessage(place(sa, 1), nonceFault));
  const fault = faultOfSa(offer, 2);
  if (fault !== undefined) return refuse(malformedMessage(place(sa, 1), fault.why, fault.notify));
  const traffic = proposedTraffic(localId, remoteId, sa.path.local.address, sa.path.remote.address);
  const children = policy.childrenOf(sa.peer.name).map((child) => withGroup(context, child));
  const candidates =
    typeof traffic === 'string' ? [] : candidatesFor(sa, traffic, children, policy);
  if (candidates.length === 0 || typeof traffic === 'string') {
    const compared = typeof traffic === 'string' ? traffic : comparedTraffic(sa, traffic, children);
    const rows = compareSelectors(localId, remoteId, compared, children);
    return refuse(
      selectorsDiffer(place(sa, 1), rows, typeof traffic === 'string' ? traffic : undefined),
    );
  }
  let mismatch: { mismatch: QuickModeMismatch; child: ChildPolicy } | undefined;
  let weak: ProtectionParts | undefined;
  let isAhBehindNat = false;
  for (const child of candidates) {
    const selection = selectQuickMode(offer, speakableTo(sa, child), udpEncapsulation(sa));
    if ('mismatch' in selection) {
      mismatch ??= { mismatch: selection.mismatch, child };
      isAhBehindNat ||= wouldTakeAh(sa, offer, child);
      const unfiltered = selectQuickMode(
        offer,
        withoutAhBehindNat(sa, child),
        udpEncapsulation(sa),
      );
      if ('choice' in unfiltered && sa.peer.dialect.refuseWeak) weak ??= unfiltered.choice;
      continue;
    }
    const selector = child.mode === 'transport' ? throughNat(sa, traffic) : traffic;
    const foreign = child.mode === 'transport' ? faultOfTransport(sa, selector) : undefined;
    if (foreign !== undefined) {
      const rows = compareSelectors(localId, remoteId, selector, [child]);
      return refuse(selectorsDiffer(place(sa, 1), rows, foreign));
    }
    const tooLong = refusalOfLifetime(sa, selection.choice);
    if (tooLong !== undefined) return refuse(tooLong);
    const secret = agreeSecret(context, selection.choice.pfsGroup, peerKey?.data.slice(), 1);
    if (secret !== undefined && 'code' in secret) return refuse(secret);
    const { choice, answer: answerWith } = selection;
    const ids =
      remoteId !== undefined && localId !== undefined
        ? ([copyId(remoteId), copyId(localId)] as const)
        : undefined;
    return {
      state: {
        at: 'proposed',
        child,
        selector,
        choice,
        answer: answerWith,
        initiatorNonce,
        secret,
        ids,
        originals: originalAddresses('responder', message),
      },
    };
  }
  if (isAhBehindNat) return refuse(ahBehindNat(place(sa, 1), mismatch!.child.name));
  if (weak !== undefined) {
    const weaknesses = childWeaknesses(weak, mismatch!.child.pfsGroup);
    const { comparison } = mismatch!.mismatch;
    return refuse(weakQuickModeProposal(place(sa, 1), weaknesses, comparison));
  }
  return refuse(noCommonQuickModeProposal(place(sa, 1), mismatch!.mismatch, mismatch!.child.name));
}

function acceptAnswer(
  context: QuickModeContext,
  state: QuickModeState,
  message: Incoming,
): Accepted<QuickModeState> {
  const offered = expect(state, 'offered');
  const { sa, provider, keys, hash, messageId } = context;
  const { child, offer, initiatorNonce, pair, ids } = offered;
  const digest = required(message, 'hash');
  const expected = hash2(
    provider,
    hash,
    keys.skeyidA,
    messageId,
    initiatorNonce,
    octetsBehind(message, digest),
  );
  if (!equalInConstantTime(digest.data, expected)) return badHash('HASH(2)', 2);
  const refuse = (failure: Failure): Accepted<QuickModeState> => ({ failure, proven: true });
  const choice = checkQuickModeAnswer(required(message, 'sa'), offer, child, udpEncapsulation(sa));
  if (typeof choice === 'string')
    return refuse(malformedMessage(place(sa, 2), choice, 'BAD-PROPOSAL-SYNTAX'));
  const responderNonce = required(message, 'nonce').data.slice();
  const nonceFault = faultOfNonce(responderNonce);
  if (nonceFault !== undefined) return refuse(malformedMessage(place(sa, 2), nonceFault));
  const faultOfIds = faultOfAnsweredIds(sa, child, ids, every(message, 'id'));
  if (faultOfIds !== undefined) return refuse(faultOfIds);
  const peerPublic = optional(message, 'ke')?.data.slice();
  const secret = agreeSecret(context, choice.pfsGroup, peerPublic, 2, pair);
  if (secret !== undefined && 'code' in secret) return refuse(secret);
  const lifetime = answeredLifetime(sa, choice, message);
  if ('code' in lifetime) return refuse(lifetime);
  const shared = secret?.shared ?? EMPTY;
  const selector = child.selector;
  const made = makePair(context, {
    child,
    choice,
    selector,
    spis: offered.spis,
    shared,
    initiatorNonce,
    responderNonce,
    lifetime,
    originals: originalAddresses('initiator', message),
  });
  const fault = faultOfKeys(made);
  if (fault !== undefined) return refuse(weakKey(place(sa, 2), fault));
  releaseUnused(context, offered.spis, choice);
  const { pfsGroup } = choice;
  const { commit } = message;
  return {
    state: { at: 'answered', child, made, pfsGroup, initiatorNonce, responderNonce, commit },
  };
}

/** PFS by main mode's group, where policy wants that. */
function withGroup({ group }: QuickModeContext, child: ChildPolicy): ChildPolicy {
  return child.pfsOfMainMode === true ? { ...child, pfsGroup: group } : child;
}

/** Received identities are sent back as they came, without aliasing the datagram. */
function copyId({ idType, protocol, port, data }: IdentificationPayload): IdentificationPayload {
  return { kind: 'id', type: PAYLOAD.ID, idType, protocol, port, data: data.slice() };
}

function keyExchange(data: Uint8Array | undefined): Payload[] {
  return data === undefined ? [] : [keyExchangePayload(data)];
}
