/** From the network of a scenario's file to its plan: faults understood, names known, addresses sane. */

import type { Address } from '../../base/address.ts';
import type { Fault } from '../../lab/faults/fault.ts';
import { parseFault } from '../../lab/faults/parse.ts';
import type { NetworkDocument } from '../schema/network-schema.ts';
import { inWords, type Problem } from '../schema/problem.ts';
import type { ScenarioDocument } from '../schema/scenario-schema.ts';
import { nearest } from '../schema/suggest.ts';
import type { DataPath, YamlSource } from '../schema/yaml-source.ts';
import type { LinkPlan, NetworkPlan } from './plan.ts';

/** Where problems of a file go. */
export interface Planning {
  readonly source: YamlSource;
  readonly problems: Problem[];
}

/** The plan; what is wrong goes to the problems. */
export function networkPlan(planning: Planning, document: ScenarioDocument): NetworkPlan {
  const { network, links, nats, steps } = document;
  checkHosts(planning, document);
  checkNats(planning, document);
  const later = steps.flatMap((act) => (act.do === 'roam' ? [act.to] : []));
  return {
    all: linkPlan(planning, ['network'], network),
    links: links.map(({ between, ...link }, i) => ({
      between,
      ...linkPlan(planning, ['links', i], link),
    })),
    nats: new Map(Object.entries(nats)),
    later,
  };
}

/** A fault in words, at its place in the file; undefined after a problem. */
export function faultAt(
  { source, problems }: Planning,
  path: DataPath,
  words: string,
): Fault | undefined {
  const parsed = parseFault(words);
  if (parsed.ok) return parsed.fault;
  const { column, message, advice } = parsed;
  problems.push(inWords(source, path, column, `${message} ${advice}`.trim()));
  return undefined;
}

function linkPlan(planning: Planning, path: DataPath, document: NetworkDocument): LinkPlan {
  const { faults, ...rest } = document;
  const understood = faults.flatMap((words, i) => {
    const fault = faultAt(planning, [...path, 'faults', i], words);
    return fault === undefined ? [] : [fault];
  });
  const options = Object.entries(rest).filter(([, value]) => value !== undefined);
  return { ...(Object.fromEntries(options) as Omit<LinkPlan, 'faults'>), faults: understood };
}

function checkHosts(planning: Planning, { hosts, links, nats }: ScenarioDocument): void {
  const names = Object.keys(hosts);
  for (const [i, { between }] of links.entries()) {
    for (const [j, name] of between.entries())
      known(planning, ['links', i, 'between', j], name, names);
    if (between[0] !== between[1]) continue;
    const message = 'a link is between two hosts. Name another one.';
    planning.problems.push(planning.source.problemAt(['links', i, 'between', 1], 'value', message));
  }
  for (const [nat, { inside, forwards }] of Object.entries(nats)) {
    for (const [i, name] of inside.entries())
      known(planning, ['nats', nat, 'inside', i], name, names);
    for (const [i, { host }] of forwards.entries())
      known(planning, ['nats', nat, 'forwards', i, 'host'], host, inside);
  }
}

function checkNats({ source, problems }: Planning, { hosts, nats }: ScenarioDocument): void {
  const owners = new Map<string, string>();
  for (const [host, { addresses }] of Object.entries(hosts))
    for (const { text } of addresses) owners.set(text, host);
  const behind = new Map<string, string>();
  const taken = (path: DataPath, address: Address, owner: string): void => {
    const other = owners.get(address.text);
    owners.set(address.text, owner);
    if (other === undefined) return;
    const message = `${address.text} is an address of ${other} already. Give the NAT its own.`;
    problems.push(source.problemAt(path, 'value', message));
  };
  for (const [nat, { outside, inside, type, forwards }] of Object.entries(nats)) {
    taken(['nats', nat, 'outside'], outside, nat);
    for (const [i, name] of inside.entries()) {
      const other = behind.get(name);
      behind.set(name, nat);
      if (other === undefined) continue;
      const message = `${name} is behind ${other} already. A host is behind one NAT.`;
      problems.push(source.problemAt(['nats', nat, 'inside', i], 'value', message));
    }
    if (type !== 'symmetric' || forwards.length === 0) continue;
    const message = 'a symmetric NAT forwards no ports. Take forwards out, or use another type.';
    problems.push(source.problemAt(['nats', nat, 'forwards'], 'key', message));
  }
}

function known(
  { source, problems }: Planning,
  path: DataPath,
  name: string,
  names: readonly string[],
): void {
  if (names.includes(name)) return;
  const meant = nearest(name, names);
  const advice = meant === undefined ? `Known: ${names.join(', ')}.` : `Did you mean "${meant}"?`;
  problems.push(source.problemAt(path, 'value', `there is no host "${name}" there. ${advice}`));
}
