/** How a laboratory's certificates are used: the lines of a peer file, and those of strongSwan. */

import { join } from 'node:path';
import { EdgeError } from '../../net/errors.ts';
import { readCertificate } from '../../net/pki/certificate.ts';
import { filesOf, loadCertificate } from './lab-folder.ts';
import type { CertificateEntry, LabIndex } from './lab-index.ts';

/** The certificate of a name. Throws an EdgeError that says which there are. */
export function certificateEntry(folder: string, index: LabIndex, name: string): CertificateEntry {
  const found = index.certificates.find((one) => one.name === name);
  if (found !== undefined) return found;
  const known = index.certificates.map((one) => one.name).join(', ');
  throw new EdgeError('file', `${folder} has no peer certificate "${name}"; it has ${known}.`);
}

/** What a peer file says under `peers` of a host that has this certificate; paths are relative to that file. */
export function peerFileLines(folder: string, index: LabIndex, name: string): string {
  const entry = certificateEntry(folder, index, name);
  const files = filesOf(name);
  const at = (file: string): string => yamlText(join(folder, file));
  const chain = entry.chain.map((one) => at(filesOf(one).certificate));
  const lists = listFiles(index).map(at);
  return [
    'authentication:',
    '  - certificate:',
    `      certificate: ${at(files.certificate)}`,
    ...(entry.hasKey ? [`      key: ${at(files.key)}`] : []),
    ...(isRefusedAtStart(entry) ? ['      unchecked: true'] : []),
    ...(chain.length === 0 ? [] : flow('chain', chain)),
    ...flow('roots', [at(filesOf(rootOf(index)).certificate)]),
    ...flow('crls', lists),
    '      revocation: 1',
  ].join('\n');
}

/** What strongSwan needs to be the other side: files to copy, and a connection. */
export function swanctlLines(folder: string, index: LabIndex, own: string, other: string): string {
  const files = filesOf(own);
  const authorities = [rootOf(index), ...certificateEntry(folder, index, own).chain];
  const at = (names: readonly string[]): string =>
    [...new Set(names)].map((file) => shellText(join(folder, file))).join(' ');
  const copies = [
    ['x509', at([files.certificate])],
    ['private', at([files.key])],
    ['x509ca', at(authorities.map((name) => filesOf(name).certificate))],
    ['x509crl', at(listFiles(index))],
  ];
  return [
    ...copies.flatMap(([to, from]) => command(`cp ${from} /etc/swanctl/${to}/`)),
    '',
    'connections {',
    `  ${own} {`,
    '    version = 1',
    '    local {',
    '      auth = pubkey',
    `      certs = ${files.certificate}`,
    '    }',
    '    remote {',
    '      auth = pubkey',
    `      id = "${subjectOf(folder, other)}"`,
    `      cacerts = ${filesOf(rootOf(index)).certificate}`,
    '    }',
    '  }',
    '}',
  ].join('\n');
}

/** What a host that looks at its own certificate would not start with. */
function isRefusedAtStart({ flaw }: CertificateEntry): boolean {
  return flaw === 'wrong-key' || flaw === 'weak-key';
}

function subjectOf(folder: string, name: string): string {
  return readCertificate(loadCertificate(folder, name)).subjectText;
}

/** The root that peers trust: the first, since further ones belong to broken certificates. */
function rootOf(index: LabIndex): string {
  return index.authorities[0]!.name;
}

/** Lists of the authorities under the root that peers trust. */
function listFiles(index: LabIndex): string[] {
  const others = index.authorities.filter((one) => one.issuer === undefined).slice(1);
  return index.authorities
    .filter((one) => one.listing !== 'none' && !others.includes(one))
    .map(({ name }) => filesOf(name).list);
}

const WIDTH = 80;

/** A list on one line, or on one each where it is too long. */
function flow(key: string, items: readonly string[]): string[] {
  const line = `      ${key}: [${items.join(', ')}]`;
  if (line.length <= WIDTH) return [line];
  return [`      ${key}:`, ...items.map((item) => `        - ${item}`)];
}

/** A command on lines of at most 80 columns where its words allow that. */
function command(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<!\\) /)) {
    if (line !== '' && line.length + word.length + 3 > WIDTH) {
      lines.push(`${line} \\`);
      line = `   ${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function yamlText(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : JSON.stringify(path);
}

function shellText(path: string): string {
  return path.replaceAll(/[^\w./-]/g, '\\$&');
}
