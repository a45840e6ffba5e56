/** Multiples of a value of GHASH by powers of x, of which tables are made. */

/** Writes `value` times x^0, x^1 and so on, `count` of them, 16 octets each. */
export function writeMultiples(value: v128, count: i32, to: usize): void {
  // Numbers whose highest bit is the coefficient of x^0.
  let high = bswap(<u64>i64x2.extract_lane(value, 0));
  let low = bswap(<u64>i64x2.extract_lane(value, 1));
  for (let i = 0; i < count; i++) {
    store<u64>(to, bswap(high));
    store<u64>(to, bswap(low), 8);
    to += 16;
    const carry = 0 - (low & 1);
    low = (low >> 1) | (high << 63);
    high = (high >> 1) ^ (carry & 0xe100000000000000);
  }
}
