/** How two computers prove themselves to one another, by their lists of methods. Pure. */

import { equal } from '../../base/bytes.ts';
import type { Secret } from '../../base/secret.ts';
import { nameKey } from '../../wire/distinguished-name.ts';
import { parseName } from '../../wire/name-of-text.ts';
import type { PolicyAuthentication } from '../model.ts';
import type { Change, ListOwner } from './change.ts';
import type { Computer, Obstacle } from './computer.ts';
import { authenticationNames } from './words.ts';

/** A computer and the list that it goes by. */
export interface Prover {
  readonly computer: Computer;
  readonly of: ListOwner;
  readonly authentication: readonly PolicyAuthentication[];
}

export type ProofOutcome =
  | { readonly method: PolicyAuthentication['method'] }
  | { readonly obstacle: Obstacle };

/** Methods that a computer can use at all. */
export function usable({ computer, authentication }: Prover): readonly PolicyAuthentication[] {
  return authentication.filter((one) => {
    if (one.method === 'kerberos') return computer.inDomain;
    return one.method === 'psk' || hasRoot(computer, one.authority);
  });
}

/** The method that both come to: the first of the initiator's that the responder has, if it then holds. */
export function agreeProof(own: Prover, other: Prover): ProofOutcome {
  const known = usable(other);
  const proof = usable(own).find(({ method }) => known.some((one) => one.method === method));
  if (proof === undefined) return { obstacle: nothingInCommon(own, other) };
  const fault =
    proof.method === 'psk'
      ? faultOfKeys(own, other)
      : proof.method === 'rootca'
        ? faultOfRoots(own, other)
        : undefined;
  return fault === undefined ? { method: proof.method } : { obstacle: fault };
}

/** What stands against a computer that can use nothing of its list. */
export function nothingUsable(own: Prover, other: Prover | undefined): Obstacle {
  const { computer, authentication } = own;
  const isStranger = authentication.some(({ method }) => method === 'kerberos');
  return {
    code: isStranger ? 'not-in-domain' : 'no-certificate',
    phase: 'main mode',
    what: isStranger
      ? `${computer.name} cannot use its list of authentication methods: it is in no domain, so Kerberos is out`
      : `${computer.name} cannot use its list of authentication methods: it has no certificate of a root that is named there`,
    sides: [has(own)],
    changes: [...makeUsable(own), ...(other === undefined ? [] : shared(other, own))],
  };
}

function nothingInCommon(own: Prover, other: Prover): Obstacle {
  const common = (method: string) =>
    [own, other].every(({ authentication }) => authentication.some((one) => one.method === method));
  const strangers = common('kerberos')
    ? [own, other].filter(({ computer }) => !computer.inDomain)
    : [];
  const without = common('rootca') ? [own, other].filter((one) => rootsOf(one).length === 0) : [];
  const [stranger] = strangers;
  const [unready] = without;
  const rest = 'and the rest of the two lists shares nothing';
  const what =
    stranger !== undefined
      ? `${stranger.computer.name} has Kerberos in its list but is in no domain, ${rest}`
      : unready !== undefined
        ? `${unready.computer.name} has no certificate of a root that its policy names, ${rest}`
        : 'the two lists of authentication methods share nothing that both can use';
  return {
    code:
      stranger !== undefined
        ? 'not-in-domain'
        : unready !== undefined
          ? 'no-certificate'
          : 'no-common-authentication',
    phase: 'main mode',
    what,
    sides: [has(own), has(other)],
    changes: [
      ...(strangers.length === 1 ? [joinDomain(strangers[0]!)] : []),
      ...(without.length === 1 ? makeUsable(without[0]!) : []),
      ...shared(own, other),
      ...shared(other, own),
    ],
  };
}

/** What lets the second use a method that the first one can use. */
function shared(from: Prover, to: Prover): Change[] {
  return usable(from)
    .filter(({ method }) => method !== 'kerberos' || to.computer.inDomain)
    .filter(({ method }) => to.authentication.every((one) => one.method !== method))
    .map((method) => addTo(to, method, from));
}

function addTo(to: Prover, method: PolicyAuthentication, from: Prover): Change {
  const { computer, of } = to;
  return {
    kind: 'add-authentication',
    computer: computer.name,
    of,
    method,
    like: from.computer.name,
  };
}

