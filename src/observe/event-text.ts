/** One sentence for every event: for logs and for the notes of the ladder. */

import { endpointText } from '../base/address.ts';
import { unreachable } from '../base/assert.ts';
import { LIMITS } from '../base/limits.ts';
import { protocolLabel } from '../crypto/protection.ts';
import type { HostEvent } from '../host/events.ts';
import type { EffectKind } from '../ike/effects.ts';
import type { EndReason } from '../ike/events.ts';
import type { DropReason, SoftEndReason } from '../ipsec/events.ts';
import { agentText } from './agent-text.ts';
import { diagnosticWords } from './diagnostic-words.ts';
import { countText, durationText, spiText } from './units.ts';

/** How much an event matters. */
export type EventLevel = 'debug' | 'info' | 'warn';

const DROP_WORDS: Readonly<Record<DropReason, string>> = {
  malformed: 'it is malformed',
  'unknown-spi': 'no SA has its SPI',
  replayed: 'it was received before, or is older than the replay window',
  'bad-icv': 'its integrity check value is wrong: it was forged or damaged',
  'bundle-incomplete': 'its SA is a bundle of AH and ESP, and it has only one of them',
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
  congestion: 'it is marked for congestion and cannot carry the mark',
  'flow-of-another-peer': 'another peer with the same traffic began its flow',
  'unprotected-error': 'an ICMP error from outside about a protected packet',
  'blocked-by-mode': "the driver's mode blocks it",
  'no-reply-to-anything':
    'it answers nothing that this host sent, and the driver is stateful until policy is set',
  'policy-changed': 'the policy entry that it waited for is gone',
  'not-for-this-host': 'it is for another host',
  'too-big': 'it is too big',
  fragment: 'it is a fragment, and whole packets are needed',
};

const SOFT_END_WORDS: Readonly<Record<SoftEndReason, string>> = {
  expired: 'its time is over',
  negotiated: 'the peer has negotiated IPsec',
  'policy-change': 'policy has changed',
  'service-stop': 'the service stops',
  deleted: 'deleted here',
  displaced: 'there are too many, and it was silent for longest',
};

const ACCEPTED_WORDS = {
  'inbound-pass-through': 'inbound pass-through',
  'soft-sa': 'on a soft SA',
  'default-response': 'default response',
} as const;

const END_WORDS: Readonly<Record<EndReason, string>> = {
  lifetime: 'its lifetime is over',
  replaced: 'another one serves in its place',
  deleted: 'deleted here',
  'deleted-by-peer': 'deleted by the peer',
  'peer-dead': 'the peer does not answer any more',
  'peer-restarted': 'the peer says that it has begun anew',
  'unknown-to-peer': 'the peer says that it does not have it',
  idle: 'nothing used it',
  'policy-changed': 'a new policy does not want it',
};

