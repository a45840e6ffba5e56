/**
 * AH with strongSwan, which negotiates it and has no kernel to carry it here: the keys of both logs are
 * compared, and scapy judges the packets (test/vectors/ipsec/make/ah-by-scapy.py). strongSwan offers and
 * takes AH or ESP, never both in one bundle.
 */

import type { Bed } from './bed.ts';
import { type Agreement, bothWays, type Cell, TUNNEL } from './cell.ts';
import { charonKeys } from './charon-log.ts';
import { espialAhKeys } from './espial-keys.ts';
import { deleteAll, establish } from './plays.ts';

const AH: Agreement = { ...TUNNEL, engine: 'shim', encapsulated: false };

/** Names that both programs share. */
const INTEGRITIES = ['md5', 'sha1', 'sha256', 'sha384', 'sha512', 'aesxcbc'];

export function ahCells(): Cell[] {
  return INTEGRITIES.flatMap((name) =>
    (['tunnel', 'transport'] as const).flatMap((mode) => [
      ...cell(name, mode, {}),
      ...(name === 'sha1' ? cell(`${name}, PFS`, mode, { pfs: 'modp1024' }) : []),
    ]),
  );
}

function cell(row: string, mode: Agreement['mode'], more: Partial<Agreement>): Cell[] {
  const [name = row] = row.split(',');
  const pfs = more.pfs === undefined ? '' : `-${more.pfs}`;
  return bothWays({
    table: 'AH',
    row,
    column: mode,
    agreement: {
      ...AH,
      ...more,
      esp: `ah-${name}`,
      mode,
      swanctl: { child: { ah_proposals: `${name}${pfs}` } },
    },
    smoke: row === 'sha1' && mode === 'transport',
    play: negotiateAndDelete,
  });
}

async function negotiateAndDelete(bed: Bed): Promise<void> {
  await establish(bed);
  const own = espialAhKeys(bed.folder);
  const theirs = charonKeys(bed.strongSwan.log()).sas.filter(({ protocol }) => protocol === 'AH');
  if (theirs.length < 2)
    throw new Error(`strongSwan's log has the keys of ${theirs.length} AH SAs`);
  for (const { spi, integrityKey } of theirs) {
    if (own.get(spi) !== integrityKey) throw new Error(`the keys of AH SA 0x${spi} differ`);
  }
  bed.note(`same keys: ${theirs.length} AH`);
  await deleteAll(bed);
}
