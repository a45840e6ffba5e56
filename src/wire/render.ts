/** Views of a message, for every codec alike: a field tree, octets with their fields, JSON. */

import { toHex } from '../base/bytes.ts';
import { type Codec, type DecodeError, explore, type FieldNode, leavesOf } from './codec.ts';
import { messageCodec } from './isakmp/message.ts';

/** What JSON can hold. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

const OCTETS_A_LINE = 16;
const SHOWN_OCTETS = 24;
const NAME_COLUMN = 24;

/**
 * The fields of a message as an indented tree. Malformed bytes give the tree as far as reading
 * came, and a last line with the error. Never throws.
 */
export function tree(codec: Codec<unknown>, bytes: Uint8Array): string {
  const { root, error } = explore(codec, bytes);
  const lines: string[] = [];
  const walk = (node: FieldNode, depth: number): void => {
    if (node.end === node.start && node.role !== 'list') return;
    const label = typeof node.name === 'number' ? `[${node.name}]` : node.name;
    const head = `${'  '.repeat(depth)}${label}`;
    const words = wordsOf(node);
    lines.push(words === '' ? head : `${head.padEnd(NAME_COLUMN)} ${words}`);
    for (const child of node.children) walk(child, depth + 1);
  };
  if (root.children.length === 0) lines.push(wordsOf(root));
  for (const child of root.children) walk(child, 0);
  return finish(lines, error);
}

/** A message of ISAKMP as a tree; see `tree`. */
export function isakmpTree(datagram: Uint8Array): string {
  return tree(messageCodec, datagram);
}

/**
 * The octets of a message, a field a line: offset, octets, path and value. Octets behind an
 * error are shown without fields. Never throws.
 */
export function hexWithFields(codec: Codec<unknown>, bytes: Uint8Array): string {
  const { root, error } = explore(codec, bytes);
  const lines: string[] = [];
  let at = 0;
  for (const field of leavesOf(root)) {
    const words = field.text === '' ? valueText(field.value, 0) : field.text;
    pushOctets(lines, bytes, field.start, field.end, `${field.path} ${words}`.trim());
    at = field.end;
  }
  if (at < bytes.length) pushOctets(lines, bytes, at, bytes.length, '(not decoded)');
  return finish(lines, error);
}

/**
 * A message as plain data: structures as objects, lists as arrays, octets as hexadecimal text,
 * numbers of 64 bits as decimal text, named numbers as `{ value, name }`. Malformed bytes add
 * `error` at the top. Never throws.
 */
export function toJson(codec: Codec<unknown>, bytes: Uint8Array): Json {
  const { root, error } = explore(codec, bytes);
  const json = jsonOf(root);
  if (error === undefined) return json;
  const { code, offset, path, detail } = error;
  const partial = typeof json === 'object' && !Array.isArray(json) ? json : { value: json };
  return { ...partial, error: { code, offset, path, detail } };
}

function wordsOf(node: FieldNode): string {
  if (node.role === 'list') return `(${node.children.length})`;
  if (node.role === 'group') return node.text;
  const value = valueText(node.value, SHOWN_OCTETS);
  if (node.text === '') return value;
  return value === '' ? node.text : `${value}  ${node.text}`;
}

/** A value in words; octets as hexadecimal text if there are at most `shown`, else cut. */
function valueText(value: unknown, shown: number): string {
  if (value instanceof Uint8Array) {
    if (shown === 0) return '';
    if (value.length <= shown) return toHex(value);
    return `${toHex(value.subarray(0, shown))}... (${value.length} octets)`;
  }
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
}

function pushOctets(
  lines: string[],
  bytes: Uint8Array,
  start: number,
  end: number,
  label: string,
): void {
  for (let at = start; at < end; at += OCTETS_A_LINE) {
    const octets = bytes.subarray(at, Math.min(end, at + OCTETS_A_LINE));
    const offset = at.toString(16).padStart(4, '0');
    const text = at === start ? label : '';
    lines.push(`${offset}  ${toHex(octets).padEnd(OCTETS_A_LINE * 2)}  ${text}`.trimEnd());
  }
}

function finish(lines: string[], error: DecodeError | undefined): string {
  if (error !== undefined) lines.push(`!! ${error.message}`);
  return `${lines.join('\n')}\n`;
}

function jsonOf(node: FieldNode): Json {
  if (node.role === 'list') return node.children.map(jsonOf);
  if (node.role === 'group') {
    const members = node.children.map((child): [string, Json] => [
      String(child.name),
      jsonOf(child),
    ]);
    const named: [string, Json][] = node.text === '' ? [] : [['name', node.text]];
    return Object.fromEntries([...named, ...members]);
  }
  const value = jsonValue(node.value);
  return node.text === '' ? value : { value, name: node.text };
}

/** A field's value as plain data: octets as hexadecimal digits, 64 bits as decimal text. */
export function jsonValue(value: unknown): Json {
  if (value instanceof Uint8Array) return toHex(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return value;
  return Object.fromEntries(
    Object.entries(Object(value)).map(([name, part]) => [name, jsonValue(part)]),
  );
}
