/**
 * Wire documents: Markdown with octets in, and out the field map or the error.
 *
 * A line `codec: NAME` names an exported codec of src/wire, for the sections after it. A section
 * (`## title`) has a block `hex` and may have the blocks
 * - `fields`: every field, a line each: path, start..end, value, words in parentheses;
 * - `tshark`: what tshark found in the same octets: name, offset, length;
 * - `error`: `CODE off=OFFSET PATH`, with a dash for an empty path.
 */

import { toHex } from '../../src/base/bytes.ts';
import type { DecodeError, Field } from '../../src/wire/codec.ts';

/** A section of a document. */
export interface Case {
  readonly title: string;
  readonly codec: string;
  /** Blocks by their language: `hex`, `fields`, `tshark`, `error`. */
  readonly blocks: ReadonlyMap<string, readonly string[]>;
}

/** A span that tshark found. */
export interface TsharkField {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const SHOWN_OCTETS = 32;

/** The sections of a document that have octets. */
export function casesOf(markdown: string): Case[] {
  const cases: Case[] = [];
  let codec = '';
  let title = '';
  let blocks = new Map<string, string[]>();
  let open: string[] | undefined;
  const close = (): void => {
    if (blocks.has('hex')) cases.push({ title, codec, blocks });
    blocks = new Map();
  };
  for (const line of markdown.split('\n')) {
    if (line === '```') open = undefined;
    else if (open !== undefined) open.push(line);
    else if (line.startsWith('```')) blocks.set(line.slice(3), (open = []));
    else if (line.startsWith('codec: ')) {
      close();
      codec = line.slice(7).trim();
    } else if (line.startsWith('## ')) {
      close();
      title = line.slice(3);
    }
  }
  close();
  return cases;
}

/** A field as a line of the block `fields`. */
export function fieldLine(field: Field): string {
  const value = valueText(field.value);
  const words = field.text === '' ? '' : `(${field.text})`;
  return [field.path, `${field.start}..${field.end}`, value, words].filter(Boolean).join(' ');
}

/** An error as the line of the block `error`. */
export function errorLine(error: DecodeError): string {
  return `${error.code} off=${error.offset} ${error.path === '' ? '-' : error.path}`;
}

/** The lines of a block `tshark`. */
export function tsharkFields(lines: readonly string[]): TsharkField[] {
  return lines.map((line) => {
    const [name, at, length] = line.split(' ');
    return { name: name!, start: Number(at), end: Number(at) + Number(length) };
  });
}

/** A document whose blocks `fields` hold the field maps given, by section title. */
export function withFields(markdown: string, maps: ReadonlyMap<string, readonly string[]>): string {
  return markdown.replace(
    /^## (.*)\n((?:(?!^## )[\s\S])*?)^```fields\n[\s\S]*?^```$/gm,
    (whole, title: string, between: string) => {
      const lines = maps.get(title);
      if (lines === undefined) return whole;
      return `## ${title}\n${between}\`\`\`fields\n${lines.map((line) => `${line}\n`).join('')}\`\`\``;
    },
  );
}

function valueText(value: unknown): string {
  if (value instanceof Uint8Array) {
    return value.length <= SHOWN_OCTETS ? toHex(value) : `${value.length} octets`;
  }
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
}
