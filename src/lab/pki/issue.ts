/** Another certificate from a laboratory that is in a folder. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EdgeError } from '../../net/errors.ts';
import { type Authority, Bench, type Changes, DAY_MILLISECONDS } from './bench.ts';
import { type KeyKind, makeKey, type SignatureHash } from './key.ts';
import {
  authorityEntry,
  chainNames,
  filesOf,
  loadAuthority,
  loadKey,
  writeAuthority,
  writePeer,
} from './lab-folder.ts';
import { type LabIndex, readIndex, writeIndex } from './lab-index.ts';
import { nameTrouble, sameFiles } from './lab-name.ts';
import { parseSubject } from './subject.ts';
import type { ExtendedUsage, KeyUsage } from './usages.ts';

export interface IssueRequest {
  readonly name: string;
  readonly names: readonly string[];
  /** As `parseSubject` takes it; the laboratory's organization and the name unless said. */
  readonly subject?: string;
  /** An authority of the laboratory; the one that issued its peers unless said. */
  readonly issuer?: string;
  readonly key?: KeyKind;
  /** Takes the key of this one instead of a new one. */
  readonly keyOf?: string;
  readonly hash?: SignatureHash;
  /** Milliseconds since 1970. */
  readonly notBefore?: number;
  readonly notAfter?: number;
  readonly days?: number;
  readonly keyUsages?: readonly KeyUsage[];
  readonly extendedUsages?: readonly (ExtendedUsage | string)[];
  readonly crlUrl?: string;
  /** An authority, which gets a list too. */
  readonly authority?: { readonly pathLength?: number };
  readonly unknownCritical?: boolean;
}

/** What was issued. `files` are there now. */
export interface Issued {
  readonly issuer: string;
  readonly files: readonly string[];
}

/**
 * Issues a certificate and writes it. Throws an EdgeError where the name is taken (a peer's may be overwritten
 * with `force`) and a RangeError on names and subjects that cannot be.
 */
export async function issueInto(
  folder: string,
  request: IssueRequest,
  { now, force }: { readonly now: number; readonly force: boolean },
): Promise<Issued> {
  const { name, names, authority, hash } = request;
  const index = readIndex(folder);
  checkName(folder, index, name, force);
  const bench = benchFor(index, request, now);
  const issuer = loadAuthority(folder, index, request.issuer ?? index.issuer);
  const signer = hash === undefined ? issuer : { ...issuer, hash };
  const changes = await changesOf(folder, request, bench);
  const files = filesOf(name);
  if (authority !== undefined) {
    const title = `${index.organization} ${name}`;
    await bench.authority(name, title, signer, { ...changes, names, authority });
    const [made] = await bench.lists();
    writeAuthority(folder, made!);
    add(folder, ({ authorities }) => ({ authorities: [...authorities, authorityEntry(made!)] }));
    return { issuer: issuer.name, files: [files.certificate, files.key, files.list] };
  }
  const peer = await bench.peer(name, names, signer, changes);
  const entry = writePeer(folder, peer, chainNames(peer, upwards(issuer)));
  add(folder, ({ certificates }) => ({
    certificates: [...certificates.filter((one) => one.name !== name), entry],
  }));
  return { issuer: issuer.name, files: [files.certificate, files.key, files.chain] };
}

function benchFor(index: LabIndex, request: IssueRequest, now: number): Bench {
  return new Bench({
    now,
    key: request.key ?? index.key,
    hash: request.hash ?? index.hash,
    days: request.days ?? index.days,
    organization: index.organization,
    crlUrl: request.crlUrl ?? index.crlUrl,
    makeKey,
  });
}

async function changesOf(folder: string, request: IssueRequest, bench: Bench): Promise<Changes> {
  const { subject, keyOf, keyUsages, extendedUsages, unknownCritical } = request;
  const { now, days, key } = bench.options;
  const notBefore = request.notBefore ?? bench.day(-1);
  const notAfter = request.notAfter ?? Math.max(notBefore, now) + days * DAY_MILLISECONDS;
  return {
    key: keyOf === undefined ? await makeKey(key) : loadKey(folder, keyOf),
    notBefore,
    notAfter,
    ...(subject === undefined ? {} : { subject: parseSubject(subject) }),
    ...(keyUsages === undefined ? {} : { keyUsages }),
    ...(extendedUsages === undefined ? {} : { extendedUsages }),
    ...(unknownCritical === undefined ? {} : { unknownCritical }),
  };
}

function upwards(issuer: Authority): { readonly authority: Authority }[] {
  return [{ authority: issuer }, ...(issuer.issuer === undefined ? [] : upwards(issuer.issuer))];
}

/** Throws an EdgeError where nothing may be issued under the name. */
function checkName(folder: string, index: LabIndex, name: string, force: boolean): void {
  const trouble = nameTrouble(name);
  if (trouble !== undefined) throw new EdgeError('file', trouble);
  const same = (one: { readonly name: string }): boolean => sameFiles(one.name, name);
  if (index.authorities.some(same)) {
    throw new EdgeError('file', `"${name}" is an authority of ${folder}. Choose another name.`);
  }
  if (!force && (index.certificates.some(same) || hasFile(folder, name))) {
    throw new EdgeError(
      'file',
      `${folder} has a certificate "${name}" already. Choose another name, or add --force to issue it anew.`,
    );
  }
}

function hasFile(folder: string, name: string): boolean {
  return Object.values(filesOf(name)).some((file) => existsSync(join(folder, file)));
}

/** Adds to the index, which is read again: another command may have written it meanwhile. */
function add(folder: string, additions: (index: LabIndex) => Partial<LabIndex>): void {
  const index = readIndex(folder);
  writeIndex(folder, { ...index, ...additions(index) });
}
