/** Chosen messages lost, doubled and late by `espial relay`, which knows what each message is: both sides recover. */

import type { Bed } from './bed.ts';
import { bothWays, type Cell, SIDES, TUNNEL } from './cell.ts';
import { carry, deleteAll, establish, sameKeys } from './plays.ts';
import { eventually } from './run.ts';

const MESSAGES = [
  ...[1, 2, 3, 4, 5, 6].map((number) => `main mode ${number}`),
  ...[1, 2, 3].map((number) => `quick mode ${number}`),
];
/** How long a negotiation may take whose message is lost once. */
const MILLISECONDS = 30_000;

export function faultCells(): Cell[] {
  return [
    ...MESSAGES.flatMap((what) => faulty('lost once', what, [`drop ${what} once`])),
    ...MESSAGES.flatMap((what) => faulty('twice', what, [`duplicate ${what} once`])),
    ...faulty('late', 'main mode 5 behind quick mode 1', [
      'hold main mode 5 first transmission until quick mode 1',
    ]),
    ...faulty('late', 'quick mode 3 behind ESP', [
      'hold quick mode 3 first transmission until the first esp',
    ]),
    ...changed(),
    ...faulty('twice', 'everything', ['duplicate everything'], replayed),
  ];
}

/**
 * The message whose hash Espial checks. After one wrong HASH(2) strongSwan takes none of the right ones that follow:
 * its state has moved on.
 */
function changed(): Cell[] {
  const beyondTshark = 'it moves its IV over a changed message, and then cannot read the right one';
  return SIDES.flatMap((side) => {
    const number = side === 'Espial' ? 2 : 1;
    const words = `corrupt byte 4 of hash in quick mode ${number} once`;
    return faulty('changed', 'hash of quick mode for Espial', [words])
      .filter(({ initiator }) => initiator === side)
      .map((cell) => ({ ...cell, beyondTshark }));
  });
}

function faulty(
  row: string,
  column: string,
  faults: readonly string[],
  more: Cell['play'] = async () => {},
): Cell[] {
  return bothWays({
    table: 'Faults',
    row,
    column,
    agreement: {
      ...TUNNEL,
      charon: { retransmit_timeout: '1.0' },
      between: {
        kind: 'relay',
        options: faults.flatMap((words) => ['--fault', words]),
        keys: true,
      },
    },
    smoke: row === 'lost once' && column === 'main mode 6',
    seconds: 5,
    play: async (bed) => {
      await recover(bed, faults.length);
      await more(bed);
      await deleteAll(bed);
    },
  });
}

/** SAs come up in spite of the faults, and packets go through with the same keys at both ends. */
async function recover(bed: Bed, faults: number): Promise<void> {
  await establish(bed, 0, MILLISECONDS);
  await carry(bed);
  await sameKeys(bed);
  const acted = (): boolean => bed.between?.faultsThatActed() === faults;
  await eventually('a fault has not acted', acted);
}

/** Both sides have thrown away the second copy of each ESP packet. */
async function replayed(bed: Bed): Promise<void> {
  const { ipsec, detail } = (await bed.espial.client.query('statistics')).items;
  const espial = [...ipsec, ...detail].find(({ id }) => id === 'packet-dropped-replayed')?.value;
  const refused = bed.strongSwan.log().match(/sequence number verification failed/g)?.length;
  bed.note(`replays refused: ${espial} by Espial, ${refused} by strongSwan`);
  if ((espial ?? 0) < 4 || (refused ?? 0) < 4) throw new Error('too few replays were refused');
}
