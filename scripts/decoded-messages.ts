/** What `espial decode --json` says of a frame, as a comparison needs it. */

import { toHex } from '../src/base/bytes.ts';
import type { Dissection, Layer } from '../src/explain/dissection.ts';
import { frameJson } from '../src/explain/frame-json.ts';

/** A payload, proposal or transform with its generic header. */
export interface SeenPayload {
  readonly start: number;
  readonly length: number;
  readonly hex: string;
  readonly decrypted: boolean;
}

export interface SeenMessage {
  readonly start: number;
  readonly length: number;
  readonly hex: string;
  readonly encrypted: boolean;
  /** Whether a key was there and did not fit. */
  readonly undecryptable: boolean;
  readonly malformed: boolean;
  readonly payloads: SeenPayload[];
}

export interface SeenFrame {
  readonly messages: SeenMessage[];
}

interface JsonField {
  readonly name: string | number;
  readonly start: number;
  readonly length: number;
  readonly fields?: readonly JsonField[];
}

interface JsonLayer {
  readonly protocol: string;
  readonly buffer: number;
  readonly start: number;
  readonly length: number;
  readonly fields: readonly JsonField[];
  readonly error?: { readonly code: string };
}

/** The ISAKMP messages of a frame, read from its JSON. */
export function framesOfDissection(dissection: Dissection): SeenFrame {
  // Through text and back: what is compared is what a program would read.
  const json = JSON.parse(JSON.stringify(frameJson(dissection))) as { layers: JsonLayer[] };
  const messages: SeenMessage[] = [];
  for (const layer of json.layers) {
    const { octets } = dissection.buffers[layer.buffer]!;
    const hexAt = (start: number, length: number): string =>
      toHex(octets.subarray(start, start + length));
    if (layer.protocol === 'isakmp') {
      messages.push({
        start: layer.start,
        length: layer.length,
        hex: hexAt(layer.start, layer.length),
        encrypted: layer.fields.some(({ name }) => name === 'encrypted'),
        undecryptable: layer.error?.code === 'not-decrypted',
        malformed: layer.error !== undefined,
        payloads: [],
      });
    }
    const isMessage: boolean = ISAKMP_LAYERS.includes(layer.protocol);
    if (!isMessage) continue;
    const decrypted = layer.protocol === 'isakmp-decrypted';
    for (const { start, length } of elements(layer.fields)) {
      messages.at(-1)?.payloads.push({ start, length, hex: hexAt(start, length), decrypted });
    }
  }
  return { messages };
}

const ISAKMP_LAYERS: readonly Layer['protocol'][] = ['isakmp', 'isakmp-decrypted'];

/** Lists whose elements have a generic payload header. */
const LISTS: ReadonlySet<string | number> = new Set(['payloads', 'proposals', 'transforms']);

function elements(fields: readonly JsonField[]): JsonField[] {
  return fields.flatMap((field) => {
    const inside = field.fields ?? [];
    if (!LISTS.has(field.name)) return elements(inside);
    return inside.flatMap((element) => [element, ...elements(element.fields ?? [])]);
  });
}
