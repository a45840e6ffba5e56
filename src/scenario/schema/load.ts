/** Loading a peer's file: from a path to what `espial peer` runs. */

import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LIMITS } from '../../base/limits.ts';
import type { HostConfig } from '../../host/config.ts';
import type { SocketPlan } from '../../net/socket-plan.ts';
import { hostConfig, type Report } from './host-config.ts';
import { checkDocument } from './issues.ts';
import { type HostDocument, hostSchema } from './peer-schema.ts';
import { FileProblems, type Problem } from './problem.ts';
import type { ReadSecretFile } from './secrets.ts';
import { socketPlan } from './sockets.ts';
import { type DataPath, parseYaml, type YamlSource } from './yaml-source.ts';

/** A peer's file, checked and converted. */
export interface PeerFile {
  readonly config: HostConfig;
  readonly sockets: SocketPlan;
  /** The path of the control socket if the file says one, resolved from the file's folder. */
  readonly control: string | undefined;
}

/** Reads and checks a peer's file. Throws FileProblems, or the system's error if it cannot be read. */
export function loadPeerFile(path: string): PeerFile {
  return parsePeerFile(path, readText(path), secretFilesBeside(path));
}

/** Checks the text of a peer's file. Throws FileProblems with every problem at once. */
export function parsePeerFile(path: string, text: string, readFile: ReadSecretFile): PeerFile {
  const source = parseYaml(path, text);
  const checked = checkDocument(source, hostSchema);
  if (!checked.ok) throw new FileProblems(path, checked.problems);
  const problems: Problem[] = [];
  const file = convertHost(source, [], checked.value, readFile, problems);
  if (file === undefined) throw new FileProblems(path, problems);
  const { control } = file;
  return control === undefined ? file : { ...file, control: resolve(dirname(path), control) };
}

/**
 * Converts one host of a checked file; `at` is where its document lies in the file. Undefined after
 * adding to `problems`.
 */
export function convertHost(
  source: YamlSource,
  at: DataPath,
  document: HostDocument,
  readFile: ReadSecretFile,
  problems: Problem[],
): PeerFile | undefined {
  const report: Report = (path, message, part = 'value') => {
    problems.push(source.problemAt([...at, ...path], part, message));
  };
  const config = hostConfig(document, readFile, report);
  const sockets = socketPlan(document, report);
  if (config === undefined || sockets === undefined) return undefined;
  return { config, sockets, control: document.control };
}

/** The text of a configuration file. Throws the system's error, or a RangeError if it is too big. */
export function readText(path: string): string {
  const { size } = statSync(path);
  if (size > LIMITS.configurationOctets) {
    throw new RangeError(`${path} has more than ${LIMITS.configurationOctets} octets`);
  }
  return readFileSync(path, 'utf8');
}

/** Files that a peer's file names are looked for in its folder. */
export function secretFilesBeside(path: string): ReadSecretFile {
  return (name) => {
    const full = resolve(dirname(path), name);
    if (statSync(full).size > 65_536) throw new Error('it has more than 65536 octets');
    return Uint8Array.from(readFileSync(full));
  };
}
