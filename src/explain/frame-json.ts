/** A frame as plain data: what `--json` prints, an object a frame. */

import { toHex } from '../base/bytes.ts';
import type { FieldNode } from '../wire/codec.ts';
import { type Json, jsonValue } from '../wire/render.ts';
import type { Dissection, Fault, Layer } from './dissection.ts';
import { linkTypeText } from './link-layer.ts';
import { epochText } from './time-text.ts';

/** Offsets count from the start of the layer's buffer; octets are hexadecimal digits. */
export function frameJson(dissection: Dissection): Json {
  const { frame, buffers, layers, source, destination, ports, inside, protocol, info } = dissection;
  return {
    frame: frame.number,
    ...(frame.time === undefined ? {} : { time: epochText(frame.time) }),
    ...(frame.interfaceName === undefined ? {} : { interface: frame.interfaceName }),
    link: linkTypeText(frame.linkType),
    length: frame.originalLength,
    captured: frame.octets.length,
    ...(source === '' ? {} : { source, destination }),
    ...(ports === undefined ? {} : { ports: [...ports] }),
    ...(inside === '' ? {} : { inside: inside.trimEnd() }),
    protocol,
    info,
    buffers: buffers.map(({ name, octets }, index) =>
      index === 0 ? { name } : { name, octets: toHex(octets) },
    ),
    layers: layers.map(layerJson),
  };
}

function layerJson(layer: Layer): Json {
  const { protocol, title, buffer, start, end, fields, notes, fault } = layer;
  return {
    protocol,
    title,
    buffer,
    start,
    length: end - start,
    fields: fields.flatMap((root) =>
      root.children.length === 0 ? [] : root.children.map((node) => fieldJson(node, layer)),
    ),
    ...(notes.length === 0 ? {} : { notes }),
    ...(fault === undefined ? {} : { error: faultJson(fault) }),
  };
}

function fieldJson(node: FieldNode, layer: Layer): Json {
  const { name, start, end, role, value, children } = node;
  const text = layer.words.get(node) ?? node.text;
  const isLeaf = role !== 'list' && role !== 'group';
  return {
    name,
    start,
    length: end - start,
    ...(isLeaf ? { value: jsonValue(value) } : {}),
    ...(text === '' ? {} : { text }),
    ...(children.length === 0 ? {} : { fields: children.map((child) => fieldJson(child, layer)) }),
  };
}

function faultJson({ code, offset, path, detail }: Fault): Json {
  return { code, offset, ...(path === '' ? {} : { path }), detail };
}
