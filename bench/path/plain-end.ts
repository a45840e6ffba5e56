/** The ends of the way without any protection: the packets are the payload of connected UDP sockets. */

import { createSocket, type Socket } from 'node:dgram';
import type { End } from './end.ts';
import { INNER_PATH } from './espial-host.ts';
import type { EndOptions } from './messages.ts';
import { trafficOf } from './traffic.ts';

const RECEIVE_BUFFER_OCTETS = 1 << 20;

export async function plainEnd(
  { side, ports, sizes }: EndOptions,
  take: (arena: Uint8Array, start: number, end: number) => void,
): Promise<End> {
  const [own, other] = side === 'sender' ? [ports[0]!, ports[1]!] : [ports[1]!, ports[0]!];
  const socket = createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER_OCTETS });
  await bound(socket, own);
  await new Promise<void>((resolve) => socket.connect(other, '127.0.0.1', resolve));
  // The receiver may not be there yet.
  socket.on('error', () => {});
  socket.on('message', (message) => take(message, 0, message.length));
  const traffic = trafficOf(INNER_PATH, sizes);
  const { views } = traffic;
  return {
    traffic,
    burst(count) {
      // Without a callback: an error costs a baseline nothing.
      for (let i = 0; i < count; i++) socket.send(views[i]!);
    },
  };
}

function bound(socket: Socket, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, '127.0.0.1', resolve);
  });
}
