/** Soft SAs from their beginning to the end of their time. */

import type { Timer, TimerHeap } from '../../base/heap.ts';
import { SECOND } from '../../base/time.ts';
import type { Driver } from '../../ipsec/driver.ts';
import type { CurrentCall } from '../call.ts';

export interface SoftExpiryParts {
  readonly timers: TimerHeap<() => void>;
  readonly driver: Driver;
  readonly call: CurrentCall;
}

export class SoftExpiry {
  readonly #parts: SoftExpiryParts;
  readonly #timer: Timer<() => void>;

  constructor(parts: SoftExpiryParts) {
    this.#parts = parts;
    this.#timer = parts.timers.timer(() => {
      parts.driver.expireSoft(parts.call.now);
      this.#arm();
    });
  }

  /** The packets of a flow go in clear for so long. False if policy has no such flow any more. */
  begin(policy: string, seconds: number): boolean {
    const { driver, call } = this.#parts;
    const isSoft = driver.addSoft(policy, call.now + seconds * SECOND, call.now);
    this.#arm();
    return isSoft;
  }

  #arm(): void {
    const { driver, timers } = this.#parts;
    const next = driver.nextSoftExpiry();
    if (next === undefined) timers.cancel(this.#timer);
    else timers.arm(this.#timer, next);
  }
}
