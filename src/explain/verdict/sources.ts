/** Which class a failure, a dropped packet or a dropped message belongs to. */

import type { HostEvent } from '../../host/events.ts';
import type { FailureCode } from '../../ike/failure.ts';
import type { DropReason } from '../../ipsec/events.ts';
import type { ClassId } from './classes.ts';

type OwnCode = Exclude<FailureCode, `peer-says-${string}`>;

const OF_CODE: Readonly<Record<OwnCode, ClassId>> = {
  'no-response': 'no-response',
  'preshared-keys-differ': 'preshared-keys-differ',
  'preshared-keys-likely-differ': 'preshared-keys-differ',
  'no-common-main-mode-proposal': 'no-common-main-mode-proposal',
  'no-common-quick-mode-proposal': 'no-common-quick-mode-proposal',
  'selectors-differ': 'selectors-differ',
  'pfs-differs': 'pfs-differs',
  'encapsulation-differs': 'encapsulation-differs',
  'sequence-numbers-differ': 'sequence-numbers-differ',
  'attribute-not-supported': 'attribute-not-supported',
  'protocols-differ': 'protocols-differ',
  'ah-behind-nat': 'ah-behind-nat',
  'weak-key': 'weak-key',
  'peer-identity-not-accepted': 'peer-identity-not-accepted',
  'hash-wrong': 'main-mode-hash-wrong',
  'bad-public-value': 'bad-public-value',
  'malformed-message': 'malformed-payload',
  'lifetime-too-long': 'lifetime-longer',
  'responder-lifetime-invalid': 'lifetime-longer',
  'deleted-by-peer': 'deleted-by-peer',
  'refused-by-peer': 'refused-by-peer',
  'peer-does-not-answer': 'peer-dead',
  'peer-restarted': 'peer-restarted',
  'weak-refused': 'weak-refused',
  'aggressive-mode-off': 'aggressive-mode-off',
  'no-usable-method': 'no-usable-method',
  'method-misunderstood': 'no-usable-method',
  'limit-reached': 'half-open-limit',
  'policy-changed': 'policy-changed',
  'no-policy': 'no-policy',
  cancelled: 'cancelled',
  'keys-differ': 'decrypts-to-nonsense',
  'proof-unanswered': 'retransmission-exhausted',
  'proof-likely-refused': 'refused-by-peer',
  'signing-timed-out': 'certificate-check-timed-out',
  'check-timed-out': 'certificate-check-timed-out',
  'kerberos-timed-out': 'kerberos-no-ticket',
  'untrusted-root': 'certificate-not-trusted',
  'missing-intermediate': 'certificate-chain-incomplete',
  'certificate-expired': 'certificate-expired',
  'certificate-not-yet-valid': 'certificate-not-yet-valid',
  'certificate-revoked': 'certificate-revoked',
  'crl-missing': 'certificate-list-not-reachable',
  'crl-out-of-date': 'certificate-list-out-of-date',
  'crl-unusable': 'certificate-list-unusable',
  'certificate-wrong-usage': 'certificate-wrong-usage',
  'not-an-authority': 'certificate-issuer-no-authority',
  'certificate-wrong-key': 'certificate-wrong-key',
  'no-private-key': 'certificate-no-private-key',
  'identity-not-in-certificate': 'certificate-identity-differs',
  'no-certificate-for-request': 'certificate-none-for-request',
  'no-certificate-from-peer': 'certificate-missing',
  'certificate-malformed': 'certificate-malformed',
  'signature-wrong': 'certificate-signature-wrong',
  'clock-skew': 'kerberos-clock-skew',
  'wrong-realm': 'kerberos-wrong-realm',
  'unknown-principal': 'kerberos-unknown-principal',
  'ticket-expired': 'kerberos-ticket-expired',
  'wrong-service-key': 'kerberos-wrong-service-key',
  'not-in-domain': 'kerberos-outside-the-domain',
  'ticket-service-silent': 'kerberos-no-ticket',
  'ticket-replayed': 'kerberos-ticket-replayed',
  'ticket-for-another-host': 'kerberos-ticket-for-another-host',
  'ticket-altered': 'kerberos-ticket-altered',
  'peer-not-mutual': 'kerberos-peer-not-proved',
  'principal-not-accepted': 'kerberos-principal-not-accepted',
  'principal-differs': 'kerberos-principal-not-accepted',
  'no-peer-principal': 'kerberos-no-principal',
  'token-malformed': 'kerberos-token-malformed',
  'authority-refused': 'certificate-not-trusted',
  'certificate-refused': 'certificate-refused',
  'certificate-not-read': 'certificate-refused',
  'certificate-type-refused': 'certificate-refused',
  'certificate-wanted': 'certificate-refused',
  'certificate-key-refused': 'certificate-refused',
  'signature-refused': 'certificate-refused',
  'certificate-proof-refused': 'certificate-refused',
  'kerberos-refused': 'kerberos-refused',
};

