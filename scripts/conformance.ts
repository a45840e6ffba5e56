/**
 * The conformance page: every MUST and SHOULD of the RFCs that Espial follows, in its own words, with the test that
 * shows it. The rows are data in test/conformance, one file an RFC; docs/conformance.md is made from them.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** What a rule is about; the first six are those in which no MUST may be left undone. */
export const AREAS = [
  'main mode',
  'quick mode',
  'informational',
  'ESP',
  'NAT-T',
  'DPD',
  'ISAKMP',
  'aggressive mode',
  'certificates',
  'public-key encryption',
  'new group mode',
  'policy',
  'AH',
  'other documents',
] as const;

/** Areas in which every MUST has a test. */
export const WHOLE_AREAS: ReadonlySet<string> = new Set(AREAS.slice(0, 7));

const requirement = z
  .strictObject({
    /** Section of the RFC. */
    section: z.string().min(1),
    /** Lines of the RFC's text that hold the words. */
    lines: z.array(z.int().min(1)).min(1),
    level: z.enum(['MUST', 'MUST NOT', 'SHOULD', 'SHOULD NOT', 'MAY']),
    area: z.enum(AREAS),
    /** The rule in our own words. */
    rule: z.string().min(1),
    /** `path of a test file: the test's title`, or several. */
    tests: z.array(z.string().min(1)).min(1).optional(),
    notDone: z.string().min(1).optional(),
  })
  .refine((row) => (row.tests === undefined) !== (row.notDone === undefined), {
    message: 'a row needs either tests or notDone',
  });

const document = z.strictObject({
  rfc: z.int(),
  title: z.string().min(1),
  requirements: z.array(requirement).min(1),
});

const expected = z.strictObject({
  expected: z.array(
    z.strictObject({
      what: z.string().min(1),
      reference: z.string().min(1),
      tests: z.array(z.string().min(1)).min(1).optional(),
      notDone: z.string().min(1).optional(),
    }),
  ),
});

/** What every user of IKEv1 and ESP expects, whether an RFC demands it or not. */
export type Expectations = z.output<typeof expected>['expected'];

export function readExpectations(folder: string): Expectations {
  return expected.parse(parse(readFileSync(join(folder, 'expected.yaml'), 'utf8'))).expected;
}

export type Requirement = z.output<typeof requirement>;
export type ConformanceDocument = z.output<typeof document>;

/** Reads all rows. Throws with the file's name where one is not of the shape. */
export function readConformance(folder: string): ConformanceDocument[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith('rfc'))
    .sort()
    .map((name) => {
      const read = document.safeParse(parse(readFileSync(join(folder, name), 'utf8')));
      if (read.success) return read.data;
      throw new Error(`${name}: ${z.prettifyError(read.error)}`);
    });
}

/** A row's test, parted into file and title. */
export function testOf(reference: string): { readonly file: string; readonly title: string } {
  const at = reference.indexOf(': ');
  if (at < 0) throw new Error(`"${reference}" is not of the form "file: title"`);
  return { file: reference.slice(0, at), title: reference.slice(at + 2) };
}

/** The whole page. */
export function conformancePage(
  documents: readonly ConformanceDocument[],
  expectations: Expectations,
): string {
  return [
    '# Conformance',
    '',
    'Every MUST and SHOULD of the RFCs that Espial follows, in our own words, with the test that shows it, or why it is not done.',
    'This page is made by `npm run conformance` from [test/conformance](../test/conformance); a test holds it to the tests that it names.',
    "The numbers behind a section are lines of the RFC's text.",
    '',
    ...summary(documents),
    ...expectationRows(expectations),
    ...documents.flatMap(chapter),
  ].join('\n');
}

function summary(documents: readonly ConformanceDocument[]): string[] {
  const rows = documents.map(({ rfc, title, requirements }) => {
    const of = (must: boolean) =>
      requirements.filter(({ level }) => level.startsWith('MUST') === must);
    const done = (list: readonly Requirement[]): string =>
      `${list.filter(({ tests }) => tests !== undefined).length} of ${list.length}`;
    return `| [RFC ${rfc}](#rfc-${rfc}) | ${title} | ${done(of(true))} | ${done(of(false))} |`;
  });
  return ['| RFC | title | MUST shown | SHOULD shown |', '|---|---|---|---|', ...rows, ''];
}

function expectationRows(expectations: Expectations): string[] {
  const rows = expectations.map(
    ({ what, reference, tests, notDone }) =>
      `| ${cell(what)} | ${reference} | ${tests?.map(link).join('; ') ?? ''}${
        notDone === undefined ? '' : `${tests === undefined ? '' : '; '}not done: ${cell(notDone)}`
      } |`,
  );
  return [
    '## What every user expects',
    '',
    '| what | reference | shown by |',
    '|---|---|---|',
    ...rows,
    '',
  ];
}

function chapter({ rfc, title, requirements }: ConformanceDocument): string[] {
  const rows = requirements.map(
    ({ section, lines, level, area, rule, tests, notDone }) =>
      `| ${section} (${lines.join(', ')}) | ${level} | ${area} | ${cell(rule)} | ${
        tests === undefined ? `not done: ${cell(notDone!)}` : tests.map(link).join('; ')
      } |`,
  );
  return [
    `## RFC ${rfc}`,
    '',
    title,
    '',
    '| section (line) | level | area | rule | shown by |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ];
}

function link(reference: string): string {
  const { file, title } = testOf(reference);
  return `[${cell(title)}](../${file})`;
}

function cell(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replaceAll('|', '\\|');
}
