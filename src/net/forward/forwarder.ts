/**
 * UDP ports of this machine carried through a host's tunnels, without root and without a device:
 * out of a local socket to an address behind a peer, and from an address of the host to a local
 * socket. Each client has a port or a socket of its own, so that answers find it.
 */

import type { RemoteInfo, Socket } from 'node:dgram';
import { type Endpoint, endpointText, parseAddress, sameEndpoint } from '../../base/address.ts';
import { LIMITS } from '../../base/limits.ts';
import type { HostConfig } from '../../host/config.ts';
import { chooseSource } from '../../host/source-address.ts';
import { PROTOCOL_NUMBER } from '../../wire/numbers/ip.ts';
import { EdgeError, sendTrouble } from '../errors.ts';
import type { RealEndpoint } from '../socket-plan.ts';
import { closeUdpSocket, openUdpSocket } from '../udp-socket.ts';
import { ClientTable } from './clients.ts';
import { type InnerSocket, InnerUdp, type InnerUdpOptions } from './inner-udp.ts';
import { type LocalClient, localClient } from './local-client.ts';

/** From a socket of this machine to an address behind a peer. */
export interface OutwardForward {
  readonly kind: 'listen';
  readonly listen: RealEndpoint;
  readonly to: Endpoint;
}

/** From a port of one of the host's addresses to a socket of this machine. */
export interface InwardForward {
  readonly kind: 'accept';
  readonly accept: Endpoint;
  readonly to: RealEndpoint;
}

export type Forward = OutwardForward | InwardForward;

export interface ForwarderOptions extends InnerUdpOptions {
  readonly config: HostConfig;
  /** Told, as a sentence, what does not get through. */
  readonly onTrouble: (sentence: string) => void;
}

/** A forward that is there: where it is, with ports that were chosen, and how to end it. */
export interface OpenForward {
  readonly forward: Forward;
  close(): Promise<void>;
}

/** The forwards of one host. */
export class Forwarder {
  readonly #options: ForwarderOptions;
  readonly #inner: InnerUdp;
  readonly #open = new Set<OpenForward>();

  constructor(options: ForwarderOptions) {
    this.#options = options;
    this.#inner = new InnerUdp(options);
  }

  /** Begins to forward. Throws an EdgeError where that cannot be. */
  async add(forward: Forward): Promise<OpenForward> {
    if (this.#open.size >= LIMITS.forwards) {
      const message = `this peer has ${LIMITS.forwards} forwards, which is the most.`;
      throw new EdgeError('forward-refused', message);
    }
    const made = forward.kind === 'listen' ? await this.#listen(forward) : this.#accept(forward);
    const open: OpenForward = {
      forward: made.forward,
      close: () => (this.#open.delete(open) ? made.close() : Promise.resolve()),
    };
    this.#open.add(open);
    return open;
  }

  /** Takes the packet `arena[start .. end)` if it is for a forward. */
  take(arena: Uint8Array, start: number, end: number): boolean {
    return this.#inner.take(arena, start, end);
  }

  /** Ends all of them. */
  async close(): Promise<void> {
    this.#inner.close();
    await Promise.all([...this.#open].map((open) => open.close()));
  }

  async #listen({ listen, to }: OutwardForward): Promise<OpenForward> {
    const { config, onTrouble } = this.#options;
    const { udp } = PROTOCOL_NUMBER;
    const source = chooseSource(config, config.policies, undefined, to.address, udp);
    if (source.address === undefined) throw refused(source.error);
    const local = { address: source.address, port: 0 };
    const socket = await listenAt(listen, (error) =>
      onTrouble(sendTrouble(error, 'a program of this machine')),
    );
    const clients = new ClientTable<InnerSocket>((client) => client.close());
    socket.on('message', (payload, from) => {
      const inner = clients.get(`${from.address}|${from.port}`, () =>
        this.#inner.bind(local, (answer, sender) => {
          // As with a connected socket: from others nothing gets to the program.
          if (sameEndpoint(sender, to)) give(socket, answer, from, onTrouble);
        }),
      );
      if (typeof inner === 'string') onTrouble(`a datagram cannot be forwarded: ${inner}.`);
      else inner.send(to, payload);
    });
    return {
      forward: { kind: 'listen', listen: { ...listen, port: socket.address().port }, to },
      async close() {
        clients.close();
        await closeUdpSocket(socket);
      },
    };
  }

  #accept({ accept, to }: InwardForward): OpenForward {
    const { config, onTrouble } = this.#options;
    const own = config.addresses.map(({ text }) => text);
    if (!own.includes(accept.address.text)) {
      throw refused(
        `${config.name} has no address ${accept.address.text}; it has ${own.join(', ')}`,
      );
    }
    const clients = new ClientTable<LocalClient>((client) => client.close());
    const inner = this.#inner.bind(accept, (payload, from) => {
      const client = clients.get(endpointText(from), () =>
        localClient(to, (answer) => reply(from, answer), onTrouble),
      );
      if (typeof client !== 'string') client.send(payload);
    });
    if (typeof inner === 'string') throw refused(inner);
    const reply: InnerSocket['send'] = (client, answer) => inner.send(client, answer);
    return {
      forward: { kind: 'accept', accept: inner.local, to },
      close: () => {
        clients.close();
        inner.close();
        return Promise.resolve();
      },
    };
  }
}

async function listenAt(listen: RealEndpoint, onError: (error: Error) => void): Promise<Socket> {
  try {
    return await openUdpSocket(listen, onError);
  } catch (error) {
    if (!(error instanceof EdgeError) || error.code !== 'port-in-use') throw error;
    const where = endpointText({ address: parseAddress(listen.address), port: listen.port });
    throw new EdgeError(
      'port-in-use',
      `UDP ${where} is in use by another program. Choose another port for the forward.`,
      { cause: error },
    );
  }
}

function give(
  socket: Socket,
  answer: Uint8Array,
  { address, port }: RemoteInfo,
  onTrouble: (sentence: string) => void,
): void {
  // The answer lies in an arena that is used again before the socket is done with it.
  socket.send(Uint8Array.from(answer), port, address, (error) => {
    if (error !== null) onTrouble(sendTrouble(error, 'a program of this machine'));
  });
}

function refused(reason: string): EdgeError {
  return new EdgeError('forward-refused', `this cannot be forwarded: ${reason}.`);
}
