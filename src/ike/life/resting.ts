/**
 * An established main mode at rest. Nobody repeats its messages any more, and it may lie like this for
 * hours beside ten thousand others: its keys are one string, and what others have alike is one object.
 */

import { EMPTY } from '../../base/bytes.ts';
import type { Timer } from '../../base/heap.ts';
import type { Random } from '../../base/random.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import type { AuthMethod, AuthProgress } from '../auth/method.ts';
import type { PhaseOneContext } from '../exchanges/phase-one.ts';
import { type KeptIdentity, keptIdentity, keptIdentityText } from '../identity.ts';
import { type Agreed, type Authenticated, authenticated, type PhaseOneKeys } from '../isakmp-sa.ts';
import { NO_ATTRIBUTES, sameLifetime } from '../offers/attribute-set.ts';
import type { MainModeChoice } from '../offers/main-mode-offer.ts';
import type { Lifetime, MainModeProposal, PeerPolicy } from '../policy.ts';
import type { Role } from '../script/exchange.ts';
import {
  type MainModeRun,
  type Negotiation,
  phaseOneExchange,
  type TimerUse,
} from './negotiation.ts';
import { packKeys, RestingKeys } from './resting-keys.ts';

/** Keeps of a main mode what phase 2 needs; `lastBlock` is the last one of phase 1. */
export function rest(entry: Negotiation, lastBlock: Uint8Array): void {
  const { state } = entry.main;
  if (state.at === 'authenticated') entry.main = new RestingMainMode(entry, state, lastBlock);
}

/**
 * Parts with what served a main mode until it was established: its messages may still be repeated, but
 * nothing of it is proved any more. What goes while it is young costs the collector nothing.
 */
export function lighten({ sa, main }: Negotiation): void {
  const { state } = main;
  if (state.at !== 'authenticated') return;
  const { keys, remoteIdentity, provedBy } = state;
  main.state = authenticated(atRest(state, sa.peer), keysOfPhase2(keys), remoteIdentity, provedBy);
}

function keysOfPhase2({ skeyidD, skeyidA, cbc, cipherKey, firstIv }: PhaseOneKeys): PhaseOneKeys {
  return {
    skeyid: EMPTY,
    skeyidD,
    skeyidA,
    skeyidE: EMPTY,
    cbc,
    cipherKey,
    firstIv,
    initiatorPublic: EMPTY,
    responderPublic: EMPTY,
  };
}

/** The run of a main mode that is all over, and its state: as two objects they would take more. */
class RestingMainMode implements MainModeRun, Authenticated {
  readonly provedBy: string | undefined;
  readonly #entry: Negotiation;
  readonly #provider: CryptoProvider;
  readonly #random: Random;
  readonly #agreed: Agreed;
  readonly #keys: string;
  readonly #remoteIdentity: KeptIdentity;

  constructor(entry: Negotiation, state: Authenticated, lastBlock: Uint8Array) {
    const { sa, main } = entry;
    this.provedBy = state.provedBy;
    this.#entry = entry;
    this.#provider = main.context.provider;
    this.#random = main.context.random;
    this.#agreed = atRest(state, sa.peer);
    this.#keys = packKeys(state.keys, lastBlock);
    this.#remoteIdentity = keptIdentity(state.remoteIdentity, sa.path.remote.address);
  }

  get exchange(): MainModeRun['exchange'] {
    return phaseOneExchange(this.#entry.sa);
  }

  get context(): PhaseOneContext {
    return { sa: this.#entry.sa, provider: this.#provider, random: this.#random };
  }

  get role(): Role {
    return this.#entry.sa.role;
  }

  get messageId(): number {
    return 0;
  }

  get timer(): Timer<TimerUse> {
    return this.#entry.messageTimer;
  }

  get state(): Authenticated {
    return this;
  }

  get next(): number {
    return this.exchange.messages.length + 1;
  }

  get chain(): undefined {
    return undefined;
  }

  get sent(): undefined {
    return undefined;
  }

  get received(): undefined {
    return undefined;
  }

  get rejected(): undefined {
    return undefined;
  }

  get waiting(): undefined {
    return undefined;
  }

  get suspicion(): undefined {
    return undefined;
  }

  get keysReported(): boolean {
    return true;
  }

  get refusalSent(): boolean {
    return true;
  }

  get timerBefore(): undefined {
    return undefined;
  }

  get at(): 'authenticated' {
    return 'authenticated';
  }

  get keys(): PhaseOneKeys {
    return new RestingKeys(this.#provider, this.choice.proposal, this.#keys);
  }

  get remoteIdentity(): string {
    return keptIdentityText(this.#remoteIdentity);
  }

  get saBody(): Uint8Array {
    return this.#agreed.saBody;
  }

  get choice(): MainModeChoice {
    return this.#agreed.choice;
  }

  get lifetime(): Lifetime {
    return this.#agreed.lifetime;
  }

  get method(): AuthMethod {
    return this.#agreed.method;
  }

  get progress(): AuthProgress {
    return this.#agreed.progress;
  }
}

/** What was agreed on, without what served until main mode was established. */
function atRest({ saBody, choice, lifetime, method, progress }: Agreed, peer: PeerPolicy): Agreed {
  // Of several methods the offer tells which were passed over.
  const hasOwnOffer = peer.authentication.length > 1;
  const isAsPolicyHasIt = sameLifetime(lifetime, peer.lifetime);
  if (!hasOwnOffer && isAsPolicyHasIt && progress.gss === undefined)
    return sharedAgreement(choice, peer.lifetime, method);
  return {
    saBody: hasOwnOffer ? saBody : EMPTY,
    choice: bareChoice(choice),
    lifetime: isAsPolicyHasIt ? peer.lifetime : lifetime,
    method,
    progress: progress.gss === undefined ? NO_PROGRESS : progress,
  };
}

const NO_PROGRESS: AuthProgress = {};

/** Agreements by proposal, method and lifetime: there are as many as policy has. */
const agreements = new WeakMap<MainModeProposal, Map<string, Agreed>>();

/** One object for all that have agreed on the same. */
function sharedAgreement(choice: MainModeChoice, lifetime: Lifetime, method: AuthMethod): Agreed {
  let ofProposal = agreements.get(choice.proposal);
  if (ofProposal === undefined) {
    ofProposal = new Map();
    agreements.set(choice.proposal, ofProposal);
  }
  const key = `${method.id} ${lifetime.seconds} ${lifetime.kilobytes}`;
  const known = ofProposal.get(key);
  if (known !== undefined) return known;
  const shared = {
    saBody: EMPTY,
    choice: bareChoice(choice),
    lifetime,
    method,
    progress: NO_PROGRESS,
  };
  ofProposal.set(key, shared);
  return shared;
}

/** Attributes serve until main mode is established. */
function bareChoice({ proposal, authentication }: MainModeChoice): MainModeChoice {
  return { proposal, authentication, attributes: NO_ATTRIBUTES };
}
