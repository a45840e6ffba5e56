/** A forward as it goes over the control socket. */

import { z } from 'zod';
import { address } from '../policy-schema.ts';
import type { Forward } from './forwarder.ts';

const port = z.int().min(1).max(65_535);
/** Of a socket of this machine: the address stays a text, in its canonical form. */
const real = z.strictObject({ address: address.transform(({ text }) => text), port });
const inner = z.strictObject({ address, port });

export const forwardSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('listen'), listen: real, to: inner }),
  z.strictObject({ kind: z.literal('accept'), accept: inner, to: real }),
]);

/** What a client writes. */
export type ForwardBody = z.input<typeof forwardSchema>;

/** A forward in the words of the control socket. */
export function forwardBody(forward: Forward): ForwardBody {
  if (forward.kind === 'listen') {
    const { kind, listen, to } = forward;
    return { kind, listen, to: { address: to.address.text, port: to.port } };
  }
  const { kind, accept, to } = forward;
  return { kind, accept: { address: accept.address.text, port: accept.port }, to };
}
