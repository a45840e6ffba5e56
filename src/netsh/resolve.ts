/** DNS names of a command, looked up before it is applied. */

import type { Address } from '../base/address.ts';
import { LIMITS } from '../base/limits.ts';
import type { PolicyCommand } from '../policy/commands.ts';
import type { DynamicCommand } from '../policy/dynamic.ts';
import type { FilterAddress, TunnelEndpoint } from '../policy/model.ts';
import { tunnelAddress, type UnresolvedDynamic } from './dynamic-commands.ts';
import { NetshProblem } from './problem.ts';
import type { ShowFilter } from './show-request.ts';

/** Gives the IPv4 addresses of a name; none: there is no such name. */
export type LookUp = (name: string) => Promise<readonly Address[]>;

/** A static command with the addresses of its names. Throws NetshProblem for an unknown name. */
export async function resolvedStatic(
  command: PolicyCommand,
  lookUp: LookUp,
): Promise<PolicyCommand> {
  switch (command.kind) {
    case 'add-filter':
      return {
        ...command,
        filter: { ...command.filter, ...(await sides(command.filter, lookUp)) },
      };
    case 'add-rule':
      return { ...command, tunnel: await endpoint(command.tunnel, lookUp) };
    case 'set-rule':
      if (command.tunnel === 'none') return command;
      return { ...command, tunnel: await endpoint(command.tunnel, lookUp) };
    default:
      return command;
  }
}

/** The same for a dynamic command. */
export async function resolvedDynamic(
  command: UnresolvedDynamic,
  lookUp: LookUp,
): Promise<DynamicCommand> {
  if (!('identity' in command)) return command;
  const tunnel = tunnelAddress(await endpoint(command.identity.tunnel, lookUp));
  const found = await sides(command.identity, lookUp);
  return { ...command, identity: { ...command.identity, ...found, tunnel } };
}

/** The same for what is to be shown. */
export async function resolvedFilter(filter: ShowFilter, lookUp: LookUp): Promise<ShowFilter> {
  const { source, destination } = filter;
  return {
    ...filter,
    source: source === undefined ? undefined : await address(source, lookUp),
    destination: destination === undefined ? undefined : await address(destination, lookUp),
  };
}

async function sides(
  filter: { readonly source: FilterAddress; readonly destination: FilterAddress },
  lookUp: LookUp,
): Promise<{ source: FilterAddress; destination: FilterAddress }> {
  return {
    source: await address(filter.source, lookUp),
    destination: await address(filter.destination, lookUp),
  };
}

async function address(one: FilterAddress, lookUp: LookUp): Promise<FilterAddress> {
  return one.kind === 'dns' ? { ...one, addresses: await addresses(one.name, lookUp) } : one;
}

async function endpoint(
  one: TunnelEndpoint | undefined,
  lookUp: LookUp,
): Promise<TunnelEndpoint | undefined> {
  return one?.kind === 'dns' ? { ...one, addresses: await addresses(one.name, lookUp) } : one;
}

async function addresses(name: string, lookUp: LookUp): Promise<readonly Address[]> {
  const found = (await lookUp(name)).filter(({ version }) => version === 4);
  if (found.length > 0) return found.slice(0, LIMITS.addressesPerName);
  throw new NetshProblem(
    `DNS knows no IPv4 address of "${name}".`,
    'Check the name, or write the address.',
  );
}