const OF_DROP: Readonly<Record<DropReason, ClassId>> = {
  malformed: 'packet-malformed',
  'unknown-spi': 'spi-unknown',
  replayed: 'replayed',
  'bad-icv': 'icv-wrong',
  'bundle-incomplete': 'bundle-incomplete',
  'bad-padding': 'padding-wrong',
  'bad-inner-packet': 'inner-packet-malformed',
  'selector-mismatch': 'inner-selectors-wrong',
  'clear-text-required-protection': 'clear-text-where-protection-required',
  'blocked-by-policy': 'blocked-by-policy',
  'no-policy': 'no-policy',
  'no-sa': 'no-sa',
  'queue-full': 'no-sa',
  'lifetime-expired': 'sa-worn-out',
  'sequence-overflow': 'sequence-overflow',
  'not-for-this-host': 'packet-for-another-host',
  'too-big': 'packet-too-big',
  fragment: 'fragments-lost',
  congestion: 'congestion-mark-lost',
  'flow-of-another-peer': 'flow-of-another-peer',
  'unprotected-error': 'unprotected-icmp-error',
  'blocked-by-mode': 'blocked-by-driver-mode',
  'no-reply-to-anything': 'blocked-by-driver-mode',
  'policy-changed': 'policy-changed',
};

type DroppedMessage = Extract<HostEvent, { kind: 'isakmp-dropped' }>;

const OF_MESSAGE: Readonly<Record<DroppedMessage['reason'], ClassId>> = {
  malformed: 'malformed-payload',
  'invalid-cookie': 'bad-cookie',
  'invalid-version': 'version-not-spoken',
  unexpected: 'unexpected-message',
  'bad-hash': 'hash-1-wrong',
  undecryptable: 'decrypts-to-nonsense',
  unprotected: 'not-protected',
  limit: 'half-open-limit',
  'no-policy': 'no-policy',
  'not-acceptable': 'peer-identity-not-accepted',
  'aggressive-mode-off': 'aggressive-mode-off',
  'exchange-not-spoken': 'exchange-not-spoken',
};

/** The class of a failure's code; what the peer says of it is of the class of the same problem. */
export function classOfCode(code: FailureCode): ClassId {
  const own = code.replace(/^peer-says-/, '') as OwnCode;
  return OF_CODE[own];
}

/** The class of a packet that was dropped. */
export function classOfDrop(reason: DropReason): ClassId {
  return OF_DROP[reason];
}

/** The class of an ISAKMP message that was dropped: its reason, and what its sentence says more precisely. */
export function classOfDroppedMessage({ reason, detail }: DroppedMessage): ClassId {
  if (reason === 'bad-hash') return hashOf(detail);
  if (reason === 'malformed') return malformedPart(detail);
  if (reason === 'unexpected' && /comes from \S+ instead of/.test(detail)) {
    return 'answers-from-elsewhere';
  }
  if (reason === 'undecryptable' || reason === 'not-acceptable') {
    const said = SAID.find(([words]) => words.test(detail));
    if (said !== undefined) return said[1];
  }
  return OF_MESSAGE[reason];
}

/** Words of failures that the sentence of a dropped message repeats. */
const SAID: readonly (readonly [RegExp, ClassId])[] = [
  [/pre-shared keys of this host/, 'preshared-keys-differ'],
  [/no common main-mode proposal/, 'no-common-main-mode-proposal'],
  [/too weak|weak/, 'weak-refused'],
  [/lifetime/, 'lifetime-longer'],
  [/authentication method/, 'no-usable-method'],
];

function hashOf(detail: string): ClassId {
  if (detail.includes('HASH(2)')) return 'hash-2-wrong';
  if (detail.includes('HASH(3)')) return 'hash-3-wrong';
  return detail.includes('HASH(1)') || detail.includes('quick mode')
    ? 'hash-1-wrong'
    : 'main-mode-hash-wrong';
}

/** What part of a message is malformed, by the words of the check that found it. */
export function malformedPart(detail: string): ClassId {
  if (/header\.length|are no ISAKMP message/.test(detail)) return 'malformed-length';
  if (/header\.flags|message id is zero/.test(detail)) return 'malformed-header';
  if (/has type \d+, which cannot stand there/.test(detail)) return 'unknown-critical-payload';
  return /attribute/.test(detail) ? 'malformed-attribute' : 'malformed-payload';
}

/** The class that a name stands for: its own, a failure's code, or a drop reason. */
export const SOURCE_TABLES = { codes: OF_CODE, drops: OF_DROP, messages: OF_MESSAGE } as const;
