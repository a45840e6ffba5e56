/** The hosts of the demo, as peers' files say them. */

import type { DemoMethod } from './demo-method.ts';
import type { GroupMember } from './peer-group.ts';

/** Addresses of the documentation block (RFC 5737) outside, private ones inside. */
export const ALPHA = {
  name: 'alpha',
  address: '192.0.2.1',
  inner: '10.1.0.1',
  behind: '192.0.2.11',
};
export const BETA = { name: 'beta', address: '192.0.2.2', inner: '10.2.0.1', behind: '192.0.2.12' };
export const GAMMA = { name: 'gamma', address: '192.0.2.3' };
export const DELTA = { name: 'delta', address: '192.0.2.4' };

/** Policies of alpha and beta. */
export const POLICY = { transport: 'transport', tunnel: 'tunnel', natted: 'behind-nat' } as const;

/** Wireshark has names for all of these, and each is fast: the demo shows protocols, not waiting. */
const MAIN_MODE = ['aes128-sha1-modp1024'];
const QUICK_MODE = ['aes128-sha1'];
export const UDP_ECHO_PORT = 7;
/** Where echoes come back to. */
export const UDP_SOURCE_PORT = 40_000;

/** Alpha and beta agree on everything; a second pair of addresses pretends to be behind NATs. */
export function agreeingMembers(method: DemoMethod, argsOfAlpha: readonly string[]): GroupMember[] {
  return [{ ...member(method, ALPHA, BETA), args: argsOfAlpha }, member(method, BETA, ALPHA)];
}

/** Gamma and delta: the same but for what one of them has to prove itself with. */
export function disagreeingMembers(method: DemoMethod): GroupMember[] {
  return [simpleMember(method, GAMMA, DELTA), simpleMember(method, DELTA, GAMMA)];
}

function member(method: DemoMethod, own: typeof ALPHA, other: typeof ALPHA): GroupMember {
  const peer = { ...method.peer(own.name), proposals: MAIN_MODE };
  const behindNat = `${other.name}-behind-nat`;
  const protect = { action: 'protect', proposals: QUICK_MODE };
  return {
    name: own.name,
    outer: [own.address, own.behind],
    inner: [own.inner],
    document: {
      name: own.name,
      addresses: [own.address, own.behind, own.inner],
      // Nothing is lost on the way: only patience, so that a busy machine shows no retransmissions.
      profile: 'default',
      ...method.host(own.name),
      stack: { udpEcho: [UDP_ECHO_PORT], udpSink: [UDP_SOURCE_PORT] },
      peers: [
        { name: other.name, address: other.address, localAddress: own.address, ...peer },
        {
          name: behindNat,
          address: other.behind,
          localAddress: own.behind,
          nat: 'force',
          ...peer,
        },
      ],
      policies: [
        { name: POLICY.transport, peer: other.name, mode: 'transport', ...protect },
        {
          name: POLICY.tunnel,
          peer: other.name,
          mode: 'tunnel',
          local: subnetOf(own.inner),
          remote: subnetOf(other.inner),
          ...protect,
        },
        { name: POLICY.natted, peer: behindNat, mode: 'transport', ...protect },
      ],
    },
  };
}

function simpleMember(method: DemoMethod, own: typeof GAMMA, other: typeof GAMMA): GroupMember {
  const peer = { ...method.peer(own.name), proposals: MAIN_MODE };
  return {
    name: own.name,
    outer: [own.address],
    inner: [],
    document: {
      name: own.name,
      addresses: [own.address],
      profile: 'lab',
      ...method.host(own.name),
      peers: [{ name: other.name, address: other.address, ...peer }],
      policies: [
        {
          name: POLICY.transport,
          action: 'protect',
          peer: other.name,
          mode: 'transport',
          proposals: QUICK_MODE,
        },
      ],
    },
  };
}

function subnetOf(address: string): string {
  return address.replace(/\d+$/, '0/24');
}
