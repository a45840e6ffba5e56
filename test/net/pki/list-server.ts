/** A web server on the loopback that gives revocation lists, or misbehaves. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Answers are looked up by path. */
export class ListServer {
  readonly asked: string[] = [];
  readonly answers = new Map<string, Answer>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<ListServer> {
    const server = createServer((request, response) => {
      const path = request.url ?? '';
      own.asked.push(path);
      const answer = own.answers.get(path);
      if (answer !== undefined) return answer(request, response);
      response.statusCode = 404;
      response.end();
    });
    const own = new ListServer(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return own;
  }

  /** `http://127.0.0.1:port/`. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  gives(path: string, octets: Uint8Array): void {
    this.answers.set(path, (_, response) => response.end(octets));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
