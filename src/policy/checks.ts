/** What names, numbers and lists of methods of a policy must be. Each refuses what is wrong. */

import { LIMITS } from '../base/limits.ts';
import { parseName } from '../wire/name-of-text.ts';
import { nameKey, type ObjectKind } from './find.ts';
import { methodText } from './method-text.ts';
import type { MainModeMethod, PolicyAuthentication, SecurityMethod } from './model.ts';
import { type NumberRange, RANGES } from './ranges.ts';
import { refuse } from './refusal.ts';

/** Words that commands use for something else, so that nobody could name such an object. */
const RESERVED: ReadonlySet<string> = new Set(['all']);
const RESERVED_RULES: ReadonlySet<string> = new Set(['all', 'default', '<dynamic>']);

/** The name of an object. */
export function checkName(kind: ObjectKind, name: string): void {
  const limit = LIMITS.policyNameCharacters;
  if (name.trim() === '') refuse('invalid', `The name of a ${kind} is empty.`, 'Give it a name.');
  if (name.length > limit)
    refuse(
      'limit',
      `The name of a ${kind} has ${name.length} characters; ${limit} are allowed.`,
      'Take a shorter name.',
    );
  if (hasControlCharacter(name) || name !== name.trim())
    refuse(
      'invalid',
      `The name of a ${kind}, ${JSON.stringify(name)}, has a control character in it, or a space at an end.`,
      'Take them away.',
    );
  if ((kind === 'rule' ? RESERVED_RULES : RESERVED).has(nameKey(name)))
    refuse('invalid', `"${name}" is a word of the commands.`, `Call the ${kind} something else.`);
}

export function checkDescription(description: string): void {
  const limit = LIMITS.policyDescriptionCharacters;
  if (description.length > limit)
    refuse(
      'limit',
      `The description has ${description.length} characters; ${limit} are allowed.`,
      'Say it shorter.',
    );
  if (hasControlCharacter(description))
    refuse('invalid', 'The description has a control character in it.', 'Write it on one line.');
}

/** A whole number of a range, or one of the values that stand for something else. */
export function checkNumber(value: number, range: NumberRange, ...besides: number[]): void {
  const { what, lowest, highest } = range;
  if (besides.includes(value)) return;
  if (Number.isInteger(value) && value >= lowest && value <= highest) return;
  refuse(
    'invalid',
    `${what[0]!.toUpperCase()}${what.slice(1)} is ${value}; it must be a whole number from ${lowest} to ${highest}.`,
    'Take a number of that range.',
  );
}

export function checkMainModeMethods(methods: readonly MainModeMethod[]): void {
  checkCount('main-mode methods', methods.length);
}

export function checkSecurityMethods(methods: readonly SecurityMethod[]): void {
  checkCount('security methods', methods.length);
  for (const method of methods) checkSecurityMethod(method);
}

function checkSecurityMethod(method: SecurityMethod): void {
  const { ah, esp, kilobytes, seconds } = method;
  if (ah === undefined && esp === undefined)
    refuse(
      'invalid',
      'A security method has neither AH nor ESP.',
      'Say AH[...], ESP[...] or both.',
    );
  if (esp?.encryption === 'None' && esp.integrity === 'None')
    refuse(
      'invalid',
      `${methodText(method)}: ESP without confidentiality and without integrity protects nothing.`,
      'Take an integrity algorithm, for example ESP[None,SHA1].',
    );
  checkNumber(kilobytes, RANGES.kilobytes, 0);
  checkNumber(seconds, RANGES.seconds, 0);
}

export function checkAuthentication(methods: readonly PolicyAuthentication[]): void {
  checkCount('authentication methods', methods.length);
  const seen = new Set<string>();
  for (const method of methods) {
    if (method.method === 'psk') checkKey(method.key.reveal());
    if (method.method === 'rootca') checkAuthority(method.authority);
    const key = method.method === 'rootca' ? `rootca ${method.authority}` : method.method;
    if (seen.has(key))
      refuse(
        'invalid',
        `The list of authentication methods has ${method.method} twice${method.method === 'rootca' ? `, for "${method.authority}"` : ''}.`,
        'Name each once: only the first would ever be used.',
      );
    seen.add(key);
  }
}

/**
 * Whether a text would break a line, speak to a terminal (C1 among them: U+009B begins a command as
 * ESC does), or turn round what stands beside it (UAX #9's embeddings, overrides and isolates).
 */
export function hasControlCharacter(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return true;
    if (code >= 0x2028 && code <= 0x202e) return true;
    if (code >= 0x2066 && code <= 0x2069) return true;
  }
  return false;
}

function checkKey(octets: Uint8Array): void {
  const { length } = octets;
  if (length === 0) refuse('invalid', 'The pre-shared key is empty.', 'Say psk="..." with a key.');
  if (length > LIMITS.policyKeyOctets)
    refuse(
      'limit',
      `The pre-shared key has ${length} octets; ${LIMITS.policyKeyOctets} are allowed.`,
      'Take a shorter key.',
    );
  // In a dump a line feed in a key would begin another command.
  const text = textOfKey(octets);
  if (text !== undefined && hasControlCharacter(text))
    refuse(
      'invalid',
      'The pre-shared key has a control character in it.',
      'Take a key of letters and digits, on one line and without tabs.',
    );
}

/** A key as text; undefined where its octets are none. */
export function textOfKey(octets: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return undefined;
  }
}

function checkAuthority(authority: string): void {
  const name = parseName(authority);
  if (typeof name === 'string' || hasControlCharacter(authority))
    refuse(
      'invalid',
      `The root authority "${authority.slice(0, LIMITS.nameCharacters)}" is no distinguished name: ${typeof name === 'string' ? name : 'it has a control character in it'}.`,
      'Write it as its certificate has it, for example "C=US, O=Contoso, CN=Contoso Root".',
    );
}

function checkCount(what: string, count: number): void {
  if (count > LIMITS.policyMethods)
    refuse(
      'limit',
      `There are ${count} ${what}; ${LIMITS.policyMethods} are allowed in one list.`,
      'Leave some out.',
    );
}
