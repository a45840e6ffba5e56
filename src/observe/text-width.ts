/** How wide a text is on a terminal, and texts cut and filled to a width. */

/**
 * Columns of a text: two for East Asian wide letters and for emoji (Unicode's UAX 11 W and F, in
 * blocks), none for marks that join the letter before them and for what is never seen.
 */
export function columnsOf(text: string): number {
  if (ONE_EACH.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += columnsOfOne(character);
  return columns;
}

/** The longest beginning of a text that is no wider; no character is cut in two. */
export function cutTo(text: string, columns: number): string {
  if (ONE_EACH.test(text)) return text.slice(0, columns);
  let room = columns;
  let end = 0;
  for (const character of text) {
    room -= columnsOfOne(character);
    if (room < 0) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** The text with blanks behind it, so wide or wider. */
export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}

const ONE_EACH = /^[ -~]*$/;
const NONE = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
const TWO =
  /^[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]$/u;

function columnsOfOne(character: string): number {
  if (NONE.test(character)) return 0;
  return TWO.test(character) ? 2 : 1;
}
