/** Between the addresses that a host believes in and real sockets, both ways. */

import { type Address, addressOfBytes, type Endpoint, tryParseAddress } from '../base/address.ts';
import type { HostConfig } from '../host/config.ts';
import type { RealEndpoint, SocketPlan, SocketRole } from './socket-plan.ts';

/** A real socket that a host opens. */
export interface OwnSocket {
  readonly role: SocketRole;
  /** As the host knows it; port 0 on a link. */
  readonly local: Endpoint;
  readonly real: RealEndpoint;
}

/** The mapping of one host. Real addresses that it does not know map to themselves. */
export class AddressTable {
  readonly #config: HostConfig;
  readonly #plan: SocketPlan;
  readonly #hostLevel = new Map<string, Endpoint>();

  constructor(config: HostConfig, plan: SocketPlan) {
    this.#config = config;
    this.#plan = plan;
    if (plan.mode !== 'mapped') return;
    for (const [text, roles] of plan.map) {
      const address = tryParseAddress(text)!;
      this.#learn(roles.ike, { address, port: this.#ikePortOf(address) });
      this.#learn(roles.natT, { address, port: config.natPort });
      for (const [port, real] of roles.ports ?? []) this.#learn(real, { address, port });
    }
  }

  /** The sockets to open. `machine` are the machine's addresses, for a direct plan that names none. */
  ownSockets(machine: ReadonlySet<string>): OwnSocket[] {
    const { addresses, ikePort, natPort } = this.#config;
    const plan = this.#plan;
    const portOf: Readonly<Record<SocketRole, number>> = { ike: ikePort, natT: natPort, link: 0 };
    const own: OwnSocket[] = [];
    const add = (address: Address, role: SocketRole, real: RealEndpoint | undefined): void => {
      if (real !== undefined) own.push({ role, local: { address, port: portOf[role] }, real });
    };
    if (plan.mode === 'mapped') {
      const links = new Set<string>();
      for (const address of addresses) {
        const roles = plan.map.get(address.text);
        add(address, 'ike', roles?.ike);
        add(address, 'natT', roles?.natT);
        // Several own addresses may share one link socket.
        const link = keyOf(roles?.link);
        if (link !== undefined && !links.has(link)) add(address, 'link', roles?.link);
        if (link !== undefined) links.add(link);
      }
      return own;
    }
    const bound = plan.bind ?? addresses.filter((address) => machine.has(address.text));
    for (const address of bound) {
      add(address, 'ike', { address: address.text, port: ikePort });
      add(address, 'natT', { address: address.text, port: natPort });
      const { linkPort } = plan;
      if (linkPort !== undefined) add(address, 'link', { address: address.text, port: linkPort });
    }
    return own;
  }

  /** Where a UDP datagram to a host-level endpoint really goes. */
  realUdp(remote: Endpoint): RealEndpoint {
    const itself = { address: remote.address.text, port: remote.port };
    if (this.#plan.mode === 'direct') return itself;
    const roles = this.#plan.map.get(remote.address.text);
    if (remote.port === this.#config.natPort) return roles?.natT ?? itself;
    if (remote.port === this.#ikePortOf(remote.address)) return roles?.ike ?? itself;
    return roles?.ports?.get(remote.port) ?? itself;
  }

  /** Where whole IP packets to a host-level address really go; undefined if nowhere. */
  realLink(remote: Address): RealEndpoint | undefined {
    const plan = this.#plan;
    if (plan.mode === 'mapped') return plan.map.get(remote.text)?.link;
    return plan.linkPort === undefined ? undefined : { address: remote.text, port: plan.linkPort };
  }

  /** Who sent a UDP datagram, as the host knows it; a sender without an entry is itself. */
  hostLevel(address: string, port: number): Endpoint {
    const known = this.#hostLevel.get(`${address}|${port}`);
    if (known !== undefined) return known;
    // A link-local IPv6 sender carries its interface behind a percent sign.
    const parsed = tryParseAddress(address.split('%')[0]!);
    return { address: parsed ?? addressOfBytes(new Uint8Array(4)), port };
  }

  #learn(real: RealEndpoint | undefined, endpoint: Endpoint): void {
    if (real !== undefined) this.#hostLevel.set(`${real.address}|${real.port}`, endpoint);
  }

  #ikePortOf(address: Address): number {
    const peer = this.#config.peers.find((candidate) => candidate.address?.text === address.text);
    return peer?.port ?? this.#config.ikePort;
  }
}

function keyOf(real: RealEndpoint | undefined): string | undefined {
  return real === undefined ? undefined : `${real.address}|${real.port}`;
}
