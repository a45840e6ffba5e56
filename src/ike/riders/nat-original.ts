/**
 * What transport mode through a NAT needs besides ports: the addresses before the NAT changed them
 * (NAT-OA, RFC 3947 5.2), which TCP and UDP checksums cover, and identities in this host's view.
 */

import { type Address, addressOfBytes, rangeOfAddress, sameAddress } from '../../base/address.ts';
import type { EncapsulationMode, TrafficSelector } from '../../base/traffic.ts';
import type { NatOriginalAddressPayload, Payload } from '../../wire/isakmp/payload.ts';
import { ID_TYPE } from '../../wire/numbers/ipsec.ts';
import { type IsakmpSa, natFound } from '../isakmp-sa.ts';
import type { CoveredAddresses, OriginalAddresses } from '../policy.ts';
import type { Incoming, Role } from '../script/exchange.ts';
import { every } from '../script/incoming.ts';
import { natVersion } from './nat-versions.ts';

/**
 * The payloads that this host adds to its quick-mode message: none in tunnel mode (RFC 3947 5.2).
 * `role` is the one in this quick mode. Windows 2003 sends its own only, and behind a NAT only.
 */
export function originalAddressPayloads(
  sa: IsakmpSa,
  role: Role,
  mode: EncapsulationMode,
  udpEncapsulated: boolean,
): Payload[] {
  const version = natVersion(sa);
  if (version === undefined || mode === 'tunnel' || !udpEncapsulated) return [];
  if (sa.peer.dialect.name === 'windows-2003' && !sa.nat.localBehindNat) return [];
  const own = sa.path.local.address;
  const peer = sa.path.remote.address;
  const told = version.tells === 'own' ? [own] : role === 'initiator' ? [own, peer] : [peer, own];
  return told.map((address) => ({
    kind: 'nat-oa',
    type: version.natOa,
    idType: address.version === 4 ? ID_TYPE.ID_IPV4_ADDR : ID_TYPE.ID_IPV6_ADDR,
    data: address.bytes,
  }));
}

/**
 * What the peer said in its quick-mode message: the initiator's first, or where there is one alone,
 * the sender's. `role` is this host's. Undefined where nothing usable was said.
 */
export function originalAddresses(role: Role, message: Incoming): OriginalAddresses | undefined {
  const told = every(message, 'nat-oa').flatMap((payload) => addressOf(payload) ?? []);
  const [first, second] = told;
  if (first === undefined) return undefined;
  if (second === undefined) return { peer: first, self: undefined };
  return role === 'responder' ? { peer: first, self: second } : { peer: second, self: first };
}

/**
 * The addresses that the peer's TCP and UDP checksums cover (RFC 3948 3.1.2); `unknown` where a NAT
 * has changed one and the peer has not said it; undefined where no NAT changes what they cover.
 */
export function coveredAddresses(
  { nat, path }: IsakmpSa,
  {
    mode,
    udpEncapsulated,
  }: { readonly mode: EncapsulationMode; readonly udpEncapsulated: boolean },
  told: OriginalAddresses | undefined,
): CoveredAddresses | 'unknown' | undefined {
  if (mode === 'tunnel' || !udpEncapsulated) return undefined;
  const remote = told?.peer ?? (nat.remoteBehindNat ? undefined : path.remote.address);
  const local = told?.self ?? (nat.seenAsIs ? path.local.address : undefined);
  return remote === undefined || local === undefined ? 'unknown' : { local, remote };
}

/**
 * Traffic between two hosts as this host sees it: behind a NAT the peer speaks of addresses that
 * mean nothing here (RFC 3947 5.2). In transport mode the packets are between the two ends anyway.
 */
export function throughNat(sa: IsakmpSa, traffic: TrafficSelector): TrafficSelector {
  if (!natFound(sa) || !isBetweenHosts(traffic)) return traffic;
  return {
    ...traffic,
    local: rangeOfAddress(sa.path.local.address),
    remote: rangeOfAddress(sa.path.remote.address),
  };
}

/** Whether a responder's traffic differs from what was asked for by no more than a NAT explains. */
export function isSameThroughNat(
  sa: IsakmpSa,
  asked: TrafficSelector,
  answered: TrafficSelector,
): boolean {
  return (
    natFound(sa) &&
    isBetweenHosts(asked) &&
    isBetweenHosts(answered) &&
    asked.protocol === answered.protocol &&
    asked.localPort === answered.localPort &&
    asked.remotePort === answered.remotePort
  );
}

function isBetweenHosts({ local, remote }: TrafficSelector): boolean {
  return sameAddress(local.first, local.last) && sameAddress(remote.first, remote.last);
}

function addressOf({ idType, data }: NatOriginalAddressPayload): Address | undefined {
  const octets = idType === ID_TYPE.ID_IPV4_ADDR ? 4 : idType === ID_TYPE.ID_IPV6_ADDR ? 16 : -1;
  return data.length === octets ? addressOfBytes(data) : undefined;
}
