/**
 * Methods as netsh writes them: `3DES-SHA1-2` for main mode, `AH[MD5]+ESP[3DES,SHA1]:100000k/3600s`
 * for quick mode. Printed they read back as the same.
 */

import { LIMITS } from '../base/limits.ts';
import type { MainModeMethod, SecurityMethod } from './model.ts';
import { type NumberRange, RANGES } from './ranges.ts';

/** What a text says, or a sentence that says which part of it is wrong and what it should be. */
export type Parsed<T> = { readonly value: T } | { readonly problem: string };

/** `3DES-SHA1-2`. */
export function mainModeMethodText(method: MainModeMethod): string {
  return `${method.encryption}-${method.hash}-${method.group}`;
}

/** `ESP[3DES,SHA1]:100000k/3600s`; what is not said of the lifetime is not written. */
export function methodText(method: SecurityMethod): string {
  const { kilobytes, seconds } = method;
  const lifetime = [
    ...(kilobytes === 0 ? [] : [`${kilobytes}k`]),
    ...(seconds === 0 ? [] : [`${seconds}s`]),
  ].join('/');
  return `${algorithmsText(method)}${lifetime === '' ? '' : `:${lifetime}`}`;
}

/** `AH[MD5]+ESP[3DES,SHA1]`: a method without its lifetime. */
export function algorithmsText({ ah, esp }: SecurityMethod): string {
  return [
    ...(ah === undefined ? [] : [`AH[${ah}]`]),
    ...(esp === undefined ? [] : [`ESP[${esp.encryption},${esp.integrity}]`]),
  ].join('+');
}

/** A list of main-mode methods, with spaces between them: `3DES-SHA1-2 DES-MD5-1`. */
export function parseMainModeMethods(text: string): Parsed<readonly MainModeMethod[]> {
  return parseList(text, 'main-mode method', '3DES-SHA1-2', parseMainModeMethod);
}

/** A list of quick-mode methods, with spaces between them. */
export function parseSecurityMethods(text: string): Parsed<readonly SecurityMethod[]> {
  return parseList(text, 'security method', 'ESP[3DES,SHA1]:100000k/3600s', parseSecurityMethod);
}

/** `ConfAlg-HashAlg-GroupNum`, without regard to case. */
function parseMainModeMethod(text: string): Parsed<MainModeMethod> {
  const parts = text.split('-');
  if (parts.length !== 3)
    return problem(`it has ${parts.length} parts, not encryption-hash-group as in 3DES-SHA1-2`);
  const encryption = oneOf(parts[0]!, ['DES', '3DES'] as const);
  if (encryption === undefined) return notOne('encryption', parts[0]!, ['DES', '3DES']);
  const hash = oneOf(parts[1]!, HASHES);
  if (hash === undefined) return notOne('hash', parts[1]!, HASHES);
  const group = ([1, 2, 3] as const).find((one) => String(one) === parts[2]);
  if (group === undefined)
    return problem(
      `the group is "${parts[2]}", not 1 (768 bits), 2 (1024 bits) or 3 (2048 bits, IKE's group 14)`,
    );
  return { value: { encryption, hash, group } };
}

/** `AH[hash]`, `ESP[encryption,integrity]` or both with a plus, and `:<n>k/<n>s`. */
function parseSecurityMethod(text: string): Parsed<SecurityMethod> {
  const colon = text.indexOf(':');
  const lifetime = colon < 0 ? { value: UNSTATED } : parseLifetime(text.slice(colon + 1));
  if ('problem' in lifetime) return lifetime;
  let method: SecurityMethod = { ah: undefined, esp: undefined, ...lifetime.value };
  for (const part of (colon < 0 ? text : text.slice(0, colon)).split('+')) {
    const shape = /^(AH|ESP)\[([^[\]]*)\]$/i.exec(part);
    if (shape === null)
      return problem(`"${part}" is neither AH[hash] nor ESP[encryption,integrity]`);
    const names = shape[2]!.split(',').map((name) => name.trim());
    const isAh = shape[1]!.toUpperCase() === 'AH';
    if ((isAh ? method.ah : method.esp) !== undefined)
      return problem(`it has ${isAh ? 'AH' : 'ESP'} twice`);
    const parsed = isAh ? parseAh(names) : parseEsp(names);
    if ('problem' in parsed) return parsed;
    method = { ...method, ...parsed.value };
  }
  return { value: method };
}

