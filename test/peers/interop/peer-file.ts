/** What the two programs read: Espial's peer file and strongSwan's swanctl.conf, from one agreement. */

import { join } from 'node:path';
import type { Agreement, Between } from './cell.ts';
import { espialMethod, strongSwanRounds } from './certificates.ts';

const PSK = 'interop-psk-123';
export const ESPIAL_ADDRESS = '10.99.0.2';
export const STRONGSWAN_ADDRESS = '10.99.0.1';
/** UDP port for whole IP packets: ESP as protocol 50 between Espial and scapy. */
export const LINK_PORT = 5050;

/** With something between them, Espial's sockets, and those at which it finds strongSwan. */
const ESPIAL_SOCKETS = { ike: '127.0.0.1:25500', natT: '127.0.0.1:24500' };
const BETWEEN_SOCKETS = { ike: '127.0.0.1:15500', natT: '127.0.0.1:14500' };
/** Behind a NAT before Espial. */
const PRIVATE_ADDRESS = '192.168.77.2';
/** Of a NAT before strongSwan: where Espial sees it. */
const OUTSIDE_ADDRESS = '10.99.0.3';

/** Before a NAT of strongSwan's own there is nothing to look it up by: its packets come from where they come from. */
function strongSwanSockets({ kind }: Between): Readonly<Record<string, typeof BETWEEN_SOCKETS>> {
  return kind === 'nat-strongswan' ? {} : { [STRONGSWAN_ADDRESS]: BETWEEN_SOCKETS };
}

/** The arguments of the `espial` command that stands between. It runs in Espial's namespace. */
export function betweenArguments({ kind, options }: Between): string[] {
  const { ike, natT } = BETWEEN_SOCKETS;
  const legs = {
    relay: [
      ['--listen', ike, '--client', ESPIAL_SOCKETS.ike],
      ['--from', `${ESPIAL_ADDRESS}:500`, '--to', `${STRONGSWAN_ADDRESS}:500`],
      ['--listen', natT, '--client', ESPIAL_SOCKETS.natT],
      ['--from', `${ESPIAL_ADDRESS}:4500`, '--to', `${STRONGSWAN_ADDRESS}:4500`],
    ],
    'nat-espial': [
      ['--inside', ike, '--to', `${STRONGSWAN_ADDRESS}:500`],
      ['--inside', natT, '--to', `${STRONGSWAN_ADDRESS}:4500`, '--outside', ESPIAL_ADDRESS],
    ],
    'nat-strongswan': [
      ['--inside', `${ESPIAL_ADDRESS}:500`, '--to', ESPIAL_SOCKETS.ike],
      ['--inside', `${ESPIAL_ADDRESS}:4500`, '--to', ESPIAL_SOCKETS.natT],
      ['--outside', OUTSIDE_ADDRESS],
    ],
  }[kind];
  return [kind === 'relay' ? 'relay' : 'nat', ...legs.flat(), ...options];
}

/** The inner address of the nth child, in 10.102.n.0/24 and 10.101.n.0/24. */
export function innerEspial(n = 0): string {
  return `10.102.${n}.1`;
}

export function innerStrongSwan(n = 0): string {
  return `10.101.${n}.1`;
}

/** What both sides call the nth child. */
export function childName(n: number): string {
  return `net${n}`;
}

/** What a packet of a cell comes from and goes to: inner addresses, or the hosts themselves in transport mode. */
export function pingAddresses(agreement: Agreement, n = 0): { espial: string; strongSwan: string } {
  return agreement.mode === 'tunnel'
    ? { espial: innerEspial(n), strongSwan: innerStrongSwan(n) }
    : { espial: ESPIAL_ADDRESS, strongSwan: STRONGSWAN_ADDRESS };
}

/** What Espial believes its own address to be. */
function espialBelieves({ between }: Agreement): string {
  return between?.kind === 'nat-espial' ? PRIVATE_ADDRESS : ESPIAL_ADDRESS;
}

/** The domain that Espial is in, where it offers Kerberos. */
function domain({ methods = [] }: Agreement, folder: string): object {
  if (!methods.includes('kerberos')) return {};
  const realm = join(folder, 'realm.yaml');
  return { kerberos: { realm, principal: 'host/espial.lab.example' } };
}

