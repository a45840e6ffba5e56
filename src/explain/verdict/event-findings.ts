/** What one host's events show. */

import type { HostEvent } from '../../host/events.ts';
import { dropWords } from '../../observe/event-text.ts';
import type { SideEvidence } from './evidence.ts';
import { failed, failureFinding } from './failure-findings.ts';
import { type Finding, finding, WEIGHT } from './finding.ts';
import { classOfDrop, classOfDroppedMessage } from './sources.ts';

/** Drops that only follow from something else. */
const CONSEQUENCES: ReadonlySet<string> = new Set(['no-sa', 'queue-full', 'policy-changed']);
/** Drops that are what policy says. */
const MEANT: ReadonlySet<string> = new Set(['blocked-by-policy', 'unprotected-error']);

/** So long a delete is repeated. */
const AT_ONCE_MILLISECONDS = 5000;

/** Everything that a host's events show, in the order of their time; the same thing is counted. */
export function eventFindings(side: SideEvidence): Finding[] {
  const all = side.events.flatMap((event) => {
    const found = findingOf(event, side);
    return found === undefined ? [] : [{ ...found, host: side.name }];
  });
  return counted(all);
}

function findingOf(event: HostEvent, side: SideEvidence): Finding | undefined {
  const { at } = event;
  switch (event.kind) {
    case 'main-mode-failed':
    case 'quick-mode-failed':
      return failed(event, side);
    case 'peer-dead':
      return failureFinding(event.failure, at, WEIGHT.negotiation);
    case 'fell-back-to-clear':
      return finding({
        class: 'fell-back-to-clear',
        weight: WEIGHT.clear,
        at,
        seen: `${event.peerName} does not answer at all, and "${event.policy}" goes on in clear`,
      });
    case 'sa-refused':
      return finding({
        class: 'sa-refused',
        weight: WEIGHT.host,
        at,
        seen: `the driver refused an SA of "${event.policy}": ${event.reason}`,
      });
    case 'service-failed':
      return finding({
        class: 'policy-not-applied',
        weight: WEIGHT.host,
        at,
        seen: `the service failed: ${event.reason}`,
      });
    case 'policy-source-failed':
      return finding({
        class: 'policy-source-failed',
        weight: WEIGHT.source,
        at,
        seen: `the ${event.source} policy could not be had: ${event.reason}`,
      });
    case 'service-stopped':
      return runsAgain(side, at)
        ? undefined
        : finding({
            class: 'service-stopped',
            weight: WEIGHT.changed + 1,
            at,
            seen: 'the service was stopped',
          });
    case 'peer-restarted':
      return finding({
        class: 'peer-restarted',
        weight: WEIGHT.gone,
        at,
        seen: `${event.peerName} said that it has begun anew`,
      });
    case 'peer-moved':
      return finding({
        class: 'nat-mapping-changed',
        weight: WEIGHT.changed,
        at,
        seen: `${event.peerName} came from another address or port, as ${event.provedBy} proved`,
      });
    case 'sa-expired':
      return event.reason === 'sequence'
        ? finding({
            class: 'sequence-overflow',
            weight: WEIGHT.changed,
            at,
            seen: 'an SA had used up its sequence numbers',
          })
        : undefined;
    case 'packet-dropped':
      return dropped(event, side);
    case 'isakmp-dropped': {
      const id = classOfDroppedMessage(event);
      return finding({
        class: id,
        weight: deletedAtOnce(event, side)
          ? WEIGHT.aside
          : id === 'unexpected-message'
            ? WEIGHT.late
            : WEIGHT.message,
        at,
        seen: `a message was dropped (${event.reason}): ${firstSentence(event.detail)}`,
      });
    }
    case 'fragments-discarded':
      return finding({
        class: 'fragments-lost',
        weight: WEIGHT.message,
        at,
        seen: `fragments of an IKE message were discarded: ${event.detail}`,
      });
    case 'first-messages-shed':
      return finding({
        class: 'half-open-limit',
        weight: WEIGHT.message,
        at,
        seen: `first messages were dropped unread: ${event.why}`,
      });
    case 'icmp-error':
      return event.error.startsWith('packet too big')
        ? finding({
            class: 'packet-too-big',
            weight: WEIGHT.changed,
            at,
            seen: `${event.from} said: ${event.error}`,
          })
        : undefined;
    case 'path-mtu':
      return finding({
        class: 'packet-too-big',
        weight: WEIGHT.changed,
        at,
        seen: `the path takes packets of ${event.octets} octets, a router reported`,
      });
    case 'clear-text-accepted':
      return event.reason === 'soft-sa'
        ? undefined
        : finding({
            class: 'clear-text-allowed',
            // The first packet in clear that asks for protection is how it is meant.
            weight: isProtected(side) ? WEIGHT.aside : WEIGHT.allowed,
            at,
            seen: 'packets in clear were let in, as policy allows',
          });
    case 'quick-mode-ended':
      return event.reason === 'unknown-to-peer'
        ? finding({
            class: 'spi-unknown',
            certainty: 'likely',
            others: ['one-sided-sa', 'peer-restarted'],
            weight: WEIGHT.changed,
            at,
            seen: `the peer said that it does not have the SA of "${event.policy}"`,
          })
        : undefined;
    case 'isakmp-sent':
      return event.repeat === 0
        ? undefined
        : finding({
            class: 'recovered',
            weight: deletedAtOnce(event, side) ? WEIGHT.aside : WEIGHT.recovered,
            at,
            seen: `${event.exchange} message ${event.number} was sent again`,
          });
    case 'isakmp-received':
      return event.duplicate
        ? finding({
            class: 'recovered',
            weight: WEIGHT.recovered,
            at,
            seen: `${event.exchange} message ${event.number} came again`,
          })
        : undefined;
    default:
      return undefined;
  }
}

