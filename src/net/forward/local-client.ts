/** A socket of this machine that stands for one client behind a tunnel. */

import { endpointText, parseAddress } from '../../base/address.ts';
import { sendTrouble } from '../errors.ts';
import type { RealEndpoint } from '../socket-plan.ts';
import { newUdpSocket } from '../udp-socket.ts';

export interface LocalClient {
  send(payload: Uint8Array): void;
  close(): void;
}

/** A socket that is connected to `to`: what comes from there is `answered`. */
export function localClient(
  to: RealEndpoint,
  answered: (payload: Uint8Array) => void,
  onTrouble: (sentence: string) => void,
): LocalClient {
  const socket = newUdpSocket(to.address);
  const where = endpointText({ address: parseAddress(to.address), port: to.port });
  // Connected, so that the machine says where nobody listens.
  socket.on('error', (error) => onTrouble(sendTrouble(error, where)));
  socket.on('message', answered);
  socket.connect(to.port, to.address);
  return {
    send(payload) {
      // The payload lies in an arena that is used again before the socket is done with it.
      socket.send(Uint8Array.from(payload), (error) => {
        if (error !== null) onTrouble(sendTrouble(error, where));
      });
    },
    close: () => socket.close(),
  };
}
