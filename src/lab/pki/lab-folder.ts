/** A laboratory in a folder: PEM files whose names explain themselves, and an index. */

import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EdgeError } from '../../net/errors.ts';
import { readCertificate } from '../../net/pki/certificate.ts';
import { certificatesOfFile, privateKeyOfFile } from '../../net/pki/pem.ts';
import { makeFolder } from '../../observe/folder.ts';
import type { Authority, AuthorityList, LabPeer } from './bench.ts';
import { edgeError, readWhole, writeWhole } from './files.ts';
import type { FlawName } from './flaws.ts';
import { type LabKey, labKeyOf } from './key.ts';
import type { Lab, LabOptions } from './lab.ts';
import { DEFAULT_DAYS, DEFAULT_ORGANIZATION } from './lab-defaults.ts';
import {
  type AuthorityEntry,
  type CertificateEntry,
  hasIndex,
  INDEX_FILE,
  type LabIndex,
  readIndex,
  writeIndex,
} from './lab-index.ts';
import { pemText } from './pem.ts';
import { subjectOfDer } from './subject.ts';

const PUBLIC = 0o644;
const PRIVATE = 0o600;

/** Names of the files of one authority or peer. */
export function filesOf(name: string) {
  return {
    certificate: `${name}.crt`,
    key: `${name}.key`,
    list: `${name}.crl`,
    /** The certificate and what is sent with it. */
    chain: `${name}-chain.pem`,
  } as const;
}

/**
 * Puts a laboratory into a folder, which it makes with mode 0700. Throws an EdgeError where files would be
 * overwritten without `force`; with it, the files of a laboratory that was there go.
 */
export function writeLab(
  folder: string,
  lab: Lab,
  options: LabOptions & { readonly force: boolean },
): LabIndex {
  const index = indexOf(lab, options);
  checkFree(folder, index, options.force);
  guarded(folder, () => makeFolder(folder, 0o700));
  if (hasIndex(folder)) removeOld(folder);
  for (const one of lab.authorities) writeAuthority(folder, one);
  for (const peer of lab.peers) writePeer(folder, peer, chainNames(peer, lab.authorities));
  writeIndex(folder, index);
  return index;
}

/** Throws an EdgeError where a laboratory, or a file that one would overwrite, is there. */
export function checkFree(folder: string, index: LabIndex | undefined, force: boolean): void {
  if (force) return;
  const advice = 'Choose another folder, or add --force to overwrite it.';
  if (hasIndex(folder)) throw new EdgeError('file', `${folder} holds a lab already. ${advice}`);
  if (index === undefined) return;
  const there = allFiles(index).find((file) => existsSync(join(folder, file)));
  if (there !== undefined)
    throw new EdgeError('file', `${join(folder, there)} is there already. ${advice}`);
}

/** An authority with its list. */
export function writeAuthority(
  folder: string,
  { authority, list }: Omit<AuthorityList, 'revoked'>,
): void {
  const files = filesOf(authority.name);
  write(folder, files.key, pemText('PRIVATE KEY', authority.key.pkcs8.reveal()), PRIVATE);
  write(folder, files.certificate, pemText('CERTIFICATE', authority.certificate), PUBLIC);
  if (list !== undefined) writeList(folder, authority.name, list);
}

export function writeList(folder: string, name: string, list: Uint8Array): void {
  write(folder, filesOf(name).list, pemText('X509 CRL', list), PUBLIC);
}

export function writePeer(
  folder: string,
  peer: LabPeer,
  chain: readonly string[],
): CertificateEntry {
  const { name, certificate, key, issuer, serial, names } = peer;
  const files = filesOf(name);
  if (key !== undefined)
    write(folder, files.key, pemText('PRIVATE KEY', key.pkcs8.reveal()), PRIVATE);
  write(folder, files.certificate, pemText('CERTIFICATE', certificate), PUBLIC);
  const all = [certificate, ...peer.chain].map((der) => pemText('CERTIFICATE', der));
  write(folder, files.chain, all.join(''), PUBLIC);
  return {
    name,
    issuer: issuer.name,
    serial,
    chain: [...chain],
    names: [...names],
    hasKey: key !== undefined,
  };
}

