/** Whether every way to seal and open does the same: checked before any of them is timed. */

import { equal } from '../../src/base/bytes.ts';
import { espLayout } from '../../src/crypto/algorithms.ts';
import { nobleProvider } from '../../src/crypto/noble.ts';
import type { EspOpener, EspSuite } from '../../src/crypto/provider.ts';
import { suiteName } from '../../src/crypto/suite-names.ts';
import { systemRandom } from '../../src/net/entropy.ts';
import type { Baseline } from '../c/process.ts';
import { BASELINE, openedByBaseline, sealedByBaseline } from './baseline.ts';
import { clearPackets, keysOf, type PacketRow } from './packets.ts';
import { copyFor, type EspWay } from './ways.ts';

/**
 * Throws where the reference does not open what a way sealed, or a way does not open what the
 * reference sealed, or opens it with one bit changed.
 */
export function checkWays(suite: EspSuite, octets: number, ways: readonly EspWay[]): void {
  const clear = clearPackets(suite, octets);
  const opener = nobleProvider.espOpener(suite, keysOf(suite));
  const sealed = sealedRow(suite, octets);
  for (const way of ways) {
    const where = `${way.name}, ${suiteName(suite)}, ${octets} octets`;
    const arena = copyFor(way, clear.arena);
    // Whole batches, smaller ones and one alone may go different ways inside.
    for (const count of way.batch === 1 ? [1] : [1, 3, way.batch]) {
      arena.set(clear.arena);
      way.sealer.seal(arena, clear.spans, count);
      expectOpen(
        `${where}: the reference opens what it sealed`,
        suite,
        opener,
        arena,
        clear,
        count,
      );
      arena.set(sealed.arena);
      expectOpen(`${where}: it opens what is sealed`, suite, way.opener, arena, clear, count);
    }
    if (espLayout(suite).icvOctets === 0) continue;
    arena.set(sealed.arena);
    arena[clear.length - 1]! ^= 1;
    const verdicts = new Uint8Array(1);
    way.opener.open(arena, clear.spans, 1, verdicts);
    if (verdicts[0] !== 0) throw new Error(`${where}: it opens a forged packet`);
  }
}

/** The same for the C baseline. */
export async function checkBaseline(
  suite: EspSuite,
  octets: number,
  baseline: Baseline,
  request: string,
): Promise<void> {
  const where = `${BASELINE}, ${suiteName(suite)}, ${octets} octets`;
  const clear = clearPackets(suite, octets);
  const packet = clear.arena.subarray(0, clear.length);
  const own = await sealedByBaseline(baseline, request, packet);
  const opener = nobleProvider.espOpener(suite, keysOf(suite));
  expectOpen(`${where}: the reference opens what it sealed`, suite, opener, own, clear, 1);
  const sealed = sealedRow(suite, octets).arena.subarray(0, clear.length);
  const opened = await openedByBaseline(baseline, request, sealed);
  const [from, to] = bodyOf(suite, clear, 0);
  if (!equal(opened.subarray(from, to), clear.arena.subarray(from, to))) {
    throw new Error(`${where}: it does not open what is sealed`);
  }
}

/** Packets sealed by the reference. */
export function sealedRow(suite: EspSuite, octets: number): PacketRow {
  const row = clearPackets(suite, octets);
  const sealer = nobleProvider.espSealer(suite, keysOf(suite), systemRandom);
  sealer.seal(row.arena, row.spans, row.spans.length / 2);
  return row;
}

function expectOpen(
  what: string,
  suite: EspSuite,
  opener: Pick<EspOpener, 'open'>,
  arena: Uint8Array,
  clear: PacketRow,
  count: number,
): void {
  const verdicts = new Uint8Array(count);
  opener.open(arena, clear.spans, count, verdicts);
  for (let i = 0; i < count; i++) {
    const [from, to] = bodyOf(suite, clear, i);
    const same = equal(arena.subarray(from, to), clear.arena.subarray(from, to));
    if (verdicts[i] !== 1 || !same) throw new Error(`wrong result: ${what} (packet ${i + 1})`);
  }
}

function bodyOf(suite: EspSuite, { length }: PacketRow, index: number): readonly [number, number] {
  const { ivOctets, icvOctets } = espLayout(suite);
  return [index * length + 8 + ivOctets, (index + 1) * length - icvOctets];
}
