/** What cells with certificates have in common: what each side has unless a cell says otherwise. */

import type { Bed } from './bed.ts';
import { type Agreement, bothWays, type Cell, TUNNEL } from './cell.ts';
import type { EspialCertificates, StrongSwanCertificates } from './certificates.ts';
import { carryAndDelete } from './plays.ts';

/** Each with a 2048-bit RSA certificate straight from the root that the other trusts. */
export const ESPIAL: EspialCertificates = { own: 'espial-rsa-2048', roots: ['root'] };
export const STRONGSWAN: StrongSwanCertificates = {
  own: 'strongswan-rsa-2048',
  authorities: ['root'],
};

/** Of both, chains so long that messages 5 and 6 need IKE fragments. */
export const LONG_CHAINS = {
  espial: { ...ESPIAL, own: 'espial-im2', chain: ['im2', 'im1'] },
  strongSwan: {
    ...STRONGSWAN,
    own: 'strongswan-im2',
    authorities: ['root', 'im1', 'im2'],
  },
} as const;

export type CertificateCells = Pick<Cell, 'row' | 'column'> &
  Partial<Cell> & {
    /** What a side has different. */
    readonly espial?: Partial<EspialCertificates>;
    readonly strongSwan?: Partial<StrongSwanCertificates>;
    readonly told?: Partial<Agreement>;
    /** What strongSwan's log must say. */
    readonly says?: readonly RegExp[];
  };

/** SAs come up and carry packets, with either side initiating. */
export function certificateCell({
  espial,
  strongSwan,
  told,
  says = [],
  ...cell
}: CertificateCells): Cell[] {
  return bothWays({
    table: 'Certificates',
    smoke: false,
    play: (bed) => and(bed, says),
    ...cell,
    agreement: {
      ...TUNNEL,
      ...told,
      certificates: certified(espial, strongSwan),
    },
  });
}

/** Certificates of both sides, with what they have different. */
export function certified(
  espial: Partial<EspialCertificates> = {},
  strongSwan: Partial<StrongSwanCertificates> = {},
): NonNullable<Agreement['certificates']> {
  return {
    espial: { ...ESPIAL, ...espial },
    strongSwan: { ...STRONGSWAN, ...strongSwan },
  };
}

/** As ever, and strongSwan's log shows that it went the way that is meant. */
async function and(bed: Bed, says: readonly RegExp[]): Promise<void> {
  await carryAndDelete(bed);
  for (const said of says) await bed.strongSwan.says(said);
}
