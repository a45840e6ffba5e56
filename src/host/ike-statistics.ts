/**
 * IP Security Monitor's main-mode statistics. Not here, since nothing can move them yet: Active
 * Receive, Receive Failures, Send Failures, both heap sizes (no queues), both key failures, and
 * Soft Associations.
 */

import type { IkeEvent } from '../ike/events.ts';
import type { FailureCode } from '../ike/failure.ts';
import { PROBLEM_CODES } from '../ike/failures/authentication.ts';
import { REFUSED_CODES } from '../ike/failures/refused.ts';
import { events, gauge, host, on } from './counter-source.ts';
import type { CounterRow } from './counter-table.ts';

/** Failures that mean: one side did not prove who it is, or not to the other's satisfaction. */
const AUTHENTICATION_FAILURES: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'preshared-keys-differ',
  'preshared-keys-likely-differ',
  'peer-identity-not-accepted',
  'hash-wrong',
  'proof-unanswered',
  'proof-likely-refused',
  ...PROBLEM_CODES,
  ...REFUSED_CODES,
  'authority-refused',
  'certificate-refused',
  'certificate-not-read',
  'certificate-type-refused',
  'certificate-wanted',
  'certificate-key-refused',
  'signature-refused',
  'certificate-proof-refused',
  'kerberos-refused',
]);

/** Refusals of messages that are no invalid packets. */
const NOT_INVALID: readonly Extract<IkeEvent, { kind: 'isakmp-dropped' }>['reason'][] = [
  'invalid-cookie',
  'limit',
  'no-policy',
  'not-acceptable',
  'aggressive-mode-off',
];

export const IKE_STATISTICS: readonly CounterRow[] = [
  [
    'active-acquire',
    'Active Acquire',
    gauge('activeAcquires'),
    'Requests to negotiate that are under way.',
  ],
  [
    'acquire-failures',
    'Acquire Failures',
    host('acquiresFailed'),
    'Requests to negotiate that failed.',
  ],
  [
    'authentication-failures',
    'Authentication Failures',
    events(on('main-mode-failed', ({ failure }) => AUTHENTICATION_FAILURES.has(failure.code))),
    'Main modes in which one side did not prove its identity to the other.',
  ],
  [
    'negotiation-failures',
    'Negotiation Failures',
    // Message id 0: a quick mode that never began, since its main mode had failed.
    events(
      on('main-mode-failed'),
      on('quick-mode-failed', ({ messageId }) => messageId !== 0),
    ),
    'Main modes and quick modes that failed.',
  ],
  [
    'invalid-cookies-received',
    'Invalid Cookies Received',
    events(on('isakmp-dropped', ({ reason }) => reason === 'invalid-cookie')),
    'ISAKMP messages whose cookies belong to no main-mode SA.',
  ],
  ['total-acquire', 'Total Acquire', host('acquires'), 'Requests to negotiate since the start.'],
  ['total-get-spi', 'Total Get SPI', host('spisReserved'), 'SPIs reserved for inbound SAs.'],
  [
    'key-additions',
    'Key Additions',
    events(on('sa-added', ({ direction }) => direction === 'outbound')),
    'Outbound SAs that quick modes added.',
  ],
  [
    'key-updates',
    'Key Updates',
    events(on('sa-added', ({ direction }) => direction === 'inbound')),
    'Inbound SAs that quick modes added.',
  ],
  ['get-spi-failures', 'Get SPI Failures', host('spisRefused'), 'SPIs asked for in vain.'],
  ['isadb-list-size', 'ISADB List Size', gauge('mainModeSas'), 'Main-mode SAs in any state.'],
  [
    'connection-list-size',
    'Connection List Size',
    gauge('quickModesUnderWay'),
    'Quick modes under way.',
  ],
  [
    'ike-main-mode',
    'IKE Main Mode',
    events(on('main-mode-established')),
    'Main modes that succeeded.',
  ],
  [
    'ike-quick-mode',
    'IKE Quick Mode',
    events(on('quick-mode-established')),
    'Quick modes that succeeded.',
  ],
  [
    'invalid-packets-received',
    'Invalid Packets Received',
    events(on('isakmp-dropped', ({ reason }) => !NOT_INVALID.includes(reason))),
    'ISAKMP messages that were not valid, unexpected ones included.',
  ],
];
