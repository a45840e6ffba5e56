/** Exchanges as data: who sends which message in which form, and the steps that make and take it. */

import type { Path } from '../../base/batch.ts';
import type { Cbc, HashName } from '../../crypto/provider.ts';
import type { DecodedPayload, Payload } from '../../wire/isakmp/payload.ts';
import type { IkeEvent } from '../events.ts';
import type { Failure } from '../failure.ts';
import type { MayWait } from './await.ts';

export type Role = 'initiator' | 'responder';

/** Why a message is dropped: the reasons of the `isakmp-dropped` event. */
export type DropCause = Extract<IkeEvent, { kind: 'isakmp-dropped' }>['reason'];

/** A received message as a step sees it: decrypted, decoded, its form checked. */
export interface Incoming {
  readonly payloads: readonly DecodedPayload[];
  /** The message in clear with its header; offsets of payloads refer to it. */
  readonly octets: Uint8Array;
  /** Where the payload chain ends; padding may follow. */
  readonly chainEnd: number;
  readonly messageId: number;
  /** The commit bit of its header (RFC 2408 3.1). */
  readonly commit: boolean;
  readonly path: Path;
}

/** Why a received message is not accepted. */
export type Refusal =
  /**
   * The exchange cannot go on. `proven`: the peer proved the keys, so it ends now. Otherwise anybody
   * could have sent the message: it is dropped, for `cause` where that says more than the form, and
   * the failure is kept to explain a time-out. `spi` goes into the notify that tells the peer which
   * of its offers is meant.
   */
  | {
      readonly failure: Failure;
      readonly proven: boolean;
      readonly spi?: Uint8Array;
      readonly cause?: DropCause;
    }
  /** The message is not to be looked at: forged, or not for this exchange. */
  | { readonly drop: DropCause; readonly detail: string };

/** What a step makes of a received message. */
export type Accepted<S> = { readonly state: S } | Refusal;

/** What a step makes of its turn to speak. */
export type Built<S> =
  | {
      readonly payloads: readonly Payload[];
      readonly state: S;
      /** All payloads but the first, encoded, where that one is a hash over them. */
      readonly hashed?: Uint8Array;
    }
  | { readonly failure: Failure };

/** One message of an exchange. `C` is what stays, `S` is what changes from message to message. */
export interface MessageStep<C, S> {
  readonly from: Role;
  /** In RFC 2409's notation; undefined where the authentication method decides it. */
  readonly form: string | undefined;
  /** `companions` come from riders and belong behind the step's own payloads. */
  build(context: C, state: S, companions: readonly Payload[]): MayWait<Built<S>>;
  accept(context: C, state: S, message: Incoming): MayWait<Accepted<S>>;
  /** Whether its header carries the commit bit (RFC 2408 3.1). */
  commits?(state: S): boolean;
  /** After the message has gone out. */
  sent?(context: C, state: S): void;
  /** After the message has been accepted and the duplicate memory is set. */
  taken?(context: C, state: S): void;
}

/** A cipher with the IV that the next message of the exchange starts from. */
export interface Chain {
  readonly cbc: Cbc;
  readonly iv: Uint8Array;
}

export type ExchangeName = 'main mode' | 'aggressive mode' | 'quick mode';

/** A whole exchange. */
export interface Exchange<C, S> {
  readonly name: ExchangeName;
  /** Exchange type on the wire (RFC 2408 3.1). */
  readonly type: number;
  readonly phase: 1 | 2;
  readonly reference: string;
  readonly messages: readonly MessageStep<C, S>[];
  /** How many of the messages there are, where that is a matter of agreement. */
  lengthOf?(state: S): number;
  /** The form of a message, from 1. */
  formOf(number: number, state: S): string;
  /** Cipher and first IV, once keys are there. */
  firstChain(context: C, state: S): Chain | undefined;
  /** The hash of the main mode, once it is agreed. */
  hashOf(context: C, state: S): HashName | undefined;
  /** How a decoding failure of an encrypted message reads: nonsense, or an error of the peer. */
  undecodable(context: C, state: S, where: string, symptom: string): Refusal;
  /** Gives back what an exchange held that will not finish. */
  abandon(context: C, state: S): void;
}
