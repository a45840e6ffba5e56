/** What goes wrong inside a host of a laboratory because somebody asks for it: nothing of this happens by itself. */

import type { ForkLabel, Random } from '../base/random.ts';
import type { Duration } from '../base/time.ts';
import type { CryptoProvider } from '../crypto/provider.ts';

/**
 * - `no-spi`: no SPI for an inbound SA is to be had;
 * - `no-outbound-sa`, `no-inbound-sa`: an SA cannot be installed;
 * - `slow-answers`: certificates and tickets take so much longer.
 */
export const INNER_TROUBLES = [
  'no-spi',
  'no-outbound-sa',
  'no-inbound-sa',
  'slow-answers',
] as const;
export type InnerTrouble = (typeof INNER_TROUBLES)[number];

/** An octet string that no SPI may be (RFC 4303 2.1). */
const NOUGHTS: Random = { bytes: (length) => new Uint8Array(length), fork: () => NOUGHTS };
/** What draws of SPIs are called. */
const SPI_LABEL = 'spi';

export class LabTrouble {
  readonly #now = new Set<InnerTrouble>();
  #delay: Duration = 0;

  /** Begins or ends a trouble; `time` is how much longer answers take. */
  set(what: InnerTrouble, isOn: boolean, time: Duration): void {
    if (isOn) this.#now.add(what);
    else this.#now.delete(what);
    if (what === 'slow-answers') this.#delay = isOn ? time : 0;
  }

  /** How much longer an answer takes. */
  get answerDelay(): Duration {
    return this.#delay;
  }

  /** The same provider, but that it refuses what is in trouble. */
  provider(provider: CryptoProvider): CryptoProvider {
    const refuse = (what: InnerTrouble): void => {
      if (this.#now.has(what)) throw new RangeError('the laboratory lets no SA be installed now');
    };
    return {
      ...provider,
      espSealer: (...means) => {
        refuse('no-outbound-sa');
        return provider.espSealer(...means);
      },
      espOpener: (...means) => {
        refuse('no-inbound-sa');
        return provider.espOpener(...means);
      },
    };
  }

  /** The same source, but that no SPI can be drawn from it while that is in trouble. */
  random(random: Random): Random {
    const whole = (label: ForkLabel): Random => this.random(random.fork(label));
    return {
      bytes: (length) => random.bytes(length),
      fork: (label) => (label === SPI_LABEL ? this.#spis(random.fork(label)) : whole(label)),
    };
  }

  #spis(random: Random): Random {
    const choose = (): Random => (this.#now.has('no-spi') ? NOUGHTS : random);
    return {
      bytes: (length) => choose().bytes(length),
      fork: (label) => this.#spis(random.fork(label)),
    };
  }
}
