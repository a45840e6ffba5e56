/** The file of a stub realm (docs/kerberos.md): its name, its principals and their keys. */

import { z } from 'zod';
import { fromHex } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import { Secret } from '../../base/secret.ts';
import type { KerberosPrincipal, KerberosRealm } from '../../ike/auth/credentials.ts';
import { nameOctets } from '../../net/kerberos/names.ts';
import { stringToKey } from '../../net/kerberos/string-to-key.ts';
import { durationField } from './fields.ts';
import { checkDocument } from './issues.ts';
import { FileProblems, type Problem } from './problem.ts';
import { parseYaml } from './yaml-source.ts';

const KEY_FORMS = '{ hex: 64 digits } or { password: a text }';
const KEY_DIGITS = /^([0-9a-fA-F]{2}\s*){32}$/;

const realmSchema = z
  .strictObject({
    realm: z.string().min(1).meta({ description: 'the name of the realm, like LAB.EXAMPLE' }),
    ticketLifetime: durationField.prefault('10h'),
    answers: z
      .boolean()
      .default(true)
      .meta({ description: 'false: the ticket service says nothing, like one that is down' }),
    // The keys under it are checked by hand: what zod says of a wrong one may quote it.
    principals: z
      .record(z.string(), z.unknown())
      .meta({ description: `principals like host/alpha.lab.example, each with ${KEY_FORMS}` }),
  })
  .meta({ description: 'the file of a stub realm' });

/** Checks the text of a realm's file. Throws FileProblems with every problem at once, and no secret in them. */
export function parseRealm(file: string, text: string): KerberosRealm {
  const source = parseYaml(file, text);
  // A line that could not be parsed may hold a key in any place.
  const unread = source.problems.map((problem) => ({ ...problem, sourceLine: '' }));
  if (unread.length > 0) throw new FileProblems(file, unread);
  for (const path of secretPaths(source.data)) source.hide(path);
  const checked = checkDocument(source, realmSchema);
  if (!checked.ok) throw new FileProblems(file, checked.problems);

  const { realm, ticketLifetime, answers, principals } = checked.value;
  const problems: Problem[] = [];
  const realmFault = faultOfName(realm, 'a realm');
  if (realmFault !== undefined) problems.push(source.problemAt(['realm'], 'value', realmFault));
  const entries = Object.entries(principals);
  if (entries.length === 0 || entries.length > LIMITS.realmPrincipals) {
    const message = `the realm has ${entries.length} principals. Write from 1 to ${LIMITS.realmPrincipals}.`;
    problems.push(source.problemAt(['principals'], 'key', message));
  }
  const found: KerberosPrincipal[] = [];
  for (const [name, value] of problems.length > 0 ? [] : entries) {
    const nameFault = faultOfName(name, 'a principal');
    if (nameFault !== undefined) {
      problems.push(source.problemAt(['principals', name], 'key', nameFault));
    }
    const key = readPrincipalKey(value, realm, name);
    if (typeof key !== 'string') found.push({ name, key });
    else problems.push(source.problemAt(['principals', name], 'value', key));
  }
  if (problems.length > 0) throw new FileProblems(file, problems);
  return { name: realm, principals: found, ticketSeconds: ticketLifetime, answers };
}

/**
 * The key of a principal as a file says it, `{ hex }` or `{ password }`; a text that says what is
 * wrong, and not what was there.
 */
export function readPrincipalKey(value: unknown, realm: string, name: string): Secret | string {
  const [entry, ...more] = isMap(value) ? Object.entries(value) : [];
  if (entry === undefined || more.length > 0 || !FORMS.includes(entry[0])) {
    return `the key of a principal is ${KEY_FORMS}. Write one of the two.`;
  }
  const [form, text] = entry;
  if (typeof text !== 'string' || text === '') {
    return `"${form}" must be a text that is not empty. Put quotes around it to make it a text.`;
  }
  if (form === 'password') return stringToKey(text, realm, name);
  if (!KEY_DIGITS.test(text)) {
    return 'a key has 32 octets: write 64 hexadecimal digits, or use { password: a text }.';
  }
  return new Secret(fromHex(text));
}

function faultOfName(name: string, what: string): string | undefined {
  if (name.includes('@')) {
    return `${what} has no @ in its name here: a principal's realm is that of the file. Leave @ and what follows out.`;
  }
  if (/[\p{C}\p{Z}]/u.test(name)) return `${what} has no blanks in its name. Leave them out.`;
  return nameOctets(name) === undefined
    ? `the name of ${what} has from 1 to 255 octets. Write a shorter one.`
    : undefined;
}

const HARMLESS: readonly string[] = ['realm', 'ticketLifetime', 'answers'];
const FORMS: readonly string[] = ['hex', 'password'];

/** Where keys may stand, also under a misspelt name or in the place of one. */
function secretPaths(data: unknown): string[][] {
  if (!isMap(data)) return [];
  return Object.entries(data).flatMap(([top, principals]): string[][] => {
    if (HARMLESS.includes(top)) return [];
    if (top !== 'principals' || !isMap(principals)) return [[top]];
    return Object.entries(principals).flatMap(([name, value]) =>
      isMap(value) && Object.keys(value).every((form) => FORMS.includes(form))
        ? Object.keys(value).map((form) => [top, name, form])
        : [[top, name]],
    );
  });
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
