/**
 * Two hosts with many tunnels between them. Each tunnel has a pair of addresses of its own, out of the
 * network for benchmarks (RFC 2544 C.2.2), so it has a main mode and a pair of SAs of its own too.
 */

import { type Address, addressOfBytes, rangeOfAddress } from '../../base/address.ts';
import { utf8 } from '../../base/bytes.ts';
import { Secret } from '../../base/secret.ts';
import type { TrafficSelector } from '../../base/traffic.ts';
import type { EspSuite, GroupId } from '../../crypto/provider.ts';
import type { HostConfig, PolicyEntry } from '../../host/config.ts';
import type { Authentication } from '../../ike/auth/credentials.ts';
import {
  type ChildPolicy,
  DEFAULT_DIALECT,
  DEFAULT_ESP_EXTRAS,
  DEFAULT_KEEPING,
  type MainModeProposal,
  type PeerPolicy,
  type TimerProfile,
} from '../../ike/policy.ts';

/** The side that begins the negotiations, or the one that answers. */
export type TunnelSide = 'a' | 'b';

export interface TunnelOptions {
  /** How many there are: at most `MOST_TUNNELS`. */
  readonly tunnels: number;
  /** Of main mode; 2 unless said. */
  readonly group?: GroupId;
  /** Of main mode, beside the group: AES-128 and SHA-1 unless said. */
  readonly mainMode?: Omit<MainModeProposal, 'group'>;
  /** AES-128-CBC with HMAC-SHA1-96 unless said. */
  readonly suite?: EspSuite;
  /** Lifetime of a pair of SAs, in seconds: an hour unless said. */
  readonly pairSeconds?: number;
  /** A pre-shared key unless said. */
  readonly authentication?: { readonly [side in TunnelSide]: Authentication };
}

/** Addresses of one side in 198.18.0.0/15. */
export const MOST_TUNNELS = 65_536;

/** UDP port whose datagrams the small stack sends back (RFC 862). */
export const ECHO_PORT = 7;

/** The address of one side of a tunnel, counted from 0. */
export function tunnelAddress(side: TunnelSide, index: number): Address {
  return addressOfBytes(Uint8Array.of(198, side === 'a' ? 18 : 19, index >> 8, index & 0xff));
}

/** The name of a tunnel: of its policy entry and of its peer. */
export function tunnelName(index: number): string {
  return `t${index}`;
}

/**
 * The configuration of one side. What the tunnels have in common is one object for all of them. Throws
 * a RangeError for more tunnels than there are addresses.
 */
export function tunnelHost(side: TunnelSide, options: TunnelOptions): HostConfig {
  const { tunnels } = options;
  if (tunnels < 1 || tunnels > MOST_TUNNELS)
    throw new RangeError(`${tunnels} tunnels: from 1 to ${MOST_TUNNELS} have addresses`);
  const common = commonOf(side, options);
  const other = side === 'a' ? 'b' : 'a';
  const addresses: Address[] = [];
  const peers: PeerPolicy[] = [];
  const policies: PolicyEntry[] = [];
  for (let i = 0; i < tunnels; i++) {
    const name = tunnelName(i);
    const local = tunnelAddress(side, i);
    const remote = tunnelAddress(other, i);
    const selector: TrafficSelector = {
      protocol: 0,
      local: rangeOfAddress(local),
      localPort: 0,
      remote: rangeOfAddress(remote),
      remotePort: 0,
    };
    const protect = childOf(common.child, name, selector);
    addresses.push(local);
    peers.push(peerOf(common.peer, name, local, remote));
    policies.push({ name, action: 'protect', selector, protect });
  }
  return {
    name: side,
    addresses,
    ikePort: 500,
    natPort: 4500,
    peers,
    policies,
    unmatched: 'block',
    // A pair and its successor stand side by side while they are renewed, and so do main modes.
    capacity: { mainModes: 3 * tunnels + 1024, securityAssociations: 8 * tunnels + 1024 },
    stack: {
      icmpEcho: true,
      udpEchoPorts: [ECHO_PORT],
      udpSinkPorts: [],
    },
  };
}

/** Both ends are on one machine: what is not answered within seconds is lost. */
const TIMERS: TimerProfile = {
  name: 'default',
  retransmitGaps: [1000, 2000, 4000],
  responderRetransmits: false,
  halfOpen: 8000,
};

/** How long the hosts remember an exchange that is over, in milliseconds. */
export const EXCHANGES_FORGOTTEN_AFTER = TIMERS.halfOpen;

/** Field by field: an object that is made by spreading gets a shape of its own, of 400 octets. */
function peerOf(
  common: Common['peer'],
  name: string,
  localAddress: Address,
  address: Address,
): PeerPolicy {
  return {
    name,
    address,
    localAddress,
    port: common.port,
    proposals: common.proposals,
    authentication: common.authentication,
    localIdentity: common.localIdentity,
    remoteIdentity: common.remoteIdentity,
    lifetime: common.lifetime,
    natTraversal: common.natTraversal,
    natKeepaliveSeconds: common.natKeepaliveSeconds,
    timers: common.timers,
    keeping: common.keeping,
    dialect: common.dialect,
  };
}

function childOf(common: Common['child'], name: string, selector: TrafficSelector): ChildPolicy {
  return {
    name,
    peer: name,
    selector,
    mode: common.mode,
    proposals: common.proposals,
    pfsGroup: common.pfsGroup,
    lifetime: common.lifetime,
    replayWindow: common.replayWindow,
    sendIdentities: common.sendIdentities,
    extras: common.extras,
  };
}

interface Common {
  readonly peer: Omit<PeerPolicy, 'name' | 'address' | 'localAddress'>;
  readonly child: Omit<ChildPolicy, 'name' | 'peer' | 'selector'>;
}

function commonOf(side: TunnelSide, options: TunnelOptions): Common {
  const { group = 2, mainMode = { encryption: 'aes-cbc', keyBits: 128, hash: 'sha1' } } = options;
  const { suite = { encryption: 'aes-cbc', keyBits: 128, integrity: 'hmac-sha1-96' } } = options;
  const key: Authentication = {
    method: 'pre-shared-key',
    key: new Secret(utf8('a key for tunnels that carry nothing')),
  };
  return {
    peer: {
      port: 500,
      proposals: [{ ...mainMode, group }],
      authentication: [options.authentication?.[side] ?? key],
      localIdentity: undefined,
      remoteIdentity: undefined,
      lifetime: { seconds: 28_800, kilobytes: 0 },
      natTraversal: 'auto',
      natKeepaliveSeconds: 20,
      timers: TIMERS,
      keeping: DEFAULT_KEEPING,
      dialect: DEFAULT_DIALECT,
    },
    child: {
      mode: 'tunnel',
      proposals: [{ protocol: 'esp', suite }],
      pfsGroup: undefined,
      lifetime: { seconds: options.pairSeconds ?? 3600, kilobytes: 0 },
      replayWindow: 64,
      sendIdentities: true,
      extras: DEFAULT_ESP_EXTRAS,
    },
  };
}
