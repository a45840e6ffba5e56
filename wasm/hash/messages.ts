/** The messages of a call, 64 at most (LIMITS.packetsPerBatch): where they lie, and what becomes of them. */

import { stateOctets } from './algorithm';

/** Octets of one entry of JOBS: start, end, tail, and one word that is free. */
const JOB_SHIFT: usize = 4;
/** Octets of one entry of MACS. */
const MAC_SHIFT: usize = 6;
/** Octets of one entry of STATES. */
const STATE_SHIFT: usize = 7;

/** Of each message where it starts and ends, and the word that follows it. */
export const JOBS: usize = memory.data(64 * 16, 16);
/** Of each message its digest. */
export const MACS: usize = memory.data(64 * 64, 16);
/** The chaining values behind the inner and the outer key of an HMAC, one behind the other. */
export const MIDSTATES: usize = memory.data(2 * 64, 16);

/** Of each message its chaining value, if it is begun already, and room for what whoever takes it on needs beside it. */
export const STATES: usize = memory.data(64 * 128, 16);

@inline
export function jobOf(index: i32): usize {
  return JOBS + (<usize>index << JOB_SHIFT);
}

@inline
export function macOf(index: i32): usize {
  return MACS + (<usize>index << MAC_SHIFT);
}

@inline
export function stateOf(index: i32): usize {
  return STATES + (<usize>index << STATE_SHIFT);
}

/** Begins messages of an HMAC in STATES: the chaining value behind the inner key, zeros behind it. */
export function beginStates(hash: i32, count: i32): void {
  const octets = stateOctets(hash);
  for (let i = 0; i < count; i++) {
    const state = stateOf(i);
    memory.fill(state, 0, 1 << STATE_SHIFT);
    memory.copy(state, MIDSTATES, octets);
  }
}
