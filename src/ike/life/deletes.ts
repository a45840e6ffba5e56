/** Deletes that a peer has proved (RFC 2408 3.15, 5.15). A peer speaks for its own SAs only. */

import { equal, readU32 } from '../../base/bytes.ts';
import type { DeletePayload } from '../../wire/isakmp/payload.ts';
import { PROTOCOL } from '../../wire/numbers/isakmp.ts';
import type { EngineState } from '../engine-state.ts';
import { deletedByPeer } from '../failures/general.ts';
import { cookiesOf, scopeOf } from '../isakmp-sa.ts';
import { deletedText } from '../script/payload-text.ts';
import { endChild } from './child-life.ts';
import { endMainMode } from './main-mode-life.ts';
import { isEstablished, type Negotiation, quickModesUnderWay } from './negotiation.ts';
import { failQuickMode } from './quick-mode-life.ts';
import { suspectRefusal } from './refused-afterwards.ts';
import { isSamePeer, pairWithOutboundSpi, samePeerAs } from './same-peer.ts';

/**
 * Ends what a delete names: of a pair both halves, of a main mode itself and not its pairs. What this
 * host does not have is reported and counted, and nothing else.
 */
export function actOnDelete(
  engine: EngineState,
  entry: Negotiation,
  { protocol, spis }: DeletePayload,
): void {
  if (!isEstablished(entry)) return;
  const unknown = spis.filter((spi) => !actOnSpi(engine, entry, protocol, spi));
  if (unknown.length === 0) return;
  const what = deletedText(protocol, unknown);
  engine.options.note({ kind: 'delete-ignored', ...scopeOf(entry.sa), what });
}

/** Whether there was something to end. */
function actOnSpi(
  engine: EngineState,
  entry: Negotiation,
  protocol: number,
  spi: Uint8Array,
): boolean {
  if (protocol === PROTOCOL.esp && spi.length === 4) {
    return actOnPair(engine, entry, readU32(spi, 0));
  }
  if (protocol !== PROTOCOL.isakmp || spi.length !== 16) return false;
  // The delete's own main mode is in the table too, unless an SPI before this one has ended it.
  const named = engine.table.find(spi.subarray(0, 8), spi.subarray(8));
  if (named === undefined || !equal(cookiesOf(named.sa), spi)) return false;
  if (!isSamePeer(samePeerAs(entry), named)) return false;
  suspectRefusal(engine, named);
  endMainMode(engine, named, 'deleted-by-peer');
  return true;
}

/** Ends the pair that this host sends to with an SPI, or the quick mode that has not finished it. */
function actOnPair(engine: EngineState, entry: Negotiation, spi: number): boolean {
  const { peer } = entry.sa;
  const unfinished = quickModesUnderWay(entry).find(
    ({ state }) => state.at === 'answered' && state.made.outbound.spi === spi,
  );
  if (unfinished !== undefined) {
    const failure = deletedByPeer({ where: 'quick mode, message 3', peer: peer.name }, 'ESP SA');
    failQuickMode(engine, entry, unfinished, failure);
    return true;
  }
  const id = pairWithOutboundSpi(engine, entry, spi);
  if (id === undefined) return false;
  endChild(engine, id, 'deleted-by-peer');
  return true;
}
