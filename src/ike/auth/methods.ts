/** The methods that there are, and which of them serve with a peer. */

import { OBSTACLE } from '../failures/methods.ts';
import type { IsakmpSa } from '../isakmp-sa.ts';
import type { PeerPolicy } from '../policy.ts';
import { kerberos } from './kerberos.ts';
import type { AuthMethod } from './method.ts';
import { preSharedKey } from './pre-shared-key.ts';
import { ecdsa256, ecdsa384, ecdsa521, rsaSignatures } from './signature.ts';

/** Every method that Espial speaks. */
export const AUTH_METHODS: readonly AuthMethod[] = [
  preSharedKey,
  rsaSignatures,
  ecdsa256,
  ecdsa384,
  ecdsa521,
  kerberos,
];

const BY_USE: ReadonlyMap<AuthMethod['uses'], readonly AuthMethod[]> = new Map(
  AUTH_METHODS.map(({ uses }) => [uses, AUTH_METHODS.filter((method) => method.uses === uses)]),
);

/** The method of a number, if Espial speaks it. */
export function authMethod(id: number): AuthMethod | undefined {
  return AUTH_METHODS.find((method) => method.id === id);
}

/** A method that policy lists, and why this host cannot use it in an exchange, if so. */
export interface ListedMethod {
  readonly method: AuthMethod;
  readonly obstacle: string | undefined;
}

/**
 * The methods of a policy's list, in its order. Certificates are as many methods as they have kinds of
 * keys, in the order of the certificates.
 */
export function listedMethods({ peer, phaseOne }: IsakmpSa): readonly ListedMethod[] {
  const listed: ListedMethod[] = [];
  for (const { method: uses } of peer.authentication) {
    for (const method of methodsThatUse(uses, peer)) {
      const isSpoken = phaseOne === 'main mode' || method === preSharedKey;
      const unfit = isSpoken ? undefined : OBSTACLE.mainModeOnly;
      listed.push({ method, obstacle: method.obstacle(peer) ?? unfit });
    }
  }
  return listed;
}

/** Where the credentials have nothing for any of them, one stands for all, to say what is missing. */
function methodsThatUse(uses: AuthMethod['uses'], peer: PeerPolicy): readonly AuthMethod[] {
  const all = BY_USE.get(uses) ?? [];
  // Keys and tickets: there is nothing to rank.
  if (all.length <= 1) return all;
  const ranked = all.flatMap((method) => {
    const rank = method.rank === undefined ? 0 : method.rank(peer);
    return rank === undefined ? [] : [{ method, rank }];
  });
  if (ranked.length === 0) return all.slice(0, 1);
  return ranked.sort((left, right) => left.rank - right.rank).map(({ method }) => method);
}

/** Numbers of the methods that this host can still use in an exchange, in the order of its policy. */
export function usableMethods(sa: IsakmpSa): readonly number[] {
  const ids: number[] = [];
  for (const { method, obstacle } of listedMethods(sa)) {
    if (obstacle === undefined && sa.passedOver.every((over) => over.id !== method.id))
      ids.push(method.id);
  }
  return ids;
}

/** `Kerberos: this computer is in no domain`: why methods of a policy cannot be used. */
export function obstacles(sa: IsakmpSa): readonly string[] {
  return listedMethods(sa).flatMap(({ method, obstacle }) =>
    obstacle === undefined ? [] : [`${method.name}: ${obstacle}`],
  );
}
