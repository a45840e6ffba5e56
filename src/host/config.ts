/** A host's configuration: plain data, made from a peer's file or written in a test. */

import type { Address } from '../base/address.ts';
import type { TrafficSelector } from '../base/traffic.ts';
import type { ChildPolicy, PeerPolicy } from '../ike/policy.ts';
import type { UnprotectedErrors } from '../ipsec/clear/unprotected-errors.ts';
import type { ManualSa } from './manual.ts';
import type { ListedKey } from './preshared-keys.ts';
import type { WindowsSystem } from './windows/system.ts';

/** How much a host holds at most. */
interface Capacity {
  /** Main modes; `LIMITS.mainModeSas` unless said. */
  readonly mainModes?: number | undefined;
  /** ESP and AH SAs, both directions counted; `LIMITS.securityAssociations` unless said. */
  readonly securityAssociations?: number | undefined;
}

/** One entry of the ordered SPD (RFC 4301 4.4.1): the first match decides. */
export interface PolicyEntry {
  readonly name: string;
  readonly action: 'permit' | 'block' | 'protect';
  readonly selector: TrafficSelector;
  /** For `protect`: what to negotiate. Its name and selector equal the entry's. */
  readonly protect: ChildPolicy | undefined;
}

/** What the small stack answers. */
export interface StackConfig {
  readonly icmpEcho: boolean;
  /** Ports whose datagrams are sent back. */
  readonly udpEchoPorts: readonly number[];
  /** Ports whose datagrams are taken and counted. */
  readonly udpSinkPorts: readonly number[];
  /** Those of the host's addresses whose packets are another's on the inner side; none unless said. */
  readonly leave?: readonly Address[] | undefined;
}

export interface HostConfig {
  readonly name: string;
  /** All of the host's own addresses, outer and inner. */
  readonly addresses: readonly Address[];
  /** UDP ports as the host believes them, normally 500 and 4500. */
  readonly ikePort: number;
  readonly natPort: number;
  readonly peers: readonly PeerPolicy[];
  readonly policies: readonly PolicyEntry[];
  /** What happens to packets that no entry matches. */
  readonly unmatched: 'permit' | 'block';
  readonly stack: StackConfig;
  /** How far this host's clock is ahead, in seconds: certificates and tickets see it; 0 unless said. */
  readonly clockOffsetSeconds?: number | undefined;
  /** Where peers' keys are looked up whose policy says none itself; empty unless said. */
  readonly presharedKeys?: readonly ListedKey[] | undefined;
  /** SAs keyed by hand, for entries that protect and negotiate nothing; none unless said. */
  readonly manual?: readonly ManualSa[] | undefined;
  /** Octets of an IP packet that the link takes (RFC 4301 8); no limit unless said. */
  readonly mtu?: number | undefined;
  /** What ICMP errors from outside about protected packets may do; `path-mtu` unless said. */
  readonly unprotectedErrors?: UnprotectedErrors | undefined;
  /** Seconds for which such a path MTU is believed; 600 unless said. */
  readonly pathMtuSeconds?: number | undefined;
  /** It stands before other computers: what tunnels bring for them goes to the inner side too; false unless said. */
  readonly gateway?: boolean | undefined;
  /** A computer with the Windows system: peers and filters come from its policy, not from these lists. */
  readonly windows?: WindowsSystem | undefined;
  /** For hosts of very many tunnels. */
  readonly capacity?: Capacity | undefined;
}
