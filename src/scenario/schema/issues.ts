/** From what zod found to sentences for people, each at its place in the file. */

import type { z } from 'zod';
import type { Problem } from './problem.ts';
import { describeAt, keysAt } from './schema-walk.ts';
import { nearest, orList } from './suggest.ts';
import type { DataPath, YamlSource } from './yaml-source.ts';

type Issue = z.core.$ZodIssue;

/** Keys beside which a misspelt one may hold a secret. */
const SECRET_FORMS: ReadonlySet<string> = new Set(['psk', 'utf16le', 'hex', 'password']);

/** Values that a sentence lists; of more it names as many. */
const LISTED_VALUES = 60;

/** The value that a schema makes of a file's data, or what is wrong with it. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Checks a parsed file against a schema: every problem at once. */
export function checkDocument<S extends z.ZodType>(
  source: YamlSource,
  schema: S,
): Checked<z.output<S>> {
  if (source.problems.length > 0) return { ok: false, problems: source.problems };
  if (source.data === null || source.data === undefined) {
    const message = `the file is empty. It should hold ${describeAt(schema, []) ?? 'something'}.`;
    return { ok: false, problems: [source.problemAt([], 'value', message)] };
  }
  const result = schema.safeParse(source.data);
  if (result.success) return { ok: true, value: result.data };
  const issues = result.error.issues.flatMap((issue) => flatten(issue));
  // Where a secret may stand, the value of an unknown key may be one under a misspelt name.
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') continue;
    const known = keysAt(schema, issue.path, source.data);
    if (!known.some((key) => SECRET_FORMS.has(key))) continue;
    for (const key of issue.keys) source.hide([...issue.path, key]);
  }
  return { ok: false, problems: issues.flatMap((issue) => problemsOf(source, schema, issue)) };
}

/** A union of a text and an object gives the issues of the form that was meant. */
function flatten(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const meant = issue.errors.find((errors) => errors.every((inner) => !isWrongType(inner)));
  if (meant === undefined) return [issue];
  return meant.flatMap((inner) => flatten({ ...inner, path: [...issue.path, ...inner.path] }));
}

function isWrongType(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.path.length === 0;
}

function problemsOf(source: YamlSource, schema: z.ZodType, issue: Issue): Problem[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path, source.data);
    return issue.keys.map((key) => {
      const message = unknownKey(key, path, known);
      return source.problemAt([...path, key], 'key', message);
    });
  }
  const value = valueAt(source.data, path);
  if (value === undefined && path.length > 0) return [missing(source, schema, path)];
  return [source.problemAt(path, 'value', sentenceOf(issue, schema, value))];
}

function unknownKey(key: string, path: DataPath, known: readonly string[]): string {
  const meant = nearest(key, known);
  const advice =
    meant === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean "${meant}"?`;
  // YAML takes a pre-shared key in braces for a map: its key would be the secret.
  const what = meant === undefined && path.at(-1) === 'psk' ? 'this key' : `"${key}"`;
  return `${what} is not known in ${placeText(path)}. ${advice}`;
}

function missing(source: YamlSource, schema: z.ZodType, path: DataPath): Problem {
  const key = String(path[path.length - 1]);
  const above = path.slice(0, -1);
  const what = describeAt(schema, path);
  const meaning = what === undefined ? '' : ` (${what})`;
  const message = `"${key}" is missing in ${placeText(above)}. Add "${key}:"${meaning}.`;
  return source.problemAt(above, 'value', message);
}

function sentenceOf(issue: Issue, schema: z.ZodType, value: unknown): string {
  const { path } = issue;
  if (issue.code === 'custom') return issue.message;
  const name = placeText(path);
  const what = describeAt(schema, path);
  const expected = what === undefined ? '' : ` Expected: ${what}.`;
  switch (issue.code) {
    case 'invalid_type': {
      const wanted = issue.expected === 'int' ? 'a whole number' : kindText(issue.expected);
      const got = wanted === 'a whole number' ? wholeOf(value) : kindOf(value);
      return `${name} must be ${wanted}, not ${got}.${expected}${valueAdvice(issue, value, what)}`;
    }
    case 'invalid_value':
      return `${name} ${oneOf(issue.values, suggestion(value, issue.values))}`;
    case 'invalid_union': {
      const options = (issue as { options?: readonly unknown[] }).options;
      if (options === undefined) {
        const kind = isScalarOfOtherKind(value) ? ` because it is ${kindOf(value)}` : '';
        return `${name} is not right${kind}.${expected}${quoteAdvice(issue, value)}`;
      }
      return `${name} must be ${orList(options.map(String))}.${suggestion(value, options)}`;
    }
    case 'too_small':
      if (issue.origin === 'array') return `${name} has no entries.${expected}`;
      if (issue.origin === 'string') return `${name} is empty.${expected}`;
      return `${name} is smaller than ${issue.minimum}.${expected}`;
    case 'too_big':
      if (issue.origin === 'array') return `${name} has more than ${issue.maximum} entries.`;
      if (issue.origin === 'string') return `${name} is longer than ${issue.maximum} characters.`;
      return `${name} is larger than ${issue.maximum}.${expected}`;
    default:
      return `${name} is not right.${expected}`;
  }
}

/** What a value may be; of very many values the one that was meant, or some. */
function oneOf(values: readonly unknown[], meant: string): string {
  const texts = values.map(String);
  if (texts.length <= LISTED_VALUES) return `must be ${orList(texts)}.${meant}`;
  const some =
    meant === '' ? ` There are: ${texts.slice(0, LISTED_VALUES).join(', ')}, ...` : meant;
  return `is none of the ${texts.length} values that it can have.${some}`;
}

function isScalarOfOtherKind(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

function wholeOf(value: unknown): string {
  return typeof value === 'number' && !Number.isInteger(value) ? 'a fraction' : kindOf(value);
}

/** A number alone says no time: what is missing is its unit. */
function valueAdvice(issue: Issue, value: unknown, what: string | undefined): string {
  const isTime = typeof value === 'number' && what?.includes('a length of time') === true;
  return isTime ? ` Write its unit too: ${value}s for seconds.` : quoteAdvice(issue, value);
}

/** YAML reads 12345 as a number and yes as a truth value: quotes make a text of them. */
function quoteAdvice(issue: Issue, value: unknown): string {
  const textWanted =
    (issue.code === 'invalid_union' && !issue.errors.some((errors) => errors.some(isNotWhole))) ||
    (issue.code === 'invalid_type' && issue.expected === 'string');
  return textWanted && isScalarOfOtherKind(value) ? ' Put quotes around it to make it a text.' : '';
}

/** A form of a union that is a number itself: quotes would not help. */
function isNotWhole(issue: Issue): boolean {
  return issue.code === 'invalid_type' && ['int', 'number'].includes(issue.expected);
}

function suggestion(value: unknown, known: readonly unknown[]): string {
  const meant = typeof value === 'string' ? nearest(value, known.map(String)) : undefined;
  return meant === undefined ? '' : ` Did you mean "${meant}"?`;
}

/** `peers[0].address`, or `the file` for its root. */
function placeText(path: DataPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += text === '' ? String(step) : `.${String(step)}`;
  }
  return text === '' ? 'the file' : text;
}

function valueAt(data: unknown, path: DataPath): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}

function kindText(expected: string): string {
  const words: Readonly<Record<string, string>> = {
    string: 'a text',
    number: 'a number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a map of keys',
    record: 'a map of keys',
  };
  return words[expected] ?? expected;
}

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return kindText(typeof value);
}
