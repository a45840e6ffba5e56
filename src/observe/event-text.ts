/** One sentence for every event: for logs and for the notes of the ladder. */

import { endpointText } from '../base/address.ts';
import { unreachable } from '../base/assert.ts';
import type { HostEvent } from '../host/events.ts';
import type { DropReason } from '../ipsec/events.ts';
import { spiText } from './units.ts';

/** How much an event matters. */
export type EventLevel = 'debug' | 'info' | 'warn';

const DROP_WORDS: Readonly<Record<DropReason, string>> = {
  malformed: 'it is malformed',
  'unknown-spi': 'no SA has its SPI',
  replayed: 'it was received before, or is older than the replay window',
  'bad-icv': 'its integrity check value is wrong: it was forged or damaged',
  'bad-padding': 'its ESP padding is wrong',
  'bad-inner-packet': 'what it protects is not an IP packet',
  'selector-mismatch': "it is outside of its SA's selectors",
  'clear-text-required-protection': 'it came in clear, but policy requires protection',
  'blocked-by-policy': 'policy blocks it',
  'no-policy': 'no policy matches it',
  'no-sa': 'there is no SA for it',
  'queue-full': 'too many packets wait for the negotiation already',
  'lifetime-expired': "its SA's lifetime is over",
  'sequence-overflow': "its SA's sequence numbers are used up",
  'not-for-this-host': 'it is for another host',
  'too-big': 'it is too big',
  fragment: 'it is a fragment, and whole packets are needed',
};

/** The event in words, without its time and host. */
export function eventText(event: HostEvent): string {
  switch (event.kind) {
    case 'isakmp-sent': {
      const again = event.repeat > 0 ? ` again (retransmission ${event.repeat})` : '';
      return `${messageText(event)} sent to ${endpointText(event.remote)}${again}`;
    }
    case 'isakmp-received': {
      const again = event.duplicate ? ', a duplicate' : '';
      return `${messageText(event)} received from ${endpointText(event.remote)}${again}`;
    }
    case 'isakmp-dropped':
      return `ISAKMP message from ${endpointText(event.remote)} dropped (${event.reason}): ${event.detail}`;
    case 'main-mode-started':
      return `main mode with ${event.peerName} begins, as ${event.role}`;
    case 'main-mode-established':
      return `main mode with ${event.peerName} is up: ${event.proposal}, ${event.authentication}, peer identity ${event.remoteIdentity}`;
    case 'main-mode-failed':
      return `main mode with ${event.peerName} failed: ${event.failure.title}`;
    case 'main-mode-ended':
      return `main mode with ${event.peerName} ended: ${endWords(event.reason)}`;
    case 'quick-mode-started':
      return `quick mode for ${event.policy} with ${event.peerName} begins, as ${event.role}`;
    case 'quick-mode-established': {
      const pfs = event.pfsGroup === undefined ? '' : `, PFS group ${event.pfsGroup}`;
      const udp = event.udpEncapsulated ? ' in UDP' : '';
      return `quick mode for ${event.policy} is up: ${event.mode} ESP${udp}, ${event.suite}${pfs}, SPIs ${spiText(event.inboundSpi)} in and ${spiText(event.outboundSpi)} out`;
    }
    case 'quick-mode-failed':
      return `quick mode${event.policy === undefined ? '' : ` for ${event.policy}`} with ${event.peerName} failed: ${event.failure.title}`;
    case 'quick-mode-ended':
      return `quick mode for ${event.policy} ended: ${endWords(event.reason)}`;
    case 'notify-received':
      return `${event.peerName} notifies ${event.name}${event.authenticated ? '' : ' (in clear, so not acted on)'}`;
    case 'nat-detected':
      return `NAT detection with ${event.peerName}: ${natWords(event.localBehindNat, event.remoteBehindNat)}`;
    case 'port-floated':
      return `IKE with ${event.peerName} moves to ${endpointText(event.local)} and ${endpointText(event.remote)}`;
    case 'isakmp-keys':
      return `keys for main mode with ${event.peerName} are made (${event.cipher})`;
    case 'packet-dropped':
      return `${event.direction} packet dropped, ${DROP_WORDS[event.reason]}: ${event.packet}${espWords(event.spi, event.sequence)}`;
    case 'dummy-packet':
      return `dummy packet on SPI ${spiText(event.spi)} discarded`;
    case 'acquire':
      return `a packet asks for an SA of ${event.policy}: ${event.packet}`;
    case 'sa-added':
      return `${event.direction} SA ${spiText(event.spi)} added for ${event.policy}: ${event.mode}, ${event.suite}`;
    case 'sa-removed':
      return `${event.direction} SA ${spiText(event.spi)} removed`;
    case 'sa-expired':
      return `SA pair ${event.id} has reached its limit (${event.reason})`;
    case 'echo-reply':
      return `echo reply ${event.sequence} from ${event.from} to ${event.to}, ${event.octets} octets`;
    case 'echo-answered':
      return `echo request ${event.sequence} from ${event.from} to ${event.to} answered`;
    case 'udp-received':
      return `UDP datagram from ${event.from} to ${event.to}, ${event.octets} octets${event.answered ? ', sent back' : ''}`;
    default:
      return unreachable(event);
  }
}

/** How much an event matters: what a person should see by default is `info` and up. */
export function eventLevel(event: HostEvent): EventLevel {
  switch (event.kind) {
    case 'main-mode-failed':
    case 'quick-mode-failed':
    case 'isakmp-dropped':
    case 'packet-dropped':
      return 'warn';
    case 'main-mode-started':
    case 'main-mode-established':
    case 'main-mode-ended':
    case 'quick-mode-started':
    case 'quick-mode-established':
    case 'quick-mode-ended':
    case 'notify-received':
    case 'nat-detected':
    case 'port-floated':
    case 'sa-expired':
      return 'info';
    default:
      return 'debug';
  }
}

function messageText(event: Extract<HostEvent, { kind: 'isakmp-sent' | 'isakmp-received' }>) {
  const number = event.number === 0 ? '' : ` message ${event.number}`;
  return `${event.exchange}${number} (${messageForm(event)}, ${event.octets} octets)`;
}

/** RFC 2409's notation: `HDR, SA, V`; a star where the payloads are encrypted. */
function messageForm(event: {
  readonly encrypted: boolean;
  readonly payloads: readonly string[];
}): string {
  return [event.encrypted ? 'HDR*' : 'HDR', ...folded(event.payloads)].join(', ');
}

/** Payload names; several of a kind in a row are counted. */
export function folded(payloads: readonly string[]): string[] {
  const parts: string[] = [];
  for (let i = 0; i < payloads.length; ) {
    let count = 1;
    while (payloads[i + count] === payloads[i]) count++;
    parts.push(count === 1 ? payloads[i]! : `${payloads[i]} x${count}`);
    i += count;
  }
  return parts;
}

function endWords(reason: 'lifetime' | 'deleted-by-peer' | 'deleted'): string {
  if (reason === 'lifetime') return 'its lifetime is over';
  return reason === 'deleted' ? 'deleted here' : 'deleted by the peer';
}

function natWords(local: boolean, remote: boolean): string {
  if (local && remote) return 'both sides are behind a NAT';
  if (local) return 'this side is behind a NAT';
  return remote ? 'the peer is behind a NAT' : 'no NAT between';
}

function espWords(spi: number | undefined, sequence: number | undefined): string {
  if (spi === undefined) return '';
  const number = sequence === undefined ? '' : `, sequence number ${sequence}`;
  return ` (SPI ${spiText(spi)}${number})`;
}
