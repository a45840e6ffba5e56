/** The life of an SA: children, rekeys, deletes, dead peers, restarts, lifetimes. */

import { type Agreement, bothWays, type Cell, SIDES, TUNNEL } from './cell.ts';
import {
  deleteChild,
  dummies,
  espialRestarts,
  espialRestartsUnnoticed,
  flowFor,
  peerGoneAndBack,
  rekeyAtOnce,
  rekeyChild,
  rekeyMainMode,
  severalChildren,
  strongSwanRestarts,
} from './plays-life.ts';

/** Espial asks after two silent seconds, and so does strongSwan. */
const WATCHED: Agreement = {
  ...TUNNEL,
  espial: { peer: { dpd: '1s' } },
  swanctl: { connection: { dpd_delay: '1s', dpd_timeout: '4s' }, child: { dpd_action: 'clear' } },
};

/** So far apart that what both begin crosses on the way. */
const SLOW: Agreement = {
  ...TUNNEL,
  espial: { host: { profile: 'default' } },
  between: { kind: 'relay', options: ['--delay', '200ms'] },
};

type Life = Pick<Cell, 'row' | 'column' | 'agreement' | 'play'> & Partial<Cell>;

export function lifeCells(): Cell[] {
  const lives = LIVES.flatMap((life) => bothWays({ smoke: false, ...life, table: 'Life' }));
  return [...lives, ...wornCells()];
}

/** Octets of a ping in ESP, as a part of a kilobyte. */
const PING_KILOBYTES = 96 / 1024;

/** A limit that only Espial knows of. As the responder of the pair it gives the initiator a start of up to four seconds. */
function wornCells(): Cell[] {
  return SIDES.flatMap((initiator) =>
    (['packets', 'kilobytes'] as const).map((unit): Cell => {
      const pings = initiator === 'Espial' ? 200 : 450;
      const limit = unit === 'packets' ? pings : Math.floor(pings * PING_KILOBYTES);
      const seconds = pings / 10 + 2;
      return {
        table: 'Life',
        row: 'lifetimes differ',
        column: `in ${unit}, at Espial`,
        initiator,
        agreement: { ...TUNNEL, espial: { policy: { lifetime: { [unit]: limit } } } },
        smoke: false,
        seconds: seconds + 2,
        play: flowFor(seconds, 1),
      };
    }),
  );
}

const LIVES: readonly Life[] = [
  {
    row: 'several child SAs',
    column: 'three, one deleted',
    agreement: { ...TUNNEL, children: 3 },
    smoke: true,
    seconds: 2,
    play: severalChildren,
  },
  ...SIDES.flatMap((by): Life[] => [
    {
      row: 'child rekeyed',
      column: `by ${by}`,
      agreement: TUNNEL,
      smoke: true,
      play: rekeyChild(by),
    },
    {
      row: 'child rekeyed with PFS',
      column: `by ${by}`,
      agreement: { ...TUNNEL, esp: 'aes128gcm16', pfs: 'modp2048' },
      play: rekeyChild(by),
    },
    { row: 'main mode rekeyed', column: `by ${by}`, agreement: TUNNEL, play: rekeyMainMode(by) },
    { row: 'child deleted', column: `by ${by}`, agreement: TUNNEL, play: deleteChild(by) },
    {
      row: 'peer gone and back',
      column: `${by} watches (DPD)`,
      agreement: WATCHED,
      seconds: 15,
      play: peerGoneAndBack(by),
    },
  ]),
  {
    row: 'child rekeyed',
    column: 'by both at once',
    agreement: SLOW,
    seconds: 12,
    play: rekeyAtOnce('child'),
  },
  {
    row: 'main mode rekeyed',
    column: 'by both at once',
    agreement: SLOW,
    seconds: 18,
    play: rekeyAtOnce('main mode'),
  },
  {
    row: 'Espial killed and started',
    column: 'strongSwan only sends packets',
    agreement: TUNNEL,
    seconds: 5,
    play: espialRestartsUnnoticed,
  },
  {
    row: 'strongSwan killed and started',
    column: 'traffic again',
    agreement: WATCHED,
    seconds: 12,
    play: strongSwanRestarts,
  },
  {
    row: 'Espial killed and started',
    column: 'traffic again',
    agreement: WATCHED,
    seconds: 12,
    play: espialRestarts,
  },
  {
    row: 'lifetimes differ',
    column: 'shorter at Espial',
    agreement: {
      ...TUNNEL,
      espial: { policy: { lifetime: { time: '8s' } } },
      swanctl: { child: { life_time: '120s', rekey_time: '100s' } },
    },
    seconds: 14,
    play: flowFor(12, 1),
  },
  {
    row: 'lifetimes differ',
    column: 'shorter at strongSwan',
    agreement: {
      ...TUNNEL,
      espial: { policy: { lifetime: { time: '120s' } } },
      swanctl: { child: { life_time: '8s', rekey_time: '5s', rand_time: '0s' } },
    },
    seconds: 14,
    play: flowFor(12, 2),
  },
  {
    row: 'lifetimes of main mode differ',
    column: 'shorter at Espial',
    agreement: { ...TUNNEL, espial: { peer: { lifetime: '8s' } } },
    seconds: 14,
    play: flowFor(12, 0),
  },
  {
    row: 'lifetimes of main mode differ',
    column: 'shorter at strongSwan',
    agreement: {
      ...TUNNEL,
      swanctl: { connection: { rekey_time: '5s', over_time: '3s', rand_time: '0s' } },
    },
    seconds: 14,
    play: flowFor(12, 0),
  },
  { row: 'dummy packets', column: 'from Espial', agreement: TUNNEL, play: dummies },
];
