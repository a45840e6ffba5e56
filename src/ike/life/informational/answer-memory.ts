/**
 * Answers of informational exchanges. RFC 2408 5.1 has the same octets again mean that the answer was
 * lost. The memory is the engine's, because the main mode may be what the exchange has deleted.
 */

import { copy, equal, toHex } from '../../../base/bytes.ts';
import { LIMITS } from '../../../base/limits.ts';

interface Answered {
  readonly question: Uint8Array;
  readonly repeat: () => void;
}

export class AnswerMemory {
  /** The oldest first. */
  readonly #answered = new Map<string, Answered>();

  /** Remembers how to answer a datagram again. The oldest answer makes room. */
  remember(question: Uint8Array, repeat: () => void): void {
    const [oldest] = this.#answered.keys();
    if (oldest !== undefined && this.#answered.size >= LIMITS.rememberedAnswers)
      this.#answered.delete(oldest);
    this.#answered.set(keyOf(question), { question: copy(question), repeat });
  }

  /** Answers again if these very octets were answered before; whether it did. */
  repeat(datagram: Uint8Array): boolean {
    const answered = this.#answered.get(keyOf(datagram));
    if (answered === undefined || !equal(answered.question, datagram)) return false;
    answered.repeat();
    return true;
  }
}

/** The ISAKMP header: cookies, exchange, message id, length. */
function keyOf(datagram: Uint8Array): string {
  return toHex(datagram.subarray(0, 28));
}
