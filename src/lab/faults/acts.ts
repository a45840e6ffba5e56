/** What each fault does to a datagram that passes. */

import { randomFraction } from '../../base/random.ts';
import type { Duration } from '../../base/time.ts';
import { change, corrupt, isIpPacket, type Patient, truncate } from './alter.ts';
import { isLaterFragment, squeeze } from './clamp.ts';
import type { Action, Meaning, Subject } from './fault.ts';
import { holds, type MessageInside } from './inside.ts';
import { contentOf, fits, type HostNames } from './matching.ts';
import { durationText } from './quantities.ts';
import type { StandingFault } from './standing.ts';
import { subjectText } from './subject-words.ts';
import type { Transit } from './transit.ts';

/** `on`: to the next fault; `gone`: lost; `held`: to be kept; else what it has become. */
export type Verdict = 'on' | 'gone' | 'held' | readonly Transit[];

export interface Surroundings {
  /** Since the network began. */
  readonly elapsed: Duration;
  readonly hosts: HostNames;
  readonly inside: MessageInside;
  readonly mayHold: boolean;
  /** Tells what was done. */
  readonly fire: (what: string) => void;
}

/** Lets a fault act on a datagram, if it is about it and it is its time. */
export function act(standing: StandingFault, transit: Transit, around: Surroundings): Verdict {
  const { action } = standing.fault;
  const waits = standing.held.length > 0;
  if (!standing.isActive(around.elapsed) && !waits) return 'on';
  if (action.kind === 'hold') return hold(standing, action, transit, around);
  if (action.kind === 'swap') return swap(standing, action, transit, around);
  if (action.kind === 'cut')
    return done(standing, around, `${transit.meaning.text} is lost: the link is cut`, 'gone');
  if (action.kind === 'clamp') return clamp(standing, action.mtu, transit, around);
  if (action.kind === 'rebind' || !isMeant(standing, action.what, transit, around)) return 'on';
  if (
    'share' in action &&
    action.share !== undefined &&
    randomFraction(standing.random) >= action.share
  )
    return 'on';
  return actOnMatch(standing, action, transit, around);
}

type Simple = Exclude<Action, { readonly kind: 'hold' | 'swap' | 'cut' | 'clamp' | 'rebind' }>;

function actOnMatch(
  standing: StandingFault,
  action: Simple,
  transit: Transit,
  around: Surroundings,
): Verdict {
  const { text } = transit.meaning;
  switch (action.kind) {
    case 'drop':
      return done(standing, around, `${text} is lost`, 'gone');
    case 'duplicate':
      transit.copies.push(...new Array<number>(action.copies).fill(0));
      return done(standing, around, `${text} is sent ${timesText(action.copies)} more`, 'on');
    case 'delay':
    case 'reorder':
      transit.delay += action.by;
      return done(standing, around, `${text} is late by ${durationText(action.by)}`, 'on');
    case 'replay':
      transit.copies.push(action.after);
      return done(
        standing,
        around,
        `${text} comes again after ${durationText(action.after)}`,
        'on',
      );
    default:
      return alter(standing, action, transit, around);
  }
}

function alter(
  standing: StandingFault,
  action: Extract<Action, { readonly kind: 'corrupt' | 'truncate' | 'change' }>,
  transit: Transit,
  around: Surroundings,
): Verdict {
  const { flight, meaning, side } = transit;
  const { bytes, path } = flight;
  const patient: Patient = { bytes, meaning, side, isIp: isIpPacket(bytes, meaning, path.carrier) };
  const altered =
    action.kind === 'corrupt'
      ? corrupt(patient, action.place, standing.random, around.inside)
      : action.kind === 'change'
        ? change(patient, action, around.inside)
        : truncate(patient, action.octets);
  const what = `${meaning.text} ${altered.what}`;
  if (altered.bytes === undefined) {
    around.fire(what);
    return 'on';
  }
  transit.flight = { ...flight, bytes: altered.bytes };
  return done(standing, around, what, 'on');
}

