/**
 * The substitution box of AES (FIPS 197 5.1.1) over sixteen octets at once. A look into memory at a place
 * that depends on a secret takes a time that depends on it, so all of the table is looked at, sixteen
 * octets of it after the other: `swizzle` gives zero for every octet that is not among the sixteen.
 */

/** The box, and the one that undoes it. */
export const BOX: usize = memory.data(256, 16);
export const INVERSE_BOX: usize = memory.data(256, 16);

makeBoxes();

/** Every octet of a vector replaced by what a box has in its place. */
@inline
export function substitute(box: usize, octets: v128): v128 {
  return v128.or(
    v128.or(quarter(box, octets, 0), quarter(box, octets, 4)),
    v128.or(quarter(box, octets, 8), quarter(box, octets, 12)),
  );
}

@inline
function quarter(box: usize, octets: v128, row: u8): v128 {
  return v128.or(
    v128.or(part(box, octets, row), part(box, octets, row + 1)),
    v128.or(part(box, octets, row + 2), part(box, octets, row + 3)),
  );
}

/** What the octets are replaced by that are from 16 * row to 16 * row + 15; zero for the others. */
@inline
function part(box: usize, octets: v128, row: u8): v128 {
  const within = v128.sub<u8>(octets, v128.splat<u8>(row << 4));
  return v128.swizzle(v128.load(box + ((<usize>row) << 4)), within);
}

/** All octets but zero are powers of 3, and what `power` times `inverse` gives is 1 throughout. */
function makeBoxes(): void {
  let power: u8 = 1;
  let inverse: u8 = 1;
  do {
    power ^= (power << 1) ^ (power & 0x80 ? 0x1b : 0);
    // Divided by 3.
    inverse ^= inverse << 1;
    inverse ^= inverse << 2;
    inverse ^= inverse << 4;
    if (inverse & 0x80) inverse ^= 0x09;
    const mixed =
      inverse ^ rotl(inverse, 1) ^ rotl(inverse, 2) ^ rotl(inverse, 3) ^ rotl(inverse, 4);
    place(power, mixed ^ 0x63);
  } while (power != 1);
  place(0, 0x63);
}

function place(octet: u8, substitute: u8): void {
  store<u8>(BOX + octet, substitute);
  store<u8>(INVERSE_BOX + substitute, octet);
}