/** What Espial proves itself with: a pre-shared key, or its list of methods. */
function proofs({ certificates, methods }: Agreement, folder: string): object {
  const { espial } = certificates ?? {};
  if (espial === undefined) return { psk: PSK };
  const known = {
    kerberos: { kerberos: { remotePrincipal: 'host/strongswan.lab.example' } },
    certificate: espialMethod(espial, folder),
    psk: { psk: PSK },
  };
  return { authentication: (methods ?? ['certificate']).map((method) => known[method]) };
}

/** Espial's peer file, as data; `certificates` is where the run's certificates are. */
export function peerFile(agreement: Agreement, control: string, certificates: string): object {
  const { espial, between } = agreement;
  const own = espialBelieves(agreement);
  const numbers = [...Array(agreement.children).keys()];
  return {
    name: 'espial',
    addresses: [own, ...numbers.map(innerEspial)],
    sockets:
      between === undefined
        ? { mode: 'direct', bind: [own], link: LINK_PORT }
        : { mode: 'mapped', map: { [own]: ESPIAL_SOCKETS, ...strongSwanSockets(between) } },
    control,
    profile: 'lab',
    ...domain(agreement, certificates),
    ...espial.host,
    peers: [
      {
        name: 'strongswan',
        address: between?.kind === 'nat-strongswan' ? OUTSIDE_ADDRESS : STRONGSWAN_ADDRESS,
        ...proofs(agreement, certificates),
        proposals: [agreement.ike],
        nat: agreement.encapsulated ? 'force' : 'auto',
        ...espial.peer,
      },
    ],
    policies: numbers.map((n) => ({
      name: childName(n),
      action: 'protect',
      peer: 'strongswan',
      mode: agreement.mode,
      ...(agreement.mode === 'tunnel'
        ? { local: `10.102.${n}.0/24`, remote: `10.101.${n}.0/24` }
        : {}),
      proposals: [agreement.esp],
      ...(agreement.pfs === undefined ? {} : { pfs: agreement.pfs }),
      ...espial.policy,
    })),
  };
}

/** How strongSwan proves itself, and wants Espial to. */
function rounds(agreement: Agreement): { local: Section; remote: Section } {
  const { strongSwan } = agreement.certificates ?? {};
  if (strongSwan !== undefined) return strongSwanRounds(strongSwan);
  return {
    local: { auth: 'psk', id: STRONGSWAN_ADDRESS },
    remote: { auth: 'psk', id: espialBelieves(agreement) },
  };
}

/** strongSwan's swanctl.conf: connection `c`, one child a pair of networks. */
export function swanctlConf(agreement: Agreement): string {
  const { swanctl, certificates } = agreement;
  const hasPresharedKey = certificates?.strongSwan === undefined;
  const suite = agreement.pfs === undefined ? agreement.esp : `${agreement.esp}-${agreement.pfs}`;
  const children = [...Array(agreement.children).keys()].map((n) => [
    childName(n),
    {
      mode: agreement.mode,
      ...(agreement.mode === 'tunnel'
        ? { local_ts: `10.101.${n}.0/24`, remote_ts: `10.102.${n}.0/24` }
        : {}),
      ...(agreement.esp.startsWith('ah-') ? {} : { esp_proposals: suite }),
      start_action: 'none',
      updown: '',
      ...swanctl.child,
    },
  ]);
  return section({
    connections: {
      c: {
        version: '1',
        local_addrs: STRONGSWAN_ADDRESS,
        remote_addrs: ESPIAL_ADDRESS,
        encap: agreement.encapsulated ? 'yes' : 'no',
        proposals: agreement.ike,
        ...swanctl.connection,
        ...rounds(agreement),
        children: Object.fromEntries(children),
      },
    },
    secrets: hasPresharedKey ? { 'ike-any': { secret: `"${PSK}"` } } : {},
  });
}

interface Section {
  readonly [name: string]: string | Section;
}

function section(values: Section, indent = ''): string {
  return Object.entries(values)
    .map(([name, value]) =>
      typeof value === 'string'
        ? `${indent}${name} = ${value}\n`
        : `${indent}${name} {\n${section(value, `${indent}  `)}${indent}}\n`,
    )
    .join('');
}
