/** Names that a scenario speaks of and that are not there. */

import { COUNTERS } from '../host/counter-table.ts';
import type { ScenarioHost } from './load.ts';
import { misunderstood, problemsOfLines } from './netsh-lines.ts';
import { eventFields } from './schema/event-fields.ts';
import type { ExpectDocument } from './schema/expectation-schema.ts';
import type { Problem } from './schema/problem.ts';
import type { ScenarioDocument } from './schema/scenario-schema.ts';
import type { StepDocument } from './schema/step-schema.ts';
import { nearest } from './schema/suggest.ts';
import type { DataPath, YamlSource } from './schema/yaml-source.ts';

const NO_HOST = 'there is no host';

/** What the checks have in common. */
interface Checking {
  readonly source: YamlSource;
  readonly document: ScenarioDocument;
  readonly hosts: readonly ScenarioHost[];
  readonly problems: Problem[];
  /** Notes a name that is not known; answers whether it is. */
  known(at: DataPath, lack: string, name: string, known: readonly string[]): boolean;
}

/** Notes names of hosts, policies, directories, statistics and fields of events that are not there. */
export function checkNames(
  source: YamlSource,
  document: ScenarioDocument,
  hosts: readonly ScenarioHost[],
  problems: Problem[],
): void {
  const checking: Checking = {
    source,
    document,
    hosts,
    problems,
    known(at, lack, name, known) {
      if (known.includes(name)) return true;
      const meant = nearest(name, known);
      const all = known.length === 0 ? 'There are none.' : `Known: ${known.join(', ')}.`;
      const advice = meant === undefined ? all : `Did you mean "${meant}"?`;
      const isKey = String(at[at.length - 1]) === name;
      problems.push(source.problemAt(at, isKey ? 'key' : 'value', `${lack} "${name}". ${advice}`));
      return false;
    },
  };
  for (const [i, step] of document.steps.entries()) checkStep(checking, step, ['steps', i]);
  checkExpectations(checking, document.expect, ['expect']);
}

function checkStep(checking: Checking, step: StepDocument, at: DataPath): void {
  const { source, document, hosts, problems, known } = checking;
  const names = hosts.map(({ name }) => name);
  switch (step.do) {
    case 'together':
      for (const [i, one] of step.steps.entries()) checkStep(checking, one, [...at, 'steps', i]);
      return;
    case 'expect':
      return checkExpectations(checking, step.that, [...at, 'that']);
    case 'directory':
      known([...at, 'name'], 'there is no directory', step.name, Object.keys(document.directories));
      return;
    case 'cut':
    case 'heal':
      for (const [i, name] of (step.between ?? []).entries())
        known([...at, 'between', i], NO_HOST, name, names);
  }
  if ('nat' in step && step.nat !== undefined)
    known([...at, 'nat'], 'there is no NAT', step.nat, Object.keys(document.nats));
  if (!('host' in step) || step.host === undefined) return;
  if (!known([...at, 'host'], NO_HOST, step.host, names)) return;
  const host = hosts.find(({ name }) => name === step.host)!;
  if (step.do === 'netsh' || step.do === 'service' || step.do === 'store') {
    if (host.windows === undefined) {
      problems.push(source.problemAt([...at, 'host'], 'value', noWindows(host.name)));
    }
    if (step.do === 'netsh') {
      // The last line of a step that is to fail may be wrong in any way.
      const lines = step.fails === undefined ? step.commands : step.commands.slice(0, -1);
      const path = [...at, 'commands'];
      problems.push(...problemsOfLines(source, path, misunderstood(lines)));
    }
    return;
  }
  if (host.windows === undefined) checkOwnPolicy(checking, step, host, at);
  else if (step.do === 'up' && step.policy === undefined) {
    const message = `${host.name} has its filters from its policy. Write policy: and which one, like "Rule [192.0.2.1 <-> 192.0.2.2]".`;
    problems.push(source.problemAt(at, 'value', message));
  }
}

function checkOwnPolicy(
  { known }: Checking,
  step: StepDocument,
  { name: host, config }: ScenarioHost,
  at: DataPath,
): void {
  if ('peer' in step) {
    const peers = config.peers.map(({ name }) => name);
    known([...at, 'peer'], `${host} has no peer`, step.peer, peers);
  }
  if (!('policy' in step) || step.policy === undefined) return;
  const policies = config.policies.flatMap(({ name, protect }) => (protect ? [name] : []));
  known([...at, 'policy'], `${host} has no protect entry`, step.policy, policies);
}

function checkExpectations(
  { source, hosts, problems, known }: Checking,
  { hosts: expectedOf, wire }: ExpectDocument,
  above: DataPath,
): void {
  const statistics = COUNTERS.map((counter) => counter.id);
  const names = hosts.map(({ name }) => name);
  for (const [i, row] of wire.entries()) {
    for (const end of ['from', 'to'] as const) {
      const name = row[end];
      if (name !== undefined) known([...above, 'wire', i, end], NO_HOST, name, names);
    }
  }
  for (const [host, expected] of Object.entries(expectedOf)) {
    const at: DataPath = [...above, host];
    if (!known(at, NO_HOST, host, names)) continue;
    for (const id of Object.keys(expected.statistics)) {
      known([...at, 'statistics', id], 'there is no statistic', id, statistics);
    }
    for (const list of ['events', 'never'] as const) {
      for (const [i, event] of expected[list].entries()) {
        const often = list === 'events' ? OFTEN_KEYS : [];
        const fields = ['kind', ...eventFields(event.kind), ...often, 'at'];
        for (const field of Object.keys(event)) {
          known([...at, list, i, field], `${event.kind} has no field`, field, fields);
        }
      }
    }
    if (hosts.find(({ name }) => name === host)?.windows !== undefined) continue;
    for (const key of ['service', 'driver', 'inForce'] as const) {
      if (expected[key] === undefined) continue;
      problems.push(source.problemAt([...at, key], 'key', noWindows(host)));
    }
  }
}

const OFTEN_KEYS = ['times', 'least', 'most'];

function noWindows(host: string): string {
  return `${host} has no Windows system. Give it a windows: section, or take this out.`;
}