function hold(
  standing: StandingFault,
  action: Extract<Action, { readonly kind: 'hold' }>,
  transit: Transit,
  around: Surroundings,
): Verdict {
  if (standing.over) return 'on';
  if (isMeant(standing, action.other, transit, around)) {
    standing.over = true;
    transit.afterwards.push(standing);
    return 'on';
  }
  const mayAct = !standing.isUsedUp && standing.isActive(around.elapsed);
  if (!mayAct || !isMeant(standing, action.what, transit, around)) return 'on';
  return keep(standing, transit, around, action.other);
}

function swap(
  standing: StandingFault,
  action: Extract<Action, { readonly kind: 'swap' }>,
  transit: Transit,
  around: Surroundings,
): Verdict {
  const isWhat = isMeant(standing, action.what, transit, around);
  const isOther = isMeant(standing, action.other, transit, around);
  const { holds: kept } = standing;
  if (kept !== undefined) {
    if (kept === 'what' ? !isOther : !isWhat) return 'on';
    standing.holds = undefined;
    transit.afterwards.push(standing);
    return 'on';
  }
  if (standing.isUsedUp || (!isWhat && !isOther)) return 'on';
  const verdict = keep(standing, transit, around, isWhat ? action.other : action.what);
  if (verdict === 'held') standing.holds = isWhat ? 'what' : 'other';
  return verdict;
}

function keep(
  standing: StandingFault,
  { meaning }: Transit,
  around: Surroundings,
  other: Subject,
): Verdict {
  if (around.mayHold)
    return done(standing, around, `${meaning.text} is held until ${subjectText(other)}`, 'held');
  around.fire(`${meaning.text} could not be held: too many are held already`);
  return 'on';
}

function clamp(
  standing: StandingFault,
  mtu: number,
  transit: Transit,
  around: Surroundings,
): Verdict {
  const { flight, meaning, forward } = transit;
  const squeezed = squeeze(flight, meaning, mtu);
  if (squeezed === undefined) return 'on';
  const size = `${meaning.text} has ${meaning.octets} octets, more than ${mtu}`;
  switch (squeezed.kind) {
    case 'refused':
      forward(squeezed.answer, transit.delay);
      return done(standing, around, `${size}: lost, and its sender is told`, 'gone');
    case 'unseen':
      done(standing, around, `${size}: it travels in fragments`, 'on');
      return [{ ...transit, meaning: { ...meaning, ipFragment: true } }];
    case 'fragments': {
      const { packets } = squeezed;
      const parts = packets.map((bytes) => ({
        ...transit,
        flight: { ...flight, bytes },
        meaning: ofFragment(meaning, bytes),
        copies: [...transit.copies],
      }));
      return done(standing, around, `${size}: ${packets.length} fragments of it go on`, parts);
    }
  }
}

function ofFragment(meaning: Meaning, packet: Uint8Array): Meaning {
  const octets = packet.length;
  const part = { ...meaning, ipFragment: true, octets, end: octets };
  const text = `a fragment of ${meaning.text}`;
  return isLaterFragment(packet)
    ? {
        encrypted: meaning.encrypted,
        transmission: meaning.transmission,
        ipFragment: true,
        octets,
        start: 20,
        end: octets,
        protocol: 'other',
        text,
      }
    : { ...part, text };
}

/** Whether a datagram is the one that a subject asks for; counts it where that is needed. */
function isMeant(
  standing: StandingFault,
  subject: Subject,
  { flight, original, meaning }: Transit,
  { hosts, inside }: Surroundings,
): boolean {
  if (!fits(subject, original, meaning, hosts)) return false;
  const content = contentOf(subject);
  if (content !== undefined) {
    const opened = inside.open(flight.bytes.subarray(meaning.start, meaning.end));
    if ('why' in opened || !holds(opened, content)) return false;
  }
  return standing.isNth(subject);
}

function done(
  standing: StandingFault,
  around: Surroundings,
  what: string,
  verdict: Verdict,
): Verdict {
  standing.acted++;
  around.fire(what);
  return verdict;
}

function timesText(times: number): string {
  return times === 1 ? 'once' : `${times} times`;
}
