/** Negotiations that failed, as one host's events tell of them. */

import type { HostEvent } from '../../host/events.ts';
import type { Failure } from '../../ike/failure.ts';
import type { ClassId } from './classes.ts';
import type { SideEvidence } from './evidence.ts';
import { type Finding, finding, WEIGHT } from './finding.ts';
import { classOfCode, malformedPart } from './sources.ts';

/** Classes of which the host that reports them cannot know what is behind. */
const GENERIC: ReadonlySet<ClassId> = new Set<ClassId>([
  'no-response',
  'retransmission-exhausted',
  'refused-by-peer',
  'certificate-refused',
  'kerberos-refused',
  'deleted-by-peer',
  'cancelled',
]);

const BEHIND_SILENCE: readonly ClassId[] = [
  'retransmission-exhausted',
  'no-policy',
  'service-stopped',
  'answers-from-elsewhere',
  'half-open-limit',
  'malformed-header',
  'malformed-length',
  'malformed-payload',
  'malformed-attribute',
  'unknown-critical-payload',
  'version-not-spoken',
  'exchange-not-spoken',
  'not-protected',
  'blocked-by-driver-mode',
  'aggressive-mode-off',
  'fragments-lost',
  'bad-cookie',
  'peer-dead',
];
const BEHIND_SILENCE_LATER: readonly ClassId[] = [
  'hash-1-wrong',
  'hash-2-wrong',
  'hash-3-wrong',
  'main-mode-hash-wrong',
  'decrypts-to-nonsense',
  'peer-identity-not-accepted',
  'preshared-keys-differ',
  'one-sided-sa',
  'policy-changed',
  'cancelled',
  'kerberos-clock-skew',
  'kerberos-refused',
  'kerberos-no-ticket',
  'certificate-refused',
  'packet-too-big',
  'lifetime-longer',
  'bad-public-value',
  'nat-mapping-changed',
  'peer-restarted',
  'no-response',
  ...BEHIND_SILENCE.filter((id) => id !== 'retransmission-exhausted'),
];
const BEHIND_REFUSAL: readonly ClassId[] = [
  'peer-identity-not-accepted',
  'certificate-not-trusted',
];

/** Classes that one notify stands for together. */
const NARROWER: ReadonlySet<ClassId> = new Set<ClassId>([
  'no-common-main-mode-proposal',
  'no-common-quick-mode-proposal',
]);

type Failed = Extract<HostEvent, { kind: 'main-mode-failed' | 'quick-mode-failed' }>;

/** A failed main or quick mode; undefined where another event tells of the same. */
export function failed(event: Failed, side: SideEvidence): Finding | undefined {
  // A quick mode that never began, for its main mode failed: that has its own event.
  if (event.kind === 'quick-mode-failed') {
    if (event.messageId === 0 && event.initiatorCookie !== '') return undefined;
    if (event.again === true) return undefined;
  }
  const later = side.events.some((other) => other.at > event.at && succeeds(event, other));
  const weight = later ? WEIGHT.failedOnce : WEIGHT.negotiation;
  const messageId = event.kind === 'quick-mode-failed' ? event.messageId : 0;
  return {
    ...failureFinding(event.failure, event.at, weight),
    negotiation: `${event.initiatorCookie} ${messageId}`,
  };
}

function succeeds(event: Failed, other: HostEvent): boolean {
  if (event.kind === 'main-mode-failed') {
    return other.kind === 'main-mode-established' && other.peerName === event.peerName;
  }
  return other.kind === 'quick-mode-established' && other.policy === event.policy;
}

/** A failure as a finding. */
export function failureFinding(failure: Failure, at: number, weight: number): Finding {
  const id = failure.told === undefined ? classOfFailure(failure) : classOfCode(failure.told);
  // Who is refused with a bare notify knows that no offer fitted, and not in what.
  const generic = GENERIC.has(id) || (failure.failurePoint === 'Peer' && NARROWER.has(id));
  return finding({
    class: id,
    weight,
    generic,
    at,
    certainty: failure.code === 'authority-refused' ? 'likely' : failure.certainty,
    seen: seenOf(failure),
    failure,
    others: othersOf(id, failure),
  });
}

function seenOf({ title, detail, told }: Failure): string {
  const why = told === undefined ? null : /It told why: (.+)[.]$/.exec(detail);
  return `${title.replace(/[.]$/, '')}${why === null ? '' : `, and told why: ${why[1]}`}`;
}

/** The class of a failure, with what its place and its words say beside its code. */
function classOfFailure({ code, where, detail }: Failure): ClassId {
  if (code === 'no-response') {
    return /^(main|aggressive) mode, message 1$/.test(where)
      ? 'no-response'
      : 'retransmission-exhausted';
  }
  return code === 'malformed-message' ? malformedPart(detail) : classOfCode(code);
}

function othersOf(id: ClassId, { certainty, code }: Failure): readonly ClassId[] {
  if (id === 'no-response') return BEHIND_SILENCE;
  if (code === 'proof-unanswered') {
    return [
      'certificate-not-trusted',
      'certificate-refused',
      'kerberos-refused',
      ...BEHIND_SILENCE_LATER,
    ];
  }
  if (id === 'retransmission-exhausted') return BEHIND_SILENCE_LATER;
  // A root that is not known, or an intermediate that was not sent along.
  if (code === 'authority-refused') return ['certificate-chain-incomplete', 'certificate-refused'];
  if (id === 'preshared-keys-differ' && certainty === 'likely') {
    return [
      'peer-identity-not-accepted',
      'retransmission-exhausted',
      'main-mode-hash-wrong',
      'decrypts-to-nonsense',
      'malformed-payload',
      'packet-too-big',
      'fragments-lost',
    ];
  }
  if (id === 'no-common-quick-mode-proposal') {
    return [
      'pfs-differs',
      'encapsulation-differs',
      'weak-refused',
      'protocols-differ',
      'sequence-numbers-differ',
      'ah-behind-nat',
      'lifetime-longer',
    ];
  }
  if (id === 'no-common-main-mode-proposal')
    return ['weak-refused', 'no-usable-method', 'lifetime-longer', 'kerberos-outside-the-domain'];
  return GENERIC.has(id) ? BEHIND_REFUSAL : [];
}
