/** An established context of the stub realm: it seals messages one way and opens those of the other. */

import { LIMITS } from '../../base/limits.ts';
import type { CryptoProvider, SealingCipher } from '../../crypto/provider.ts';
import type { EffectResult, GssContext } from '../../ike/effects.ts';
import { encode } from '../../wire/codec.ts';
import { stubToken } from '../../wire/kerberos-stub.ts';
import { STUB_DIRECTION } from '../../wire/numbers/kerberos-stub.ts';
import { shownName } from './names.ts';
import { failed, malformed } from './problems.ts';
import { cipherFor, countingNonce, openLast, sealLast } from './seal.ts';
import { readToken } from './tokens.ts';

const LAST_SEQUENCE = 0xffff_ffff;

/** Which end of a context this is. */
export type Side = 'initiator' | 'acceptor';

/** What both ends of a context know. Its keys are never shown. */
export class EstablishedContext implements GssContext {
  readonly kind = 'gss-context';
  readonly peer: string;
  readonly #direction: number;
  readonly #sealing: SealingCipher;
  readonly #opening: SealingCipher;
  #sent = 0;
  /** The least number that a message of the peer may have. */
  #expected = 0;

  constructor(provider: CryptoProvider, key: Uint8Array, side: Side, peer: string) {
    const initiators = cipherFor(provider, key, 'wrap from the initiator');
    const acceptors = cipherFor(provider, key, 'wrap from the acceptor');
    this.peer = peer;
    const initiates = side === 'initiator';
    this.#direction = initiates ? STUB_DIRECTION.toAcceptor : STUB_DIRECTION.toInitiator;
    this.#sealing = initiates ? initiators : acceptors;
    this.#opening = initiates ? acceptors : initiators;
  }

  /** Seals a message. Each has a number of its own, so that none is taken twice. */
  wrap(message: Uint8Array): EffectResult {
    if (message.length > LIMITS.gssMessageOctets || this.#sent > LAST_SEQUENCE) {
      return malformed(
        `This host was to seal ${message.length} octets as message ${this.#sent} of a context, which is more than it does.`,
      );
    }
    const sequence = this.#sent++;
    const direction = this.#direction;
    const octets = sealLast(
      (sealed) => encode(stubToken, { kind: 'wrapped', direction, sequence, sealed }),
      this.#sealing,
      countingNonce(sequence),
      message,
    );
    return { kind: 'gss-message', message: octets };
  }

  /** Opens a message of the peer. One that does not open changes nothing. */
  unwrap(octets: Uint8Array): EffectResult {
    const token = readToken(octets, 'wrapped');
    if (token.kind === 'problem') return token;
    const { sequence, sealed } = token;
    // The direction needs no look: the keys of each are its own.
    const opened = openLast(octets, sealed, this.#opening, countingNonce(sequence));
    if (opened === undefined) {
      return failed(
        'ticket-altered',
        this.peer,
        `A sealed message in the name of ${shownName(this.peer)} does not open under the keys of this context: it was altered, or made by somebody without them, or it is of another context or direction.`,
      );
    }
    if (sequence < this.#expected) {
      return failed(
        'ticket-replayed',
        this.peer,
        `Sealed message ${sequence} of ${shownName(this.peer)} came a second time in this context.`,
      );
    }
    this.#expected = sequence + 1;
    return { kind: 'gss-message', message: opened };
  }
}
