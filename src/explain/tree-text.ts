/**
 * A frame as a tree: every field with its offset in the frame (or in what was decrypted), its
 * offset in its own protocol, its octets and its value; 80 columns wide.
 */

import { toHex } from '../base/bytes.ts';
import type { FieldNode } from '../wire/codec.ts';
import type { Dissection, Fault, Layer } from './dissection.ts';
import { linkTypeText } from './link-layer.ts';
import { timeText } from './time-text.ts';
import { wrapped } from './wrap.ts';

export interface TreeOptions {
  /** Columns of a line. */
  readonly width: number;
  /** Whether long octet strings are shown whole. */
  readonly full: boolean;
}

/** Octets beside a field. */
const SHOWN_OCTETS = 8;
/** `0000 +000 0011223344556677.. `: what stands left of a field. */
const LEFT_COLUMNS = 29;

/** What the elements of a list are called. */
const SINGULARS: Readonly<Record<string, string>> = {
  proposals: 'proposal',
  transforms: 'transform',
  attributes: 'attribute',
  extensions: 'extension header',
  options: 'option',
};

/** The lines of a frame. */
export function treeLines(dissection: Dissection, options: TreeOptions): string[] {
  const lines = wrapped(headText(dissection), options.width, '  ');
  let buffer = 0;
  for (const layer of dissection.layers) {
    if (layer.buffer !== buffer) {
      buffer = layer.buffer;
      const { name, octets } = dissection.buffers[buffer]!;
      lines.push(`  [${name}: ${octets.length} octets]`);
    }
    pushLayer(lines, dissection, layer, options);
  }
  return lines;
}

/** An error as all views say it. */
function errorText({ offset, path, detail }: Fault, layerStart: number): string {
  const where = path === '' ? '' : ` in ${path}`;
  return `error: ${detail}${where}, at off=${offset} (+${offset - layerStart})`;
}

function headText({ frame }: Dissection): string {
  const { number, octets, originalLength, time, interfaceName } = frame;
  const cut = originalLength > octets.length ? ` of ${originalLength}` : '';
  const parts = [`frame ${number}: ${octets.length}${cut} octets`];
  if (time !== undefined) parts.push(timeText(time));
  parts.push(linkTypeText(frame.linkType));
  if (interfaceName !== undefined) parts.push(interfaceName);
  return parts.join(', ');
}

function pushLayer(
  lines: string[],
  dissection: Dissection,
  layer: Layer,
  options: TreeOptions,
): void {
  const { octets } = dissection.buffers[layer.buffer]!;
  const title = `  ${layer.title}, ${layer.end - layer.start} octets at ${layer.start}`;
  lines.push(...wrapped(title, options.width, '    '));
  const view: View = { octets, layer, options, lines };
  for (const root of layer.fields) {
    for (const node of root.children) pushNode(view, node, 0);
  }
  for (const note of layer.notes) lines.push(...wrapped(`    ${note}`, options.width, '    '));
  if (layer.fault === undefined) return;
  const stopped = Math.max(layer.start, ...layer.fields.map((root) => root.end));
  if (layer.end > stopped && layer.fault.code !== 'bad-icv') {
    pushLine(view, stopped, layer.end, `(${layer.end - stopped} octets not decoded)`);
  }
  lines.push(...wrapped(`  ${errorText(layer.fault, layer.start)}`, options.width, '  '));
}

interface View {
  readonly octets: Uint8Array;
  readonly layer: Layer;
  readonly options: TreeOptions;
  readonly lines: string[];
}

function pushNode(view: View, node: FieldNode, depth: number, kind?: string): void {
  const { start, end, role, children } = node;
  if (end === start) return;
  const indent = ' '.repeat(depth);
  const attribute = attributeText(view, node);
  if (attribute !== undefined) return pushLine(view, start, end, `${indent}${attribute}`);
  if (role === 'list') {
    for (const child of children) pushNode(view, child, depth, SINGULARS[node.name]);
    return;
  }
  if (role === 'group') {
    // A payload's own name says more than its kind, which stands inside of it.
    const isBody = typeof node.name === 'string' && node.text === '';
    if (!isBody) pushHeading(view, node, indent, kind);
    for (const child of children) pushNode(view, child, isBody ? depth : depth + 1);
    return;
  }
  const text = leafText(view, node);
  pushLine(view, start, end, `${indent}${node.name}${text === '' ? '' : ': '}${text}`);
}

function pushHeading(view: View, node: FieldNode, indent: string, kind = 'element'): void {
  const { layer, lines, options } = view;
  const { start, end, name, text } = node;
  const title = text === '' ? `${kind} ${Number(name) + 1}` : text;
  const left = leftColumns(start, layer.start, '');
  const line = `${left}${indent}${title}, ${end - start} octets`;
  lines.push(...wrapped(line, options.width, ' '.repeat(LEFT_COLUMNS + 2)));
}

/** An attribute of a transform in one line: `Hash Algorithm (TV): SHA-1`. */
function attributeText(view: View, { children }: FieldNode): string | undefined {
  const type = children[0];
  const value = children.at(-1);
  if (type?.name !== 'type' || type.text === '' || value?.name !== 'value') return undefined;
  if (children.length > 3 || children.some((child) => child.children.length > 0)) return undefined;
  return `${type.text}: ${leafText(view, value)}`.trimEnd();
}

function leafText({ layer }: View, node: FieldNode): string {
  const words = layer.words.get(node) ?? node.text;
  const { value } = node;
  if (value instanceof Uint8Array) {
    if (words !== '') return words;
    return value.length > SHOWN_OCTETS ? `${value.length} octets` : '';
  }
  if (typeof value !== 'number' && typeof value !== 'bigint') return words;
  return words === '' ? String(value) : `${value} ${words}`;
}

function pushLine(
  { octets, layer, options, lines }: View,
  start: number,
  end: number,
  text: string,
): void {
  const shown = toHex(octets.subarray(start, Math.min(end, start + SHOWN_OCTETS)));
  const more = end - start > SHOWN_OCTETS;
  const left = leftColumns(start, layer.start, more && !options.full ? `${shown}..` : shown);
  lines.push(...wrapped(`${left}${text}`, options.width, ' '.repeat(LEFT_COLUMNS + 2)));
  if (!more || !options.full) return;
  for (let at = start + SHOWN_OCTETS; at < end; at += SHOWN_OCTETS) {
    const part = toHex(octets.subarray(at, Math.min(end, at + SHOWN_OCTETS)));
    lines.push(leftColumns(at, layer.start, part).trimEnd());
  }
}

function leftColumns(start: number, layerStart: number, hex: string): string {
  const absolute = start.toString(16).padStart(4, '0');
  const relative = (start - layerStart).toString(16).padStart(3, '0');
  return `${absolute} +${relative} ${hex}`.padEnd(LEFT_COLUMNS);
}
