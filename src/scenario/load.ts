/** Loading a scenario's file: from a path to what the runners play. */

import { dirname, resolve } from 'node:path';
import { stringify } from 'yaml';
import type { HostConfig } from '../host/config.ts';
import { EdgeError } from '../net/errors.ts';
import type { Directory } from '../net/stores/directory-file.ts';
import { checkNames } from './check-names.ts';
import { type Expectations, expectationsOf } from './expectations-of.ts';
import { type Explains, explainsOf, explainsText, type RunLabels } from './explains-of.ts';
import { type MadeFiles, makeFiles, withAbsoluteFiles } from './made-files.ts';
import { scenarioNetshWorld } from './netsh-world.ts';
import type { NetworkPlan } from './network/plan.ts';
import { networkPlan } from './network/plan-of.ts';
import { parseExtended, type ReadFileText } from './schema/extends.ts';
import { checkDocument } from './schema/issues.ts';
import { isYamlMap, type YamlMap } from './schema/layers.ts';
import { convertHost, readText, secretFilesBeside } from './schema/load.ts';
import { combinationsOf, withParameters } from './schema/parameters.ts';
import { FileProblems, type Place, type Problem } from './schema/problem.ts';
import { DEFAULT_SEED, type ScenarioDocument, scenarioSchema } from './schema/scenario-schema.ts';
import type { ReadSecretFile } from './schema/secrets.ts';
import type { DataPath, YamlSource } from './schema/yaml-source.ts';
import { type Step, stepsOf } from './steps-of.ts';
import {
  directoryFiles,
  type HostWindows,
  makeDirectories,
  makeWindows,
  type Reading,
} from './windows-hosts.ts';

/**
 * What the clocks of every scenario say when it begins, milliseconds since 1970: the first moment of 2026.
 * Two plays of one seed are the same whenever they are played.
 */
const BEGINNING: number = Date.UTC(2026, 0, 1);

/** A scenario, checked and converted. */
export interface Scenario extends Expectations {
  readonly file: string;
  /** With the values of its parameters, where it has several runs. */
  readonly title: string;
  /** `cipher=3des, group=modp1024`; empty where its file has one run. */
  readonly parameters: string;
  readonly story: string | undefined;
  /** Of the book of scenarios. */
  readonly chapter: string | undefined;
  /** The class that `espial explain` gives of its evidence; `none` where nothing is wrong. */
  readonly explains: string | undefined;
  /** What one host alone shows in place of that class. */
  readonly alone: Explains['alone'];
  /** Why it cannot be played as processes. */
  readonly virtualOnly: string | undefined;
  /** What its file is with its bases and parameters: a file of its own. */
  readonly text: string;
  readonly seed: string;
  readonly hosts: readonly ScenarioHost[];
  /** What was made for it: certificates, keys, realms, by the names that hosts have for them. */
  readonly files: MadeFiles;
  /** Directories of domains as it begins, by their names. */
  readonly directories: ReadonlyMap<string, Directory>;
  /** The wall clock at its beginning, milliseconds since 1970. */
  readonly date: number;
  readonly steps: readonly Step[];
  readonly network: NetworkPlan;
}

export interface ScenarioHost {
  readonly name: string;
  readonly place: Place;
  readonly config: HostConfig;
  /** The host as a peer's file of its own, as data and without sockets. */
  readonly document: Readonly<Record<string, unknown>>;
  /** Undefined: it has no Windows system. */
  readonly windows: HostWindows | undefined;
}

/** A scenario's file, read and not yet checked: it has a run for each combination of its parameters. */
export interface ScenarioFile {
  readonly path: string;
  /** It is there to be extended, not to be played. */
  readonly isBase: boolean;
  readonly runs: readonly ScenarioRun[];
}

/** One combination of the parameters of a file. */
export interface ScenarioRun {
  readonly file: string;
  /** As the file says it, with the values of its parameters. */
  readonly title: string;
  readonly parameters: string;
  /** As the file says it. */
  readonly seed: string;
  /** Names of its hosts. */
  readonly hosts: readonly string[];
  readonly explains: string | undefined;
  readonly virtualOnly: string | undefined;
  /**
   * Checks everything, and makes the certificates that it asks for; `seed` in place of the file's own.
   * Rejects with FileProblems: every problem at once.
   */
  load(seed?: string): Promise<Scenario>;
}