function makeUsable(own: Prover): Change[] {
  const { computer, authentication } = own;
  return authentication.flatMap((one): Change[] => {
    if (one.method === 'kerberos') return computer.inDomain ? [] : [joinDomain(own)];
    if (one.method === 'psk' || hasRoot(computer, one.authority)) return [];
    if (keyOfRoot(one.authority) === undefined) return [];
    return [{ kind: 'get-certificate', computer: computer.name, authority: one.authority }];
  });
}

function joinDomain({ computer }: Prover): Change {
  return { kind: 'join-domain', computer: computer.name };
}

function faultOfKeys(own: Prover, other: Prover): Obstacle | undefined {
  const [ownKey, otherKey] = [keyOf(own), keyOf(other)];
  if (ownKey === undefined || otherKey === undefined) return undefined;
  if (equal(ownKey.reveal(), otherKey.reveal())) return undefined;
  const setKey = (to: Prover, key: Secret, from: Prover): Change => ({
    kind: 'set-key',
    computer: to.computer.name,
    of: to.of,
    key,
    like: from.computer.name,
  });
  return {
    code: 'keys-differ',
    phase: 'main mode',
    what: 'both take the pre-shared key, and the two keys differ',
    sides: [],
    changes: [setKey(other, ownKey, own), setKey(own, otherKey, other)],
  };
}

/** IKE uses the first key of a list. */
function keyOf({ authentication }: Prover): Secret | undefined {
  for (const one of authentication) if (one.method === 'psk') return one.key;
  return undefined;
}

/**
 * Each names its roots to the other, unless it is to leave a name out, and is shown the first
 * certificate that fits. It must be of a root that it trusts.
 */
function faultOfRoots(own: Prover, other: Prover): Obstacle | undefined {
  const shown = [own, other].map((one) => shownTo(one === own ? other : own, one));
  const refusing = [own, other].filter((one, at) => {
    const root = shown[at];
    return root === undefined || !rootsOf(one).some((known) => isSameRoot(known, root));
  });
  if (refusing.length === 0) return undefined;
  const isLeftOut = [own, other].some(leavesNamesOut);
  const isCommon = rootsOf(own).some((one) => rootsOf(other).some((two) => isSameRoot(one, two)));
  return {
    code: 'roots-differ',
    phase: 'main mode',
    what:
      isLeftOut && isCommon
        ? 'both take certificates, but a root is left out of the request (excludecaname), so one that the asker does not trust is shown'
        : 'both take certificates, and there is no root that both trust and have a certificate of',
    sides: [own, other].map((one) => ({
      computer: one.computer.name,
      has: rootsOf(one).join('; '),
    })),
    changes: refusing.flatMap((one) => {
      const from = one === own ? other : own;
      return from.authentication
        .filter((method) => method.method === 'rootca')
        .filter(({ authority }) => hasRoot(from.computer, authority))
        .filter(({ authority }) => !rootsOf(one).some((root) => isSameRoot(root, authority)))
        .map((method) => addTo(one, method, from));
    }),
  };
}

/** The root of the certificate that one computer shows to another. */
function shownTo(shower: Prover, asker: Prover): string | undefined {
  const own = rootsOf(shower);
  if (leavesNamesOut(asker)) return own[0];
  return own.find((root) => rootsOf(asker).some((asked) => isSameRoot(root, asked)));
}

function leavesNamesOut({ authentication }: Prover): boolean {
  return authentication.some((one) => one.method === 'rootca' && one.excludeName);
}

/** Roots of the list that serve: those that the computer trusts and has a certificate of. */
function rootsOf({ computer, authentication }: Prover): string[] {
  return authentication.flatMap((one) =>
    one.method === 'rootca' && hasRoot(computer, one.authority) ? [one.authority] : [],
  );
}

function hasRoot({ roots }: Computer, authority: string): boolean {
  const key = keyOfRoot(authority);
  if (key === undefined) return false;
  return roots === 'every' || roots.some((root) => keyOfRoot(root) === key);
}

function isSameRoot(one: string, other: string): boolean {
  return keyOfRoot(one) === keyOfRoot(other);
}

/** The same for names that are the same, however they are written; undefined for what is no name. */
function keyOfRoot(authority: string): string | undefined {
  const name = parseName(authority);
  return typeof name === 'string' ? undefined : nameKey(name);
}

function has({ computer, authentication }: Prover): { computer: string; has: string } {
  return { computer: computer.name, has: authenticationNames(authentication) };
}
