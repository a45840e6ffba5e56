/** SAs that one of two hosts has and the other one has not, as one of them sees it. */

import type { HostEvent } from '../../../host/events.ts';
import type { SideEvidence } from '../evidence.ts';
import { type Finding, guess, WEIGHT } from '../finding.ts';

type Of<Kind extends HostEvent['kind']> = Extract<HostEvent, { kind: Kind }>;

/** Traffic that goes on asks for another pair so soon. */
const SOON_MILLISECONDS = 2000;

/** Findings by SAs that are forgotten, given up, deleted or made anew. */
export function memoryFindings(side: SideEvidence): Finding[] {
  const found = [
    ...givenUp(side.events),
    ...forgotten(side.events),
    ...unknownToPeer(side.events),
    ...renewedLate(side.events),
    ...begunAnew(side.events),
    ...takenDown(side.events),
    ...neverUsed(side.events),
    ...neverTaken(side.events),
  ];
  return found.map((one) => ({ ...one, host: side.name }));
}

/** The peer sends under an SPI that this host had offered in a quick mode that came to nothing. */
function givenUp(events: readonly HostEvent[]): Finding[] {
  const failed = of(events, 'quick-mode-failed').find(
    ({ role, failure }) => role === 'responder' && failure.code === 'no-response',
  );
  const packet = dropsUnknown(events).find(({ at }) => failed !== undefined && at > failed.at);
  if (failed === undefined || packet === undefined) return [];
  return [
    guess({
      class: 'one-sided-sa',
      weight: WEIGHT.negotiation + 1,
      at: packet.at,
      seen: `${failed.peerName} sends under an SA, although the quick mode for it came to no end here`,
      others: ['retransmission-exhausted', 'spi-unknown', 'hash-3-wrong'],
    }),
  ];
}

/** Packets under an SPI that this host had, and that it never took down: it was restarted itself. */
function forgotten(events: readonly HostEvent[]): Finding[] {
  const packet = dropsUnknown(events).find(({ spi, at }) => {
    const isAdded = of(events, 'sa-added').some((sa) => sa.spi === spi && sa.at < at);
    const isRemoved = of(events, 'sa-removed').some((sa) => sa.spi === spi && sa.at <= at);
    const begins = of(events, 'unknown-spi').some(
      (other) => other.spi === spi && other.action === 'main-mode-begun',
    );
    return isAdded && !isRemoved && begins;
  });
  if (packet === undefined) return [];
  return [
    guess({
      class: 'peer-restarted',
      weight: WEIGHT.packets + 2,
      at: packet.at,
      seen: `this host has forgotten an SA that it never took down, so it was restarted, and the peer does not know: ${packet.packet}`,
      others: ['one-sided-sa', 'spi-unknown'],
    }),
  ];
}

/** INVALID-SPI under a main mode that is up: the peer has not restarted, and has not this pair. */
function unknownToPeer(events: readonly HostEvent[]): Finding[] {
  const ended = of(events, 'quick-mode-ended').find(({ reason }) => reason === 'unknown-to-peer');
  const told = of(events, 'notify-received').some(
    ({ authenticated, at }) => authenticated && ended !== undefined && at === ended.at,
  );
  if (ended === undefined || !told) return [];
  return [
    guess({
      class: 'one-sided-sa',
      weight: WEIGHT.changed + 1,
      at: ended.at,
      seen: `the peer has the main mode and has not the SA of "${ended.policy}", which was up here`,
      others: ['spi-unknown', 'peer-restarted', 'hash-3-wrong'],
    }),
  ];
}

/** The peer took a pair down and at once made another one, which replaces none. */
function renewedLate(events: readonly HostEvent[]): Finding[] {
  const late = of(events, 'quick-mode-ended').find(
    ({ reason, policy, at, role }) =>
      reason === 'deleted-by-peer' &&
      role === 'responder' &&
      of(events, 'quick-mode-established').some(
        (next) =>
          next.policy === policy &&
          next.role === 'responder' &&
          next.replaces === undefined &&
          next.at > at &&
          next.at - at < SOON_MILLISECONDS,
      ) &&
      !of(events, 'main-mode-ended').some((end) => Math.abs(end.at - at) < SOON_MILLISECONDS),
  );
  if (late === undefined) return [];
  return [
    guess({
      class: 'sa-worn-out',
      weight: WEIGHT.lost + 1,
      at: late.at,
      seen: `the peer took the SA of "${late.policy}" down, and at once it negotiated another one: the old one had reached its limit there`,
      others: ['none', 'sequence-overflow', 'deleted-by-peer'],
    }),
  ];
}

