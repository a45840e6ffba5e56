/** What a TUN device needs to fit a host's policy: routes, and an MTU under which nothing is cut up. */

import { type AddressRange, prefixLengthOf, rangeText } from '../../base/address.ts';
import type { HostConfig } from '../../host/config.ts';
import { ipHeaderOctets, longestPacket } from '../../ipsec/packet/overhead.ts';
import { layoutOf } from '../../ipsec/sa/layout.ts';
import { UDP_HEADER_OCTETS } from '../../wire/udp.ts';
import type { SocketPlan } from '../socket-plan.ts';

/** Of a link that nothing is said of: Ethernet. */
const ETHERNET_MTU = 1500;
/** Room for any suite in tunnel mode; where policy is not known at the start, as on a Windows host. */
const CAUTIOUS_MTU = 1380;

/**
 * The longest packet that every protect entry carries over the link in one piece, whichever of its
 * proposals is agreed on, and behind a NAT too. Octets.
 */
export function fittingMtu(config: HostConfig, plan: SocketPlan): number {
  const link = config.mtu ?? ETHERNET_MTU;
  const carried = carriedOctets(config, plan);
  const longest: readonly number[] = config.policies.flatMap(({ protect }) => {
    if (protect === undefined) return [];
    const { mode, proposals, selector } = protect;
    const { version } = selector.remote.first;
    const outer = config.peers.find(({ name }) => name === protect.peer)?.address?.version ?? 4;
    // In tunnel mode the outer header counts, in transport mode the packet's own.
    const travel = { mode, version: mode === 'tunnel' ? outer : version } as const;
    return proposals.map((protection) => {
      const layout = layoutOf(protection, travel.version);
      const bare = longestPacket(layout, { ...travel, udpEncapsulated: false }, link - carried);
      // AH does not go behind a NAT.
      if (protection.ah !== undefined) return bare;
      return Math.min(bare, longestPacket(layout, { ...travel, udpEncapsulated: true }, link));
    });
  });
  return longest.length === 0 ? Math.min(link - carried, CAUTIOUS_MTU) : Math.min(...longest);
}

/** The remote networks of what is protected, as routes; ranges that are no subnet stand in `others`. */
export function fittingRoutes({ policies }: HostConfig): {
  readonly routes: readonly string[];
  readonly others: readonly string[];
} {
  const ranges: readonly AddressRange[] = policies.flatMap(({ action, selector }) =>
    action === 'protect' ? [selector.remote] : [],
  );
  const texts = (wanted: boolean): string[] => [
    ...new Set(
      ranges.filter((range) => (prefixLengthOf(range) !== undefined) === wanted).map(rangeText),
    ),
  ];
  return { routes: texts(true), others: texts(false) };
}

/** Whole IP packets in UDP, as between mapped sockets, have headers around them that the link must take too. */
function carriedOctets({ addresses }: HostConfig, plan: SocketPlan): number {
  const hasLink =
    plan.mode === 'direct'
      ? plan.linkPort !== undefined
      : [...plan.map.values()].some(({ link }) => link !== undefined);
  const version = addresses[0]?.version ?? 4;
  return hasLink ? ipHeaderOctets({ version }) + UDP_HEADER_OCTETS : 0;
}
