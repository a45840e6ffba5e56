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
  return peer.authentication
    .flatMap(({ method: uses }) => methodsThatUse(uses, peer))
    .map((method) => {
      const isSpoken = phaseOne === 'main mode' || method === preSharedKey;
      const unfit = isSpoken ? undefined : OBSTACLE.mainModeOnly;
      return { method, obstacle: method.obstacle(peer) ?? unfit };
    });
}

/** Where the credentials have nothing for any of them, one stands for all, to say what is missing. */
function methodsThatUse(uses: AuthMethod['uses'], peer: PeerPolicy): readonly AuthMethod[] {
  const all = AUTH_METHODS.filter((method) => method.uses === uses);
  const ranked = all.flatMap((method) => {
    const rank = method.rank === undefined ? 0 : method.rank(peer);
    return rank === undefined ? [] : [{ method, rank }];
  });
  if (ranked.length === 0) return all.slice(0, 1);
  return ranked.sort((left, right) => left.rank - right.rank).map(({ method }) => method);
}

/** Numbers of the methods that this host can still use in an exchange, in the order of its policy. */
export function usableMethods(sa: IsakmpSa): readonly number[] {
  return listedMethods(sa)
    .filter(({ obstacle }) => obstacle === undefined)
    .map(({ method }) => method.id)
    .filter((id) => sa.passedOver.every((over) => over.id !== id));
}

/** `Kerberos: this computer is in no domain`: why methods of a policy cannot be used. */
export function obstacles(sa: IsakmpSa): readonly string[] {
  return listedMethods(sa).flatMap(({ method, obstacle }) =>
    obstacle === undefined ? [] : [`${method.name}: ${obstacle}`],
  );
}
