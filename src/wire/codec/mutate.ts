/** A structure-aware mutator: it aims at the fields that a codec finds, and mends lengths around them. */

import { concat, copy } from '../../base/bytes.ts';
import { type Codec, type Draws, pick } from './core.ts';
import { DecodeError } from './error.ts';
import { type FieldNode, Reader } from './reader.ts';

/** A field with what is around it, outermost first. */
interface Target {
  readonly node: FieldNode;
  readonly around: readonly FieldNode[];
}

type Mutation = (bytes: Uint8Array, targets: readonly Target[], draws: Draws) => Uint8Array;

/** The bytes of a message, changed in one to three places. */
export function mutate(codec: Codec<unknown>, bytes: Uint8Array, draws: Draws): Uint8Array {
  let changed: Uint8Array = copy(bytes);
  for (let rounds = draws.integer(1, 3); rounds > 0; rounds--) {
    changed = pick(draws, MUTATIONS)(changed, targetsOf(codec, changed), draws);
  }
  return changed;
}

const setNumber: Mutation = (bytes, targets, draws) => {
  const numbers = targets.filter(
    ({ node }) => node.children.length === 0 && node.end - node.start <= 4 && node.end > node.start,
  );
  if (numbers.length === 0) return flipBit(bytes, targets, draws);
  const { start, end } = pick(draws, numbers).node;
  const most = 256 ** (end - start) - 1;
  const old = numberAt(bytes, start, end);
  const choices = [0, 1, most, old + 1, old - 1, old * 2, draws.integer(0, most)];
  return withNumber(bytes, start, end, pick(draws, choices));
};

const flipBit: Mutation = (bytes, _targets, draws) => {
  if (bytes.length === 0) return draws.bytes(draws.integer(0, 8));
  const at = draws.integer(0, bytes.length - 1);
  const changed = copy(bytes);
  changed[at]! ^= 1 << draws.integer(0, 7);
  return changed;
};

const truncate: Mutation = (bytes, targets, draws) => {
  const { start } = pick(draws, targets).node;
  return bytes.subarray(0, draws.integer(0, 2) > 0 ? start : draws.integer(0, bytes.length));
};

const remove: Mutation = (bytes, targets, draws) => {
  const target = pick(draws, targets);
  return spliced(bytes, target, new Uint8Array(0), draws);
};

const repeat: Mutation = (bytes, targets, draws) => {
  const target = pick(draws, targets);
  const span = bytes.subarray(target.node.start, target.node.end);
  return spliced(bytes, target, concat(span, span), draws);
};

const transplant: Mutation = (bytes, targets, draws) => {
  const from = pick(draws, targets).node;
  return spliced(bytes, pick(draws, targets), bytes.subarray(from.start, from.end), draws);
};

const overwrite: Mutation = (bytes, targets, draws) => {
  const target = pick(draws, targets);
  const length =
    draws.integer(0, 3) > 0 ? target.node.end - target.node.start : draws.integer(0, 40);
  return spliced(bytes, target, draws.bytes(Math.min(length, 2048)), draws);
};

const MUTATIONS: readonly Mutation[] = [
  setNumber,
  setNumber,
  setNumber,
  flipBit,
  truncate,
  remove,
  repeat,
  transplant,
  overwrite,
];

/** Puts octets in place of a field and, mostly, corrects every length that measured what holds it. */
function spliced(bytes: Uint8Array, target: Target, octets: Uint8Array, draws: Draws): Uint8Array {
  const { node, around } = target;
  const grown = octets.length - (node.end - node.start);
  let changed: Uint8Array = concat(bytes.subarray(0, node.start), octets, bytes.subarray(node.end));
  if (grown === 0 || draws.integer(0, 3) === 0) return changed;
  const spans = new Set([...around, node].map((holder) => holder.end - holder.start));
  const visit = (field: FieldNode): void => {
    if (field.role === 'length' && field.end <= node.start && spans.has(Number(field.value))) {
      changed = withNumber(changed, field.start, field.end, Number(field.value) + grown);
    }
    field.children.forEach(visit);
  };
  visit(around[0] ?? node);
  return changed;
}

function targetsOf(codec: Codec<unknown>, bytes: Uint8Array): Target[] {
  const reader = new Reader(bytes, 0, true);
  try {
    codec.read(reader);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
  }
  const targets: Target[] = [];
  const visit = (node: FieldNode, around: readonly FieldNode[]): void => {
    targets.push({ node, around });
    for (const child of node.children) visit(child, [...around, node]);
  };
  visit(reader.root!, []);
  return targets;
}

function numberAt(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 256 + bytes[at]!;
  return value;
}

function withNumber(bytes: Uint8Array, start: number, end: number, value: number): Uint8Array {
  const changed = copy(bytes);
  let left = ((value % 2 ** 32) + 2 ** 32) % 2 ** 32;
  for (let at = end - 1; at >= start; at--) {
    changed[at] = left % 256;
    left = Math.floor(left / 256);
  }
  return changed;
}
