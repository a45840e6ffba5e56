/** What a frame turned out to hold: layers, each with its fields and what is wrong with it. */

import { LIMITS } from '../base/limits.ts';
import { type Codec, DecodeError, type FieldNode, Reader } from '../wire/codec.ts';
import type { CapturedFrame } from './captured-frame.ts';

/** Octets that layers lie in: the frame, and what was decrypted or put together. */
interface OctetBuffer {
  readonly name: string;
  readonly octets: Uint8Array;
}

/** What is wrong with a layer, and where. */
export interface Fault {
  readonly code: string;
  /** In the layer's buffer. */
  readonly offset: number;
  readonly path: string;
  readonly detail: string;
}

/** One protocol's part of a frame. */
export interface Layer {
  /** Short and fixed, for programs: `ipv4`. */
  readonly protocol: string;
  /** For people. */
  title: string;
  readonly buffer: number;
  readonly start: number;
  end: number;
  /** Field trees one after the other. */
  readonly fields: FieldNode[];
  /** What a sentence can say better than a field. */
  readonly notes: string[];
  /** Words for a field, in place of its own. */
  readonly words: Map<FieldNode, string>;
  fault: Fault | undefined;
}

/** What a fragment is of. */
export interface FragmentOf {
  /** The same for all fragments of one packet. */
  readonly name: string;
  readonly protocol: number;
  readonly offset: number;
  readonly payload: Span;
}

/** A frame explained. Its octets are valid as long as the frame's. */
export interface Dissection {
  readonly frame: CapturedFrame;
  readonly buffers: OctetBuffer[];
  readonly layers: Layer[];
  /** The outermost IP addresses in words, empty without IP. */
  source: string;
  destination: string;
  /** The outermost UDP ports. */
  ports: readonly [number, number] | undefined;
  /** Undefined unless the outermost IP packet is a fragment. */
  fragment: FragmentOf | undefined;
  /** What the last protocol was inside of: opened ESP, with the inner addresses. */
  inside: string;
  /** The last protocol that was understood, and what it says, for one line. */
  protocol: string;
  info: string;
}

/** Octets of one of a dissection's buffers. */
export interface Span {
  readonly buffer: number;
  readonly start: number;
  readonly end: number;
}

export function newDissection(frame: CapturedFrame): Dissection {
  return {
    frame,
    buffers: [{ name: 'frame', octets: frame.octets }],
    layers: [],
    source: '',
    destination: '',
    ports: undefined,
    fragment: undefined,
    inside: '',
    protocol: '',
    info: '',
  };
}

/** Adds a buffer and answers the span of all of it. */
export function addBuffer(into: Dissection, name: string, octets: Uint8Array): Span {
  into.buffers.push({ name, octets });
  return { buffer: into.buffers.length - 1, start: 0, end: octets.length };
}

/** Begins a layer that fills a span; undefined where there are too many already. */
export function addLayer(
  into: Dissection,
  protocol: string,
  title: string,
  span: Span,
): Layer | undefined {
  if (into.layers.length >= LIMITS.explainedLayers) {
    const last = into.layers.at(-1)!;
    last.fault ??= fault('too-many', span.start, `more than ${LIMITS.explainedLayers} layers`);
    return undefined;
  }
  const layer: Layer = {
    protocol,
    title,
    ...span,
    fields: [],
    notes: [],
    words: new Map(),
    fault: undefined,
  };
  into.layers.push(layer);
  into.protocol = title;
  into.info = '';
  return layer;
}

export function octetsOf(dissection: Dissection, span: Span): Uint8Array {
  return dissection.buffers[span.buffer]!.octets.subarray(span.start, span.end);
}

export function fault(code: string, offset: number, detail: string, path = ''): Fault {
  return { code, offset, path, detail };
}

/**
 * Reads a value of a layer from a span: its fields and its fault go into the layer. Answers the
 * value, undefined where it is malformed, and where reading stopped. Without `tracing` there are
 * no fields.
 */
export function readInto<T>(
  into: Dissection,
  layer: Layer,
  codec: Codec<T>,
  span: Span,
  tracing: boolean,
): { readonly value: T | undefined; readonly end: number } {
  const { octets } = into.buffers[span.buffer]!;
  const reader = new Reader(octets.subarray(0, span.end), span.start, tracing);
  try {
    const value = codec.read(reader);
    if (reader.root !== undefined) layer.fields.push(reader.root);
    return { value, end: reader.at };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    if (reader.root !== undefined) layer.fields.push(reader.root);
    layer.fault ??= fault(error.code, error.offset, error.detail, error.path);
    return { value: undefined, end: reader.at };
  }
}