/** A young main mode of this host's own, and everything under it, made anew by the peer. */
function begunAnew(events: readonly HostEvent[]): Finding[] {
  const up = of(events, 'main-mode-established');
  const pairs = of(events, 'quick-mode-established');
  const anew = up.find(({ role, replaces, at, initiatorCookie }) => {
    const old = up.find((one) => one.initiatorCookie === replaces);
    if (role !== 'responder' || old?.role !== 'initiator') return false;
    if (at - old.at > (old.lifetimeSeconds * 1000) / YOUNG) return false;
    const before = pairs.filter((pair) => pair.initiatorCookie === old.initiatorCookie);
    return pairs.some(
      (pair) =>
        pair.initiatorCookie === initiatorCookie &&
        pair.at - at < SOON_MILLISECONDS &&
        before.some(({ policy }) => policy === pair.policy),
    );
  });
  if (anew === undefined) return [];
  return [
    guess({
      class: 'peer-restarted',
      weight: WEIGHT.lost,
      at: anew.at,
      seen: `${anew.peerName} negotiated both phases anew, although the older ones were young`,
      others: ['none', 'rekey-collision'],
    }),
  ];
}

/** A main mode is young in the first part of its lifetime, of so many. */
const YOUNG = 10;

/** This host took a main mode down, and the peer at once negotiated another one. */
function takenDown(events: readonly HostEvent[]): Finding[] {
  const ended = of(events, 'main-mode-ended').find(
    ({ reason, role, at, peerName }) =>
      reason === 'deleted' &&
      role === 'responder' &&
      !of(events, 'service-stopped').some((stop) => Math.abs(stop.at - at) < SOON_MILLISECONDS) &&
      of(events, 'main-mode-established').some(
        (next) =>
          next.role === 'responder' &&
          next.peerName === peerName &&
          next.at > at &&
          next.at - at < SOON_MILLISECONDS,
      ),
  );
  if (ended === undefined) return [];
  return [
    guess({
      class: 'deleted-by-peer',
      weight: WEIGHT.lost,
      at: ended.at,
      seen: `this host took down a main mode that ${ended.peerName} needed: it negotiated another one at once`,
      others: ['none', 'peer-restarted'],
    }),
  ];
}

/** A main mode is up here, and its initiator asked for the last message again to the end. */
function neverUsed(events: readonly HostEvent[]): Finding[] {
  const unused = of(events, 'main-mode-established').find(({ role, initiatorCookie, at }) => {
    const later = of(events, 'isakmp-received').filter(
      (one) => one.at > at && one.initiatorCookie === initiatorCookie,
    );
    return role === 'responder' && later.length >= 2 && later.every(({ duplicate }) => duplicate);
  });
  if (unused === undefined) return [];
  return [
    guess({
      class: 'retransmission-exhausted',
      weight: WEIGHT.open,
      at: unused.at,
      seen: `${unused.peerName} asked for the last message of main mode again and again, and never used what is up here`,
      others: ['main-mode-hash-wrong', 'preshared-keys-differ', 'packet-too-big', 'recovered'],
    }),
  ];
}

/** The responder asked for message 3 again although it was sent each time, and took the pair down. */
function neverTaken(events: readonly HostEvent[]): Finding[] {
  const ended = of(events, 'quick-mode-ended').find(({ role, reason, id, at }) => {
    const up = of(events, 'quick-mode-established').find((pair) => pair.id === id);
    if (role !== 'initiator' || reason !== 'deleted-by-peer' || up === undefined) return false;
    const sent = of(events, 'isakmp-sent').filter(
      (one) => one.messageId === up.messageId && one.number === 3 && one.repeat > 0 && one.at < at,
    );
    return sent.length >= 2;
  });
  if (ended === undefined) return [];
  return [
    guess({
      class: 'hash-3-wrong',
      weight: WEIGHT.changed,
      at: ended.at,
      seen: `the peer asked again and again for the last message of the quick mode for "${ended.policy}", got it each time, and took the pair down`,
      others: ['one-sided-sa', 'retransmission-exhausted', 'decrypts-to-nonsense'],
    }),
  ];
}

function dropsUnknown(events: readonly HostEvent[]): Of<'packet-dropped'>[] {
  return of(events, 'packet-dropped').filter(({ reason }) => reason === 'unknown-spi');
}

function of<Kind extends HostEvent['kind']>(events: readonly HostEvent[], kind: Kind): Of<Kind>[] {
  return events.filter((event): event is Of<Kind> => event.kind === kind);
}
