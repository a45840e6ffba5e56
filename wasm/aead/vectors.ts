/** Vectors of which only a part counts. */

/** The first of n octets of ones is `ONES_THEN_ZEROS + 16 - n`. */
const ONES_THEN_ZEROS: usize = memory.data<u64>([-1, -1, 0, 0], 16);

/** A vector of which only the first `octets` octets, at most 16, are kept. */
@inline
export function front(vector: v128, octets: usize): v128 {
  return v128.and(vector, v128.load(ONES_THEN_ZEROS + 16 - octets));
}
