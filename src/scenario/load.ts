/** Loading a scenario's file: from a path to what the runners play. */

import { dirname, resolve } from 'node:path';
import type { HostConfig } from '../host/config.ts';
import type { Directory } from '../net/stores/directory-file.ts';
import { checkNames } from './check-names.ts';
import { type MadeFiles, makeFiles, withAbsoluteFiles } from './made-files.ts';
import { scenarioNetshWorld } from './netsh-world.ts';
import { checkDocument } from './schema/issues.ts';
import { convertHost, readText, secretFilesBeside } from './schema/load.ts';
import { FileProblems, type Problem } from './schema/problem.ts';
import {
  type HostExpectation,
  type ScenarioDocument,
  scenarioSchema,
} from './schema/scenario-schema.ts';
import type { ReadSecretFile } from './schema/secrets.ts';
import type { StepDocument } from './schema/step-schema.ts';
import { type DataPath, parseYaml, type YamlSource } from './schema/yaml-source.ts';
import {
  directoryFiles,
  type HostWindows,
  makeDirectories,
  makeWindows,
  type Reading,
} from './windows-hosts.ts';

/** A scenario, checked and converted. */
export interface Scenario {
  readonly file: string;
  readonly title: string;
  readonly seed: string;
  readonly hosts: readonly ScenarioHost[];
  /** What was made for it: certificates, keys, realms, by the names that hosts have for them. */
  readonly files: MadeFiles;
  /** Directories of domains as it begins, by their names. */
  readonly directories: ReadonlyMap<string, Directory>;
  /** Milliseconds since 1970 when it was loaded: the wall clock at its beginning in virtual time. */
  readonly date: number;
  readonly steps: readonly Step[];
  readonly expectations: readonly Expectation[];
}

export interface ScenarioHost {
  readonly name: string;
  readonly config: HostConfig;
  /** The host as a peer's file of its own, as data and without sockets. */
  readonly document: Readonly<Record<string, unknown>>;
  /** Undefined: it has no Windows system. */
  readonly windows: HostWindows | undefined;
}

export interface Step {
  /** Where it stands in the file. */
  readonly line: number;
  readonly act: StepDocument;
}

/** What is expected of one host, with the line of each part for the report. */
export interface Expectation {
  readonly host: string;
  readonly expected: HostExpectation;
  lineOf(path: DataPath): number;
}

/**
 * Reads and checks a scenario's file, and makes the certificates that it asks for. Rejects with FileProblems,
 * or the system's error if it cannot be read.
 */
export async function loadScenario(path: string): Promise<Scenario> {
  return parseScenario(path, readText(path), secretFilesBeside(path));
}

/** The same from its text. Rejects with FileProblems: every problem at once. */
export async function parseScenario(
  path: string,
  text: string,
  readOther: ReadSecretFile,
): Promise<Scenario> {
  const source = parseYaml(path, text);
  const checked = checkDocument(source, scenarioSchema);
  if (!checked.ok) throw new FileProblems(path, checked.problems);
  const document = checked.value;
  const problems: Problem[] = [];
  const date = Date.now();
  const netsh = scenarioNetshWorld(folderOf(source), namedHosts(document), () => date);
  const reading: Reading = { source, seed: document.seed, netsh, problems };
  const directories = await makeDirectories(reading, document.directories);
  const found = problems.length;
  const made = await makeFiles(source, document, date, problems);
  // Without its files a host has faults that are none.
  if (problems.length > found) throw new FileProblems(path, problems);
  const files = new Map([...made, ...directoryFiles(directories)]);
  const readFile: ReadSecretFile = (name) => files.get(name) ?? readOther(name);
  const hosts: ScenarioHost[] = [];
  for (const name of Object.keys(document.hosts)) {
    const host = await scenarioHost(reading, document, name, files, readFile);
    if (host !== undefined) hosts.push(host);
  }
  if (Object.keys(document.hosts).length === 0) {
    problems.push(source.problemAt(['hosts'], 'key', 'hosts is empty. A scenario needs a host.'));
  }
  checkAddresses(source, hosts, problems);
  if (problems.length === 0) checkNames(source, document, hosts, problems);
  if (problems.length > 0) throw new FileProblems(path, problems);
  return {
    file: path,
    title: document.title,
    seed: document.seed,
    hosts,
    files,
    directories,
    date,
    steps: document.steps.map((act, i) => ({ act, line: lineOf(source, ['steps', i]) })),
    expectations: Object.entries(document.expect).map(([host, expected]) => ({
      host,
      expected,
      lineOf: (at) => lineOf(source, ['expect', host, ...at]),
    })),
  };
}

async function scenarioHost(
  reading: Reading,
  document: ScenarioDocument,
  name: string,
  files: MadeFiles,
  readFile: ReadSecretFile,
): Promise<ScenarioHost | undefined> {
  const { source, problems } = reading;
  const host = document.hosts[name]!;
  const at: DataPath = ['hosts', name];
  if (host.name !== undefined && host.name !== name) {
    const message = `the host is called "${name}" by its key and "${host.name}" here. Use one name.`;
    problems.push(source.problemAt([...at, 'name'], 'value', message));
  }
  for (const key of ['sockets', 'control'] as const) {
    if (host[key] === undefined) continue;
    const message = `${key} is for a peer's file: in a scenario the runner decides that. Take it out.`;
    problems.push(source.problemAt([...at, key], 'key', message));
  }
  const converted = convertHost(source, at, { ...host, name }, readFile, problems);
  const folder = folderOf(source);
  const place = { folder, files };
  const windows = host.windows && (await makeWindows(reading, name, host.windows, place));
  if (converted === undefined) return undefined;
  const raw = (source.data as { readonly hosts: Record<string, Record<string, unknown>> }).hosts;
  return {
    name,
    config: converted.config,
    document: { ...withAbsoluteFiles(raw[name]!, folder, files), name },
    windows,
  };
}

/** Where files that the scenario names are looked for. */
function folderOf(source: YamlSource): string {
  return dirname(resolve(source.file));
}

function namedHosts({ hosts }: ScenarioDocument) {
  return Object.entries(hosts).map(([name, { addresses }]) => ({ name, addresses }));
}

/** In one network an address is one host's. */
function checkAddresses(
  source: YamlSource,
  hosts: readonly ScenarioHost[],
  problems: Problem[],
): void {
  const owners = new Map<string, string>();
  for (const { name, config } of hosts) {
    for (const [i, { text }] of config.addresses.entries()) {
      const owner = owners.get(text);
      owners.set(text, owner ?? name);
      if (owner === undefined) continue;
      const message = `${text} is an address of ${owner} already. Give each host its own.`;
      problems.push(source.problemAt(['hosts', name, 'addresses', i], 'value', message));
    }
  }
}

function lineOf(source: YamlSource, path: DataPath): number {
  return source.problemAt(path, 'key', '').line;
}
