/** What has a few timers, thousands of which there may be: an SA, a pair of SAs. */

import type { Timer, TimerHeap, TimerOwner } from './heap.ts';

/** How many timers one has at most. */
const MOST = 5;

/** Its timers are numbered from 0 on, five of them at most. */
export abstract class Timed<T> implements TimerOwner<T> {
  // The places of the timers, each a field: a list would be an object more.
  #first = -1;
  #second = -1;
  #third = -1;
  #fourth = -1;
  #fifth = -1;

  abstract useOf(which: number): T;

  placeOf(which: number): number {
    switch (which) {
      case 0:
        return this.#first;
      case 1:
        return this.#second;
      case 2:
        return this.#third;
      case 3:
        return this.#fourth;
      default:
        return this.#fifth;
    }
  }

  setPlace(which: number, place: number): void {
    switch (which) {
      case 0:
        this.#first = place;
        break;
      case 1:
        this.#second = place;
        break;
      case 2:
        this.#third = place;
        break;
      case 3:
        this.#fourth = place;
        break;
      default:
        this.#fifth = place;
    }
  }

  /** One of its timers, to be armed or cancelled. */
  timer(which: number): Timer<T> {
    return { owner: this, which };
  }

  /** Nothing of it is to be done any more. */
  cancelTimers(timers: TimerHeap<T>): void {
    for (let which = 0; which < MOST; which++) timers.cancel(this.timer(which));
  }
}
