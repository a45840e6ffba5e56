/** A UDP socket of 127.0.0.1 that remembers what it hears. */

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

export interface Party {
  readonly socket: Socket;
  readonly port: number;
  /** Texts with the sender's port behind a hash. */
  readonly heard: string[];
  say(text: string, port: number): void;
  /** Waits until it has heard so many. Throws after two seconds. */
  hears(count: number): Promise<readonly string[]>;
  close(): void;
}

export async function party(): Promise<Party> {
  const socket = createSocket('udp4');
  const heard: string[] = [];
  socket.on('message', (bytes, { port }) => heard.push(`${String(bytes)}#${port}`));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    socket,
    port: socket.address().port,
    heard,
    say: (text, port) => socket.send(text, port, '127.0.0.1'),
    async hears(count) {
      const signal = AbortSignal.timeout(2000);
      while (heard.length < count) await once(socket, 'message', { signal });
      return heard;
    },
    close: () => socket.close(),
  };
}

export function local(port: number): { address: string; port: number } {
  return { address: '127.0.0.1', port };
}
