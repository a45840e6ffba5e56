/** From what a file says of authentication to the ordered list of a peer's policy. */

import type { ListedKey } from '../../host/preshared-keys.ts';
import { findKey } from '../../host/preshared-keys.ts';
import type { Authentication, KerberosCredentials } from '../../ike/auth/credentials.ts';
import type { IdentityConfig, PeerPolicy } from '../../ike/policy.ts';
import type { IdentityDocument, PskDocument } from './authentication-schema.ts';
import { certificateMethod } from './certificate-config.ts';
import { kerberosOfHost } from './kerberos-config.ts';
import type { HostDocument, PeerDocument } from './peer-schema.ts';
import { type Report, sentenceOf } from './report.ts';
import { type ReadSecretFile, readPsk } from './secrets.ts';
import type { DataPath } from './yaml-source.ts';

/** What all peers of a host share. */
export interface HostCredentials {
  readonly document: HostDocument;
  /** Undefined where it is wrong, which is reported. */
  readonly kerberos: KerberosCredentials | undefined;
  readonly presharedKeys: readonly ListedKey[];
}

/** Reads what stands at the host itself; what is wrong is reported. */
export function hostCredentials(
  document: HostDocument,
  readFile: ReadSecretFile,
  note: Report,
): HostCredentials {
  return {
    document,
    kerberos: kerberosOfHost(document.kerberos, readFile, note),
    presharedKeys: presharedKeys(document, readFile, note),
  };
}

/** The methods of a peer in their order; undefined after at least one report. */
export function authenticationOf(
  host: HostCredentials,
  peer: PeerDocument,
  at: DataPath,
  readFile: ReadSecretFile,
  note: Report,
): readonly Authentication[] | undefined {
  const { psk, authentication } = peer;
  if (psk !== undefined && authentication !== undefined) {
    const message =
      'psk is short for an authentication list of that one method. Move it into the list as "- psk: ...".';
    note([...at, 'psk'], message, 'key');
    return undefined;
  }
  if (psk !== undefined) {
    const method = pskMethod(psk, [...at, 'psk'], readFile, note);
    return method && [method];
  }
  if (authentication === undefined) {
    const message = `peer "${peer.name}" says nothing to prove itself with. Add psk: KEY, or an authentication list of kerberos, certificate and psk.`;
    note(at, message);
    return undefined;
  }
  const found: Authentication[] = [];
  for (const [i, method] of authentication.entries()) {
    const [name] = Object.entries(method).find(([, value]) => value !== undefined)!;
    const here: DataPath = [...at, 'authentication', i, name];
    if (authentication.findIndex((other) => Object.hasOwn(other, name)) < i) {
      note(here, `${name} stands in the list already. Keep one.`, 'key');
      continue;
    }
    const made = methodOf(host, method, here, readFile, note);
    if (made !== undefined) found.push(made);
  }
  return found.length < authentication.length ? undefined : found;
}

/** Says where a key is looked up in vain: of a peer whose address is known, that can be told now. */
export function checkLookUp(
  { presharedKeys: keys, document }: HostCredentials,
  policy: PeerPolicy,
  at: DataPath,
  note: Report,
): void {
  if (!policy.authentication.some((one) => one.method === 'pre-shared-key' && one.lookUp)) return;
  if (document.presharedKeys.length === 0) {
    note(at, 'there is nothing to look the key up in. Add presharedKeys to the host.', 'key');
    return;
  }
  if (policy.address === undefined || keys.length < document.presharedKeys.length) return;
  if (findKey(keys, policy, policy.address, undefined) !== undefined) return;
  const expected = policy.remoteIdentity === undefined ? '' : ', by its remoteId';
  const message = `presharedKeys has no key for peer "${policy.name}": none by its address ${policy.address.text}${expected} or as the default. Add one.`;
  note(at, message, 'key');
}

/** An identity as a policy has it. */
export function identityOf(document: IdentityDocument): IdentityConfig {
  if (document.address !== undefined) return { type: 'address', value: document.address.text };
  if (document.fqdn !== undefined) return { type: 'fqdn', value: document.fqdn };
  if (document.userFqdn !== undefined) return { type: 'user-fqdn', value: document.userFqdn };
  if (document.dn !== undefined) return { type: 'dn', value: document.dn };
  return { type: 'key-id', value: document.keyId! };
}

type MethodDocument = NonNullable<PeerDocument['authentication']>[number];

function methodOf(
  { document, kerberos }: HostCredentials,
  method: MethodDocument,
  at: DataPath,
  readFile: ReadSecretFile,
  note: Report,
): Authentication | undefined {
  if (method.psk !== undefined) return pskMethod(method.psk, at, readFile, note);
  if (method.certificate !== undefined) {
    const host = document.certificate && { document: document.certificate, at: ['certificate'] };
    return certificateMethod({ document: method.certificate, at }, host, readFile, note);
  }
  const { remotePrincipal } = method.kerberos!;
  return kerberos && { method: 'kerberos', kerberos: { ...kerberos, remotePrincipal } };
}

function pskMethod(
  psk: PskDocument,
  at: DataPath,
  readFile: ReadSecretFile,
  note: Report,
): Authentication | undefined {
  if (typeof psk !== 'string' && psk.lookup !== undefined)
    return { method: 'pre-shared-key', key: undefined, lookUp: true };
  try {
    return { method: 'pre-shared-key', key: readPsk(psk, readFile) };
  } catch (error) {
    note(at, `the file of the pre-shared key cannot be read: ${sentenceOf(error)}`, 'key');
    return undefined;
  }
}

function presharedKeys(
  document: HostDocument,
  readFile: ReadSecretFile,
  note: Report,
): readonly ListedKey[] {
  const defaults = document.presharedKeys.flatMap((entry, i) => (entry.default ? [i] : []));
  for (const i of defaults.slice(1)) {
    note(['presharedKeys', i, 'default'], 'there is a default already. Keep one.', 'key');
  }
  return document.presharedKeys.flatMap((entry, i): ListedKey[] => {
    try {
      const key = readPsk(entry.psk, readFile);
      if (entry.address !== undefined)
        return [{ of: { kind: 'address', range: entry.address }, key }];
      if (entry.id === undefined) return [{ of: { kind: 'default' }, key }];
      return [{ of: { kind: 'identity', identity: identityOf(entry.id) }, key }];
    } catch (error) {
      const message = `the file of the pre-shared key cannot be read: ${sentenceOf(error)}`;
      note(['presharedKeys', i, 'psk'], message, 'key');
      return [];
    }
  });
}
