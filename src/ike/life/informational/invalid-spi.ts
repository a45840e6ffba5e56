/**
 * Packets under an SPI that nobody has. A host that lost its SAs in a crash gets them from peers that
 * do not know: it tells them, protected where it can be, or begins a main mode, whose
 * INITIAL-CONTACT tells them too. Anybody can send such packets, so all of it is rationed; and only
 * what comes protected ends a pair.
 */

import { endpointText, sameEndpoint } from '../../../base/address.ts';
import type { Path } from '../../../base/batch.ts';
import { readU32, u32 } from '../../../base/bytes.ts';
import { LIMITS } from '../../../base/limits.ts';
import type { NotifyPayload } from '../../../wire/isakmp/payload.ts';
import { NOTIFY, PROTOCOL } from '../../../wire/numbers/isakmp.ts';
import type { EngineState } from '../../engine-state.ts';
import { notifyPayload } from '../../script/make-payload.ts';
import { acquire } from '../acquire.ts';
import { establishedWith } from '../established.ts';
import { initiateMainMode } from '../main-mode-life.ts';
import { mayTakeMessageId } from '../message-ids.ts';
import { isEstablished, type Negotiation } from '../negotiation.ts';
import { endChild } from '../pairs/child-life.ts';
import { pairWithOutboundSpi } from '../same-peer.ts';
import { sendInformational } from './informational-send.ts';

/** A packet came from somewhere with an SPI that this host does not have. */
export function answerUnknownSpi(
  engine: EngineState,
  path: Path,
  spi: number,
  protocol: number,
): void {
  const { restraint, now, options } = engine;
  const { address } = path.remote;
  const entry = mainModeAt(engine, path);
  if (entry !== undefined) {
    const { local, remote } = entry.sa.path;
    if (!mayTakeMessageId(entry) || !restraint.spiAnswers.take(endpointText(remote), now)) return;
    options.note({ kind: 'unknown-spi', local, remote, spi, action: 'notified' });
    sendInformational(engine, entry, [invalidSpiPayload(protocol, spi)]);
    return;
  }
  const peer = options.policy.peerFor(address, undefined, path.local.address);
  // A peer of any address could be anybody: only it can begin.
  if (peer?.address === undefined || peer.promptedBySpi === false) return;
  if (isUnderWay(engine, peer.name)) return;
  // Packets of a peer that has a main mode come from where that is, or are not its packets.
  if (establishedWith(engine, peer.name, address) !== undefined) return;
  if (engine.table.faultOfAnother() !== undefined) return;
  if (!restraint.negotiations.take(peer.name, now)) return;
  const local = { address: peer.localAddress, port: options.ikePort };
  const remote = { address, port: peer.port };
  options.note({ kind: 'unknown-spi', local, remote, spi, action: 'main-mode-begun' });
  // The SPI does not say which policy entry it is of, and the peer may not ask again by itself.
  const children = options.policy.childrenOf(peer.name).slice(0, LIMITS.promptedQuickModes);
  if (children.length === 0) initiateMainMode(engine, peer, { carrier: 'udp', local, remote }, []);
  for (const child of children) acquire(engine, child.name);
}

/**
 * The peer says, protected, that it does not have an SPI that this host sends with. The pair is of no
 * use; the next packet asks for another. Whether there was such a pair.
 */
export function actOnInvalidSpi(
  engine: EngineState,
  entry: Negotiation,
  { notifyType, protocol, spi, data }: NotifyPayload,
): boolean {
  if (notifyType !== NOTIFY['INVALID-SPI']) return false;
  const named = [data, spi].find((octets) => octets.length === 4);
  const id = named && pairNamed(engine, entry, protocol, readU32(named, 0));
  if (id === undefined) return false;
  endChild(engine, id, 'unknown-to-peer');
  return true;
}

/** Receivers are to look at the protocol, and not all senders set it: then ESP is meant. */
function pairNamed(
  engine: EngineState,
  entry: Negotiation,
  protocol: number,
  spi: number,
): number | undefined {
  const said = protocol === PROTOCOL.ah ? PROTOCOL.ah : PROTOCOL.esp;
  return pairWithOutboundSpi(engine, entry, spi, said);
}

/** The newest established main mode with whoever is at the other end of a path. */
function mainModeAt({ table }: EngineState, { carrier, remote }: Path): Negotiation | undefined {
  let newest: Negotiation | undefined;
  for (const entry of table.at(remote.address)) {
    const other = entry.sa.path.remote;
    const same = carrier !== 'udp' || sameEndpoint(other, remote);
    if (same && isEstablished(entry)) newest = entry;
  }
  return newest;
}

function isUnderWay({ table }: EngineState, peerName: string): boolean {
  return table.ofPeer(peerName).some(({ sa }) => sa.establishedAt === undefined);
}

/** RFC 2408 3.14 leaves the data open; the SPI stands in both places, as receivers look in either. */
function invalidSpiPayload(protocol: number, spi: number): NotifyPayload {
  return { ...notifyPayload(protocol, NOTIFY['INVALID-SPI'], u32(spi)), data: u32(spi) };
}
