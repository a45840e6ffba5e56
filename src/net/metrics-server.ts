/** The HTTP server that Prometheus scrapes: one page, for readers, off unless asked for. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIPv6 } from 'node:net';
import { LIMITS } from '../base/limits.ts';
import { bindError } from './errors.ts';
import type { RealEndpoint } from './socket-plan.ts';

/** How long a client may take to ask, and how long a connection is kept. */
const REQUEST_MILLISECONDS = 5000;
const PATH = '/metrics';

interface Page {
  readonly contentType: string;
  readonly text: string;
}

export interface MetricsServer {
  /** Where it is to be had, with the port that the system chose where 0 was asked for. */
  readonly url: string;
  close(): Promise<void>;
}

/** Answers `GET /metrics` and nothing else. Throws an EdgeError where it cannot listen. */
export async function openMetricsServer(
  where: RealEndpoint,
  page: () => Promise<Page>,
): Promise<MetricsServer> {
  const server = createServer(
    { requestTimeout: REQUEST_MILLISECONDS, headersTimeout: REQUEST_MILLISECONDS },
    (request, response) => void answer(request, response, page),
  );
  server.maxConnections = LIMITS.metricsClients;
  server.keepAliveTimeout = REQUEST_MILLISECONDS;
  const port = await listen(server, where);
  return {
    url: `http://${hostText(where.address)}:${port}${PATH}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** `ADDRESS:PORT`, `[ADDRESS]:PORT`, or a port alone, which means 127.0.0.1. Answers a sentence if it is neither. */
export function metricsEndpoint(text: string): RealEndpoint | string {
  const parts = /^(?:\[([0-9a-fA-F:.]+)\]:|([0-9.]+):)?(\d{1,5})$/.exec(text.trim());
  const port = Number(parts?.[3]);
  if (parts === null || port > 65_535) {
    return `"${text}" is not where to listen: write a port (9464), or an address with it (127.0.0.1:9464, [::1]:9464)`;
  }
  const six = parts[1];
  if (six !== undefined && !isIPv6(six)) return `"${six}" is no IPv6 address`;
  const four = parts[2];
  if (four !== undefined && !isDottedQuad(four)) return `"${four}" is no IPv4 address`;
  return { address: six ?? four ?? '127.0.0.1', port };
}

/** Whether only programs of this computer reach an address. */
export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  page: () => Promise<Page>,
): Promise<void> {
  const { method, url = '' } = request;
  const path = url.split('?', 1)[0];
  if (path !== PATH) return refuse(response, 404, `There is nothing here but ${PATH}.`);
  if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return refuse(response, 405, `${PATH} can only be read.`);
  }
  const { contentType, text } = await page();
  response.writeHead(200, { 'Content-Type': contentType, 'Cache-Control': 'no-store' });
  response.end(method === 'HEAD' ? undefined : text);
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${sentence}\n`);
}

function listen(server: Server, { address, port }: RealEndpoint): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(bindError(error, `TCP ${hostText(address)}:${port}`, port)),
    );
    server.listen({ host: address, port, exclusive: true }, () => {
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : port);
    });
  });
}

function isDottedQuad(text: string): boolean {
  const octets = text.split('.');
  return (
    octets.length === 4 && octets.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)
  );
}

function hostText(address: string): string {
  return isIPv6(address) ? `[${address}]` : address;
}
