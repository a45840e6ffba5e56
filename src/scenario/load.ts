/** Loading a scenario's file: from a path to what the runners play. */

import { dirname, resolve } from 'node:path';
import type { HostConfig } from '../host/config.ts';
import { COUNTERS } from '../host/counter-table.ts';
import { type MadeFiles, makeFiles, withAbsoluteFiles } from './made-files.ts';
import { eventFields } from './schema/event-fields.ts';
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
import { nearest } from './schema/suggest.ts';
import { type DataPath, parseYaml, type YamlSource } from './schema/yaml-source.ts';

/** A scenario, checked and converted. */
export interface Scenario {
  readonly file: string;
  readonly title: string;
  readonly seed: string;
  readonly hosts: readonly ScenarioHost[];
  /** What was made for it: certificates, keys, realms, by the names that hosts have for them. */
  readonly files: MadeFiles;
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
  const files = await makeFiles(source, document, date, problems);
  if (problems.length > 0) throw new FileProblems(path, problems);
  const readFile: ReadSecretFile = (name) => files.get(name) ?? readOther(name);
  const hosts = Object.keys(document.hosts).flatMap((name) => {
    const host = convertScenarioHost(source, document, name, files, readFile, problems);
    return host === undefined ? [] : [host];
  });
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
    date,
    steps: document.steps.map((act, i) => ({ act, line: lineOf(source, ['steps', i]) })),
    expectations: Object.entries(document.expect).map(([host, expected]) => ({
      host,
      expected,
      lineOf: (at) => lineOf(source, ['expect', host, ...at]),
    })),
  };
}

function convertScenarioHost(
  source: YamlSource,
  document: ScenarioDocument,
  name: string,
  files: MadeFiles,
  readFile: ReadSecretFile,
  problems: Problem[],
): ScenarioHost | undefined {
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
  if (converted === undefined) return undefined;
  const raw = (source.data as { readonly hosts: Record<string, Record<string, unknown>> }).hosts;
  const folder = dirname(resolve(source.file));
  return {
    name,
    config: converted.config,
    document: { ...withAbsoluteFiles(raw[name]!, folder, files), name },
  };
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

const NO_HOST = 'there is no host';

/** Names of hosts, policies, statistics and fields of events that are not there. */
function checkNames(
  source: YamlSource,
  document: ScenarioDocument,
  hosts: readonly ScenarioHost[],
  problems: Problem[],
): void {
  const hostNames = hosts.map((host) => host.name);
  const check = (at: DataPath, lack: string, name: string, known: readonly string[]): boolean => {
    if (known.includes(name)) return true;
    const meant = nearest(name, known);
    const advice = meant === undefined ? `Known: ${known.join(', ')}.` : `Did you mean "${meant}"?`;
    const isKey = String(at[at.length - 1]) === name;
    problems.push(source.problemAt(at, isKey ? 'key' : 'value', `${lack} "${name}". ${advice}`));
    return false;
  };
  for (const [i, step] of document.steps.entries()) {
    if (step.do === 'wait' || !check(['steps', i, 'host'], NO_HOST, step.host, hostNames)) continue;
    const { config } = hosts.find((host) => host.name === step.host)!;
    if ('peer' in step) {
      const peers = config.peers.map(({ name }) => name);
      check(['steps', i, 'peer'], `${step.host} has no peer`, step.peer, peers);
    }
    if (!('policy' in step) || step.policy === undefined) continue;
    const policies = config.policies.flatMap(({ name, protect }) => (protect ? [name] : []));
    check(['steps', i, 'policy'], `${step.host} has no protect entry`, step.policy, policies);
  }
  const statistics = COUNTERS.map((counter) => counter.id);
  for (const [host, expected] of Object.entries(document.expect)) {
    const at: DataPath = ['expect', host];
    if (!check(at, NO_HOST, host, hostNames)) continue;
    for (const id of Object.keys(expected.statistics)) {
      check([...at, 'statistics', id], 'there is no statistic', id, statistics);
    }
    for (const list of ['events', 'never'] as const) {
      for (const [i, event] of expected[list].entries()) {
        const fields = [
          'kind',
          ...eventFields(event.kind),
          ...(list === 'events' ? ['times'] : []),
        ];
        for (const field of Object.keys(event)) {
          check([...at, list, i, field], `${event.kind} has no field`, field, fields);
        }
      }
    }
  }
}

function lineOf(source: YamlSource, path: DataPath): number {
  return source.problemAt(path, 'key', '').line;
}