/** Reads a scenario's file and its bases. Throws FileProblems, or the system's error if it cannot be read. */
export function readScenarioFile(path: string): ScenarioFile {
  return parseScenarioFile(path, readText(path), secretFilesBeside(path));
}

/** The same from its text; bases are read from the disk unless said. */
export function parseScenarioFile(
  path: string,
  text: string,
  readOther: ReadSecretFile,
  readBase: ReadFileText = readText,
): ScenarioFile {
  const { source, isBase } = parseExtended(path, text, readBase);
  const combinations = isBase ? [] : combinationsOf(source);
  const all = combinations.map(({ label }) => label);
  const runs = combinations.map((combination): ScenarioRun => {
    const whole = withParameters(source, combination);
    const says: YamlMap = isYamlMap(whole.data) ? whole.data : {};
    const text = (key: string): string | undefined => textOf(says, key);
    return {
      file: path,
      title: text('title') ?? path,
      parameters: combination.label,
      seed: text('seed') ?? DEFAULT_SEED,
      hosts: isYamlMap(says.hosts) ? Object.keys(says.hosts) : [],
      explains: isYamlMap(says.explains) ? textOf(says.explains, 'class') : text('explains'),
      virtualOnly: text('virtual-only'),
      load: (seed) => scenarioOf(whole, { own: combination.label, all }, readOther, seed),
    };
  });
  return { path, isBase, runs };
}

/**
 * Reads and checks a scenario's file: of several runs the first one. Rejects with FileProblems, or the
 * system's error if it cannot be read.
 */
export async function loadScenario(path: string): Promise<Scenario> {
  return parseScenario(path, readText(path), secretFilesBeside(path));
}

/** The same from its text. */
export async function parseScenario(
  path: string,
  text: string,
  readOther: ReadSecretFile,
  readBase: ReadFileText = readText,
): Promise<Scenario> {
  const [run] = parseScenarioFile(path, text, readOther, readBase).runs;
  if (run === undefined)
    throw new EdgeError('file', `${path} is there to be extended, not to be played.`);
  return run.load();
}

function textOf(map: YamlMap, key: string): string | undefined {
  const value = map[key];
  return typeof value === 'string' ? value : undefined;
}

async function scenarioOf(
  source: YamlSource,
  labels: RunLabels,
  readOther: ReadSecretFile,
  seed: string | undefined,
): Promise<Scenario> {
  const path = source.file;
  hideNetshKeys(source, source.data, []);
  const checked = checkDocument(source, scenarioSchema);
  if (!checked.ok) throw new FileProblems(path, checked.problems);
  const document = seed === undefined ? checked.value : { ...checked.value, seed };
  const problems: Problem[] = [];
  const date = BEGINNING;
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
  const planning = { source, problems };
  const network = networkPlan(planning, document);
  const steps = stepsOf(planning, document.steps);
  const expected = expectationsOf(planning, document.expect, ['expect']);
  const explains = explainsOf(planning, document.explains, labels);
  if (problems.length === 0) checkNames(source, document, hosts, problems);
  if (problems.length > 0) throw new FileProblems(path, problems);
  return {
    file: path,
    title: document.title,
    parameters: labels.own,
    story: document.story,
    chapter: document.chapter,
    explains: explains.class,
    alone: explains.alone,
    virtualOnly: document['virtual-only'],
    text: stringify(withExplains(source.data, explains)),
    seed: document.seed,
    hosts,
    files,
    directories,
    date,
    steps,
    ...expected,
    network,
  };
}

/** Of several runs the text is that of one: what stood for others goes. */
function withExplains(data: unknown, explains: Explains): unknown {
  if (!isYamlMap(data) || explains.class === undefined) return data;
  return { ...data, explains: explainsText(explains) };
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
    place: source.placeOf(at),
    config: converted.config,
    document: { ...withAbsoluteFiles(raw[name]!, folder, files), name },
    windows,
  };
}

/** Commands may hold a pre-shared key: no line with one is shown. */
function hideNetshKeys(source: YamlSource, value: unknown, path: DataPath): void {
  if (typeof value === 'string') {
    if (/\bpsk\s*=/i.test(value)) source.hide(path);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      hideNetshKeys(source, item, [...path, Array.isArray(value) ? Number(key) : key]);
    }
  }
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
