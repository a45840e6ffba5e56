/** Files that a scenario makes for its hosts: a laboratory of certificates, realms. They live in memory. */

import { resolve } from 'node:path';
import { stringify } from 'yaml';
import { utf8 } from '../base/bytes.ts';
import { seededRandom } from '../base/random.ts';
import { makeLab } from '../lab/pki/lab.ts';
import { labFiles } from '../lab/pki/lab-pem.ts';
import type { PkiDocument } from './schema/made-schema.ts';
import { FileProblems, type Problem } from './schema/problem.ts';
import { parseRealm } from './schema/realm-schema.ts';
import { sentenceOf } from './schema/report.ts';
import type { ScenarioDocument } from './schema/scenario-schema.ts';
import type { YamlSource } from './schema/yaml-source.ts';

/** Contents by name; a name is a path with slashes, from the peer's file. */
export type MadeFiles = ReadonlyMap<string, Uint8Array>;

/** Makes what the sections `pki` and `realms` ask for; what is wrong with them goes to `problems`. */
export async function makeFiles(
  source: YamlSource,
  { pki, realms, seed }: ScenarioDocument,
  now: number,
  problems: Problem[],
): Promise<MadeFiles> {
  const files = new Map<string, Uint8Array>();
  for (const [name, realm] of Object.entries(realms)) {
    const file = `realms/${name}.yaml`;
    const text = stringify(realm);
    files.set(file, utf8(text));
    for (const message of faultsOfRealm(file, text))
      problems.push(source.problemAt(['realms', name], 'key', message));
  }
  if (pki === undefined) return files;
  try {
    for (const [name, text] of await pkiFiles(pki, now, seed)) files.set(`pki/${name}`, utf8(text));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    problems.push(source.problemAt(['pki'], 'key', sentenceOf(error)));
  }
  return files;
}

/** Under these keys a host's document names files, wherever they stand. */
const FILE_KEYS: ReadonlySet<string> = new Set([
  'file',
  'certificate',
  'key',
  'chain',
  'roots',
  'known',
  'crls',
  'realm',
  'directory',
]);

/** A host's document whose files are found wherever its own file will lie; made ones lie beside it. */
export function withAbsoluteFiles(
  document: Readonly<Record<string, unknown>>,
  folder: string,
  files: MadeFiles,
): Record<string, unknown> {
  const pathOf = (name: string): string => (files.has(name) ? name : resolve(folder, name));
  const walk = (value: unknown, isFile: boolean): unknown => {
    if (typeof value === 'string') return isFile ? pathOf(value) : value;
    if (Array.isArray(value)) return value.map((item) => walk(item, isFile));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, walk(item, FILE_KEYS.has(key))]),
    );
  };
  return walk(document, false) as Record<string, unknown>;
}

function faultsOfRealm(file: string, text: string): readonly string[] {
  try {
    parseRealm(file, text);
    return [];
  } catch (error) {
    if (!(error instanceof FileProblems)) throw error;
    return error.problems.map(({ message }) => message);
  }
}

async function pkiFiles(
  { key, intermediates, peers, broken }: PkiDocument,
  now: number,
  seed: string,
): Promise<ReadonlyMap<string, string>> {
  const more = peers === undefined ? {} : { peers };
  return labFiles(
    await makeLab({
      now,
      random: seededRandom(seed).fork('pki'),
      key,
      intermediates,
      flaws: broken,
      ...more,
    }),
  );
}
