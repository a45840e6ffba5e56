/** How a host's addresses become real sockets (plain data): direct or mapped. */

import type { Address } from '../base/address.ts';

/** A real UDP address. */
export interface RealEndpoint {
  readonly address: string;
  readonly port: number;
}

/** What carries which datagrams: IKE, IKE and ESP beside it, whole IP packets. */
export type SocketRole = 'ike' | 'natT' | 'link';

/** The real sockets of one host-level address; a role that is not there is not reached. */
export type RoleEndpoints = { readonly [role in SocketRole]?: RealEndpoint | undefined } & {
  /** Sockets of further UDP ports of the address: those that a NAT gives. */
  readonly ports?: ReadonlyMap<number, RealEndpoint> | undefined;
};

/**
 * - `direct`: host-level addresses are the machine's; `bind` undefined means those that it has.
 *   `linkPort` is the UDP port for whole IP packets, here and at the peers.
 * - `mapped`: every host-level address, own or a peer's, has real sockets somewhere.
 */
export type SocketPlan =
  | {
      readonly mode: 'direct';
      readonly bind: readonly Address[] | undefined;
      readonly linkPort: number | undefined;
    }
  | { readonly mode: 'mapped'; readonly map: ReadonlyMap<string, RoleEndpoints> };