/** Why a packet did not pass, in words. */
export function dropWords(reason: DropReason): string {
  return DROP_WORDS[reason];
}

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
    case 'effect-asked':
      return `main mode with ${event.peerName} waits for ${effectWords(event.effect)} (request ${event.id})`;
    case 'effect-answered':
      return `${effectWords(event.effect)} for main mode with ${event.peerName}: ${event.problem ?? 'done'} after ${Math.round(event.milliseconds)} ms (request ${event.id})`;
    case 'effect-late':
      return `an answer to request ${event.id} came when nothing waited for it any more, or for another kind of answer`;
    case 'main-mode-started':
      return `${event.exchange} with ${event.peerName} begins, as ${event.role}`;
    case 'main-mode-established':
      return `${event.exchange} with ${event.peerName} is up: ${event.proposal}, ${event.authentication}, peer identity ${event.remoteIdentity}${event.provedBy === undefined ? '' : `, proved by ${event.provedBy}`}${replacesWords(event.replaces)}${weakWords(event.weaknesses)}${passedOverWords(event.passedOver)}`;
    case 'method-refused':
      return `${event.peerName} does not go on with ${event.method}: main mode begins anew without it`;
    case 'main-mode-failed':
      return `${phaseOneOf(event.failure.where)} with ${event.peerName} failed: ${event.failure.title}`;
    case 'main-mode-ended':
      return `main mode with ${event.peerName} ended: ${endWords(event.reason)}`;
    case 'quick-mode-started':
      return `quick mode for ${event.policy} with ${event.peerName} begins, as ${event.role}`;
    case 'quick-mode-established': {
      const pfs = event.pfsGroup === undefined ? '' : `, PFS group ${event.pfsGroup}`;
      const udp = event.udpEncapsulated ? ' in UDP' : '';
      const esn = event.esn ? ', ESN' : '';
      return `quick mode for ${event.policy} is up: ${event.mode} ${protocolLabel(event.protocol)}${udp}, ${event.suite}${esn}${pfs}, SPIs ${spiText(event.inboundSpi)} in and ${spiText(event.outboundSpi)} out${replacesWords(event.replaces)}${weakWords(event.weaknesses)}`;
    }
    case 'quick-mode-failed':
      return `quick mode${event.policy === undefined ? '' : ` for ${event.policy}`} with ${event.peerName} failed: ${event.failure.title}`;
    case 'quick-mode-ended':
      return `quick mode for ${event.policy} ended: ${endWords(event.reason)}`;
    case 'notify-received':
      return `${event.peerName} notifies ${event.name}${event.authenticated ? '' : ' (in clear, so not acted on)'}`;
    case 'peer-asked':
      return `${event.peerName} is asked whether it lives (R-U-THERE ${event.sequence}): ${askedWords(event.cause, event.silentMilliseconds)}`;
    case 'peer-alive':
      return `${event.peerName} lives: ${event.by === 'answer' ? 'it has answered' : 'something that it vouches for has come'} after ${durationText(event.milliseconds)}`;
    case 'peer-dead':
      return `${event.failure.title} ${forgottenWords(event)} given up`;
    case 'peer-restarted':
      return `${event.peerName} has begun anew (${event.saidBy}): ${forgottenWords(event)} forgotten`;
    case 'fell-back-to-clear':
      return `${event.peerName} does not answer at all; "${event.policy}" goes on in clear for up to ${event.expirySeconds} s (soft)`;
    case 'peer-suspected':
      return `main mode with ${event.peerName} is not trusted any more: ${event.why}; the next negotiation makes another`;
    case 'delete-ignored':
      return `${event.peerName} deletes what this host does not have: ${event.what}`;
    case 'unknown-spi':
      return event.action === 'notified'
        ? `${endpointText(event.remote)} sends under SPI ${spiText(event.spi)}, which no SA has: it is told by INVALID-SPI`
        : `${event.remote.address.text} sends under SPI ${spiText(event.spi)}, which no SA has, and there is no main mode to say so: one begins`;
    case 'nat-detected':
      return `NAT detection with ${event.peerName}: ${natWords(event.localBehindNat, event.remoteBehindNat)}`;
    case 'port-floated':
      return `IKE with ${event.peerName} moves to ${endpointText(event.local)} and ${endpointText(event.remote)}`;
    case 'peer-moved':
      return `${event.peerName} has moved from ${endpointText(event.from)} to ${endpointText(event.remote)}, as ${event.provedBy} proves: ${countText(event.mainModes, 'main mode')} and ${countText(event.pairs, 'pair')} follow`;
    case 'aggressive-hash-shown':
      return `aggressive mode with ${event.peerName} has shown HASH_R in clear: whoever saw message 2 can try pre-shared keys against it offline`;
    case 'fragments-sent':
      return `message of ${event.octets} octets for ${event.peerName} sent in ${event.fragments} fragments (ID ${event.fragmentId})`;
    case 'fragment-received': {
      const end = event.complete ? ', and the message is whole' : '';
      return `fragment ${event.number}${event.last ? ', the last,' : ''} of message ${event.fragmentId} from ${event.peerName} received, ${event.octets} octets${end}`;
    }
    case 'fragments-discarded':
      return `${event.fragments} fragment(s) from ${event.peerName} discarded (${event.reason}): ${event.detail}`;
    case 'first-messages-shed':
      return event.state === 'begins'
        ? `more first messages come than this host can serve (${event.why}): from here on they are dropped unread and only counted. What is established goes on; an honest peer sends its message again. If this lasts, filter the senders before they reach this host`
        : `no first message has been dropped for ${durationText(LIMITS.shedReportMilliseconds)}: in ${durationText(event.milliseconds)} there were ${event.shed} (${event.why})`;
    case 'isakmp-keys':
      return `keys for main mode with ${event.peerName} are made (${event.cipher})`;
    case 'packet-dropped':
      return `${event.direction} packet dropped, ${DROP_WORDS[event.reason]}: ${event.packet}${espWords(event.spi, event.sequence)}`;
    case 'dummy-packet':
      return `dummy packet on SPI ${spiText(event.spi)} discarded`;
    case 'path-mtu':
      return `the path of SA pair ${event.id} takes packets of ${event.octets} octets, a router reports`;
    case 'acquire':
      return `a packet asks for an SA of ${event.policy}: ${event.packet}`;
    case 'sa-added':
      return `${event.direction} ${event.protocol.toUpperCase()} SA ${spiText(event.spi)} added for ${event.policy}: ${event.mode}, ${event.suite}`;
    case 'sa-refused':
      return `the driver refused ${event.direction} SA ${spiText(event.spi)} of ${event.policy}: ${event.reason}; the pair is deleted`;
    case 'sa-removed':
      return `${event.direction} ${event.protocol.toUpperCase()} SA ${spiText(event.spi)} removed`;
    case 'traffic-shared':
      return `SA pairs ${event.id} and ${event.otherId} are for the same traffic of two peers (${event.policy}): answers go to the peer that began, new flows from here to the newest`;
    case 'sa-expired':
      return `SA pair ${event.id} has reached its limit (${event.reason})`;
    case 'driver-mode':
      return `the IPsec driver ${event.before === undefined ? 'starts' : `leaves ${event.before} mode and is`} in ${event.after} mode`;
    case 'soft-sa-added':
      return `soft SA for ${event.policy}: ${event.local} and ${event.remote} talk in clear, since nobody answered IKE`;
    case 'soft-sa-removed':
      return `soft SA for ${event.policy} is over: ${SOFT_END_WORDS[event.reason]}`;
    case 'clear-text-accepted':
      return `clear packet let in (${ACCEPTED_WORDS[event.reason]}, ${event.policy}): ${event.packet}`;
    case 'driver-diagnostics':
      return `the driver dropped in ${event.seconds} s, at diagnostics level ${event.level}: ${diagnosticWords(event.lines, event.more)}`;
    case 'service-started':
    case 'service-stopped':
    case 'service-failed':
    case 'policy-applied':
    case 'policy-withdrawn':
    case 'policy-source-failed':
    case 'setting-counts':
      return agentText(event);
    case 'echo-reply':
      return `echo reply ${event.sequence} from ${event.from} to ${event.to}, ${event.octets} octets`;
    case 'icmp-error':
      return `ICMP error from ${event.from} to ${event.to}: ${event.error}, about ${event.about}`;
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
    case 'aggressive-hash-shown':
    case 'fragments-discarded':
    case 'first-messages-shed':
    case 'packet-dropped':
    case 'peer-dead':
    case 'sa-refused':
    case 'service-failed':
    case 'policy-source-failed':
    case 'peer-suspected':
    case 'fell-back-to-clear':
    case 'traffic-shared':
    case 'soft-sa-added':
      return 'warn';
    case 'service-started':
    case 'service-stopped':
    case 'policy-applied':
    case 'policy-withdrawn':
    case 'setting-counts':
    case 'peer-restarted':
    case 'unknown-spi':
    case 'main-mode-started':
    case 'main-mode-established':
    case 'method-refused':
    case 'main-mode-ended':
    case 'quick-mode-started':
    case 'quick-mode-established':
    case 'quick-mode-ended':
    case 'notify-received':
    case 'nat-detected':
    case 'port-floated':
    case 'peer-moved':
    case 'sa-expired':
    case 'driver-mode':
    case 'soft-sa-removed':
    case 'clear-text-accepted':
    case 'driver-diagnostics':
      return 'info';
    default:
      return 'debug';
  }
}

