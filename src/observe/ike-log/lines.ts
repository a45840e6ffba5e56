/** IKE's steps as lines of a log in the spirit of Windows' Oakley.log: one line a step, own words. */

import { type Endpoint, endpointText } from '../../base/address.ts';
import type { HostEvent } from '../../host/events.ts';
import type { IkeScope, MessageFacts } from '../../ike/events.ts';
import type { Failure } from '../../ike/failure.ts';
import { eventText } from '../event-text.ts';
import { spiText } from '../units.ts';
import { ikeErrorText } from '../windows-events/ike-errors.ts';
import { DROP_ERRORS } from '../windows-events/own.ts';

/** ISAKMP exchange types (RFC 2408 3.1, RFC 2409 A). */
const EXCHANGE_TYPES: Readonly<Record<MessageFacts['exchange'], string>> = {
  'main mode': '2 (main mode)',
  'aggressive mode': '4 (aggressive mode)',
  'quick mode': '32 (quick mode)',
  informational: '5 (informational)',
  other: 'another',
};

/** Bits of the ISAKMP header's flags: of the three this one is in the facts of a message. */
const ENCRYPTION_FLAG = '0x01 (encrypted)';

/** The lines of an event without their prefix; none where IKE has no part in it. */
export function ikeLogLines(event: HostEvent): readonly string[] {
  switch (event.kind) {
    case 'isakmp-received': {
      const again = event.duplicate ? ', a duplicate' : '';
      return [
        `Receive: from ${pointText(event.remote)} to ${pointText(event.local)}${again}`,
        ...messageLines(event),
      ];
    }
    case 'isakmp-sent': {
      const again = event.repeat === 0 ? '' : `, retransmission ${event.repeat}`;
      return [
        `Send: from ${pointText(event.local)} to ${pointText(event.remote)}${again}`,
        ...messageLines(event),
      ];
    }
    case 'isakmp-dropped':
      return [
        `Drop: message from ${pointText(event.remote)}: ${event.detail}`,
        `  error ${ikeErrorText(DROP_ERRORS[event.reason])}`,
      ];
    case 'main-mode-failed':
    case 'quick-mode-failed':
    case 'peer-dead':
      return failureLines(event.failure, event);
    case 'main-mode-established':
      return [
        `Main mode is up with ${event.peerName} (${pointText(event.remote)})`,
        `  ${event.proposal}, ${event.authentication}, lifetime ${event.lifetimeSeconds} s`,
        `  me ${event.localIdentity}, peer ${event.remoteIdentity}`,
      ];
    case 'quick-mode-established':
      return [
        `Quick mode is up with ${event.peerName}: ${event.policy}`,
        `  ${event.selector}`,
        `  ${event.mode}, ${event.suite}, SPI ${spiText(event.inboundSpi)} in, ${spiText(event.outboundSpi)} out, lifetime ${event.lifetimeSeconds} s, ${event.lifetimeKilobytes} KB`,
      ];
    default:
      return isOfIke(event) ? [eventText(event)] : [];
  }
}

/** Which negotiation an event belongs to: what a thread is in Windows' log. */
export function ikeLogThread(event: HostEvent): string {
  const cookie = 'initiatorCookie' in event ? event.initiatorCookie : '';
  return cookie.slice(0, 3).padStart(3, '0');
}

function messageLines(event: MessageFacts): string[] {
  const [first = 'none'] = event.payloads;
  const number = event.number === 0 ? '' : `, message ${event.number}`;
  return [
    `  ISAKMP header (V1.0), length ${event.octets}, exchange ${EXCHANGE_TYPES[event.exchange]}${number}`,
    `  cookies ${event.initiatorCookie}:${event.responderCookie}, message ID 0x${event.messageId.toString(16).padStart(8, '0')}`,
    `  flags ${event.encrypted ? ENCRYPTION_FLAG : '0x00'}, next payload ${first}, payloads ${event.payloads.join(', ')}`,
  ];
}

function failureLines(failure: Failure, scope: IkeScope): string[] {
  const { windowsError } = failure;
  return [
    `Failure: with ${scope.peerName} (${pointText(scope.remote)}), as ${scope.role}, at ${failure.where}`,
    `  error ${ikeErrorText(windowsError.code)}, failure point ${failure.failurePoint}`,
    `  ${failure.title} ${failure.detail}`,
    ...failure.comparison
      .filter(({ differs }) => differs)
      .map(({ what, local, peer }) => `  ${what}: here ${local}, peer ${peer}`),
  ];
}

const STEPS: ReadonlySet<HostEvent['kind']> = new Set<HostEvent['kind']>([
  'effect-asked',
  'effect-answered',
  'effect-late',
  'main-mode-started',
  'method-refused',
  'main-mode-ended',
  'quick-mode-started',
  'quick-mode-ended',
  'notify-received',
  'peer-asked',
  'peer-alive',
  'peer-restarted',
  'peer-suspected',
  'fell-back-to-clear',
  'delete-ignored',
  'unknown-spi',
  'nat-detected',
  'port-floated',
  'peer-moved',
  'aggressive-hash-shown',
  'fragments-sent',
  'fragment-received',
  'fragments-discarded',
  'first-messages-shed',
  'acquire',
  'sa-added',
  'sa-removed',
  'sa-expired',
  'soft-sa-added',
  'soft-sa-removed',
]);

/** `isakmp-keys` is not among them: the log never tells of keys. */
function isOfIke(event: HostEvent): boolean {
  return STEPS.has(event.kind);
}

/** `192.0.2.1.500`, as Windows' log joins address and port. */
function pointText(endpoint: Endpoint): string {
  const { address, port } = endpoint;
  return address.version === 4 ? `${address.text}.${port}` : endpointText(endpoint);
}
