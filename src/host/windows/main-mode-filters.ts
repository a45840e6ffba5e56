/** Which main-mode filter is for which two addresses, and the peer policy that it gives. */

import { rangeHolds } from '../../base/address.ts';
import type { PeerPolicy } from '../../ike/policy.ts';
import type {
  ActivePolicy,
  MainModePolicy,
  SpecificMainModeFilter,
} from '../../policy/compiled.ts';
import type { PolicyAuthentication } from '../../policy/model.ts';
import { mainModeProposal } from './algorithms.ts';
import { authenticationOf } from './machine-credentials.ts';
import type { PeerEnds } from './peer-name.ts';
import { type MainModeTerms, peerPolicy } from './peer-policy.ts';
import type { WindowsSystem } from './system.ts';

export class MainModeFilters {
  readonly #filters: readonly SpecificMainModeFilter[];
  readonly #system: WindowsSystem;
  readonly #policies: ReadonlyMap<string, MainModePolicy>;
  readonly #termsOf = new Map<SpecificMainModeFilter['generic'], MainModeTerms | undefined>();
  readonly #default: MainModeTerms | undefined;

  /** `filters`: the heaviest first. */
  constructor(
    active: ActivePolicy,
    filters: readonly SpecificMainModeFilter[],
    system: WindowsSystem,
  ) {
    const { defaultResponse } = active;
    this.#filters = filters;
    this.#system = system;
    this.#policies = new Map(active.mainModePolicies.map((policy) => [policy.name, policy]));
    this.#default =
      defaultResponse &&
      this.#terms(defaultResponse.mainModePolicy, defaultResponse.authentication);
  }

  /** The peer policy for two addresses: by the heaviest filter, else as the default response has it. */
  peerFor(name: string, ends: PeerEnds): PeerPolicy | undefined {
    const terms = this.#termsFor(ends) ?? this.#default;
    if (terms === undefined) return undefined;
    return peerPolicy({ name, ...ends }, terms, this.#system);
  }

  /** How long soft SAs between two addresses live. */
  softSeconds(ends: PeerEnds): number | undefined {
    return this.#termsFor(ends)?.policy.softSaExpirySeconds;
  }

  #termsFor(ends: PeerEnds): MainModeTerms | undefined {
    for (const filter of this.#filters) {
      if (!isFor(filter, ends)) continue;
      const { generic } = filter;
      if (!this.#termsOf.has(generic))
        this.#termsOf.set(generic, this.#terms(generic.policy, generic.authentication));
      return this.#termsOf.get(generic);
    }
    return undefined;
  }

  #terms(name: string, methods: readonly PolicyAuthentication[]): MainModeTerms | undefined {
    const policy = this.#policies.get(name);
    if (policy === undefined) return undefined;
    const proposals = policy.methods.map(mainModeProposal);
    return { policy, authentication: authenticationOf(methods, this.#system), proposals };
  }
}

function isFor(filter: SpecificMainModeFilter, { local, remote }: PeerEnds): boolean {
  const { direction, source, destination } = filter;
  const [own, other] = direction === 'outbound' ? [source, destination] : [destination, source];
  return rangeHolds(own, local) && rangeHolds(other, remote);
}
