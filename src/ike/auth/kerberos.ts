/**
 * Authentication with Kerberos by GSS-API (draft-ietf-ipsec-isakmp-gss-auth), in the form of racoon's open
 * source; not compared with Windows (docs/windows-facts.md).
 *
 *     3  HDR, KE, Ni, GSS_I       a token of the initiator, for the responder's principal
 *     4  HDR, KE, Nr, GSS_R       the responder's answer, which proves that it could read the token
 *     5  HDR*, IDii, HASH_I       HASH_I wrapped by the context
 *     6  HDR*, IDir, HASH_R       HASH_R wrapped by the context
 *
 * A mechanism that needs more tokens than two puts them into further messages, one a message, encrypted
 * from message 5 on, the first of each side with its identity beside it; the hashes follow when the
 * context stands, and cover all tokens. What that takes here: `lengthOf` and forms of main mode by
 * `GssProgress`, and steps that ask for `gss-initiate` and `gss-accept` with the context so far. Kerberos
 * needs two.
 *
 * Messages 3 and 4 go in clear, so a bad token in them proves nothing: it is dropped, and explains a
 * time-out.
 */

import { equalInConstantTime } from '../../base/bytes.ts';
import type { DecodedPayload, IdentificationPayload, Payload } from '../../wire/isakmp/payload.ts';
import { IKE_AUTHENTICATION } from '../../wire/numbers/ike.ts';
import { NOTIFY, PAYLOAD } from '../../wire/numbers/isakmp.ts';
import type { AuthProblem, Effect } from '../effects.ts';
import { authenticationFailure, whoseProblem } from '../failures/authentication.ts';
import { OBSTACLE } from '../failures/methods.ts';
import { kerberosHashWrong } from '../failures/signatures.ts';
import type { PeerPolicy } from '../policy.ts';
import { ask, expectResult, type MayWait } from '../script/await.ts';
import type { Incoming, Refusal } from '../script/exchange.ts';
import { required } from '../script/incoming.ts';
import { hashPayload } from '../script/make-payload.ts';
import { credentials, type KerberosCredentials } from './credentials.ts';
import {
  canState,
  gssIdentityOctets,
  ofRealm,
  ownGssIdentity,
  readGssIdentity,
} from './gss-identity.ts';
import { identityOfPrincipal, refusalOfStatedId, statedByDefault } from './kerberos-identity.ts';
import {
  noPrincipalOfPeer,
  otherPrincipal,
  outsideDomain,
  strangeToken,
  unwantedPrincipal,
} from './kerberos-problems.ts';
import { keyless } from './keyless.ts';
import type {
  AuthInput,
  AuthMethod,
  Began,
  GssProgress,
  Proof,
  ProofInput,
  Taken,
  Verified,
} from './method.ts';
import { type Principal, principalText } from './principal.ts';

export const kerberos: AuthMethod = {
  id: IKE_AUTHENTICATION.GSS_API,
  name: 'Kerberos',
  ...keyless('kerberos'),
  forms: {
    3: 'HDR, KE, Ni, GSS_I',
    4: 'HDR, KE, Nr, GSS_R',
    5: 'HDR*, IDii, HASH_I',
    6: 'HDR*, IDir, HASH_R',
  },
  obstacle({ authentication }) {
    const own = ownGssIdentity(authentication);
    if (own === undefined) return OBSTACLE.notInDomain;
    const { key, realm } = credentials(authentication, 'kerberos')!.kerberos;
    if (key === undefined) return OBSTACLE.noKerberosKey;
    if (realm === undefined) return OBSTACLE.noRealm;
    return canState(own) ? undefined : OBSTACLE.principalNotStated;
  },
  hindered(place, obstacle) {
    if (obstacle === OBSTACLE.principalNotStated) return undefined;
    const failure = authenticationFailure(place, outsideDomain(obstacle), 'own');
    // RFC 2408 5.4: to an offer there is no other answer where none of it is chosen.
    return { ...failure, notify: NOTIFY['NO-PROPOSAL-CHOSEN'] };
  },
  begin({ peer }, { octets }) {
    const own = ownGssIdentity(peer.authentication);
    const stated = [...octets.values()].map(readGssIdentity)[0]?.text;
    const identities = own && stated ? { own, peer: stated } : undefined;
    const nothing = { initiatorTokens: [], responderTokens: [], context: undefined };
    return { gss: { identities, ...nothing, peer: undefined } };
  },
  identity: ({ sa }) => statedByDefault(sa.peer),
  besideKeys(input) {
    if (input.sa.role === 'initiator') return initiate(input);
    return { payloads: tokenPayloads(gssOf(input).responderTokens), progress: input.progress };
  },
  takeBesideKeys: (input, message) =>
    input.sa.role === 'responder' ? accept(input, message) : finish(input, message),
  hashTail: tailOf,
  prove,
  verify,
};

/** Message 3: a token for the principal that the peer states, or else for the one that policy names. */
function initiate(input: AuthInput): MayWait<Began> {
  const { sa, place } = input;
  const own = kerberosOf(sa.peer);
  const gss = gssOf(input);
  const target = targetOf(own, gss);
  const failed = (problem: AuthProblem): Began => ({
    failure: authenticationFailure(place, problem, 'own'),
  });
  if (target === undefined) return failed(noPrincipalOfPeer(sa.peer.name));
  const unwanted = unwantedPrincipal(own, target);
  if (unwanted !== undefined) return failed(unwanted);
  const effect: Effect = { kind: 'gss-initiate', kerberos: own, target: principalText(target) };
  return ask(effect, (result) => {
    if (result.kind === 'problem') return failed(result.problem);
    const { token, context } = expectResult(result, 'gss-token');
    return {
      payloads: tokenPayloads([token]),
      progress: { gss: { ...gss, initiatorTokens: [token], context } },
    };
  });
}

