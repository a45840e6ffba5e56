/** A laboratory's folder for people: which file is what, and how each certificate stands. */

import { readCertificate } from '../../net/pki/certificate.ts';
import { COLUMNS, wrap } from '../../observe/text.ts';
import { flawOf } from './flaws.ts';
import { filesOf, loadCertificate } from './lab-folder.ts';
import {
  type AuthorityEntry,
  type CertificateEntry,
  INDEX_FILE,
  type LabIndex,
} from './lab-index.ts';

/** How a certificate stands at a time. */
export interface Standing {
  readonly name: string;
  readonly kind: 'root' | 'authority' | 'peer';
  readonly issuer: string | undefined;
  readonly subject: string;
  readonly names: readonly string[];
  readonly key: string;
  readonly serial: string;
  /** ISO 8601. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly state: 'good' | 'expired' | 'not yet valid' | 'revoked' | 'broken';
  /** What is wrong beyond that, or a remark. */
  readonly remark: string | undefined;
}

/** One line a file or group of files, at most 80 columns wide. */
export function filesText(index: LabIndex): string {
  const rows: [string, string][] = [
    ...index.authorities.map((one): [string, string] => [
      grouped(one.name, ['key', ...(one.listing === 'none' ? [] : ['crl'])]),
      authorityText(one),
    ]),
    ...index.certificates.map((one): [string, string] => [
      grouped(one.name, one.hasKey ? ['key'] : []),
      certificateText(one),
    ]),
    ['*-chain.pem', "a peer's certificate with what is sent with it"],
    [INDEX_FILE, 'what espial pki knows of them'],
  ];
  return table(rows);
}

/** How all certificates of a folder stand. Throws an EdgeError where a file is missing. */
export function standings(folder: string, index: LabIndex, now: number): Standing[] {
  return [
    ...index.authorities.map((one) => ({
      ...standing(folder, index, one, now),
      kind: one.issuer === undefined ? ('root' as const) : ('authority' as const),
      remark: listRemark(one),
    })),
    ...index.certificates.map((one) => {
      const told = standing(folder, index, one, now);
      const flaw = one.flaw === undefined ? undefined : flawOf(one.flaw);
      const isBroken = told.state === 'good' && flaw?.problem !== undefined;
      return {
        ...told,
        ...(isBroken ? { state: 'broken' as const } : {}),
        kind: 'peer' as const,
        remark: flaw?.says,
      };
    }),
  ];
}

/** The same as a table. */
export function standingsText(all: readonly Standing[]): string {
  const columns = Math.min(26, Math.max(4, ...all.map(({ name }) => name.length)));
  const head = `${'name'.padEnd(columns)}  ${'state'.padEnd(13)}  ${'valid until'}  what`;
  const rows = all.flatMap((one) => {
    const left = `${one.name.padEnd(columns)}  ${one.state.padEnd(13)}  ${one.notAfter.slice(0, 10)}   `;
    return hanging(left, whatText(one));
  });
  return [head, ...rows].join('\n');
}

function whatText({ kind, issuer, names, remark }: Standing): string {
  const more = remark === undefined ? '' : `; it ${remark}`;
  if (kind === 'peer' && remark !== undefined) return `it ${remark}; from ${issuer}`;
  if (kind === 'root') return `root${more}`;
  if (kind === 'authority') return `authority below ${issuer}${more}`;
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  return `${shown.length === 0 ? 'no names' : shown.join(', ')}; from ${issuer}`;
}

function standing(
  folder: string,
  index: LabIndex,
  { name, issuer, serial }: { name: string; issuer?: string | undefined; serial: string },
  now: number,
): Omit<Standing, 'kind' | 'remark'> {
  const read = readCertificate(loadCertificate(folder, name));
  const above = index.authorities.find((one) => one.name === issuer);
  const isRevoked = above?.revoked.some((one) => one.serial === serial) === true;
  return {
    name,
    issuer,
    subject: read.subjectText,
    names: index.certificates.find((one) => one.name === name)?.names ?? [],
    key: read.publicKey.text,
    serial,
    notBefore: new Date(read.notBefore).toISOString(),
    notAfter: new Date(read.notAfter).toISOString(),
    state: isRevoked ? 'revoked' : stateAt(read, now),
  };
}

function stateAt(
  { notBefore, notAfter }: { readonly notBefore: number; readonly notAfter: number },
  now: number,
): Standing['state'] {
  if (now > notAfter) return 'expired';
  return now < notBefore ? 'not yet valid' : 'good';
}

function authorityText(entry: AuthorityEntry): string {
  const what = entry.issuer === undefined ? 'root' : `authority below ${entry.issuer}`;
  const remark = listRemark(entry);
  return remark === undefined ? what : `${what}; it ${remark}`;
}

function listRemark({ listing }: AuthorityEntry): string | undefined {
  const remarks = {
    current: undefined,
    'out-of-date': 'has a list that is out of date',
    none: 'has no list',
    forged: 'has a list that another key signed',
  } as const;
  return remarks[listing];
}

function certificateText({ names, flaw }: CertificateEntry): string {
  if (flaw !== undefined) {
    const { problem, says } = flawOf(flaw);
    return `${problem === undefined ? '' : 'broken: '}it ${says}`;
  }
  return names.length === 0 ? 'peer without names' : `peer: ${names.join(', ')}`;
}

function grouped(name: string, more: readonly string[]): string {
  return [filesOf(name).certificate, ...more.map((end) => `.${end}`)].join(' ');
}

function table(rows: readonly [string, string][]): string {
  const columns = Math.min(34, Math.max(...rows.map(([left]) => left.length)));
  return rows.flatMap(([left, right]) => hanging(`${left.padEnd(columns)}  `, right)).join('\n');
}

/** A text behind what stands before it, its further lines under the first. */
function hanging(left: string, text: string): string[] {
  const lines = wrap(text, Math.max(24, COLUMNS - left.length));
  if (left.length > COLUMNS - 24) return [left.trimEnd(), ...lines.map((line) => `    ${line}`)];
  return lines.map((line, i) => `${i === 0 ? left : ''.padEnd(left.length)}${line}`);
}