const HASHES = ['MD5', 'SHA1'] as const;
const ENCRYPTIONS = ['DES', '3DES', 'None'] as const;
const INTEGRITIES = ['MD5', 'SHA1', 'None'] as const;
const UNSTATED = { kilobytes: 0, seconds: 0 };

function parseAh(names: readonly string[]): Parsed<Pick<SecurityMethod, 'ah'>> {
  if (names.length !== 1) return problem('AH has one algorithm, as in AH[SHA1]');
  const ah = oneOf(names[0]!, HASHES);
  return ah === undefined ? notOne('hash of AH', names[0]!, HASHES) : { value: { ah } };
}

function parseEsp(names: readonly string[]): Parsed<Pick<SecurityMethod, 'esp'>> {
  if (names.length !== 2)
    return problem('ESP has two algorithms, confidentiality and integrity, as in ESP[3DES,SHA1]');
  const encryption = oneOf(names[0]!, ENCRYPTIONS);
  if (encryption === undefined) return notOne('confidentiality of ESP', names[0]!, ENCRYPTIONS);
  const integrity = oneOf(names[1]!, INTEGRITIES);
  if (integrity === undefined) return notOne('integrity of ESP', names[1]!, INTEGRITIES);
  if (encryption === 'None' && integrity === 'None')
    return problem('ESP[None,None] protects nothing');
  return { value: { esp: { encryption, integrity } } };
}

function parseLifetime(text: string): Parsed<{ kilobytes: number; seconds: number }> {
  let value = UNSTATED;
  for (const part of text.split('/')) {
    const shape = /^(\d{1,10})([ks])$/i.exec(part);
    if (shape === null)
      return problem(`the lifetime "${text}" is not <n>k/<n>s, as in 100000k/3600s`);
    const field = shape[2]!.toLowerCase() === 'k' ? 'kilobytes' : 'seconds';
    const number = Number(shape[1]);
    if (value[field] !== 0) return problem(`the lifetime has ${field} twice`);
    const wrong = outOfRange(number, RANGES[field]);
    if (wrong !== undefined) return wrong;
    value = { ...value, [field]: number };
  }
  return { value };
}

function outOfRange(value: number, range: NumberRange): { problem: string } | undefined {
  if (value >= range.lowest && value <= range.highest) return undefined;
  return problem(`${range.what} must be from ${range.lowest} to ${range.highest}, not ${value}`);
}

function parseList<T>(
  text: string,
  what: string,
  example: string,
  parse: (item: string) => Parsed<T>,
): Parsed<readonly T[]> {
  const items = text.split(/\s+/).filter((item) => item !== '');
  if (items.length === 0) return problem(`there is no ${what}, as for example ${example}`);
  if (items.length > LIMITS.policyMethods)
    return problem(`there are ${items.length} of them; ${LIMITS.policyMethods} are allowed`);
  const value: T[] = [];
  for (const [at, item] of items.entries()) {
    const parsed = parse(item);
    if ('problem' in parsed) return problem(`item ${at + 1}, "${item}": ${parsed.problem}`);
    value.push(parsed.value);
  }
  return { value };
}

function oneOf<const T extends string>(text: string, words: readonly T[]): T | undefined {
  return words.find((word) => word.toLowerCase() === text.toLowerCase());
}

function notOne(what: string, text: string, words: readonly string[]): { problem: string } {
  return problem(`the ${what} is "${text}", not ${listText(words)}`);
}

function listText(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function problem(text: string): { problem: string } {
  return { problem: text };
}
