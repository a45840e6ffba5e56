/** Which main-mode proposals the matrix tries: half of all, so chosen that every value meets every other. */

export const ENCRYPTIONS = ['des', '3des', 'aes128', 'aes256'] as const;
export const HASHES = ['md5', 'sha1', 'sha256', 'sha512'] as const;
export const GROUPS = [
  'modp768',
  'modp1024',
  'modp1536',
  'modp2048',
  'modp4096',
  'ecp256',
] as const;

export interface Combination {
  readonly encryption: (typeof ENCRYPTIONS)[number];
  readonly hash: (typeof HASHES)[number];
  readonly group: (typeof GROUPS)[number];
}

/**
 * The fields of one colour of a chessboard in three dimensions: 48 of 96. Any two values leave a line of fields along
 * the third dimension, and half of that line has the colour.
 */
export function combinations(): Combination[] {
  return ENCRYPTIONS.flatMap((encryption, x) =>
    HASHES.flatMap((hash, y) =>
      GROUPS.filter((_, z) => (x + y + z) % 2 === 0).map((group) => ({ encryption, hash, group })),
    ),
  );
}

/** As both programs spell it. */
export function proposalText({ encryption, hash, group }: Combination): string {
  return `${encryption}-${hash}-${group}`;
}
