/** NAT traversal through NATs that are there, and negotiation and traffic over a network that loses. */

import type { Bed } from './bed.ts';
import { type Agreement, type Between, bothWays, type Cell, type Side, TUNNEL } from './cell.ts';
import { LONG_CHAINS } from './certificate-cell.ts';
import { carry, carryAndDelete, establish, installed, sameKeys } from './plays.ts';
import { eventually } from './run.ts';

const NAT_TYPES = ['full-cone', 'port-restricted', 'symmetric'];
const LOSS_SEEDS = ['1', '2', '3'];
/** How long a negotiation may take whose messages are lost and sent again. */
const LOSS_MILLISECONDS = 60_000;
const LOSS_PINGS = 30;
/** Of a share of 0.8 each way, 0.64 come back; of thirty, fewer than ten only once in ten thousand. */
const LOSS_PINGS_LEAST = 10;

export function natCells(): Cell[] {
  return [
    ...NAT_TYPES.flatMap((type) =>
      behindNat('through a NAT process', type, ['--type', type], carryAndDelete),
    ),
    ...behindNat('mapping changes', 'port-restricted', [], rebind, WATCHED),
    ...behindNat('through a NAT process', 'certificates, in IKE fragments', [], carryAndDelete, {
      certificates: LONG_CHAINS,
    }),
    ...LOSS_SEEDS.flatMap((seed) => lossy(`seed ${seed}`, seed)),
    ...lossy('certificates, in IKE fragments', LOSS_SEEDS[0]!, { certificates: LONG_CHAINS }),
  ];
}

/** charon learns of a new port from IKE messages alone: whoever is behind the NAT must ask whether the other lives. */
const WATCHED: Partial<Agreement> = {
  espial: { peer: { dpd: '1s' } },
  swanctl: { connection: { dpd_delay: '1s' } },
};

/** Each side behind the NAT in turn: only that one can begin. */
function behindNat(
  row: string,
  column: string,
  options: readonly string[],
  play: Cell['play'],
  agreement: Partial<Agreement> = {},
): Cell[] {
  const kinds: Readonly<Record<Side, Between['kind']>> = {
    Espial: 'nat-espial',
    strongSwan: 'nat-strongswan',
  };
  return bothWays({
    table: 'NAT and loss',
    row,
    column,
    agreement: { ...TUNNEL, encapsulated: false, ...agreement },
    smoke: false,
    play,
  }).map((cell) => ({
    ...cell,
    agreement: { ...cell.agreement, between: { kind: kinds[cell.initiator], options } },
  }));
}

/** The NAT forgets: packets come from another port. Traffic goes on; libipsec cannot move an SA, so charon rekeys. */
async function rebind(bed: Bed): Promise<void> {
  await establish(bed);
  await carry(bed);
  const before = installed(bed.strongSwan.log());
  bed.between?.rebind();
  const through = async (): Promise<boolean> =>
    bed.cell.initiator === 'Espial'
      ? (await bed.espial.ping(0)) > 0
      : (await bed.strongSwan.ping(0)).ok;
  await eventually('no packet comes through after the mapping changed', through, 30_000);
  await carry(bed);
  const renewed = installed(bed.strongSwan.log()) - before;
  bed.note(`traffic again, over ${renewed} new child SAs`);
  await sameKeys(bed);
}

function lossy(column: string, seed: string, agreement: Partial<Agreement> = {}): Cell[] {
  return bothWays({
    table: 'NAT and loss',
    row: '20 % loss',
    column,
    agreement: {
      ...TUNNEL,
      ...agreement,
      charon: { retransmit_tries: '8' },
      espial: { host: { profile: 'default' } },
      between: { kind: 'relay', options: ['--loss', '20%', '--seed', seed] },
    },
    smoke: false,
    seconds: 20,
    play: throughLoss,
  });
}

/** Both phases come up in spite of it, and packets go through as often as two losses let them. */
async function throughLoss(bed: Bed): Promise<void> {
  await establish(bed, 0, LOSS_MILLISECONDS);
  const received = await bed.espial.ping(0, LOSS_PINGS);
  bed.note(`${received} of ${LOSS_PINGS} pings answered`);
  if (received < LOSS_PINGS_LEAST) throw new Error(`${received} of ${LOSS_PINGS} pings answered`);
  await sameKeys(bed);
}
