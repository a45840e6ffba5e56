/** Changes to DER: of octets without regard to their meaning, and of elements with all lengths made right again. */

import { concat, copy } from '../../../src/base/bytes.ts';
import { type DerElement, derElement } from '../../../src/base/der.ts';
import { partsOf, readWhole } from '../../../src/net/pki/der.ts';
import type { Draws } from '../../../src/wire/codec.ts';

/** One element, to be changed. */
interface Node {
  tag: number;
  /** Elements, or the contents of one that holds none. */
  contents: Node[] | Uint8Array;
  /** How its length is written; undefined: as DER has it. */
  length?: 'longer' | 'indefinite' | 'one-more' | 'one-less';
}

type Change = (octets: Uint8Array, other: Uint8Array, draws: Draws) => Uint8Array;

const BLIND: Readonly<Record<string, Change>> = {
  'bits flipped': (octets, _, draws) => {
    const changed = copy(octets);
    for (let i = draws.integer(1, 4); i > 0; i--) {
      const at = draws.integer(0, changed.length - 1);
      changed[at]! ^= 1 << draws.integer(0, 7);
    }
    return changed;
  },
  'cut off': (octets, _, draws) => octets.subarray(0, draws.integer(0, octets.length - 1)),
  'octets behind': (octets, _, draws) => concat(octets, draws.bytes(draws.integer(1, 8))),
  'a part left out': (octets, _, draws) => {
    const [from, to] = range(octets, draws);
    return concat(octets.subarray(0, from), octets.subarray(to));
  },
  'a part twice': (octets, _, draws) => {
    const [from, to] = range(octets, draws);
    return concat(octets.subarray(0, to), octets.subarray(from));
  },
  'a part of another': (octets, other, draws) => {
    const [from, to] = range(octets, draws);
    return concat(octets.subarray(0, from), other.subarray(from, to), octets.subarray(to));
  },
  'head of one, tail of another': (octets, other, draws) => {
    const at = draws.integer(1, octets.length - 1);
    return concat(octets.subarray(0, at), other.subarray(Math.min(at, other.length)));
  },
};

type TreeChange = (nodes: readonly Node[], others: readonly Node[], draws: Draws) => void;

const ON_TREE: Readonly<Record<string, TreeChange>> = {
  'an element of another': (nodes, others, draws) => {
    const node = pick(nodes, draws);
    const alike = others.filter(({ tag }) => tag === node.tag);
    Object.assign(node, pick(alike.length > 0 ? alike : others, draws));
  },
  'an element left out': (nodes, _, draws) => {
    const { contents } = pick(holders(nodes), draws);
    if (contents.length > 0) (contents as Node[]).splice(draws.integer(0, contents.length - 1), 1);
  },
  'an element twice': (nodes, _, draws) => {
    const contents = pick(holders(nodes), draws).contents as Node[];
    if (contents.length === 0) return;
    contents.splice(draws.integer(0, contents.length), 0, pick(contents, draws));
  },
  'elements in another order': (nodes, _, draws) => {
    (pick(holders(nodes), draws).contents as Node[]).reverse();
  },
  'another tag': (nodes, _, draws) => {
    pick(nodes, draws).tag ^= 1 << draws.integer(0, 7);
  },
  'other contents': (nodes, _, draws) => {
    const leaf = pick(leaves(nodes), draws);
    const octets = copy(leaf.contents as Uint8Array);
    if (octets.length > 0) octets[draws.integer(0, octets.length - 1)]! ^= draws.integer(1, 255);
    leaf.contents = draws.integer(0, 3) === 0 ? concat(octets, draws.bytes(1)) : octets;
  },
  'a length that is not DER': (nodes, _, draws) => {
    const ways = ['longer', 'indefinite', 'one-more', 'one-less'] as const;
    pick(nodes, draws).length = ways[draws.integer(0, ways.length - 1)]!;
  },
  'a deep nest': (nodes, _, draws) => {
    const node = pick(nodes, draws);
    for (let i = draws.integer(1, 60); i > 0; i--) {
      node.contents = [{ tag: 0x30, contents: node.contents }];
      node.tag = 0x30;
    }
  },
};

/** Changes octets that are DER in one of many ways; `other` gives parts. Answers them and what was done. */
export function mutateDer(
  octets: Uint8Array,
  other: Uint8Array,
  draws: Draws,
): { readonly octets: Uint8Array; readonly what: string } {
  const blind = Object.keys(BLIND);
  const onTree = Object.keys(ON_TREE);
  const at = draws.integer(0, blind.length + onTree.length - 1);
  if (at < blind.length) {
    const what = blind[at]!;
    return { octets: copy(BLIND[what]!(octets, other, draws)), what };
  }
  const what = onTree[at - blind.length]!;
  const tree = treeOf(readWhole(octets));
  ON_TREE[what]!(allOf(tree), allOf(treeOf(readWhole(other))), draws);
  return { octets: encode(tree), what };
}

function treeOf(element: DerElement): Node {
  const { tag, contents } = element;
  return (tag & 0x20) !== 0
    ? { tag, contents: partsOf(element).map(treeOf) }
    : { tag, contents: copy(contents) };
}

function allOf(node: Node): Node[] {
  return Array.isArray(node.contents) ? [node, ...node.contents.flatMap(allOf)] : [node];
}

function holders(nodes: readonly Node[]): readonly Node[] {
  return nodes.filter(({ contents }) => Array.isArray(contents));
}

function leaves(nodes: readonly Node[]): readonly Node[] {
  return nodes.filter(({ contents }) => !Array.isArray(contents));
}

function encode({ tag, contents, length }: Node): Uint8Array {
  const inside = Array.isArray(contents) ? concat(...contents.map(encode)) : contents;
  const size = inside.length;
  if (length === 'longer') {
    return concat(Uint8Array.of(tag, 0x83, 0, size >>> 8, size & 0xff), inside);
  }
  if (length === 'indefinite') {
    return concat(Uint8Array.of(tag, 0x80), inside, Uint8Array.of(0, 0));
  }
  if (length === undefined) return derElement(tag, inside);
  const wrong = size + (length === 'one-more' ? 1 : -1);
  return concat(Uint8Array.of(tag, 0x82, (wrong >>> 8) & 0xff, wrong & 0xff), inside);
}

function pick<T>(all: readonly T[], draws: Draws): T {
  return all[draws.integer(0, all.length - 1)]!;
}

function range(octets: Uint8Array, draws: Draws): readonly [number, number] {
  const from = draws.integer(0, octets.length - 1);
  return [from, Math.min(octets.length, from + draws.integer(1, 40))];
}
