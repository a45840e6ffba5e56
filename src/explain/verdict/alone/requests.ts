/** Requests that a host sent by its own capture, and whether an answer came. */

import type { SideEvidence } from '../evidence.ts';
import type { FrameFacts } from '../frame-facts.ts';

/** One echo request, or one UDP datagram that this host was not answering with. */
export interface Request {
  readonly kind: 'echo' | 'udp';
  readonly frame: FrameFacts;
  /** Outermost address that it went to. */
  readonly peer: string;
  /** Under no SA. */
  readonly clear: boolean;
  readonly at: number;
  readonly answer: FrameFacts | undefined;
}

/** What this host asked, in the order in which it left; an answer is to the last request before it. */
export function requestsOf({ addresses, frames }: SideEvidence): readonly Request[] {
  const heard = new Set<string>();
  const open = new Map<string, Asked[]>();
  const requests: Asked[] = [];
  for (const frame of frames) {
    const { traffic, source, destination, clear, at } = frame;
    if (traffic === undefined) continue;
    const { kind, exchange } = traffic;
    const waiting = open.get(exchange) ?? [];
    if (addresses.includes(source)) {
      if (kind !== 'echo request' && (kind !== 'udp' || heard.has(exchange))) continue;
      const request: Asked = {
        kind: kind === 'udp' ? 'udp' : 'echo',
        frame,
        peer: destination,
        clear: clear !== undefined,
        at,
        answer: undefined,
      };
      requests.push(request);
      open.set(exchange, [...waiting, request]);
    } else if (kind !== 'echo request') {
      const asked = waiting.pop();
      if (asked !== undefined) asked.answer = frame;
      else heard.add(exchange);
    }
  }
  return requests;
}

type Asked = { -readonly [Key in keyof Request]: Request[Key] };
