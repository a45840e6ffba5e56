/** From `kerberos` of a file to what a host has of a realm. */

import { utf8Text } from '../../base/bytes.ts';
import type { Secret } from '../../base/secret.ts';
import type { KerberosCredentials, KerberosRealm } from '../../ike/auth/credentials.ts';
import { parsePrincipal } from '../../ike/auth/principal.ts';
import { DEFAULT_SKEW_SECONDS } from '../../net/kerberos/make-realm.ts';
import type { KerberosHostDocument } from './authentication-schema.ts';
import { FileProblems } from './problem.ts';
import { parseRealm, readPrincipalKey } from './realm-schema.ts';
import { type Report, sentenceOf } from './report.ts';
import type { ReadSecretFile } from './secrets.ts';

/** A host in no domain. */
const NO_DOMAIN: KerberosCredentials = {
  principal: undefined,
  key: undefined,
  realm: undefined,
  clockSkewSeconds: DEFAULT_SKEW_SECONDS,
  remotePrincipal: undefined,
};

/** What a host has; undefined after at least one report. */
export function kerberosOfHost(
  document: KerberosHostDocument | undefined,
  readFile: ReadSecretFile,
  note: Report,
): KerberosCredentials | undefined {
  if (document === undefined) return NO_DOMAIN;
  const realm = realmOf(document, readFile, note);
  if (realm === undefined) return undefined;
  const self = parsePrincipal(document.principal, realm.name);
  const listed = realm.principals.find(({ name }) => name === self.name);
  const key =
    document.key === undefined
      ? listed?.key
      : keyOf(document.key, { realm: self.realm, name: self.name }, readFile, note);
  if (key === undefined) {
    if (document.key !== undefined) return undefined;
    const known = realm.principals.map(({ name }) => name).join(', ');
    const message = `${document.realm} has no principal ${self.name}, and no key is said here: the host would not be in the domain. Known: ${known}. Name one of them, or add a key.`;
    note(['kerberos', 'principal'], message);
    return undefined;
  }
  return {
    principal: `${self.name}@${self.realm}`,
    key,
    realm,
    clockSkewSeconds: document.clockSkew,
    remotePrincipal: undefined,
  };
}

function realmOf(
  { realm: file }: KerberosHostDocument,
  readFile: ReadSecretFile,
  note: Report,
): KerberosRealm | undefined {
  const at = ['kerberos', 'realm'];
  let text: string;
  try {
    text = utf8Text(readFile(file));
  } catch (error) {
    note(at, `${file} cannot be read: ${sentenceOf(error)}`);
    return undefined;
  }
  try {
    return parseRealm(file, text);
  } catch (error) {
    if (!(error instanceof FileProblems)) throw error;
    for (const { line, column, message } of error.problems)
      note(at, `${file}:${line}:${column}: ${message}`);
    return undefined;
  }
}

function keyOf(
  key: NonNullable<KerberosHostDocument['key']>,
  { realm, name }: { readonly realm: string; readonly name: string },
  readFile: ReadSecretFile,
  note: Report,
): Secret | undefined {
  const at = ['kerberos', 'key'];
  try {
    const digits = key.file === undefined ? key.hex : utf8Text(readFile(key.file)).trim();
    const form = key.password === undefined ? { hex: digits } : { password: key.password };
    const made = readPrincipalKey(form, realm, name);
    if (typeof made !== 'string') return made;
    note(at, 'the key of a principal has 32 octets: write 64 hexadecimal digits.', 'key');
  } catch (error) {
    note(at, `the key cannot be read: ${sentenceOf(error)}`, 'key');
  }
  return undefined;
}
