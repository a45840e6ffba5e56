/** Loading a peer's file: from a path to what `espial peer` runs. */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { concat } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import type { HostConfig } from '../../host/config.ts';
import { EdgeError, fileTrouble, reason } from '../../net/errors.ts';
import type { SocketPlan } from '../../net/socket-plan.ts';
import { hostConfig } from './host-config.ts';
import { checkDocument } from './issues.ts';
import { type HostDocument, hostSchema } from './peer-schema.ts';
import { FileProblems, type Problem } from './problem.ts';
import type { Report } from './report.ts';
import type { ReadSecretFile } from './secrets.ts';
import { socketPlan } from './sockets.ts';
import { type WindowsFiles, windowsFiles } from './windows-config.ts';
import { type DataPath, parseYaml, type YamlSource } from './yaml-source.ts';

const READ_OCTETS = 65_536;

/** A peer's file, checked and converted. */
export interface PeerFile {
  readonly config: HostConfig;
  readonly sockets: SocketPlan;
  /** The path of the control socket if the file says one, resolved from the file's folder. */
  readonly control: string | undefined;
  /** Stores of a host with the Windows system, resolved from the file's folder. */
  readonly windows?: WindowsFiles | undefined;
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
  const beside = (name: string): string => resolve(dirname(path), name);
  const { control, windows } = file;
  return {
    ...file,
    control: control === undefined ? undefined : beside(control),
    windows: windows && {
      ...windows,
      store: beside(windows.store),
      directory: windows.directory === undefined ? undefined : beside(windows.directory),
    },
  };
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
  return { config, sockets, control: document.control, windows: windowsFiles(document, source) };
}

/** The text of a configuration file. Throws the system's error, or an EdgeError `file`. */
export function readText(path: string): string {
  const octets = readBounded(path, LIMITS.configurationOctets);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch {
    // What cannot be decoded would become other characters without a word, also in a key.
    throw new EdgeError('file', `${path} is not a text in UTF-8. Save it as UTF-8.`);
  }
}

/** Files that a peer's file names are looked for in its folder. */
export function secretFilesBeside(path: string): ReadSecretFile {
  return (name) => {
    const full = resolve(dirname(path), name);
    try {
      return readBounded(full, LIMITS.credentialFileOctets);
    } catch (error) {
      throw new Error(fileTrouble(error, full) ?? reason(error));
    }
  };
}

/** Reads up to a bound whatever its size is said to be: a pipe has none, and a device no end. */
function readBounded(path: string, most: number): Uint8Array {
  const descriptor = openSync(path, 'r');
  try {
    if (fstatSync(descriptor).isDirectory()) {
      throw new EdgeError('file', `${path} is a folder, not a file.`);
    }
    const parts: Uint8Array[] = [];
    for (let left = most + 1; left > 0; ) {
      const part = new Uint8Array(Math.min(left, READ_OCTETS));
      const octets = readSync(descriptor, part);
      if (octets === 0) return concat(...parts);
      parts.push(part.subarray(0, octets));
      left -= octets;
    }
  } finally {
    closeSync(descriptor);
  }
  throw new EdgeError('file', `${path} has more than ${most} octets, which is the most.`);
}
