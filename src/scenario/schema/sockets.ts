/** The `sockets` part of a host's document as a plan for `net/`. */

import { sameAddress, tryParseAddress } from '../../base/address.ts';
import type { RoleEndpoints, SocketPlan, SocketRole } from '../../net/socket-plan.ts';
import type { HostDocument } from './peer-schema.ts';
import type { Report } from './report.ts';

const LAST_PORT = 65_535;
const ROLES: readonly SocketRole[] = ['ike', 'natT', 'link'];

/** The plan; without `sockets` in the document it is direct. Undefined after a report. */
export function socketPlan(document: HostDocument, report: Report): SocketPlan | undefined {
  const { sockets } = document;
  if (sockets === undefined) return { mode: 'direct', bind: undefined, linkPort: undefined };
  if (sockets.mode === 'direct') return directPlan(document, sockets, report);
  return mappedPlan(document, sockets, report);
}

type Sockets = NonNullable<HostDocument['sockets']>;

function directPlan(
  document: HostDocument,
  sockets: Extract<Sockets, { mode: 'direct' }>,
  report: Report,
): SocketPlan | undefined {
  let wrong = false;
  for (const [i, address] of (sockets.bind ?? []).entries()) {
    if (document.addresses.some((own) => sameAddress(own, address))) continue;
    wrong = true;
    const own = document.addresses.map((known) => known.text).join(', ');
    const message = `${address.text} is not one of this host's addresses: ${own}.`;
    report(['sockets', 'bind', i], message);
  }
  if (wrong) return undefined;
  return { mode: 'direct', bind: sockets.bind, linkPort: sockets.link };
}

function mappedPlan(
  document: HostDocument,
  sockets: Extract<Sockets, { mode: 'mapped' }>,
  report: Report,
): SocketPlan | undefined {
  let wrong = false;
  const note: Report = (path, message, part) => {
    wrong = true;
    report(['sockets', 'map', ...path], message, part);
  };
  const map = new Map<string, RoleEndpoints>();
  const taken = new Map<string, string>();
  for (const [key, roles] of Object.entries(sockets.map)) {
    const address = tryParseAddress(key);
    if (address === undefined) {
      note([key], `"${key}" is not an IPv4 or IPv6 address. Write a host-level address.`, 'key');
      continue;
    }
    if (map.has(address.text)) {
      note([key], `${address.text} stands in the map already. Take one out.`, 'key');
      continue;
    }
    const { ports, ...byRole } = roles;
    const byPort = Object.entries(ports ?? {}).map(([port, real]) => [Number(port), real] as const);
    const further = byPort.length === 0 ? {} : { ports: new Map(byPort) };
    map.set(address.text, { ...byRole, ...further });
    for (const [port] of byPort) {
      if (Number.isInteger(port) && port > 0 && port <= LAST_PORT) continue;
      note([key, 'ports'], 'the keys of ports are port numbers from 1 to 65535.', 'key');
    }
    const named = [
      ...ROLES.map((role) => [role, roles[role]] as const),
      ...byPort.map(([port, real]) => [`port ${port}`, real] as const),
    ];
    for (const [role, real] of named) {
      // Several addresses may share a link socket: the IP packet says whose it is.
      if (real === undefined) continue;
      const socket = `${real.address}:${real.port}`;
      const owner = taken.get(socket);
      if (owner === undefined) taken.set(socket, `${address.text} ${role}`);
      else if (role !== 'link' || !owner.endsWith(' link')) {
        note(
          [key, role.startsWith('port ') ? 'ports' : role],
          `${socket} is the socket of ${owner} already. Use another port.`,
        );
      }
    }
  }
  const own = document.addresses.filter((address) => map.has(address.text));
  if (own.length === 0 && !wrong) {
    note(
      [],
      "none of this host's addresses is in the map. Add at least one with its sockets.",
      'key',
    );
  }
  return wrong ? undefined : { mode: 'mapped', map };
}
