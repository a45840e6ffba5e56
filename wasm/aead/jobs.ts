/**
 * What a call of a kernel works on: packets of one SA, each a record of four words of 32 bits,
 * written by the caller:
 *
 *     where the packet begins, where its ICV begins, the high half of its sequence number, a flag
 *
 * The places are offsets in this memory. A packet that is none, because it is too short, begins and
 * ends at one place. The flag is the kernel's answer: 1 where the ICV was right.
 */

const JOB_OCTETS: usize = 16;

/** Where the records stand: as many as LIMITS.packetsPerBatch. */
export const JOBS: usize = memory.data(64 * 16, 16);

/** Where the ciphertext begins. */
export const BODY_AT: usize = 16;

@inline
export function recordOf(job: u32): usize {
  return JOBS + job * JOB_OCTETS;
}

@inline
export function startOf(job: u32): usize {
  return load<u32>(JOBS + job * JOB_OCTETS);
}

@inline
export function icvOf(job: u32): usize {
  return load<u32>(JOBS + job * JOB_OCTETS, 4);
}

/** The high half of the sequence number, in the octet order of the network. */
@inline
export function highOf(job: u32): u32 {
  return bswap(load<u32>(JOBS + job * JOB_OCTETS, 8));
}

@inline
export function isEmpty(job: u32): bool {
  return startOf(job) === icvOf(job);
}

@inline
export function setFlag(job: u32, right: bool): void {
  store<u32>(JOBS + job * JOB_OCTETS, right, 12);
}

/** SPI and sequence number as they are authenticated: all 64 bits of it with ESN. */
@inline
export function headerOf(job: u32, esn: bool): v128 {
  const packet = startOf(job);
  const header = v128.load64_zero(packet);
  if (!esn) return header;
  const spread = v128.shuffle<u32>(header, header, 0, 2, 1, 2);
  return i32x4.replace_lane(spread, 1, highOf(job));
}
