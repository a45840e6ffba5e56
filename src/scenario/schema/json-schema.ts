/** The shape of a peer's file as JSON Schema, for editors. docs/peer.schema.json is this. */

import { z } from 'zod';
import { hostSchema } from './peer-schema.ts';

/** The JSON Schema of what a person writes. */
export function peerJsonSchema(): Record<string, unknown> {
  return { title: 'Espial peer file', ...z.toJSONSchema(hostSchema, { io: 'input' }) };
}