/** An authority of a folder, with its key, and those above it. Throws an EdgeError. */
export function loadAuthority(folder: string, index: LabIndex, name: string): Authority {
  const entry = entryOf(index, name);
  const certificate = loadCertificate(folder, name);
  return {
    name,
    certificate,
    serial: entry.serial,
    key: loadKey(folder, name),
    subject: subjectOfDer(readCertificate(certificate).subject),
    hash: entry.hash,
    issuer: entry.issuer === undefined ? undefined : loadAuthority(folder, index, entry.issuer),
  };
}

/** Throws an EdgeError that says which there are. */
export function entryOf(index: LabIndex, name: string): AuthorityEntry {
  const entry = index.authorities.find((one) => one.name === name);
  if (entry !== undefined) return entry;
  const known = index.authorities.map((one) => one.name).join(', ');
  throw new EdgeError('file', `the lab has no authority "${name}"; it has ${known}.`);
}

/** The DER of a certificate's file. Throws an EdgeError. */
export function loadCertificate(folder: string, name: string): Uint8Array {
  const path = join(folder, filesOf(name).certificate);
  return guarded(path, () => certificatesOfFile(readWhole(path), path)[0]!);
}

/** The key of a key's file. Throws an EdgeError. */
export function loadKey(folder: string, name: string): LabKey {
  const path = join(folder, filesOf(name).key);
  return guarded(path, () => labKeyOf(privateKeyOfFile(readWhole(path), path)));
}

/** Names of the authorities that are sent with a peer's certificate. */
export function chainNames(
  peer: LabPeer,
  authorities: readonly Pick<AuthorityList, 'authority'>[],
): string[] {
  return peer.chain.flatMap((der) => {
    const found = authorities.find(({ authority }) => authority.certificate === der);
    return found === undefined ? [] : [found.authority.name];
  });
}

function indexOf(lab: Lab, options: LabOptions): LabIndex {
  const { organization = DEFAULT_ORGANIZATION, key = 'ec256', hash, crlUrl } = options;
  return {
    format: 'espial-pki',
    version: 1,
    organization,
    key,
    ...(hash === undefined ? {} : { hash }),
    days: options.days ?? DEFAULT_DAYS,
    ...(crlUrl === undefined ? {} : { crlUrl }),
    issuer: lab.issuer.name,
    authorities: lab.authorities.map(authorityEntry),
    certificates: lab.peers.map((peer) => ({
      name: peer.name,
      issuer: peer.issuer.name,
      serial: peer.serial,
      chain: chainNames(peer, lab.authorities),
      names: [...peer.names],
      hasKey: peer.key !== undefined,
      ...flawNamed(peer.name, options.flaws),
    })),
  };
}

export function authorityEntry({ authority, listing, revoked }: AuthorityList): AuthorityEntry {
  const { name, issuer, serial, hash } = authority;
  return {
    name,
    ...(issuer === undefined ? {} : { issuer: issuer.name }),
    serial,
    hash,
    listing,
    listNumber: listing === 'none' ? 0 : 1,
    revoked: revoked.map((one) => ({ ...one, at: new Date(one.at).toISOString() })),
  };
}

function flawNamed(name: string, flaws: readonly FlawName[] = []): { flaw?: FlawName } {
  const flaw = flaws.find((one) => one === name);
  return flaw === undefined ? {} : { flaw };
}

function allFiles(index: LabIndex): string[] {
  const names = [...index.authorities, ...index.certificates].map(({ name }) => name);
  return [...names.flatMap((name) => Object.values(filesOf(name))), INDEX_FILE];
}

function removeOld(folder: string): void {
  let old: LabIndex;
  try {
    old = readIndex(folder);
  } catch {
    // Nobody knows what a damaged index named.
    return;
  }
  for (const file of allFiles(old))
    guarded(folder, () => rmSync(join(folder, file), { force: true }));
}

function write(folder: string, file: string, text: string, mode: number): void {
  writeWhole(join(folder, file), text, mode);
}

function guarded<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw edgeError(error, path);
  }
}