function dropped(
  event: Extract<HostEvent, { kind: 'packet-dropped' }>,
  side: SideEvidence,
): Finding {
  const { reason, direction, packet, at } = event;
  if (reason === 'unknown-spi' && had(side, event)) {
    return finding({
      class: 'one-sided-sa',
      weight: WEIGHT.packets + 1,
      at,
      seen: `packets came under an SPI that this host had and has no more: ${packet}`,
      others: ['spi-unknown', 'peer-restarted'],
    });
  }
  const weight = CONSEQUENCES.has(reason)
    ? WEIGHT.consequence
    : MEANT.has(reason)
      ? WEIGHT.changed
      : reason === 'blocked-by-mode' && runsAgain(side, at)
        ? WEIGHT.starting
        : WEIGHT.packets;
  const isClear = reason === 'clear-text-required-protection';
  return finding({
    class: classOfDrop(reason),
    weight,
    // Why the sender sends in clear only the sender knows.
    generic: isClear,
    others: isClear ? ['service-stopped', 'not-protected-at-all', 'one-sided-sa'] : [],
    at,
    seen: `${direction} packets were dropped, ${dropWords(reason)}: ${packet}`,
  });
}

/** Two hosts that delete a main mode at the same time each get a delete for what they have no more. */
function deletedAtOnce(event: HostEvent, { events }: SideEvidence): boolean {
  const isOne =
    (event.kind === 'isakmp-sent' && event.exchange === 'informational') ||
    (event.kind === 'isakmp-dropped' &&
      event.reason === 'invalid-cookie' &&
      event.detail.startsWith('informational'));
  if (!isOne) return false;
  const near = (other: HostEvent): boolean => Math.abs(other.at - event.at) < AT_ONCE_MILLISECONDS;
  const ended = events.some((other) => other.kind === 'main-mode-ended' && near(other));
  return (
    ended &&
    events.some(
      (other) =>
        other.kind === 'isakmp-dropped' && other.reason === 'invalid-cookie' && near(other),
    )
  );
}

/** Whether the SPI of a dropped packet was once of an inbound SA of this host. */
function had(
  { events }: SideEvidence,
  { spi, at }: { spi: number | undefined; at: number },
): boolean {
  return events.some(
    (event) =>
      event.kind === 'sa-added' &&
      event.direction === 'inbound' &&
      event.spi === spi &&
      event.at < at,
  );
}

function isProtected({ events }: SideEvidence): boolean {
  return events.some(({ kind }) => kind === 'quick-mode-established');
}

/** What a dropped message is said to be, without the whole failure. */
export function firstSentence(text: string): string {
  return /^.*?[.](?= [A-Z])/.exec(text)?.[0].replace(/[.]$/, '') ?? text;
}

function runsAgain({ events }: SideEvidence, since: number): boolean {
  return events.some(({ kind, at }) => kind === 'service-started' && at >= since);
}

/** Findings of the same class, host and weight as one, with their number; certain ones speak for all. */
function counted(findings: readonly Finding[]): Finding[] {
  const groups = new Map<string, Finding>();
  for (const one of findings) {
    const key = `${one.class} ${one.weight} ${one.certainty}`;
    const known = groups.get(key);
    groups.set(key, known === undefined ? one : { ...known, times: known.times + 1 });
  }
  return [...groups.values()];
}
