/** The two hosts of a pair: a configuration that agrees, and what a test wants to be different. */

import { type Address, parseAddress, rangeOfAddress, rangeOfPrefix } from '../base/address.ts';
import { utf8 } from '../base/bytes.ts';
import { Secret } from '../base/secret.ts';
import type { EncapsulationMode, TrafficSelector } from '../base/traffic.ts';
import type { HostConfig, PolicyEntry } from '../host/config.ts';
import type { Authentication } from '../ike/auth/credentials.ts';
import {
  type ChildPolicy,
  DEFAULT_DIALECT,
  DEFAULT_ESP_EXTRAS,
  DEFAULT_KEEPING,
  type PeerPolicy,
} from '../ike/policy.ts';
import { TIMER_PROFILES } from '../ike/timers.ts';

export type PairName = 'a' | 'b';

/** What one side has different. Objects replace field by field, lists as a whole. */
export interface SideOptions {
  /** The outer address that the host believes in, where a NAT shows another one to its peer. */
  readonly outer?: Address;
  readonly host?: Partial<HostConfig>;
  /** For the one peer that each host has. */
  readonly peer?: Partial<PeerPolicy>;
  /** Instead of `authentication` in `peer`. */
  readonly presharedKey?: string;
  /** For both protected entries. */
  readonly child?: Partial<ChildPolicy>;
  /** For the entry between the outer addresses. */
  readonly transport?: Partial<ChildPolicy>;
  /** For the entry between the inner subnets. */
  readonly tunnel?: Partial<ChildPolicy>;
}

/** Addresses of the pair. */
export const PAIR_ADDRESSES = {
  a: { outer: parseAddress('192.0.2.1'), inner: parseAddress('10.1.0.1') },
  b: { outer: parseAddress('192.0.2.2'), inner: parseAddress('10.2.0.1') },
} as const;

/** What a host behind a NAT believes; the NAT has its outer address. */
export const PRIVATE_ADDRESSES = {
  a: parseAddress('10.66.0.2'),
  b: parseAddress('10.77.0.2'),
} as const;

/**
 * The configuration of one host: pre-shared key, AES-128 with SHA-1 and group 19 in both phases, an
 * entry `transport` between 192.0.2.1 and 192.0.2.2 and an entry `tunnel` between 10.1.0.0/24 and
 * 10.2.0.0/24. Later options outdo earlier ones.
 */
export function pairConfig(name: PairName, ...options: readonly SideOptions[]): HostConfig {
  const { inner } = PAIR_ADDRESSES[name];
  const outer = options.findLast((side) => side.outer !== undefined)?.outer;
  const own = { outer: outer ?? PAIR_ADDRESSES[name].outer, inner };
  const other = PAIR_ADDRESSES[name === 'a' ? 'b' : 'a'];
  const peer = peerOf(name, own.outer, options);
  const transport = entryOf('transport', peer, options, {
    ...anyProtocol,
    local: rangeOfAddress(own.outer),
    remote: rangeOfAddress(other.outer),
  });
  const tunnel = entryOf('tunnel', peer, options, {
    ...anyProtocol,
    local: rangeOfPrefix(own.inner, 24),
    remote: rangeOfPrefix(other.inner, 24),
  });
  const config: HostConfig = {
    name,
    addresses: [own.outer, own.inner],
    ikePort: 500,
    natPort: 4500,
    peers: [peer],
    policies: [transport, tunnel],
    unmatched: 'permit',
    stack: { icmpEcho: true, udpEchoPorts: [7], udpSinkPorts: [9] },
  };
  return overlay(
    config,
    options.map(({ host }) => host),
  );
}

const anyProtocol = { protocol: 0, localPort: 0, remotePort: 0 } as const;

function peerOf(
  name: PairName,
  localAddress: Address,
  options: readonly SideOptions[],
): PeerPolicy {
  const other = name === 'a' ? 'b' : 'a';
  const peer: PeerPolicy = {
    name: other,
    address: PAIR_ADDRESSES[other].outer,
    port: 500,
    localAddress,
    proposals: [{ encryption: 'aes-cbc', keyBits: 128, hash: 'sha1', group: 19 }],
    authentication: [byKey('a key that both know')],
    localIdentity: undefined,
    remoteIdentity: undefined,
    lifetime: { seconds: 28_800, kilobytes: 0 },
    natTraversal: 'auto',
    natKeepaliveSeconds: 20,
    keeping: DEFAULT_KEEPING,
    dialect: DEFAULT_DIALECT,
    timers: TIMER_PROFILES.default,
  };
  return overlay(
    peer,
    options.map((side) => ({ ...keyOf(side), ...side.peer })),
  );
}

function keyOf({ presharedKey }: SideOptions): Partial<PeerPolicy> {
  return presharedKey === undefined ? {} : { authentication: [byKey(presharedKey)] };
}

/** Authentication with a pre-shared key, whose text is taken as UTF-8. */
export function byKey(text: string): Authentication {
  return { method: 'pre-shared-key', key: new Secret(utf8(text)) };
}

function entryOf(
  mode: EncapsulationMode,
  peer: PeerPolicy,
  options: readonly SideOptions[],
  selector: TrafficSelector,
): PolicyEntry {
  const child: ChildPolicy = {
    name: mode,
    peer: peer.name,
    mode,
    selector,
    proposals: [
      {
        protocol: 'esp',
        suite: { encryption: 'aes-cbc', keyBits: 128, integrity: 'hmac-sha1-96' },
      },
    ],
    pfsGroup: undefined,
    lifetime: { seconds: 3600, kilobytes: 0 },
    replayWindow: 64,
    sendIdentities: mode === 'tunnel',
    extras: DEFAULT_ESP_EXTRAS,
  };
  const protect = overlay(
    child,
    options.map((side) => ({ ...side.child, ...side[mode] })),
  );
  return { name: protect.name, action: 'protect', selector: protect.selector, protect };
}

/** `base` with the fields of each change in turn. */
function overlay<T>(base: T, changes: readonly (Partial<T> | undefined)[]): T {
  let whole = base;
  for (const change of changes) whole = { ...whole, ...change };
  return whole;
}
