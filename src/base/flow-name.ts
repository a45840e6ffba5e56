/**
 * Names of what a policy entry is for one pair of computers. An entry for many computers has SAs for
 * each pair of them; `All IP Traffic [192.0.2.1 <-> 192.0.2.2]` names those of one pair. The name says
 * it all, so nobody keeps a list.
 */

import { type Address, parseAddress } from './address.ts';

export interface FlowName {
  readonly entry: string;
  readonly local: Address;
  readonly remote: Address;
}

/** The name for an entry and two computers. */
export function flowName(entry: string, local: Address, remote: Address): string {
  return `${entry} [${local.text} <-> ${remote.text}]`;
}

/** What a name says; undefined where it is that of an entry. */
export function readFlowName(name: string): FlowName | undefined {
  const parts = /^(.*) \[([0-9a-f.:]+) <-> ([0-9a-f.:]+)\]$/s.exec(name);
  if (parts === null) return undefined;
  try {
    const [, entry = '', local = '', remote = ''] = parts;
    return { entry, local: parseAddress(local), remote: parseAddress(remote) };
  } catch {
    return undefined;
  }
}

/** The entry that a name is about: its own, or that of a flow. */
export function entryOfName(name: string): string {
  return readFlowName(name)?.entry ?? name;
}
