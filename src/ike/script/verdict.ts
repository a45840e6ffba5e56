/** What became of a message that was heard. */

import type { Failure } from '../failure.ts';
import type { DropCause, Refusal } from './exchange.ts';
import type { HeaderFault } from './header-faults.ts';

export type Verdict =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'duplicate' }
  /** A step waits for an effect; what becomes of it is known when that is answered. */
  | { readonly kind: 'waiting' }
  | {
      readonly kind: 'dropped';
      readonly cause: DropCause;
      readonly detail: string;
      readonly failure?: Failure;
      /** What its sender may be told, where that is more than PAYLOAD-MALFORMED. */
      readonly notify?: HeaderFault['notify'];
    }
  /** `number` is the message that it failed at; `spi` names the offer that is refused. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly spi?: Uint8Array };

/** What a step's refusal comes to. What anybody could have sent is dropped. */
export function verdictOf(refusal: Refusal, encrypted: boolean): Verdict {
  if ('drop' in refusal) return dropped(refusal.drop, refusal.detail);
  const { failure, proven, spi, cause = encrypted ? 'undecryptable' : 'malformed' } = refusal;
  if (proven) return { kind: 'failed', failure, ...(spi === undefined ? {} : { spi }) };
  const detail = `${failure.where}: ${failure.title} ${failure.detail}`;
  return { kind: 'dropped', cause, detail, failure };
}

export function dropped(cause: DropCause, detail: string): Extract<Verdict, { kind: 'dropped' }> {
  return { kind: 'dropped', cause, detail };
}
