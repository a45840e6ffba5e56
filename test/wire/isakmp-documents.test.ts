/** Runs every document of test/wire/documents. UPDATE_DOCUMENTS=1 writes the field maps anew. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import { type Codec, decode, encode, explore, fields } from '../../src/wire/codec.ts';
import { plaintextCodec } from '../../src/wire/isakmp/payloads.ts';
import { discoverCodecs } from './discovery.ts';
import { type Case, casesOf, errorLine, fieldLine, tsharkFields, withFields } from './document.ts';

const FOLDER = fileURLToPath(new URL('./documents/', import.meta.url));
const update = process.env.UPDATE_DOCUMENTS === '1';
const codecs = await discoverCodecs();

for (const name of readdirSync(FOLDER).filter((file) => file.endsWith('.md'))) {
  describe(name, () => {
    const markdown = readFileSync(FOLDER + name, 'utf8');
    const cases = casesOf(markdown);
    if (update) writeFileSync(FOLDER + name, withFields(markdown, fieldMaps(cases)));
    for (const test of update ? casesOf(readFileSync(FOLDER + name, 'utf8')) : cases) {
      it(test.title, () => check(test, codecOf(test), octetsOf(test)));
    }
  });
}

function check(test: Case, codec: Codec<unknown>, octets: Uint8Array): void {
  const { root, error } = explore(codec, octets);
  const expectedError = test.blocks.get('error');
  expect(error === undefined ? [] : [errorLine(error)]).toEqual(expectedError ?? []);
  if (expectedError !== undefined) return;
  expect(toHex(encode(codec, decode(codec, octets)))).toBe(toHex(octets));
  const map = fields(codec, octets);
  expect(map[0]!.start).toBe(0);
  expect(map.at(-1)!.end).toBe(root.end);
  expect(map.map(fieldLine)).toEqual(test.blocks.get('fields') ?? map.map(fieldLine));
  compareWithTshark(test, octets, codec);
}

/** Every span that tshark found is made of whole fields, or lies inside octets that we keep whole. */
function compareWithTshark(test: Case, octets: Uint8Array, codec: Codec<unknown>): void {
  const found = tsharkFields(test.blocks.get('tshark') ?? []);
  const map = fields(codec, octets);
  const boundaries = new Set([0, ...map.map((field) => field.end)]);
  for (const { name, start, end } of found) {
    const whole = boundaries.has(start) && boundaries.has(end);
    const inside = map.some(
      (field) => field.value instanceof Uint8Array && field.start <= start && end <= field.end,
    );
    expect(whole || inside, `${name} ${start}..${end}`).toBe(true);
  }
  if (found.length === 0) return;
  const spans = new Set(found.map(({ start, end }) => `${start}..${end}`));
  const missed = map.filter(
    (field) => typeof field.value === 'number' && !spans.has(`${field.start}..${field.end}`),
  );
  const unknownToTshark = /reserved2|sa\.rest|fragment|unknown|nat-oa|gss/;
  expect(missed.filter(({ path }) => !unknownToTshark.test(path))).toEqual([]);
}

function fieldMaps(cases: readonly Case[]): Map<string, string[]> {
  return new Map(
    cases
      .filter((test) => test.blocks.has('fields'))
      .map((test) => [test.title, fields(codecOf(test), octetsOf(test)).map(fieldLine)]),
  );
}

function codecOf(test: Case): Codec<unknown> {
  const plaintext = /^plaintextCodec\((\d+)\)$/.exec(test.codec);
  const codec = plaintext === null ? codecs.get(test.codec) : plaintextCodec(Number(plaintext[1]));
  if (codec === undefined) throw new Error(`no codec is called "${test.codec}"`);
  return codec;
}

function octetsOf(test: Case): Uint8Array {
  return fromHex(test.blocks.get('hex')!.join(''));
}
