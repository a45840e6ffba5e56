/** Forwards in words of the command line. */

import { type Endpoint, endpointText, parseAddress } from '../base/address.ts';
import type { Forward } from '../net/forward/forwarder.ts';
import { isLoopback } from '../net/metrics-server.ts';
import type { RealEndpoint } from '../net/socket-plan.ts';
import { parseSocketAddress } from '../scenario/schema/fields.ts';
import { UsageError } from './usage.ts';

/** From a UDP port of this machine to an address and port behind a peer. */
export function listenForward(listen: string, to: string): Forward {
  return { kind: 'listen', listen: real(listen), to: inner(to) };
}

/** From an address and port of a running peer to a UDP port of this machine. */
export function acceptForward(accept: string, to: string): Forward {
  return { kind: 'accept', accept: inner(accept), to: real(to) };
}

/** `127.0.0.1:5000 -> 10.2.0.1:53`, and which end is in the tunnel. */
export function forwardText(forward: Forward): string {
  return forward.kind === 'listen'
    ? `UDP ${realText(forward.listen)} of this machine goes to ${endpointText(forward.to)} as the policy says`
    : `UDP ${endpointText(forward.accept)} of the peer goes to ${realText(forward.to)} of this machine`;
}

/** Who else may use a forward, if others than this machine's programs reach it. */
export function exposure(forward: Forward): string | undefined {
  if (forward.kind !== 'listen' || isLoopback(forward.listen.address)) return undefined;
  return `everyone who can reach ${realText(forward.listen)} may send through this forward; 127.0.0.1 keeps it to this computer.`;
}

function inner(text: string): Endpoint {
  const { address, port } = real(text);
  return { address: parseAddress(address), port };
}

function real(text: string): RealEndpoint {
  try {
    return parseSocketAddress(text.trim());
  } catch (error) {
    throw new UsageError(
      `${(error as Error).message}: write an address and a port, like 127.0.0.1:5000 or [::1]:5000.`,
    );
  }
}

function realText({ address, port }: RealEndpoint): string {
  return endpointText({ address: parseAddress(address), port });
}