/** Message 3 at the responder: the ticket is checked, and the answer to it made. */
function accept(input: AuthInput, message: Incoming): MayWait<Taken> {
  const own = kerberosOf(input.sa.peer);
  const gss = gssOf(input);
  const token = required(message, 'gss').data.slice();
  const effect: Effect = { kind: 'gss-accept', kerberos: own, token };
  const strange = strangeToken(token);
  if (strange !== undefined) return refused(input, effect, strange);
  return ask(effect, (result) => {
    if (result.kind === 'problem') return refused(input, effect, result.problem);
    const { context, token: answer, peer: proved } = expectResult(result, 'gss-token');
    const peer = ofRealm(own, proved ?? '');
    const stated = gss.identities && ofRealm(own, gss.identities.peer);
    const fault =
      (stated === undefined ? undefined : otherPrincipal(stated, peer)) ??
      unwantedPrincipal(own, peer);
    if (fault !== undefined) return refused(input, effect, fault);
    const tokens = { initiatorTokens: [token], responderTokens: [answer] };
    return { progress: { gss: { ...gss, ...tokens, context, peer: principalText(peer) } } };
  });
}

/** Message 4 at the initiator: the peer proves that it could read the ticket. */
function finish(input: AuthInput, message: Incoming): MayWait<Taken> {
  const own = kerberosOf(input.sa.peer);
  const gss = gssOf(input);
  const token = required(message, 'gss').data.slice();
  const effect: Effect = { kind: 'gss-finish', context: gss.context!, token };
  const strange = strangeToken(token);
  if (strange !== undefined) return refused(input, effect, strange);
  return ask(effect, (result) => {
    if (result.kind === 'problem') return refused(input, effect, result.problem);
    const { context, peer: proved } = expectResult(result, 'gss-ready');
    const peer = ofRealm(own, proved);
    const fault = otherPrincipal(targetOf(own, gss)!, peer);
    if (fault !== undefined) return refused(input, effect, fault);
    const tokens = { responderTokens: [token], context };
    return { progress: { gss: { ...gss, ...tokens, peer: principalText(peer) } } };
  });
}

/** What HASH_I or HASH_R covers behind the identity: its side's name, if both stated one, and tokens. */
function tailOf(
  { sa, progress }: Omit<AuthInput, 'place'>,
  ofInitiator: boolean,
): readonly Uint8Array[] {
  const { identities, initiatorTokens, responderTokens } = gssOf({ progress });
  const isOwn = (sa.role === 'initiator') === ofInitiator;
  const name = isOwn ? identities?.own : identities?.peer;
  const tokens = ofInitiator ? initiatorTokens : responderTokens;
  return name === undefined ? tokens : [gssIdentityOctets(name), ...tokens];
}

function prove(input: ProofInput): MayWait<Proof> {
  const effect: Effect = {
    kind: 'gss-wrap',
    context: gssOf(input).context!,
    message: input.hash,
  };
  return ask(effect, (result) => {
    if (result.kind === 'problem')
      return { failure: authenticationFailure(input.place, result.problem, 'own') };
    const { message } = expectResult(result, 'gss-message');
    return { payloads: [hashPayload(message)] };
  });
}

function verify(
  input: ProofInput,
  id: IdentificationPayload | undefined,
  payloads: readonly DecodedPayload[],
): MayWait<Verified | Refusal> {
  const { sa, place, hash } = input;
  const { context, peer } = gssOf(input);
  const message = payloads.find((payload) => payload.kind === 'hash')!.data.slice();
  const effect: Effect = { kind: 'gss-unwrap', context: context!, message };
  const strange = strangeToken(message);
  if (strange !== undefined) return refused(input, effect, strange);
  return ask(effect, (result): Verified | Refusal => {
    // One bit that changes on the way does this too, so it ends nothing.
    if (result.kind === 'problem') return refused(input, effect, result.problem);
    if (!equalInConstantTime(expectResult(result, 'gss-message').message, hash)) {
      const name = sa.role === 'responder' ? 'HASH_I' : 'HASH_R';
      return { failure: kerberosHashWrong(place, name), proven: true };
    }
    const principal = ofRealm(kerberosOf(sa.peer), peer!);
    const failure = id && refusalOfStatedId(place, sa, id, principal);
    if (failure !== undefined) return { failure, proven: true };
    return { by: `Kerberos principal ${peer}`, identity: identityOfPrincipal(principal) };
  });
}

/** Anybody could have sent it. */
function refused({ place }: AuthInput, effect: Effect, problem: AuthProblem): Refusal {
  const failure = authenticationFailure(place, problem, whoseProblem(effect.kind));
  return { failure, proven: false, cause: 'not-acceptable' };
}

function targetOf(own: KerberosCredentials, { identities }: GssProgress): Principal | undefined {
  const text = identities?.peer ?? own.remotePrincipal;
  return text === undefined ? undefined : ofRealm(own, text);
}

function kerberosOf({ authentication }: PeerPolicy): KerberosCredentials {
  return credentials(authentication, 'kerberos')!.kerberos;
}

function gssOf({ progress }: Pick<AuthInput, 'progress'>): GssProgress {
  return progress.gss!;
}

function tokenPayloads(tokens: readonly Uint8Array[]): readonly Payload[] {
  return tokens.map((data) => ({ kind: 'gss', type: PAYLOAD.GSS, data }));
}
