/**
 * Fragments as they come (MS-IKEE 2.2.3.1): each is a message of its own in clear, with payload 132
 * alone. Nobody can vouch for one, so it changes nothing but the set that it joins; the message that a
 * full set makes goes the way of one that came whole.
 */

import { sameAddress } from '../../base/address.ts';
import type { Path } from '../../base/batch.ts';
import { equal } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import { SECOND } from '../../base/time.ts';
import { DecodeError } from '../../wire/codec.ts';
import { type FragmentBody, isLastFragment } from '../../wire/isakmp/fragment.ts';
import { FLAG_ENCRYPTION, HEADER_OCTETS, type IsakmpHeader } from '../../wire/isakmp/header.ts';
import { decodePayloads } from '../../wire/isakmp/payloads.ts';
import { drop, type EngineState } from '../engine-state.ts';
import { scopeOf } from '../isakmp-sa.ts';
import type { Negotiation } from '../life/negotiation.ts';
import { announcesFragmentation } from '../riders/vendor-ids.ts';
import { contradictionOf, type FragmentSet, missingText, wholeOf } from './table.ts';

/** MS-IKEE 3.5.2: how long a message in parts may take. */
const REASSEMBLY = 70 * SECOND;

/** Takes a fragment; answers the message if it is whole now. */
export function receiveFragment(
  engine: EngineState,
  header: IsakmpHeader,
  datagram: Uint8Array,
  path: Path,
): Uint8Array | undefined {
  const entry = engine.table.find(header.initiatorCookie, header.responderCookie);
  const fault = faultOfSender(entry, path);
  if (entry === undefined || fault !== undefined) {
    drop(engine, path, entry === undefined ? 'invalid-cookie' : 'unexpected', `fragment: ${fault}`);
    return undefined;
  }
  const fragment = fragmentOf(header, datagram);
  if (typeof fragment === 'string') {
    drop(engine, path, 'malformed', `fragment: ${fragment}`);
    return undefined;
  }
  const set = setFor(engine, entry, header, fragment, path);
  if (set === undefined) return undefined;
  engine.fragments.put(set, fragment, isLastFragment(fragment));
  const { fragmentation } = entry.sa;
  if (!fragmentation.received) entry.sa.fragmentation = { ...fragmentation, received: true };
  const whole = wholeOf(set);
  const { fragmentId, number, data } = fragment;
  engine.options.note({
    kind: 'fragment-received',
    ...scopeOf(entry.sa),
    fragmentId,
    number,
    last: isLastFragment(fragment),
    octets: data.length,
    complete: whole !== undefined,
  });
  if (whole === undefined) return undefined;
  forget(engine, set);
  return checkedWhole(engine, header, whole, path);
}

/** A message in parts has not become whole in its time. */
export function fragmentsTimeout(engine: EngineState, set: FragmentSet): void {
  const detail = `not all parts of a message came within ${REASSEMBLY / SECOND} s; missing: ${missingText(set)}`;
  discard(engine, set, 'timeout', detail);
}

/** Forgets what a main mode was putting together. */
export function forgetFragments(engine: EngineState, entry: Negotiation): void {
  for (const set of engine.fragments.of(entry)) forget(engine, set);
}

function faultOfSender(entry: Negotiation | undefined, path: Path): string | undefined {
  if (entry === undefined) return 'no main mode has these cookies';
  const { remote } = entry.sa.path;
  if (!sameAddress(path.remote.address, remote.address))
    return `it comes from ${path.remote.address.text} instead of ${remote.address.text}`;
  if (!announcesFragmentation(entry.sa))
    return 'this host did not say that it puts fragments together';
  return undefined;
}

