/** Whether two computers come to a main mode: filters, methods, proofs. Pure. */

import { rangeHolds } from '../../base/address.ts';
import type { MainModePolicy, SpecificMainModeFilter } from '../compiled.ts';
import { mainModeMethodText } from '../method-text.ts';
import type { MainModeMethod, PolicyAuthentication } from '../model.ts';
import type { Computer, MainModeAgreement, Obstacle } from './computer.ts';
import { authenticationNames, mainModeMethodsText } from './words.ts';

/** What one side brings to main mode. */
interface Side {
  readonly computer: Computer;
  readonly filter: SpecificMainModeFilter | undefined;
  readonly policy: MainModePolicy;
  readonly authentication: readonly PolicyAuthentication[];
}

export type MainModeOutcome =
  | { readonly ok: true; readonly agreement: MainModeAgreement }
  | {
      readonly ok: false;
      readonly obstacle: Obstacle;
      /** Whether the peer says nothing at all, so that it looks like a computer without IPsec. */
      readonly silent: boolean;
    };

/** What happens when the first computer begins a main mode with the second. */
export function agreeMainMode(initiator: Computer, responder: Computer): MainModeOutcome {
  const own = sideOf(initiator, responder);
  if (own?.filter === undefined) {
    return failed('no-main-mode-filter', {
      what: `${initiator.name} has no main-mode filter for ${responder.address.text}`,
      sides: [],
      change: `Give ${initiator.name} a rule whose filters cover ${responder.address.text}.`,
    });
  }
  if (usable(own).length === 0) {
    return failed('not-in-domain', {
      what: `${initiator.name} has nothing but Kerberos in its list and is in no domain, so it cannot begin`,
      sides: [],
      change: `Join ${initiator.name} to the domain, or give both a common pre-shared key or root authority.`,
    });
  }
  const other = sideOf(responder, initiator);
  if (other === undefined) {
    const obstacle = obstacleOf('peer-has-no-policy', {
      what: `${responder.name} has neither a filter for ${initiator.address.text} nor the default response rule, so it does not answer`,
      sides: [],
      change: `Activate the default response rule of ${responder.name}'s policy, or give it a rule whose filters cover ${initiator.address.text}.`,
    });
    return { ok: false, obstacle, silent: true };
  }
  return agree(own, other, own.filter);
}

/** Whether a computer's main modes with a peer carry one quick mode each: master key PFS, or a limit. */
export function isForOnePair(computer: Computer, peer: Computer): boolean {
  const policy = sideOf(computer, peer)?.policy;
  return policy !== undefined && (policy.masterPfs || policy.quickModeLimit === 1);
}

function agree(own: Side, other: Side, filter: SpecificMainModeFilter): MainModeOutcome {
  const methods = own.policy.methods.filter((one) => other.policy.methods.some(sameAs(one)));
  const proofs = usable(own).filter((one) =>
    usable(other).some(({ method }) => method === one.method),
  );
  const [method] = methods;
  const [proof] = proofs;
  if (method === undefined) {
    return failed('no-common-main-mode-method', {
      what: 'the two main-mode policies share no security method',
      sides: [own, other].map(({ computer, policy }) => ({
        computer: computer.name,
        has: mainModeMethodsText(policy.methods),
      })),
      change: `Add ${mainModeMethodText(own.policy.methods[0]!)} to the main-mode methods of ${other.computer.name}.`,
    });
  }
  if (proof === undefined) return withoutProof(own, other);
  const unproved = faultOfProof(proof, own, other);
  if (unproved !== undefined) return { ok: false, obstacle: unproved, silent: false };
  return {
    ok: true,
    agreement: {
      initiatorFilter: filter,
      responderFilter: other.filter,
      method,
      authentication: proof.method,
    },
  };
}

function withoutProof(own: Side, other: Side): MainModeOutcome {
  const sides = [own, other].map(({ computer, authentication }) => ({
    computer: computer.name,
    has: authenticationNames(authentication),
  }));
  const stranger = [own, other].find(
    ({ computer, authentication }) =>
      !computer.inDomain && authentication.some(({ method }) => method === 'kerberos'),
  );
  if (stranger !== undefined) {
    return failed('not-in-domain', {
      what: `${stranger.computer.name} has Kerberos in its list but is in no domain, and the rest of the lists share nothing`,
      sides,
      change: 'Join it to the domain, or give both a common pre-shared key or root authority.',
    });
  }
  return failed('no-common-authentication', {
    what: 'the two lists of authentication methods share nothing',
    sides,
    change: `Add ${authenticationNames(own.authentication.slice(0, 1))} to the authentication methods of ${other.computer.name}.`,
  });
}

/** Methods that a computer can use at all. */
function usable({ computer, authentication }: Side): readonly PolicyAuthentication[] {
  return authentication.filter(({ method }) => method !== 'kerberos' || computer.inDomain);
}

function faultOfProof(proof: PolicyAuthentication, own: Side, other: Side): Obstacle | undefined {
  if (proof.method === 'psk') {
    const [ownKey, otherKey] = [keyOf(own), keyOf(other)];
    if (ownKey === otherKey) return undefined;
    return obstacleOf('keys-differ', {
      what: 'both take the pre-shared key, and the two keys differ',
      sides: [],
      change: 'Write the same key into both policies, with the same capitals and spaces.',
    });
  }
  if (proof.method === 'rootca') {
    const [ownRoots, otherRoots] = [rootsOf(own), rootsOf(other)];
    if (ownRoots.some((root) => otherRoots.includes(root))) return undefined;
    return obstacleOf('roots-differ', {
      what: 'both take certificates, and trust no root authority in common',
      sides: [
        { computer: own.computer.name, has: ownRoots.join('; ') },
        { computer: other.computer.name, has: otherRoots.join('; ') },
      ],
      change: `Add the root "${ownRoots[0]}" to the list of ${other.computer.name}, and a certificate of it to its store.`,
    });
  }
  return undefined;
}

function keyOf({ authentication }: Side): string | undefined {
  for (const one of authentication) {
    if (one.method === 'psk') return Array.from(one.key.reveal()).join();
  }
  return undefined;
}

function rootsOf({ authentication }: Side): string[] {
  return authentication.flatMap((one) => (one.method === 'rootca' ? [one.authority] : []));
}

/** The heaviest filter for the two addresses, whichever way; where none is for them the default response. */
function sideOf(computer: Computer, peer: Computer): Side | undefined {
  const { active, expansion } = computer;
  const filter = expansion.mainMode.find(({ direction, source, destination }) => {
    const [own, other] = direction === 'outbound' ? [source, destination] : [destination, source];
    return rangeHolds(own, computer.address) && rangeHolds(other, peer.address);
  });
  const named = filter?.generic ?? active.defaultResponse;
  if (named === undefined) return undefined;
  const name = 'mainModePolicy' in named ? named.mainModePolicy : named.policy;
  const policy = active.mainModePolicies.find((one) => one.name === name);
  return policy && { computer, filter, policy, authentication: named.authentication };
}

function sameAs(one: MainModeMethod): (other: MainModeMethod) => boolean {
  return ({ encryption, hash, group }) =>
    encryption === one.encryption && hash === one.hash && group === one.group;
}

function failed(
  code: Obstacle['code'],
  said: Pick<Obstacle, 'what' | 'sides' | 'change'>,
): MainModeOutcome {
  return { ok: false, obstacle: obstacleOf(code, said), silent: false };
}

function obstacleOf(
  code: Obstacle['code'],
  said: Pick<Obstacle, 'what' | 'sides' | 'change'>,
): Obstacle {
  return { code, phase: 'main mode', ...said };
}
