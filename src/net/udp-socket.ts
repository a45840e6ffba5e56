/** Opening one real UDP socket. */

import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { bindError } from './errors.ts';
import type { RealEndpoint } from './socket-plan.ts';

const RECEIVE_BUFFER_OCTETS = 1 << 20;

/**
 * A socket bound to an address and a port, which is the system's choice where it is 0. Errors that
 * come later are told to `onError`. Throws an EdgeError.
 */
export function openUdpSocket(
  real: RealEndpoint,
  onError: (error: Error) => void,
): Promise<Socket> {
  const { address, port } = real;
  const socket = newUdpSocket(address);
  return new Promise((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close();
      const host = isIPv6(address) ? `[${address}]` : address;
      reject(bindError(error, `UDP ${host}:${port}`, port));
    });
    socket.bind({ address, port, exclusive: true }, () => {
      socket.removeAllListeners('error');
      socket.on('error', onError);
      resolve(socket);
    });
  });
}

/** A socket, not yet bound, of an address's family: what is sent before it is bound waits for that. */
export function newUdpSocket(address: string): Socket {
  const six = isIPv6(address);
  return createSocket({
    type: six ? 'udp6' : 'udp4',
    ipv6Only: six,
    recvBufferSize: RECEIVE_BUFFER_OCTETS,
    // Destinations are numeric: nothing is looked up, and sending stays in this turn.
    lookup: (name, _options, done) => done(null, name, six ? 6 : 4),
  });
}

/** Closes a socket and waits until it is closed. */
export function closeUdpSocket(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.close(() => resolve()));
}
