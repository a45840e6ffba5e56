/**
 * An established main mode at rest. Nobody repeats its messages any more, and it may lie like this for
 * hours beside ten thousand others: its keys are one string, and what others have alike is one object.
 */

import { EMPTY } from '../../base/bytes.ts';
import { packOctets, unpackOctets } from '../../base/compact.ts';
import { HASHES } from '../../crypto/algorithms.ts';
import type { Cbc, CryptoProvider } from '../../crypto/provider.ts';
import type { AuthProgress } from '../auth/method.ts';
import type { MainModeState, PhaseOneKeys } from '../isakmp-sa.ts';
import { NO_ATTRIBUTES, sameLifetime } from '../offers/attribute-set.ts';
import type { MainModeChoice } from '../offers/main-mode-offer.ts';
import type { MainModeProposal } from '../policy.ts';
import type { Negotiation } from './negotiation.ts';

type Authenticated = Extract<MainModeState, { at: 'authenticated' }>;

/** Keeps of a main mode what phase 2 needs; `lastBlock` is the last one of phase 1. */
export function rest({ main, sa }: Negotiation, lastBlock: Uint8Array): void {
  const { state, context } = main;
  if (state.at !== 'authenticated') return;
  const { choice, method, progress, lifetime, remoteIdentity, provedBy } = state;
  const keys = new RestingKeys(context.provider, choice.proposal, state.keys, lastBlock);
  // Written out: an object that is made by spreading takes twice the memory.
  const atRest: Authenticated = {
    at: 'authenticated',
    // Of several methods the offer tells which were passed over.
    saBody: sa.peer.authentication.length > 1 ? state.saBody : EMPTY,
    choice: sharedChoice(choice),
    lifetime: sameLifetime(lifetime, sa.peer.lifetime) ? sa.peer.lifetime : lifetime,
    method,
    progress: progress.gss === undefined ? NO_PROGRESS : progress,
    keys,
    remoteIdentity,
    provedBy,
  };
  main.state = atRest;
  main.chain = undefined;
  main.sent = undefined;
  main.received = undefined;
  main.rejected = undefined;
}

const NO_PROGRESS: AuthProgress = {};

/** The keys that phase 2 needs; all others are empty. Each reading makes them anew. */
class RestingKeys implements PhaseOneKeys {
  readonly #provider: CryptoProvider;
  readonly #proposal: MainModeProposal;
  /** SKEYID_d, SKEYID_a, the key of the cipher, and the last block of phase 1. */
  readonly #packed: string;

  constructor(
    provider: CryptoProvider,
    proposal: MainModeProposal,
    { skeyidD, skeyidA, cipherKey }: PhaseOneKeys,
    lastBlock: Uint8Array,
  ) {
    this.#provider = provider;
    this.#proposal = proposal;
    this.#packed = [skeyidD, skeyidA, cipherKey, lastBlock].map(packOctets).join('');
  }

  get skeyidD(): Uint8Array {
    return this.#part(0, this.#hashOctets);
  }

  get skeyidA(): Uint8Array {
    return this.#part(this.#hashOctets, 2 * this.#hashOctets);
  }

  get cipherKey(): Uint8Array {
    const from = 2 * this.#hashOctets;
    return this.#part(from, from + this.#proposal.keyBits / 8);
  }

  get cbc(): Cbc {
    return this.#provider.cbc(this.#proposal.encryption, this.cipherKey);
  }

  /** The last block of phase 1, from which all that is still to come starts. */
  get firstIv(): Uint8Array {
    return this.#part(2 * this.#hashOctets + this.#proposal.keyBits / 8, this.#packed.length);
  }

  get skeyid(): Uint8Array {
    return EMPTY;
  }

  get skeyidE(): Uint8Array {
    return EMPTY;
  }

  get initiatorPublic(): Uint8Array {
    return EMPTY;
  }

  get responderPublic(): Uint8Array {
    return EMPTY;
  }

  get #hashOctets(): number {
    return HASHES[this.#proposal.hash].octets;
  }

  #part(from: number, to: number): Uint8Array {
    return unpackOctets(this.#packed.slice(from, to));
  }
}

/** Choices by proposal and method: there are as many as policy has. */
const choices = new WeakMap<MainModeProposal, Map<number, MainModeChoice>>();

/** One object for all that have chosen alike. Attributes serve until main mode is established. */
function sharedChoice({ proposal, authentication }: MainModeChoice): MainModeChoice {
  let ofProposal = choices.get(proposal);
  if (ofProposal === undefined) {
    ofProposal = new Map();
    choices.set(proposal, ofProposal);
  }
  const known = ofProposal.get(authentication);
  if (known !== undefined) return known;
  const shared = { proposal, authentication, attributes: NO_ATTRIBUTES };
  ofProposal.set(authentication, shared);
  return shared;
}
