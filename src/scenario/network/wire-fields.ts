/** Decoded fields of datagrams, by paths like `isakmp.exchangeType` and `isakmp-decrypted.payloads.0.id.idType`. */

import { endpointText } from '../../base/address.ts';
import { toHex } from '../../base/bytes.ts';
import { nobleProvider } from '../../crypto/noble.ts';
import { Decoder } from '../../explain/decoder.ts';
import type { Dissection, Layer } from '../../explain/dissection.ts';
import type { KeyStore } from '../../explain/key-store.ts';
import type { Content } from '../../lab/faults/matching.ts';
import { packetOf } from '../../observe/pcap.ts';
import type { FieldNode } from '../../wire/codec.ts';
import { LINK_TYPE } from '../../wire/numbers/link.ts';
import type { WireRecord } from './record.ts';

/** What a field may be compared with. */
export type FieldValue = string | number | boolean;

/** Any number of fields and elements of lists. */
const ANY = '*';
/** The line that a decoder has for a datagram. */
const INFO = 'info';

/** Decodes a play's datagrams, each once and in their order, as they are asked for. */
export class WireFields {
  readonly #decoder: Decoder;
  readonly #leaves: ReadonlyMap<string, readonly Leaf[]>[] = [];

  constructor(keys: KeyStore) {
    this.#decoder = new Decoder({ provider: nobleProvider, keys, ports: [], tracing: true });
  }

  /** How the fields of the n-th datagram differ from what is wanted, a sentence each. */
  differences(
    records: readonly WireRecord[],
    index: number,
    wanted: Readonly<Record<string, FieldValue | readonly FieldValue[]>>,
  ): string[] {
    const leaves = this.#leavesOf(records, index);
    return Object.entries(wanted).flatMap(([path, value]) => {
      const found = leavesAt(leaves, path);
      const values = Array.isArray(value) ? value : [value as FieldValue];
      if (found.some((leaf) => values.some((one) => isSame(path, leaf, one)))) return [];
      const texts = [...new Set(found.map(leafText))].slice(0, SHOWN_VALUES);
      return [texts.length === 0 ? `it has no ${path}` : `${path} is ${texts.join(', ')}`];
    });
  }

  /** Whether the n-th datagram, decrypted where it can be, holds such a payload. */
  holds(records: readonly WireRecord[], index: number, content: Content): boolean {
    const leaves = this.#leavesOf(records, index);
    const { part, words } = CONTENT_MARKS[content];
    return [...leaves].some(
      ([path, found]) => path.includes(part) && found.some(({ text }) => words.test(text)),
    );
  }

  #leavesOf(records: readonly WireRecord[], index: number): ReadonlyMap<string, readonly Leaf[]> {
    for (let i = this.#leaves.length; i <= index; i++) this.#leaves.push(this.#decode(records[i]!));
    return this.#leaves[index]!;
  }

  #decode({ flight }: WireRecord): ReadonlyMap<string, readonly Leaf[]> {
    const { path, bytes, number, sentAt } = flight;
    const octets = packetOf(path, 'sent', bytes, number);
    const dissection = this.#decoder.decode({
      kind: 'frame',
      number,
      linkType: LINK_TYPE.raw,
      time: { seconds: Math.floor(sentAt / 1000), nanos: Math.floor(sentAt % 1000) * 1_000_000 },
      interfaceName: endpointText(path.local),
      octets,
      originalLength: octets.length,
    });
    return leavesOf(dissection);
  }
}

const SHOWN_VALUES = 5;

/** By what in a path, and which words of its value, each is known. */
const CONTENT_MARKS: Readonly<Record<Content, { readonly part: string; readonly words: RegExp }>> =
  {
    delete: { part: '.delete.', words: /(?:)/ },
    notify: { part: '.notify.', words: /(?:)/ },
    dpd: { part: '.notify.', words: /R-U-THERE/ },
  };

interface Leaf {
  readonly value: unknown;
  readonly text: string;
}

function leavesOf({ layers, info }: Dissection): ReadonlyMap<string, readonly Leaf[]> {
  const found = new Map<string, Leaf[]>();
  const put = (path: string, leaf: Leaf): void => {
    const there = found.get(path);
    if (there === undefined) found.set(path, [leaf]);
    else there.push(leaf);
  };
  const walk = (layer: Layer, node: FieldNode, path: string): void => {
    for (const child of node.children) walk(layer, child, `${path}.${child.name}`);
    if (node.children.length > 0) return;
    put(path, { value: node.value, text: layer.words.get(node) ?? node.text });
  };
  for (const layer of layers) {
    for (const root of layer.fields)
      for (const node of root.children) walk(layer, node, `${layer.protocol}.${node.name}`);
  }
  put(INFO, { value: info, text: info });
  return found;
}

function leavesAt(leaves: ReadonlyMap<string, readonly Leaf[]>, path: string): readonly Leaf[] {
  if (!path.includes(ANY)) return leaves.get(path) ?? [];
  const pattern = new RegExp(
    `^${path
      .split(ANY)
      .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
      .join('.*')}$`,
  );
  return [...leaves].flatMap(([name, found]) => (pattern.test(name) ? found : []));
}

/** A number as itself, octets as their digits, and anything by its words. */
function isSame(path: string, { value, text }: Leaf, wanted: FieldValue): boolean {
  if (path === INFO) return text.toLowerCase().includes(String(wanted).toLowerCase());
  if (typeof wanted === 'number' && (typeof value === 'number' || typeof value === 'bigint'))
    return Number(value) === wanted;
  const words = String(wanted).toLowerCase();
  if (value instanceof Uint8Array && toHex(value) === words.replace(/^0x/, '')) return true;
  return text.toLowerCase() === words || String(value).toLowerCase() === words;
}

function leafText({ value, text }: Leaf): string {
  if (text !== '') return `"${text}"`;
  return value instanceof Uint8Array ? toHex(value.subarray(0, 32)) : String(value);
}
