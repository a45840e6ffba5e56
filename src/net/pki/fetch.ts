/** Octets fetched over HTTP, within bounds: for revocation lists, whose addresses stand in certificates. */

import { get as getPlain, type IncomingMessage } from 'node:http';
import { get as getSecure } from 'node:https';
import { concat } from '../../base/bytes.ts';
import { reason } from '../errors.ts';

export interface FetchBounds {
  readonly octets: number;
  readonly redirects: number;
}

/**
 * The octets at an address. Only `http:` and `https:` are spoken, also after a redirect. Throws an Error whose message
 * says why there are none. `signal` ends it at any time.
 */
export async function fetchOctets(
  address: string,
  bounds: FetchBounds,
  signal: AbortSignal,
): Promise<Uint8Array> {
  let at = address;
  for (let redirects = 0; redirects <= bounds.redirects; redirects++) {
    const response = await request(at, signal);
    const { statusCode = 0, headers } = response;
    if (statusCode === 200) return readBody(response, bounds.octets, signal);
    // A response that nobody reads holds its socket.
    response.destroy();
    if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined) {
      throw new Error(`the answer was HTTP status ${statusCode}`);
    }
    if (!URL.canParse(headers.location, at)) throw new Error('it redirects to no address');
    at = new URL(headers.location, at).href;
  }
  throw new Error(`it redirects more than ${bounds.redirects} times`);
}

function request(address: string, signal: AbortSignal): Promise<IncomingMessage> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new Error('only http and https are spoken');
  }
  const get = url.protocol === 'http:' ? getPlain : getSecure;
  return new Promise((resolve, reject) => {
    // Without an agent no connection is kept that would keep the process.
    const asked = get(url, { agent: false, signal, headers: { accept: '*/*' } }, resolve);
    asked.on('error', (error) => reject(trouble(error, signal)));
  });
}

function readBody(
  response: IncomingMessage,
  maximum: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const parts: Uint8Array[] = [];
    let octets = 0;
    const tooLong = (): void => {
      response.destroy();
      reject(new Error(`it is longer than ${maximum} octets`));
    };
    if (Number(response.headers['content-length']) > maximum) return tooLong();
    response.on('data', (part: Uint8Array) => {
      octets += part.length;
      if (octets > maximum) return tooLong();
      parts.push(Uint8Array.from(part));
    });
    response.on('end', () =>
      response.complete ? resolve(concat(...parts)) : reject(new Error('it ended too early')),
    );
    response.on('error', (error) => reject(trouble(error, signal)));
  });
}

function trouble(error: Error, signal: AbortSignal): Error {
  const late = signal.aborted || error.name === 'AbortError';
  return new Error(late ? 'no whole answer came in time' : reason(error), { cause: error });
}
