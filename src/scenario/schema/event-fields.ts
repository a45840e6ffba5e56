/** Every kind of event with its fields, for expectations: a misspelt one must not pass unseen. */

import type { EventKind, EventOf } from '../../host/counter-source.ts';
import type { FailureCode } from '../../ike/failure.ts';
import { PROBLEM_CODES } from '../../ike/failures/authentication.ts';
import { REFUSED_CODES } from '../../ike/failures/refused.ts';

/** The compiler holds this table to the events: no field is missing and none is made up. */
type FieldsOf<K extends EventKind> = {
  readonly [F in Exclude<keyof EventOf<K>, 'kind' | 'at' | 'host'>]: true;
};

const SCOPE = {
  peerName: true,
  local: true,
  remote: true,
  initiatorCookie: true,
  responderCookie: true,
  role: true,
} as const;

const MESSAGE = {
  local: true,
  remote: true,
  initiatorCookie: true,
  responderCookie: true,
  exchange: true,
  number: true,
  messageId: true,
  encrypted: true,
  payloads: true,
  octets: true,
} as const;

const FIELDS: { readonly [K in EventKind]: FieldsOf<K> } = {
  'service-started': {},
  'service-stopped': {},
  'service-failed': { reason: true },
  'policy-applied': { source: true, policy: true, mainModeFilters: true, quickModeFilters: true },
  'policy-withdrawn': { source: true, policy: true },
  'policy-source-failed': { source: true, reason: true, retrySeconds: true },
  'setting-counts': { property: true, value: true },
  'isakmp-sent': { ...MESSAGE, repeat: true },
  'isakmp-received': { ...MESSAGE, duplicate: true },
  'isakmp-dropped': { local: true, remote: true, reason: true, detail: true },
  'effect-asked': { ...SCOPE, id: true, effect: true },
  'effect-answered': { ...SCOPE, id: true, effect: true, problem: true, milliseconds: true },
  'effect-late': { id: true },
  'main-mode-started': { ...SCOPE, exchange: true },
  'main-mode-established': {
    ...SCOPE,
    exchange: true,
    weaknesses: true,
    proposal: true,
    encryption: true,
    hash: true,
    group: true,
    authentication: true,
    localIdentity: true,
    remoteIdentity: true,
    provedBy: true,
    passedOver: true,
    lifetimeSeconds: true,
    replaces: true,
  },
  'method-refused': { ...SCOPE, method: true },
  'main-mode-failed': { ...SCOPE, failure: true, authentication: true },
  'main-mode-ended': { ...SCOPE, reason: true },
  'quick-mode-started': { ...SCOPE, messageId: true, policy: true },
  'quick-mode-established': {
    ...SCOPE,
    weaknesses: true,
    id: true,
    messageId: true,
    policy: true,
    protocol: true,
    suite: true,
    mode: true,
    udpEncapsulated: true,
    esn: true,
    pfsGroup: true,
    selector: true,
    filter: true,
    algorithms: true,
    inboundSpi: true,
    outboundSpi: true,
    lifetimeSeconds: true,
    lifetimeKilobytes: true,
    replaces: true,
  },
  'quick-mode-failed': {
    ...SCOPE,
    messageId: true,
    policy: true,
    filter: true,
    again: true,
    failure: true,
  },
  'quick-mode-ended': {
    ...SCOPE,
    id: true,
    policy: true,
    filter: true,
    inboundSpi: true,
    outboundSpi: true,
    reason: true,
  },
  'notify-received': { ...SCOPE, notify: true, name: true, authenticated: true },
  'peer-asked': { ...SCOPE, cause: true, silentMilliseconds: true, sequence: true },
  'peer-alive': { ...SCOPE, by: true, milliseconds: true },
  'peer-dead': { ...SCOPE, mainModes: true, pairs: true, failure: true },
  'peer-restarted': { ...SCOPE, saidBy: true, mainModes: true, pairs: true },
  'peer-suspected': { ...SCOPE, why: true },
  'fell-back-to-clear': { ...SCOPE, policy: true, expirySeconds: true },
  'delete-ignored': { ...SCOPE, what: true },
  'unknown-spi': { local: true, remote: true, spi: true, action: true },
  'nat-detected': { ...SCOPE, localBehindNat: true, remoteBehindNat: true },
  'port-floated': SCOPE,
  'peer-moved': { ...SCOPE, from: true, mainModes: true, pairs: true, provedBy: true },
  'aggressive-hash-shown': SCOPE,
  'fragments-sent': { ...SCOPE, fragmentId: true, fragments: true, octets: true },
  'fragment-received': {
    ...SCOPE,
    fragmentId: true,
    number: true,
    last: true,
    octets: true,
    complete: true,
  },
  'fragments-discarded': { ...SCOPE, reason: true, fragments: true, detail: true },
  'first-messages-shed': { state: true, shed: true, milliseconds: true, why: true },
  'isakmp-keys': { ...SCOPE, cipher: true, cipherKey: true },
  'packet-dropped': { direction: true, reason: true, packet: true, spi: true, sequence: true },
  'dummy-packet': { spi: true },
  'path-mtu': { id: true, octets: true },
  acquire: { policy: true, packet: true },
  'sa-added': {
    id: true,
    direction: true,
    protocol: true,
    spi: true,
    policy: true,
    suite: true,
    mode: true,
    udpEncapsulated: true,
    source: true,
    destination: true,
    encryptionKey: true,
    salt: true,
    integrityKey: true,
  },
  'sa-removed': { id: true, direction: true, protocol: true, spi: true },
  'sa-refused': { id: true, direction: true, spi: true, policy: true, reason: true },
  'sa-expired': { id: true, reason: true },
  'traffic-shared': { policy: true, id: true, otherId: true },
  'driver-mode': { before: true, after: true },
  'soft-sa-added': { policy: true, local: true, remote: true, expiresAt: true },
  'soft-sa-removed': { policy: true, local: true, remote: true, reason: true },
  'clear-text-accepted': { packet: true, policy: true, reason: true },
  'driver-diagnostics': { level: true, seconds: true, lines: true, more: true },
  'echo-reply': { from: true, to: true, identifier: true, sequence: true, octets: true },
  'icmp-error': { from: true, to: true, error: true, about: true },
  'echo-answered': { from: true, to: true, sequence: true },
  'udp-received': { from: true, to: true, octets: true, answered: true },
};

