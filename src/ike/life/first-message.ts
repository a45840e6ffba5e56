/** Whom a first message of phase 1 is from, as far as it can be known, and whether it is let in. */

import { endpointText } from '../../base/address.ts';
import type { Path } from '../../base/batch.ts';
import { toHex } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import { DecodeError } from '../../wire/codec.ts';
import { HEADER_OCTETS, type IsakmpHeader } from '../../wire/isakmp/header.ts';
import type { IdentificationPayload } from '../../wire/isakmp/payload.ts';
import { decodePayloads } from '../../wire/isakmp/payloads.ts';
import { drop, type EngineState } from '../engine-state.ts';
import type { FailureCode } from '../failure.ts';
import { aggressiveModeOff } from '../failures/aggressive-mode.ts';
import { noPolicyFor } from '../failures/policy.ts';
import type { PhaseOneName } from '../isakmp-sa.ts';
import type { PeerPolicy } from '../policy.ts';

/**
 * The peer policy for a first message, by its address, then by the identity that aggressive mode states
 * in clear (RFC 2409 5.4). Undefined where the message is refused, which is reported.
 */
export function peerOfFirstMessage(
  engine: EngineState,
  phaseOne: PhaseOneName,
  header: IsakmpHeader,
  datagram: Uint8Array,
  path: Path,
): PeerPolicy | undefined {
  const remote = path.remote.address;
  const id = phaseOne === 'aggressive mode' ? statedIdentity(header, datagram) : undefined;
  const peer = engine.options.policy.peerFor(remote, id, path.local.address);
  if (peer === undefined) {
    const detail = `${phaseOne}, message 1: no peer is configured for ${remote.text}`;
    drop(engine, path, 'no-policy', detail);
    engine.gate.cameToNothing(remote, false, engine.now);
    if (engine.options.policy.strangersFail === true)
      reportStranger(engine, phaseOne, header, path);
    return undefined;
  }
  if (phaseOne === 'aggressive mode' && peer.dialect.aggressive === 'never') {
    refuseAggressiveMode(engine, peer, header, path);
    engine.gate.cameToNothing(remote, false, engine.now);
    return undefined;
  }
  const fault = engine.table.faultOfAnotherFrom(remote);
  if (fault === undefined) return peer;
  drop(engine, path, 'limit', `${phaseOne}, message 1: ${fault}`);
  return undefined;
}

/** Every message is counted; the words come now and then. */
function reportStranger(
  engine: EngineState,
  phaseOne: PhaseOneName,
  header: IsakmpHeader,
  path: Path,
): void {
  const peer = path.remote.address.text;
  if (!engine.restraint.refusals.take(peer, engine.now)) return;
  engine.options.note({
    kind: 'main-mode-failed',
    peerName: peer,
    local: path.local,
    remote: path.remote,
    initiatorCookie: toHex(header.initiatorCookie),
    responderCookie: toHex(header.responderCookie),
    role: 'responder',
    failure: noPolicyFor({ where: `${phaseOne}, message 1`, peer }),
  });
}

/** Every message is counted; the words come now and then. */
function refuseAggressiveMode(
  engine: EngineState,
  peer: PeerPolicy,
  header: IsakmpHeader,
  path: Path,
): void {
  const where = 'aggressive mode, message 1';
  drop(
    engine,
    path,
    'aggressive-mode-off',
    `${where}: the policy for ${peer.name} does not allow aggressive mode, which shows a hash of the pre-shared key`,
  );
  if (!engine.restraint.refusals.take(path.remote.address.text, engine.now)) return;
  engine.options.note({
    kind: 'main-mode-failed',
    peerName: peer.name,
    local: path.local,
    remote: path.remote,
    initiatorCookie: toHex(header.initiatorCookie),
    responderCookie: toHex(header.responderCookie),
    role: 'responder',
    failure: aggressiveModeOff({ where, peer: peer.name }),
  });
}

/**
 * Whether a first message is refused for the first time: one that is sent again, because no other
 * answer came, is the same negotiation and the same failure. The oldest are forgotten first.
 */
export function isRefusedFirstTime(
  { restraint: { refusedMessages } }: EngineState,
  { initiatorCookie }: IsakmpHeader,
  { remote }: Path,
  code: FailureCode,
): boolean {
  const key = `${endpointText(remote)} ${toHex(initiatorCookie)} ${code}`;
  if (refusedMessages.has(key)) return false;
  const [oldest] = refusedMessages;
  if (refusedMessages.size >= LIMITS.boundedAddresses) refusedMessages.delete(oldest!);
  refusedMessages.add(key);
  return true;
}

/** IDii of message 1; what does not decode is the interpreter's to report. */
function statedIdentity(
  { nextPayload }: IsakmpHeader,
  datagram: Uint8Array,
): IdentificationPayload | undefined {
  try {
    const { payloads } = decodePayloads(nextPayload, datagram, HEADER_OCTETS);
    return payloads.find((payload) => payload.kind === 'id');
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
