/** UDP ports of the loopback interface that nobody holds. */

import { createSocket, type Socket } from 'node:dgram';

/** Where the lab's sockets are. */
export const LOOPBACK = '127.0.0.1';

/**
 * Ports that were free a moment ago. Between this and the use of them another process may take one:
 * whoever starts a peer on them tries again with others then.
 */
export async function freeUdpPorts(count: number): Promise<readonly number[]> {
  const sockets: Socket[] = [];
  try {
    for (let i = 0; i < count; i++) sockets.push(await bound());
    return sockets.map((socket) => socket.address().port);
  } finally {
    await Promise.all(
      sockets.map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))),
    );
  }
}

function bound(): Promise<Socket> {
  const socket = createSocket('udp4');
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind({ address: LOOPBACK, port: 0, exclusive: true }, () => resolve(socket));
  });
}
