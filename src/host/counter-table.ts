/**
 * Every counter of a host, once. `ike` and `ipsec` are IP Security Monitor's main-mode and
 * quick-mode statistics under its labels and in its order, as far as they apply; `detail` is
 * Espial's own.
 */

import type { IkeEvent } from '../ike/events.ts';
import type { FailureCode } from '../ike/failure.ts';
import type { DropReason } from '../ipsec/events.ts';
import { type CounterSource, events, gauge, host, ipsec, on } from './counter-source.ts';

export interface CounterDefinition {
  /** Unique: the name in JSON and in metrics. */
  readonly id: string;
  readonly group: 'ike' | 'ipsec' | 'detail';
  readonly label: string;
  readonly source: CounterSource;
  readonly help: string;
}

type IsakmpDropReason = Extract<IkeEvent, { kind: 'isakmp-dropped' }>['reason'];

/** Failures that mean: the peer did not prove who it is. */
const AUTHENTICATION_FAILURES: readonly FailureCode[] = [
  'preshared-keys-differ',
  'preshared-keys-likely-differ',
  'peer-identity-not-accepted',
  'hash-wrong',
];

/** Refusals that say nothing about the packet itself. */
const VALID_BUT_REFUSED: readonly IsakmpDropReason[] = ['invalid-cookie', 'limit', 'no-policy'];

const ISAKMP_DROPS: Readonly<Record<IsakmpDropReason, string>> = {
  malformed: 'ISAKMP messages that do not decode.',
  'invalid-cookie': 'ISAKMP messages whose cookies belong to no main-mode SA.',
  'invalid-version': 'ISAKMP messages of a version other than 1.0.',
  unexpected: 'ISAKMP messages that the state of their exchange does not await.',
  'bad-hash': 'ISAKMP messages whose HASH payload is wrong.',
  undecryptable: 'ISAKMP messages that decrypt to nonsense.',
  unprotected: 'ISAKMP messages in clear that had to be encrypted.',
  limit: 'ISAKMP messages refused because a bound was reached.',
  'no-policy': 'ISAKMP messages of addresses that no peer policy covers.',
  'exchange-not-spoken': 'ISAKMP messages of an exchange type that is not spoken.',
};

const PACKET_DROPS: Readonly<Record<DropReason, string>> = {
  malformed: 'Packets that are no IP packets, or no ESP.',
  'unknown-spi': 'ESP packets with an SPI that no SA has.',
  replayed: 'ESP packets seen before, or too old for the replay window.',
  'bad-icv': 'ESP packets whose integrity check failed.',
  'bad-padding': 'ESP packets whose padding is not 1, 2, 3 ... (RFC 4303 2.4).',
  'bad-inner-packet': 'ESP packets that hold no IP packet.',
  'selector-mismatch': 'Packets that came by an SA not meant for them (RFC 4301 5.2).',
  'clear-text-required-protection': 'Packets that came in clear though policy protects them.',
  'blocked-by-policy': 'Packets that a policy entry blocks.',
  'no-policy': 'Packets that no policy entry covers, where that means block.',
  'no-sa': 'Packets whose SA could not be had.',
  'queue-full': 'Packets that found the queue for a negotiation full.',
  'lifetime-expired': 'Packets for an SA whose lifetime was over.',
  'sequence-overflow': 'Packets for an SA that had used its last sequence number.',
  'not-for-this-host': 'Packets for an address that this host does not have.',
  'too-big': 'Packets too big for an IP packet once protected.',
};

const IKE_STATISTICS: readonly CounterDefinition[] = [
  ike(
    'active-acquire',
    'Active Acquire',
    gauge('activeAcquires'),
    'Requests to negotiate that are under way.',
  ),
  ike(
    'acquire-failures',
    'Acquire Failures',
    events(on('quick-mode-failed', (event) => event.role === 'initiator')),
    'Requests to negotiate that failed.',
  ),
  ike(
    'authentication-failures',
    'Authentication Failures',
    events(on('main-mode-failed', ({ failure }) => AUTHENTICATION_FAILURES.includes(failure.code))),
    'Main modes in which the identity of a peer was not proved.',
  ),
  ike(
    'negotiation-failures',
    'Negotiation Failures',
    events(on('main-mode-failed'), on('quick-mode-failed')),
    'Main modes and quick modes that failed.',
  ),
  ike(
    'invalid-cookies-received',
    'Invalid Cookies Received',
    events(on('isakmp-dropped', ({ reason }) => reason === 'invalid-cookie')),
    'ISAKMP messages whose cookies belong to no main-mode SA.',
  ),
  ike('total-acquire', 'Total Acquire', host('acquires'), 'Requests to negotiate since the start.'),
  ike('total-get-spi', 'Total Get SPI', host('spisReserved'), 'SPIs reserved for inbound SAs.'),
  ike(
    'ike-key-additions',
    'Key Additions',
    events(on('sa-added', ({ direction }) => direction === 'outbound')),
    'Outbound SAs that quick modes added.',
  ),
  ike(
    'key-updates',
    'Key Updates',
    events(on('sa-added', ({ direction }) => direction === 'inbound')),
    'Inbound SAs that quick modes added.',
  ),
  ike('get-spi-failures', 'Get SPI Failures', host('spisRefused'), 'SPIs asked for in vain.'),
  ike('isadb-list-size', 'ISADB List Size', gauge('mainModeSas'), 'Main-mode SAs in any state.'),
  ike(
    'connection-list-size',
    'Connection List Size',
    gauge('quickModesUnderWay'),
    'Quick modes under way.',
  ),
  ike(
    'ike-main-mode',
    'IKE Main Mode',
    events(on('main-mode-established')),
    'Main modes that succeeded.',
  ),
  ike(
    'ike-quick-mode',
    'IKE Quick Mode',
    events(on('quick-mode-established')),
    'Quick modes that succeeded.',
  ),
  ike(
    'invalid-packets-received',
    'Invalid Packets Received',
    events(on('isakmp-dropped', ({ reason }) => !VALID_BUT_REFUSED.includes(reason))),
    'ISAKMP messages that were not valid.',
  ),
];

const IPSEC_STATISTICS: readonly CounterDefinition[] = [
  statistic(
    'active-security-associations',
    'Active Security Associations',
    gauge('activePairs'),
    'Pairs of SAs, each made by one quick mode.',
  ),
  statistic(
    'pending-key-operations',
    'Pending Key Operations',
    gauge('pendingSpis'),
    'Reserved SPIs whose SA is not there yet.',
  ),
];

const DETAIL: readonly CounterDefinition[] = [
  detail(
    'messages-sent',
    'ISAKMP messages sent',
    events(on('isakmp-sent')),
    'All of them, repeats included.',
  ),
];

/** The table. */
export const COUNTERS: readonly CounterDefinition[] = [
  ...IKE_STATISTICS,
  ...IPSEC_STATISTICS,
  ...DETAIL,
];

function ike(id: string, label: string, source: CounterSource, help: string): CounterDefinition {
  return { id, group: 'ike', label, source, help };
}
