/** What a quick mode stands on, and one type a state. */

import { unreachable } from '../../base/assert.ts';
import type { Random } from '../../base/random.ts';
import type { TrafficSelector } from '../../base/traffic.ts';
import type { CryptoProvider, DhKeyPair, GroupId, HashName } from '../../crypto/provider.ts';
import type { IdentificationPayload, SaPayload } from '../../wire/isakmp/payload.ts';
import type { Place } from '../failures/general.ts';
import type { IsakmpSa, PhaseOneKeys } from '../isakmp-sa.ts';
import type { QuickModeChoice, Spis } from '../offers/quick-mode-offer.ts';
import type {
  ChildPolicy,
  NegotiatedChild,
  OriginalAddresses,
  PolicyPort,
  SaPort,
} from '../policy.ts';
import type { Accepted, Role } from '../script/exchange.ts';

export interface QuickModeContext {
  readonly sa: IsakmpSa;
  readonly keys: PhaseOneKeys;
  readonly hash: HashName;
  /** The Diffie-Hellman group of main mode. */
  readonly group: GroupId;
  /** Who began this exchange: not necessarily who began main mode. */
  readonly role: Role;
  readonly messageId: number;
  /** The last cipher block of main mode: where the IV of this exchange comes from. */
  readonly lastPhase1Block: Uint8Array;
  readonly provider: CryptoProvider;
  readonly random: Random;
  readonly policy: PolicyPort;
  readonly sas: SaPort;
  /** What main mode has proved the other end to be. */
  readonly remoteIdentity: string;
  /** Which step of the engine this exchange began with. */
  readonly began: number;
  /** The pair that this host wants to renew by it. */
  readonly renews: number | undefined;
  /** It was begun before, on a main mode that the peer then deleted. */
  readonly again: boolean;
  /** A number for the new pair, unique in this host. */
  nextId(): number;
}

/** IDci and IDcr, or none. */
export type Ids = readonly [IdentificationPayload, IdentificationPayload] | undefined;

export type QuickModeState =
  /** Initiator, before message 1. */
  | { readonly at: 'wanted'; readonly child: ChildPolicy }
  /** Responder, before message 1. */
  | { readonly at: 'start' }
  /** Initiator: message 1 is out. */
  | {
      readonly at: 'offered';
      readonly child: ChildPolicy;
      readonly offer: SaPayload;
      readonly spis: Spis;
      readonly initiatorNonce: Uint8Array;
      readonly pair: DhKeyPair | undefined;
      readonly ids: Ids;
    }
  /** Responder: message 1 is accepted. */
  | {
      readonly at: 'proposed';
      readonly child: ChildPolicy;
      readonly selector: TrafficSelector;
      readonly choice: QuickModeChoice;
      readonly answer: (own: Spis) => SaPayload;
      readonly initiatorNonce: Uint8Array;
      readonly secret: { readonly shared: Uint8Array; readonly ownPublic: Uint8Array } | undefined;
      readonly ids: Ids;
      readonly originals: OriginalAddresses | undefined;
    }
  /** Both: the keys are made; message 3 is still to come. */
  | {
      readonly at: 'answered';
      readonly child: ChildPolicy;
      readonly made: NegotiatedChild;
      readonly pfsGroup: number | undefined;
      readonly initiatorNonce: Uint8Array;
      readonly responderNonce: Uint8Array;
      /** The responder has set the commit bit: message 4 says when the initiator may send. */
      readonly commit: boolean;
    }
  /** Both: message 3 has passed, CONNECTED is still to come. */
  | ({ readonly at: 'confirmed' } & Made)
  | ({ readonly at: 'done' } & Made);

interface Made {
  readonly child: ChildPolicy;
  readonly made: NegotiatedChild;
  readonly pfsGroup: number | undefined;
  /** The lower one of the two nonces: where two quick modes cross, it decides which one stays. */
  readonly nonce: Uint8Array;
  readonly commit: boolean;
}

export type StateOf<A extends QuickModeState['at']> = Extract<QuickModeState, { at: A }>;

/** Where a failure of quick mode happened. */
export function place(sa: IsakmpSa, message: number): Place {
  return { where: `quick mode, message ${message}`, peer: sa.peer.name };
}

/** A hash that is not what it has to be: the message is forged, or was damaged. */
export function badHash(name: string, number: number): Accepted<QuickModeState> {
  return { drop: 'bad-hash', detail: `quick mode, message ${number}: ${name} is wrong` };
}

/** The state that a step's turn guarantees. */
export function expect<A extends QuickModeState['at']>(state: QuickModeState, at: A): StateOf<A> {
  if (state.at !== at) return unreachable(state as never);
  return state as StateOf<A>;
}