const EFFECT_WORDS: Readonly<Record<EffectKind, string>> = {
  sign: 'a signature',
  verify: "the check of the peer's certificate",
  'gss-initiate': 'a Kerberos ticket',
  'gss-accept': "the check of the peer's Kerberos ticket",
  'gss-finish': "the check of the peer's Kerberos answer",
  'gss-wrap': 'the protection of the hash by Kerberos',
  'gss-unwrap': 'the opening of the hash by Kerberos',
};

function effectWords(effect: EffectKind): string {
  return EFFECT_WORDS[effect];
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

function replacesWords(replaces: string | number | undefined): string {
  if (replaces === undefined) return '';
  return typeof replaces === 'number'
    ? `, in place of SA ${replaces}`
    : `, in place of the one with initiator cookie ${replaces}`;
}

/** What failed, by where it did: a failure names its exchange first. */
function phaseOneOf(where: string): string {
  return where.startsWith('aggressive mode') ? 'aggressive mode' : 'main mode';
}

function endWords(reason: EndReason): string {
  return END_WORDS[reason];
}

function askedWords(cause: 'idle' | 'hint', silentMilliseconds: number): string {
  return cause === 'idle'
    ? `nothing that it vouches for has come for ${durationText(silentMilliseconds)}`
    : 'a message in clear says that it has lost its SAs';
}

function forgottenWords({ mainModes, pairs }: { mainModes: number; pairs: number }): string {
  return `${countText(mainModes, 'main mode')} and ${countText(pairs, 'pair')} of SAs`;
}

function weakWords(weaknesses: readonly string[]): string {
  return weaknesses.length === 0 ? '' : `; weak: ${weaknesses.join('; ')}`;
}

/** Sentences become parts of one. */
function passedOverWords(sentences: readonly string[]): string {
  return sentences.map((sentence) => `; ${sentence.replace(/\.$/, '')}`).join('');
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
