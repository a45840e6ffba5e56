import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { stringToKey } from '../../src/net/kerberos/string-to-key.ts';
import { parseRealm } from '../../src/scenario/schema/realm-schema.ts';

const HEX = '00112233445566778899aabbccddeeff'.repeat(2);

/** Everything that is wrong with a realm's file, as a terminal shows it. */
function wordsOf(text: string): string {
  try {
    parseRealm('realm.yaml', text);
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing is wrong';
}

describe("a realm's file", () => {
  it('gives the realm with the keys of its principals', () => {
    const realm = parseRealm(
      'realm.yaml',
      `realm: LAB.EXAMPLE
ticketLifetime: 90m
answers: false
principals:
  host/alpha.lab.example: { hex: ${HEX} }
  host/bravo.lab.example:
    password: correct horse
`,
    );
    expect(realm).toMatchObject({ name: 'LAB.EXAMPLE', ticketSeconds: 5400, answers: false });
    expect(realm.principals.map(({ name, key }) => [name, toHex(key.reveal())])).toEqual([
      ['host/alpha.lab.example', HEX],
      [
        'host/bravo.lab.example',
        toHex(stringToKey('correct horse', 'LAB.EXAMPLE', 'host/bravo.lab.example').reveal()),
      ],
    ]);
    expect(JSON.stringify(realm)).not.toContain(HEX);
  });

  it('needs to say no more than a name and principals', () => {
    const text = `realm: LAB.EXAMPLE\nprincipals: { host/a: { hex: "${HEX}" } }\n`;
    expect(parseRealm('realm.yaml', text)).toMatchObject({ ticketSeconds: 36_000, answers: true });
  });
});

describe("what is wrong with a realm's file", () => {
  it('is said all at once, each with its place, and keys are never shown', () => {
    expect(
      wordsOf(`realm: LAB.EXAMPLE
principals:
  host/a: sesame
  host/b: { sesame }
  host/c: { hex: sesame }
  host/d@LAB.EXAMPLE: { password: 12345 }
  host/e: { passwort: sesame }
  host/f: { hex: sesame, password: sesame }
`),
    ).toBe(`realm.yaml:3:11: the key of a principal is { hex: 64 digits } or { password: a text }. Write one of the two.
    3 |   host/a: [redacted]
      |           ^^^^^^^^^^
realm.yaml:4:3: the key of a principal is { hex: 64 digits } or { password: a text }. Write one of the two.
    4 |   host/b: [redacted]
      |   ^^^^^^
realm.yaml:5:3: a key has 32 octets: write 64 hexadecimal digits, or use { password: a text }.
    5 |   host/c: { hex: [redacted] }
      |   ^^^^^^
realm.yaml:6:3: a principal has no @ in its name here: a principal's realm is that of the file. Leave @ and what follows out.
    6 |   host/d@LAB.EXAMPLE: { password: [redacted] }
      |   ^^^^^^^^^^^^^^^^^^
realm.yaml:6:3: "password" must be a text that is not empty. Put quotes around it to make it a text.
    6 |   host/d@LAB.EXAMPLE: { password: [redacted] }
      |   ^^^^^^^^^^^^^^^^^^
realm.yaml:7:3: the key of a principal is { hex: 64 digits } or { password: a text }. Write one of the two.
    7 |   host/e: [redacted]
      |   ^^^^^^
realm.yaml:8:3: the key of a principal is { hex: 64 digits } or { password: a text }. Write one of the two.
    8 |   host/f: { hex: [redacted], password: [redacted] }
      |   ^^^^^^`);
  });

  it.each([
    ['is no map', 'principals: sesame', '[redacted]'],
    ['has a misspelt key', 'principal: { host/a: { hex: sesame } }', 'Did you mean "principals"?'],
    [
      'has a misspelt key among right ones',
      'principals: { host/a: { hex: sesame, passwort: sesame, password: sesame } }',
      'host/a: [redacted] }\n',
    ],
    ['is no YAML', 'principals: { host/a: { password: "sesame } }', 'not right YAML'],
    ['names no anchor', 'principals: { host/a: &sesame { hex: x }, host/b: *sesam }', 'anchor'],
    ['has no principals', 'principals: {}', 'Write from 1 to 1024.'],
  ])('is told without its keys also where it %s', (_how, line, words) => {
    const text = wordsOf(`realm: LAB.EXAMPLE\n${line}\n`);
    expect(text).toContain(words);
    expect(text).not.toContain('sesame');
  });

  it('may be the name of the realm or the lifetime', () => {
    const principals = `principals: { host/a: { hex: "${HEX}" } }\n`;
    expect(wordsOf(`realm: LAB EXAMPLE\n${principals}`)).toContain('has no blanks in its name');
    expect(wordsOf(`realm: A@B\n${principals}`)).toContain('has no @ in its name');
    expect(wordsOf(`realm: ${'x'.repeat(256)}\n${principals}`)).toContain('from 1 to 255 octets');
    expect(wordsOf(`realm: A\nticketLifetime: 10\n${principals}`)).toContain('Write its unit too');
    expect(wordsOf(principals)).toContain('"realm" is missing');
    expect(wordsOf('')).toContain('It should hold the file of a stub realm');
  });

  it('may be that it has too many principals', () => {
    const many = Array.from({ length: LIMITS.realmPrincipals + 1 }, (_, i) => `  h/${i}: x`);
    expect(wordsOf(`realm: A\nprincipals:\n${many.join('\n')}\n`)).toContain('1025 principals');
  });
});
