/** docs/faults.md against the grammar: every word is there, and every example is one. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PAYLOAD_WORDS } from '../../src/lab/faults/fault.ts';
import { parseFault, parseSubject, VERB_WORDS } from '../../src/lab/faults/parse.ts';
import { FIELDS } from '../../src/lab/faults/places.ts';
import { KIND_WORDS } from '../../src/lab/faults/subject-words.ts';
import { faultText } from '../../src/lab/faults/text.ts';
import { ROOT } from './markdown.ts';
import { tablesOf } from './tables.ts';

const PAGE = readFileSync(join(ROOT, 'docs/faults.md'), 'utf8');
const TABLES = tablesOf(PAGE);

/** What stands as code in a column of the tables that have this first head. */
function codes(head: string, column: number): string[] {
  return TABLES.filter(({ heads }) => heads[0] === head).flatMap(({ rows }) =>
    rows.flatMap((row) =>
      Array.from((row[column] ?? '').matchAll(/`([^`]+)`/g), ([, code]) => code!),
    ),
  );
}

describe('docs/faults.md', () => {
  it('has every verb, payload and field, and no other', () => {
    const [verbs] = TABLES.filter(({ heads }) => heads[1] === 'what happens');
    const firsts = verbs!.rows.map((row) =>
      Array.from(row[0]!.matchAll(/`(\w+)`/g), ([, w]) => w!),
    );
    const joints = new Set(['by', 'until', 'with', 'of', 'to', 'after']);
    expect(
      firsts
        .flat()
        .filter((word) => !joints.has(word))
        .sort(),
    ).toEqual([...VERB_WORDS].sort());
    expect(codes('payload', 0)).toEqual([...PAYLOAD_WORDS]);
    expect(codes('field', 0)).toEqual([...FIELDS.keys()]);
  });

  it('says how wide each field is, and whose', () => {
    const rows = TABLES.find(({ heads }) => heads[0] === 'field')!.rows;
    const said = rows.map(([, text]) => text);
    const are = [...FIELDS.values()].map(({ of, octets }) => {
      const whose = of === 'ike' ? 'ISAKMP' : 'ESP and AH';
      return `${whose}, ${octets} ${octets === 1 ? 'octet' : 'octets'}`;
    });
    expect(said).toEqual(are);
  });

  it('has every kind of datagram, in the words that are written', () => {
    const table = TABLES.find(({ heads }) => heads[1] === 'what is meant')!;
    const said = table.rows.map(([words]) => /`([^`]+)`/.exec(words!)![1]!);
    const kinds = KIND_WORDS.map(([, spelling]) => spelling!.join(' '));
    expect(said.slice(0, kinds.length)).toEqual(kinds);
    for (const text of ['esp number 4', 'esp numbers 3 to 9', 'esp spi 0x12345678', 'message 6'])
      expect(parseSubject(text).ok && PAGE.includes(`\`${text}\``)).toBe(true);
  });

  const examples = [...codes('words', 2)];
  it.each(examples)('has an example that is a fault in its own words: %s', (example) => {
    const parsed = parseFault(example);
    expect(parsed.ok ? faultText(parsed.fault) : parsed).toBe(
      example === 'duplicate each esp twice' ? example : canonical(example),
    );
  });

  it('has enough of them', () => {
    expect(examples.length).toBeGreaterThan(25);
    for (const verb of VERB_WORDS.filter((word) => word !== 'lose'))
      expect(examples.some((example) => example.startsWith(verb))).toBe(true);
  });

  it('has examples elsewhere that are faults too', () => {
    const inText = Array.from(PAGE.matchAll(/`((?:drop|duplicate) [^`]+)`/g), ([, text]) => text!);
    expect(inText.length).toBeGreaterThan(8);
    for (const text of inText) expect([text, parseFault(text).ok]).toEqual([text, true]);
  });
});

/** Values are written back as wide as their field is. */
function canonical(example: string): string {
  return example.replace(/message id of (.*) to 7$/, 'message id of $1 to 0x00000007');
}