function fragmentOf(header: IsakmpHeader, datagram: Uint8Array): FragmentBody | string {
  if ((header.flags & FLAG_ENCRYPTION) !== 0) return 'its header says that it is encrypted';
  try {
    const { payloads, end } = decodePayloads(header.nextPayload, datagram, HEADER_OCTETS);
    const [fragment] = payloads;
    if (fragment?.kind !== 'fragment' || payloads.length !== 1 || end !== datagram.length)
      return 'it is not alone in its message';
    if (fragment.number === 0) return 'its number is zero';
    if (fragment.number > LIMITS.fragmentsPerMessage)
      return `its number is ${fragment.number}; ${LIMITS.fragmentsPerMessage} fragments are the most`;
    if (fragment.data.length === 0) return 'it holds nothing';
    return fragment;
  } catch (error) {
    if (error instanceof DecodeError) return error.message;
    throw error;
  }
}

/** The set that a fragment joins; a new one where it contradicts the old, whose fragment ID peers repeat. */
function setFor(
  engine: EngineState,
  entry: Negotiation,
  header: IsakmpHeader,
  fragment: FragmentBody,
  path: Path,
): FragmentSet | undefined {
  const { fragments, timers } = engine;
  const key = `${header.exchangeType} ${header.messageId} ${fragment.fragmentId}`;
  const known = fragments.find(entry, key);
  const contradiction =
    known === undefined ? undefined : contradictionOf(known, fragment, isLastFragment(fragment));
  if (known !== undefined && contradiction !== undefined)
    discard(engine, known, 'contradiction', contradiction);
  const usable = contradiction === undefined ? known : undefined;
  const fault = faultOfSize(usable, fragment) ?? makeRoom(engine, entry, usable, fragment);
  if (fault !== undefined) {
    drop(engine, path, 'limit', `fragment: ${fault}`);
    return undefined;
  }
  if (usable !== undefined) return usable;
  const [oldest, ...others] = fragments.of(entry);
  if (oldest !== undefined && others.length + 1 >= LIMITS.fragmentSetsPerSa)
    discard(engine, oldest, 'limit', 'newer messages in parts took its place');
  const set: FragmentSet = {
    entry,
    key,
    parts: new Map(),
    last: undefined,
    octets: 0,
    timer: timers.timer({ use: 'fragments', key, entry }),
  };
  fragments.add(set);
  timers.arm(set.timer, engine.now + REASSEMBLY);
  return set;
}

/** Strangers can fill the table with fragments that never come to a message: older ones make room. */
function makeRoom(
  engine: EngineState,
  entry: Negotiation,
  usable: FragmentSet | undefined,
  { data }: FragmentBody,
): string | undefined {
  const { fragments } = engine;
  for (;;) {
    const fault = fragments.faultOfMore(data.length, usable === undefined);
    const victim = fault === undefined ? undefined : fragments.leastWorth(entry, usable);
    if (victim === undefined) return fault;
    discard(engine, victim, 'limit', 'newer messages in parts took its place');
  }
}

function faultOfSize(set: FragmentSet | undefined, { data }: FragmentBody): string | undefined {
  if ((set?.octets ?? 0) + data.length <= LIMITS.isakmpMessageOctets) return undefined;
  return `the message would have more than ${LIMITS.isakmpMessageOctets} octets`;
}

/** What was put together must be a message of the same main mode, and no fragment again. */
function checkedWhole(
  engine: EngineState,
  header: IsakmpHeader,
  whole: Uint8Array,
  path: Path,
): Uint8Array | undefined {
  const isSame =
    whole.length >= HEADER_OCTETS &&
    equal(whole.subarray(0, 8), header.initiatorCookie) &&
    equal(whole.subarray(8, 16), header.responderCookie) &&
    whole[16] !== header.nextPayload;
  if (isSame) return whole;
  drop(engine, path, 'malformed', 'fragments: together they are no message of their main mode');
  return undefined;
}

function discard(
  engine: EngineState,
  set: FragmentSet,
  reason: 'contradiction' | 'timeout' | 'limit',
  detail: string,
): void {
  forget(engine, set);
  const scope = scopeOf(set.entry.sa);
  const fragments = set.parts.size;
  engine.options.note({ kind: 'fragments-discarded', ...scope, reason, fragments, detail });
}

function forget(engine: EngineState, set: FragmentSet): void {
  engine.timers.cancel(set.timer);
  engine.fragments.remove(set);
}
