/** Revocation in a laboratory that is in a folder: certificates revoked, lists written anew. */

import { EdgeError } from '../../net/errors.ts';
import { LIST_DAYS, listTimes } from './bench.ts';
import { entryOf, filesOf, loadAuthority, writeList } from './lab-folder.ts';
import { type AuthorityEntry, type LabIndex, readIndex, writeIndex } from './lab-index.ts';
import { makeRevocationList } from './revocation-list.ts';
import type { RevocationReason } from './revocation-reasons.ts';

/** A list that was written. */
export interface WrittenList {
  readonly authority: string;
  readonly file: string;
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  readonly revoked: number;
}

export interface RevokeOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly reason: RevocationReason;
  /** Takes it off the list again. */
  readonly undo: boolean;
}

/**
 * Revokes a certificate of a peer or an authority and writes its issuer's list anew, its number raised. Throws an
 * EdgeError where there is no such one, or it is revoked already.
 */
export async function revokeIn(
  folder: string,
  name: string,
  { now, reason, undo }: RevokeOptions,
): Promise<WrittenList> {
  const index = readIndex(folder);
  const { serial, issuer } = revocable(folder, index, name);
  const entry = entryOf(index, issuer);
  const others = entry.revoked.filter((one) => one.serial !== serial);
  const isRevoked = others.length < entry.revoked.length;
  if (isRevoked !== undo) {
    const advice = undo ? '' : ' Take it off its list with: --undo';
    throw new EdgeError(
      'file',
      `"${name}" is ${isRevoked ? 'revoked already' : 'not revoked'}.${advice}`,
    );
  }
  const revocation = { serial, at: new Date(now).toISOString(), reason };
  const revoked = undo ? others : [...others, revocation];
  const late = entry.listing === 'out-of-date';
  return rewrite(folder, { ...entry, revoked }, { now, days: LIST_DAYS, late });
}

/**
 * Writes lists anew, their numbers raised: of the named authorities, or of all but those that broken certificates
 * have for themselves. Throws an EdgeError.
 */
export async function renewLists(
  folder: string,
  names: readonly string[],
  times: ListTimes,
): Promise<readonly WrittenList[]> {
  const index = readIndex(folder);
  const entries =
    names.length > 0 ? names.map((name) => entryOf(index, name)) : ordinaryAuthorities(index);
  const written: WrittenList[] = [];
  for (const entry of entries) written.push(await rewrite(folder, entry, times));
  return written;
}

interface ListTimes {
  readonly now: number;
  readonly days: number;
  /** Out of date from the beginning. */
  readonly late: boolean;
}

async function rewrite(
  folder: string,
  entry: AuthorityEntry,
  { now, days, late }: ListTimes,
): Promise<WrittenList> {
  const { name, revoked } = entry;
  const number = entry.listNumber + 1;
  const listing = late ? 'out-of-date' : 'current';
  const times = listTimes(listing, now, days);
  const authority = loadAuthority(folder, readIndex(folder), name);
  const list = await makeRevocationList(
    { number, ...times, revoked: revoked.map((one) => ({ ...one, at: Date.parse(one.at) })) },
    authority,
  );
  writeList(folder, name, list);
  // Read again: another command may have written it meanwhile.
  const index = readIndex(folder);
  const authorities = index.authorities.map((one) =>
    one.name === name ? ({ ...one, revoked, listing, listNumber: number } as const) : one,
  );
  writeIndex(folder, { ...index, authorities });
  return { authority: name, file: filesOf(name).list, number, ...times, revoked: revoked.length };
}

function revocable(
  folder: string,
  index: LabIndex,
  name: string,
): { readonly serial: string; readonly issuer: string } {
  const found = [...index.certificates, ...index.authorities].find((one) => one.name === name);
  if (found === undefined) {
    throw new EdgeError(
      'file',
      `${folder} has no certificate "${name}". See them all with: espial pki list ${folder}`,
    );
  }
  const { serial, issuer } = found;
  if (issuer === undefined) {
    throw new EdgeError(
      'file',
      `"${name}" is a root, and nobody can revoke a root: take it from the roots that peers trust.`,
    );
  }
  return { serial, issuer };
}

/** Authorities that stand above good certificates. */
function ordinaryAuthorities(index: LabIndex): readonly AuthorityEntry[] {
  const ofFlaws = new Set(
    index.certificates.flatMap(({ flaw, issuer }) => (flaw === undefined ? [] : [issuer])),
  );
  ofFlaws.delete(index.issuer);
  return index.authorities.filter(({ name }) => !ofFlaws.has(name));
}