/** Fields that hold keys or several facts, and a failure, which has expectations of its own. */
const NOT_EXPECTED: ReadonlySet<string> = new Set([
  'cipherKey',
  'encryptionKey',
  'salt',
  'integrityKey',
  'failure',
  'filter',
  'lines',
  'algorithms',
]);

/** Every kind of event. */
export const EVENT_KINDS = Object.keys(FIELDS) as [EventKind, ...EventKind[]];

/** The fields of an event of a kind that an expectation may name. */
export function eventFields(kind: EventKind): readonly string[] {
  return Object.keys(FIELDS[kind]).filter((field) => !NOT_EXPECTED.has(field));
}

/** Those that are listed elsewhere: the problems of authentication, and the same as a peer says them. */
type ListedCode = (typeof PROBLEM_CODES)[number] | (typeof REFUSED_CODES)[number];

const CODES: { readonly [C in Exclude<FailureCode, ListedCode>]: true } = {
  'no-response': true,
  'preshared-keys-differ': true,
  'preshared-keys-likely-differ': true,
  'no-common-main-mode-proposal': true,
  'no-common-quick-mode-proposal': true,
  'selectors-differ': true,
  'pfs-differs': true,
  'encapsulation-differs': true,
  'protocols-differ': true,
  'ah-behind-nat': true,
  'sequence-numbers-differ': true,
  'attribute-not-supported': true,
  'weak-key': true,
  'peer-identity-not-accepted': true,
  'hash-wrong': true,
  'bad-public-value': true,
  'malformed-message': true,
  'lifetime-too-long': true,
  'responder-lifetime-invalid': true,
  'deleted-by-peer': true,
  'refused-by-peer': true,
  'peer-does-not-answer': true,
  'peer-restarted': true,
  'weak-refused': true,
  'aggressive-mode-off': true,
  'no-usable-method': true,
  'method-misunderstood': true,
  'limit-reached': true,
  'policy-changed': true,
  'no-policy': true,
  cancelled: true,
  'keys-differ': true,
  'proof-unanswered': true,
  'proof-likely-refused': true,
  'signing-timed-out': true,
  'check-timed-out': true,
  'kerberos-timed-out': true,
  'authority-refused': true,
  'certificate-refused': true,
  'certificate-not-read': true,
  'certificate-type-refused': true,
  'certificate-wanted': true,
  'certificate-key-refused': true,
  'signature-refused': true,
  'certificate-proof-refused': true,
  'kerberos-refused': true,
};

/** Every reason why a negotiation may fail. */
export const FAILURE_CODES = [
  ...Object.keys(CODES),
  ...PROBLEM_CODES,
  ...REFUSED_CODES,
] as unknown as [FailureCode, ...FailureCode[]];
