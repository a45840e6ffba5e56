/** Floods, as one stranger with a socket makes them: first messages, packets sent again, noise. */

import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:dgram';
import { writeU32 } from '../../base/bytes.ts';
import type { GroupId } from '../../crypto/provider.ts';
import { offerMainMode } from '../../ike/offers/main-mode-offer.ts';
import { closeUdpSocket, openUdpSocket } from '../../net/udp-socket.ts';
import { encodeMessage } from '../../wire/isakmp/message.ts';
import { IKE_AUTHENTICATION } from '../../wire/numbers/ike.ts';
import { EXCHANGE } from '../../wire/numbers/isakmp.ts';
import { LOOPBACK } from '../free-ports.ts';
import type { FloodPlan } from './orders.ts';
import { asPacket } from './trunk.ts';
import { tunnelAddress, tunnelHost } from './tunnel-hosts.ts';

/** Datagrams of one turn: small beside a socket's buffer. */
const TURN = 32;
/** Different datagrams that are sent in turn. */
const VARIANTS = 1024;

/** Sends until the time is over; answers how much went out. */
export async function flood(plan: FloodPlan): Promise<{ sent: number; milliseconds: number }> {
  const socket = await openUdpSocket({ address: LOOPBACK, port: 0 }, () => {});
  try {
    await connect(socket, plan.port);
    return await pour(socket, datagramsOf(plan), plan);
  } finally {
    await closeUdpSocket(socket);
  }
}

function connect(socket: Socket, port: number): Promise<void> {
  return new Promise((resolve) => socket.connect(port, LOOPBACK, resolve));
}

async function pour(
  socket: Socket,
  datagrams: readonly Uint8Array[],
  { rate, milliseconds, kind }: FloodPlan,
): Promise<{ sent: number; milliseconds: number }> {
  const began = performance.now();
  let sent = 0;
  for (;;) {
    const passed = performance.now() - began;
    if (passed >= milliseconds) return { sent, milliseconds: passed };
    const due = rate === 0 ? sent + TURN : Math.floor((passed * rate) / 1000);
    for (const end = Math.min(due, sent + TURN); sent < end; sent++) {
      const datagram = datagrams[sent % datagrams.length]!;
      // The initiator cookie, so that no message is one that came before.
      if (kind === 'first-messages') writeU32(datagram, COOKIE_AT, sent);
      socket.send(datagram);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Behind the headers of IP and UDP; the first half of the cookie stays random. */
const COOKIE_AT = 28 + 4;

function datagramsOf({ kind, packets, tunnels, group }: FloodPlan): readonly Uint8Array[] {
  if (kind === 'replay') return packets;
  if (kind === 'noise') return Array.from({ length: VARIANTS }, () => randomBytes(100));
  return Array.from({ length: VARIANTS }, (_, index) => firstMessage(index % tunnels, group));
}

/** A first message of main mode, as it would come from a tunnel's peer that begins once more. */
function firstMessage(tunnel: number, group: GroupId): Uint8Array {
  const peer = tunnelHost('a', { tunnels: 1, group }).peers[0]!;
  const offer = offerMainMode(peer.proposals, [IKE_AUTHENTICATION.PSK], peer);
  const header = {
    initiatorCookie: randomBytes(8),
    responderCookie: new Uint8Array(8),
    majorVersion: 1,
    minorVersion: 0,
    exchangeType: EXCHANGE.identityProtection,
    flags: 0,
    messageId: 0,
  };
  const local = { address: tunnelAddress('a', tunnel), port: 500 };
  const remote = { address: tunnelAddress('b', tunnel), port: 500 };
  return asPacket({ carrier: 'udp', local, remote }, encodeMessage(header, [offer]));
}
