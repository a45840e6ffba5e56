/** `extends:` and `abstract:`: scenarios that share a base. */

import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { LIMITS } from '../../base/limits.ts';
import { EdgeError, fileTrouble, reason } from '../../net/errors.ts';
import { isYamlMap, layered, type YamlMap } from './layers.ts';
import { FileProblems } from './problem.ts';
import { parseYaml, type YamlSource } from './yaml-source.ts';

/** The text of a file. Throws what the system says. */
export type ReadFileText = (path: string) => string;

/** Bases are in a folder of this name, or say so themselves. */
const BASES_FOLDER = 'bases';
/** What a file says of itself, and not of those that extend it. */
const OWN_KEYS = ['extends', 'abstract'] as const;

/** A scenario's file with its bases beneath it. */
export interface ExtendedSource {
  readonly source: YamlSource;
  /** Something to extend only: it is not played. */
  readonly isBase: boolean;
}

/** Parses a scenario and everything that it extends. Throws FileProblems: of one file at a time. */
export function parseExtended(path: string, text: string, readFile: ReadFileText): ExtendedSource {
  const own = parseSound(path, text);
  const isBase = saysAbstract(own) || basename(dirname(resolve(path))) === BASES_FOLDER;
  const layers: [YamlSource, ...YamlSource[]] = [own];
  const chain = [resolve(path)];
  for (let source = own; ; source = layers.at(-1)!) {
    const base = baseOf(source);
    if (base === undefined) break;
    const fault = faultOfChain(chain, resolve(base));
    if (fault !== undefined) throw problemOfBase(source, fault);
    chain.push(resolve(base));
    layers.push(parseSound(base, textOfBase(source, base, readFile)));
  }
  const bare: [YamlSource, ...YamlSource[]] = [
    withoutOwnKeys(own),
    ...layers.slice(1).map(withoutOwnKeys),
  ];
  return { source: layered(bare), isBase };
}

function parseSound(path: string, text: string): YamlSource {
  const source = parseYaml(path, text);
  if (source.problems.length > 0) throw new FileProblems(path, source.problems);
  return source;
}

/** The path of the file that it extends: beside it. */
function baseOf(source: YamlSource): string | undefined {
  const name = isYamlMap(source.data) ? source.data.extends : undefined;
  if (name === undefined) return undefined;
  if (typeof name === 'string' && name !== '') {
    return isAbsolute(name) ? name : join(dirname(source.file), name);
  }
  throw problemOfBase(source, 'extends must name a file, like bases/two-hosts.yaml.');
}

function saysAbstract(source: YamlSource): boolean {
  const says = isYamlMap(source.data) ? source.data.abstract : undefined;
  if (says === undefined || typeof says === 'boolean') return says === true;
  const message =
    'abstract must be true or false. True: it is there to be extended, not to be played.';
  throw new FileProblems(source.file, [source.problemAt(['abstract'], 'value', message)]);
}

function faultOfChain(chain: readonly string[], base: string): string | undefined {
  if (chain.includes(base)) {
    const way = [...chain.slice(chain.indexOf(base)), base].map((path) => basename(path));
    return `this goes in a circle: ${way.join(' extends ')}.`;
  }
  if (chain.length <= LIMITS.scenarioBases) return undefined;
  return `more than ${LIMITS.scenarioBases} files extend one another. Take out some.`;
}

function textOfBase(source: YamlSource, base: string, readFile: ReadFileText): string {
  try {
    return readFile(base);
  } catch (error) {
    const words = error instanceof EdgeError ? error.message : fileTrouble(error, base);
    throw problemOfBase(source, `the base cannot be read: ${words ?? reason(error)}`);
  }
}

function problemOfBase(source: YamlSource, message: string): FileProblems {
  return new FileProblems(source.file, [source.problemAt(['extends'], 'value', message)]);
}

function withoutOwnKeys(source: YamlSource): YamlSource {
  if (!isYamlMap(source.data)) return source;
  const data: Record<string, unknown> = { ...(source.data as YamlMap) };
  for (const key of OWN_KEYS) delete data[key];
  return { ...source, data };
}
