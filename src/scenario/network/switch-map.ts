/** Which sockets the hosts of a scenario need: their own, and those of the switch for everybody else. */

import type { HostConfig } from '../../host/config.ts';
import { freeUdpPorts, LOOPBACK } from '../../lab/free-ports.ts';
import { type AddressSockets, ROLES } from '../../lab/socket-map.ts';
import { FIRST_NAT_PORT, LAST_NAT_PORT } from './crossing.ts';
import { type NetworkPlan, natOf } from './plan.ts';
import type { SwitchedHost } from './switch.ts';

interface Member {
  readonly name: string;
  readonly config: HostConfig;
}

/** The hosts with ports that were free a moment ago. */
export async function switchedHosts(
  members: readonly Member[],
  plan: NetworkPlan,
): Promise<readonly SwitchedHost[]> {
  const speaking = speakingAddresses(members);
  for (const { text } of plan.later) speaking.add(text);
  const nats = [
    ...[...plan.nats.values()].map(({ outside }) => outside.text),
    ...(plan.nats.size > 0 ? plan.later.map(({ text }) => text) : []),
  ];
  const all = members.flatMap(({ config }) => config.addresses.map(({ text }) => text));
  const ports = Array.from(
    { length: LAST_NAT_PORT - FIRST_NAT_PORT + 1 },
    (_, i) => FIRST_NAT_PORT + i,
  );
  const spoken = members.flatMap(({ config }) => spokenBy(config, speaking));
  // All at once: what is free a moment later may be what was free before.
  const free = [...(await freeUdpPorts(spoken.length * ROLES.length))];
  const hosts: SwitchedHost[] = [];
  for (const { name, config } of members) {
    const own = ownSockets(config, speaking, free);
    const isThere = (address: string): boolean =>
      !(address in own) && !config.addresses.some(({ text }) => text === address);
    const others = {
      speaking: [...speaking].filter(isThere),
      silent: all.filter(isThere),
      nats: nats.filter(isThere),
      ports: natOf(plan, name) === undefined || plan.nats.size > 1 ? ports : [],
    };
    hosts.push({ name, config, own, others });
  }
  return hosts;
}

/**
 * Addresses that peers send IKE from or to; a host without any of them speaks by its first one, and one
 * that lives by Windows policy by each: "me" is any of them.
 */
function speakingAddresses(members: readonly Member[]): Set<string> {
  const found = new Set<string>();
  for (const { config } of members) {
    for (const { localAddress, address } of config.peers) {
      found.add(localAddress.text);
      if (address !== undefined) found.add(address.text);
    }
  }
  for (const { config } of members) {
    const own = config.addresses.map(({ text }) => text);
    if (config.windows !== undefined) for (const text of own) found.add(text);
    else if (!own.some((text) => found.has(text))) found.add(own[0]!);
  }
  return found;
}

function spokenBy({ addresses }: HostConfig, speaking: ReadonlySet<string>): readonly string[] {
  return addresses.map(({ text }) => text).filter((text) => speaking.has(text));
}

/** Takes ports; addresses that do not speak share the link socket of the first one that does. */
function ownSockets(
  config: HostConfig,
  speaking: ReadonlySet<string>,
  ports: number[],
): Readonly<Record<string, AddressSockets>> {
  const own = config.addresses.map(({ text }) => text);
  const spoken = spokenBy(config, speaking);
  const map: Record<string, AddressSockets> = {};
  for (const address of spoken) {
    map[address] = Object.fromEntries(
      ROLES.map((role) => [role, `${LOOPBACK}:${ports.shift()}`] as const),
    );
  }
  const link = map[spoken[0] ?? '']?.link;
  if (link === undefined) return map;
  for (const address of own) map[address] ??= { link };
  return map;
}
