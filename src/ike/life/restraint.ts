/** How often what nobody has proved may make a host do something, for each address or peer. */

import { LIMITS } from '../../base/limits.ts';
import { TokenBuckets } from '../../base/token-buckets.ts';

export interface Restraint {
  /** Notifies in clear, by address: this host is no reflector. */
  readonly clearAnswers: TokenBuckets;
  /** INVALID-SPI, by address. */
  readonly spiAnswers: TokenBuckets;
  /** Main modes that an unknown SPI begins, by peer. */
  readonly negotiations: TokenBuckets;
  /** Words about a first message that the policy refuses, by address. */
  readonly refusals: TokenBuckets;
  /** First messages that were refused lately: again they are no other failure. */
  readonly refusedMessages: Set<string>;
  /** Questions whether a peer lives that a clear notify begins, by peer. */
  readonly questions: TokenBuckets;
}

export function newRestraint(): Restraint {
  const keys = LIMITS.boundedAddresses;
  return {
    clearAnswers: new TokenBuckets({
      atOnce: LIMITS.clearAnswersAtOnce,
      interval: LIMITS.clearAnswerInterval,
      keys,
    }),
    spiAnswers: new TokenBuckets({
      atOnce: LIMITS.spiAnswersAtOnce,
      interval: LIMITS.spiAnswerInterval,
      keys,
    }),
    negotiations: new TokenBuckets({
      atOnce: 1,
      interval: LIMITS.promptedNegotiationInterval,
      keys,
    }),
    refusals: new TokenBuckets({ atOnce: 1, interval: LIMITS.clearAnswerInterval, keys }),
    refusedMessages: new Set(),
    questions: new TokenBuckets({ atOnce: 1, interval: LIMITS.promptedQuestionInterval, keys }),
  };
}
