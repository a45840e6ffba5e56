/** Other ways to speak: aggressive mode, fragments of IKE messages, the profile of Windows Server 2003. */

import type { Bed } from './bed.ts';
import { type Agreement, bothWays, type Cell, TUNNEL } from './cell.ts';
import { carryAndDelete } from './plays.ts';

const AGGRESSIVE: Agreement = {
  ...TUNNEL,
  espial: { peer: { aggressive: 'initiate' } },
  swanctl: { connection: { aggressive: 'yes' } },
};

/** The key exchange of group 16 is longer than what charon sends in one fragment. */
const FRAGMENTED: Agreement = {
  ...TUNNEL,
  ike: 'aes256-sha256-modp4096',
  charon: { fragment_size: '300' },
  swanctl: { connection: { fragmentation: 'force' } },
};

/** So many suites that Espial's offer, and strongSwan's, are longer than 1280 octets. */
const MANY_SUITES = [
  'aes128',
  'aes192',
  'aes256',
  '3des',
  'des',
  'aes128ctr',
  'aes192ctr',
  'aes256ctr',
].flatMap((cipher) =>
  ['sha1', 'md5', 'sha256', 'sha384', 'sha512'].map((hash) => `${cipher}-${hash}`),
);

const LONG_OFFER: Agreement = {
  ...TUNNEL,
  pfs: 'modp2048',
  swanctl: {
    connection: { fragmentation: 'yes' },
    child: { esp_proposals: MANY_SUITES.map((suite) => `${suite}-modp2048`).join() },
  },
  espial: { policy: { proposals: MANY_SUITES } },
};

export function exchangeCells(): Cell[] {
  const common = { table: 'Exchange', smoke: false } as const;
  return [
    ...['aes128-sha1-modp1024', 'aes256-sha256-modp2048', '3des-md5-modp1536'].flatMap((ike) =>
      bothWays({
        ...common,
        row: 'aggressive mode',
        column: ike,
        agreement: { ...AGGRESSIVE, ike },
        play: (bed) => and(bed, /AGGRESSIVE/),
      }),
    ),
    ...bothWays({
      ...common,
      row: 'IKE fragments',
      column: 'of 300 octets, of strongSwan',
      agreement: FRAGMENTED,
      play: (bed) => and(bed, /\[ FRAG/),
    }),
    ...bothWays({
      ...common,
      row: 'IKE fragments',
      column: "of the initiator's long offer",
      agreement: LONG_OFFER,
      play: (bed) => and(bed, /\[ FRAG/),
    }),
    ...bothWays({
      ...common,
      row: 'commit bit',
      column: 'of Espial as the responder',
      agreement: { ...TUNNEL, espial: { peer: { commitBit: true } } },
      play: carryAndDelete,
    }),
    ...bothWays({
      ...common,
      row: 'profile windows-2003',
      column: '3des-sha1-modp1024',
      agreement: {
        ...TUNNEL,
        ike: '3des-sha1-modp1024',
        esp: '3des-sha1',
        espial: { host: { profile: 'windows-2003' } },
      },
      play: carryAndDelete,
    }),
  ];
}

/** As ever, and strongSwan's log shows that it went the way that is meant. */
async function and(bed: Bed, way: RegExp): Promise<void> {
  await carryAndDelete(bed);
  await bed.strongSwan.says(way);
}
