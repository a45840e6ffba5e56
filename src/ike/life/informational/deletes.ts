/** Deletes that a peer has proved (RFC 2408 3.15, 5.15). A peer speaks for its own SAs only. */

import { equal, readU32, toHex, u32 } from '../../../base/bytes.ts';
import type { DeletePayload } from '../../../wire/isakmp/payload.ts';
import { PROTOCOL } from '../../../wire/numbers/isakmp.ts';
import type { EngineState } from '../../engine-state.ts';
import { deletedByPeer } from '../../failures/general.ts';
import { cookiesOf, scopeOf } from '../../isakmp-sa.ts';
import { mainProtocolOf } from '../../offers/quick-mode-transform.ts';
import type { NegotiatedChild } from '../../policy.ts';
import { deletedText } from '../../script/payload-text.ts';
import { isEstablished, type Negotiation, quickModesUnderWay } from '../negotiation.ts';
import { endDeletedMainMode } from '../pairs/begin-again.ts';
import { endChild } from '../pairs/child-life.ts';
import { failQuickMode } from '../pairs/quick-mode-life.ts';
import { isSamePeer, pairWithOutboundSpi, samePeerAs, sendsWith } from '../same-peer.ts';
import { suspectRefusal } from './refused-afterwards.ts';

/** SAs that went with others that one message deleted: AH and ESP of a bundle are deleted one by one. */
export type GoneWith = Set<string>;

/**
 * Ends what a delete names: of a pair both halves, of a main mode itself and not its pairs. What this
 * host does not have is reported and counted, and nothing else.
 */
export function actOnDelete(
  engine: EngineState,
  entry: Negotiation,
  { protocol, spis }: DeletePayload,
  gone: GoneWith,
): void {
  if (!isEstablished(entry)) return;
  const unknown = spis.filter(
    (spi) =>
      !gone.has(`${protocol} ${toHex(spi)}`) && !actOnSpi(engine, entry, protocol, spi, gone),
  );
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
  gone: GoneWith,
): boolean {
  const isOfPair = protocol === PROTOCOL.esp || protocol === PROTOCOL.ah;
  if (isOfPair && spi.length === 4) {
    return actOnPair(engine, entry, protocol, readU32(spi, 0), gone);
  }
  if (protocol !== PROTOCOL.isakmp || spi.length !== 16) return false;
  // The delete's own main mode is in the table too, unless an SPI before this one has ended it.
  const named = engine.table.find(spi.subarray(0, 8), spi.subarray(8));
  if (named === undefined || !equal(cookiesOf(named.sa), spi)) return false;
  if (!isSamePeer(samePeerAs(entry), named)) return false;
  suspectRefusal(engine, named);
  endDeletedMainMode(engine, named);
  return true;
}

/** Ends the pair that this host sends to with an SPI, or the quick mode that has not finished it. */
function actOnPair(
  engine: EngineState,
  entry: Negotiation,
  protocol: number,
  spi: number,
  gone: GoneWith,
): boolean {
  const { peer } = entry.sa;
  const unfinished = quickModesUnderWay(entry).find(
    ({ state }) => state.at === 'answered' && sendsWith(state.made, protocol, spi),
  );
  if (unfinished !== undefined && 'made' in unfinished.state) {
    rememberGone(gone, unfinished.state.made);
    const what = protocol === PROTOCOL.ah ? 'AH SA' : 'ESP SA';
    const failure = deletedByPeer({ where: 'quick mode, message 3', peer: peer.name }, what);
    failQuickMode(engine, entry, unfinished, failure);
    return true;
  }
  const id = pairWithOutboundSpi(engine, entry, spi, protocol);
  const child = id === undefined ? undefined : engine.children.get(id);
  if (id === undefined || child === undefined) return false;
  rememberGone(gone, child.made);
  endChild(engine, id, 'deleted-by-peer');
  return true;
}

function rememberGone(gone: GoneWith, made: NegotiatedChild): void {
  const { spi, ah } = made.outbound;
  if (ah === undefined) return;
  gone.add(`${mainProtocolOf(made)} ${toHex(u32(spi))}`);
  gone.add(`${PROTOCOL.ah} ${toHex(u32(ah.spi))}`);
}
