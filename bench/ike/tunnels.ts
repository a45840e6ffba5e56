/** Tunnels one after the other; when all of a pair of hosts are up, a fresh pair takes its place. */

import { systemRandom } from '../../src/net/entropy.ts';
import { TunnelPair, type TunnelPairOptions } from '../tunnel-pair.ts';

/** Milliseconds in which the hosts forget the exchanges that are over. */
const UNTIL_FORGOTTEN = 10_000;
/** Tunnels that are renewed in turn; that time passes after each round. */
const RENEWALS = 50;
/**
 * A pair of SAs that has a successor stays until its lifetime is over, and a host may hold so many: it
 * lives for six rounds, and has its successor before it would renew itself.
 */
const PAIR_SECONDS = 60;

export class Tunnels {
  readonly #options: TunnelPairOptions;
  #pair: TunnelPair;
  #next = 0;
  #renewals = 0;

  constructor(options: Omit<TunnelPairOptions, 'random'>) {
    this.#options = { ...options, pairSeconds: PAIR_SECONDS, random: systemRandom };
    this.#pair = new TunnelPair(this.#options);
  }

  up(): void {
    this.#reserve(1);
    this.#pair.up(this.#next++);
  }

  upTogether(count: number): void {
    this.#reserve(count);
    this.#pair.upTogether(this.#next, count);
    this.#next += count;
  }

  rekey(): void {
    this.#pair.rekey(this.#renewed());
  }

  rekeyMainMode(): void {
    this.#pair.rekeyMainMode(this.#renewed());
  }

  /** A tunnel to renew, one after the other. What renewals leave behind goes as time passes. */
  #renewed(): number {
    if (this.#next === 0) for (let i = 0; i < RENEWALS; i++) this.up();
    this.#renewals++;
    if (this.#renewals % RENEWALS === 0) this.#pair.pass(UNTIL_FORGOTTEN);
    return this.#renewals % RENEWALS;
  }

  #reserve(count: number): void {
    if (this.#next + count <= this.#options.tunnels) return;
    this.#pair = new TunnelPair(this.#options);
    this.#next = 0;
  }
}
