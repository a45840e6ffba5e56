/** One failure or more of every code, made by the functions that make them in real life. */

import { EMPTY, utf8 } from '../../../src/base/bytes.ts';
import type { EffectKind } from '../../../src/ike/effects.ts';
import type { Comparison, Failure } from '../../../src/ike/failure.ts';
import * as aggressive from '../../../src/ike/failures/aggressive-mode.ts';
import { ahBehindNat } from '../../../src/ike/failures/ah.ts';
import {
  authenticationFailure,
  PROBLEM_CODES,
  possibleWhose,
} from '../../../src/ike/failures/authentication.ts';
import * as general from '../../../src/ike/failures/general.ts';
import * as lifetime from '../../../src/ike/failures/lifetime.ts';
import * as mainMode from '../../../src/ike/failures/main-mode.ts';
import * as methods from '../../../src/ike/failures/methods.ts';
import * as gone from '../../../src/ike/failures/peer-gone.ts';
import * as policy from '../../../src/ike/failures/policy.ts';
import * as quickMode from '../../../src/ike/failures/quick-mode.ts';
import { REFUSALS } from '../../../src/ike/failures/refusal-data.ts';
import { refusedMainMode } from '../../../src/ike/failures/refused.ts';
import { endedUnused, notifiesWithWords } from '../../../src/ike/failures/refused-by-notify.ts';
import * as signatures from '../../../src/ike/failures/signatures.ts';
import { effectTimedOut } from '../../../src/ike/failures/time-outs.ts';
import * as weak from '../../../src/ike/failures/weak.ts';
import { NOTIFY } from '../../../src/wire/numbers/isakmp.ts';

const MAIN = { where: 'main mode, message 5', peer: 'beta' };
const QUICK = { where: 'quick mode, message 1', peer: 'beta' };
const COMPARISON: readonly Comparison[] = [
  { what: 'hash', local: 'SHA1', peer: 'SHA1', differs: false },
  { what: 'group', local: '14', peer: '2', differs: true },
];
const EFFECTS: readonly EffectKind[] = [
  'sign',
  'verify',
  'gss-initiate',
  'gss-accept',
  'gss-finish',
  'gss-wrap',
  'gss-unwrap',
];
const KEYLESS = ['certificate', 'kerberos'] as const;

const mismatch = (
  reason: 'proposal' | 'protocols' | 'pfs' | 'encapsulation' | 'sequence-numbers',
): Failure =>
  quickMode.noCommonQuickModeProposal(QUICK, { reason, comparison: COMPARISON }, 'office');

const refused = (
  notify: number,
  data: Uint8Array,
  method: 'certificate' | 'kerberos' | 'pre-shared-key',
): Failure => refusedMainMode(MAIN, { notify, data, method, identity: '192.0.2.1' });

export const EVERY_FAILURE: readonly Failure[] = [
  ahBehindNat(QUICK, 'office'),
  general.noResponse(MAIN, 'main mode', 1, 4, undefined),
  general.noResponse(MAIN, 'main mode', 3, 4, undefined),
  general.badPublicValue(MAIN, 'it is 1'),
  general.weakKey(QUICK, 'is weak'),
  general.malformedMessage(MAIN, 'payload 2 is too long'),
  general.deletedByPeer(MAIN, 'main-mode SA'),
  general.cancelled(MAIN, 'it is stopped'),
  general.limitReached(MAIN, '100 main modes'),
  mainMode.presharedKeysDiffer(MAIN, 'first payload 77'),
  mainMode.presharedKeysLikelyDiffer(MAIN, 4, undefined),
  mainMode.noCommonMainModeProposal(MAIN, COMPARISON),
  mainMode.mainModeProposalLikelyRefused(MAIN, COMPARISON),
  mainMode.identityNotAccepted(MAIN, 'a', 'b', undefined),
  mainMode.hashWrong(MAIN, 'HASH_I'),
  mainMode.identityRefusedByPeer(MAIN, 18, '192.0.2.1'),
  aggressive.aggressiveHashWrong(MAIN),
  aggressive.aggressiveUnfinished(MAIN, '4 times', undefined),
  aggressive.aggressiveModeOff(MAIN),
  aggressive.aggressiveModeLikelyRefused(MAIN, '4 times'),
  methods.methodMisunderstood(MAIN),
  methods.noUsableMethod(MAIN, ['Kerberos: in no domain']),
  lifetime.lifetimeTooLong(QUICK, COMPARISON),
  lifetime.responderLifetimeInvalid(QUICK, 'it is 0'),
  gone.peerDoesNotAnswer(MAIN, 4, 60),
  gone.peerRestarted(MAIN),
  policy.policyChanged(MAIN),
  policy.noPolicyFor(MAIN),
  policy.noMainModePolicy(MAIN),
  weak.weakMainModeProposal(MAIN, ['DES-CBC'], COMPARISON),
  weak.weakQuickModeProposal(QUICK, ['DES-CBC'], COMPARISON),
  mismatch('proposal'),
  mismatch('protocols'),
  mismatch('pfs'),
  mismatch('encapsulation'),
  mismatch('sequence-numbers'),
  quickMode.noCommonQuickModeProposal(
    QUICK,
    { reason: 'not-supported', attribute: 'XAUTH', comparison: [] },
    'office',
  ),
  quickMode.selectorsDiffer(QUICK, COMPARISON, undefined),
  ...[NOTIFY['NO-PROPOSAL-CHOSEN'], NOTIFY['INVALID-ID-INFORMATION'], 24].map((notify) =>
    quickMode.refusedByPeer(QUICK, notify, COMPARISON, true),
  ),
  signatures.kerberosHashWrong(MAIN, 'HASH_I'),
  ...KEYLESS.flatMap((method) => [
    signatures.undecodableProof(MAIN, method, 'first payload 77'),
    signatures.proofUnanswered(MAIN, method, 3, undefined),
    signatures.provedIdentityNotAccepted(MAIN, method, 'a', 'b', undefined),
    endedUnused(MAIN, method, 40),
    ...notifiesWithWords(method).map((notify) => refused(notify, EMPTY, method)),
  ]),
  refused(NOTIFY['AUTHENTICATION-FAILED'], EMPTY, 'pre-shared-key'),
  ...PROBLEM_CODES.flatMap((code) =>
    possibleWhose(code).map((whose) =>
      authenticationFailure(MAIN, { code, subject: 's', detail: 'd.', facts: [] }, whose),
    ),
  ),
  ...EFFECTS.map((effect) => effectTimedOut(MAIN, effect, 30)),
  ...REFUSALS.map(({ code, whose }) =>
    refused(
      NOTIFY['AUTHENTICATION-FAILED'],
      utf8(`espial:${whose === 'own' ? 'own:' : ''}${code}`),
      'certificate',
    ),
  ),
];
