/** Carries finished quick modes into the data plane. */

import { type Endpoint, sameEndpoint } from '../base/address.ts';
import { EMPTY } from '../base/bytes.ts';
import type { Instant } from '../base/time.ts';
import { divideKeymat } from '../crypto/algorithms.ts';
import type { EspKeys } from '../crypto/provider.ts';
import type { NegotiatedChild, NegotiatedHalf, SaPort } from '../ike/policy.ts';
import type { Driver } from '../ipsec/driver.ts';
import type { SaHalf } from '../ipsec/sa/sa.ts';
import type { CurrentCall } from './call.ts';
import { NegotiatedParameters, pathOf } from './negotiated-parameters.ts';

/** What the port needs of its host. */
export interface SaPortParts {
  readonly driver: Driver;
  readonly call: CurrentCall;
  spiReserved(got: boolean): void;
  /** A pair has its first half. */
  added(pair: NegotiatedChild): void;
  removed(id: number): void;
  /** The driver cannot use one half of a pair. */
  refused(refusal: SaRefusal): void;
  /** A pair of which the driver refused a half is of no use. */
  useless(id: number): void;
}

/** Which SA the driver refused, and why. */
export interface SaRefusal {
  readonly id: number;
  readonly direction: 'inbound' | 'outbound';
  readonly spi: number;
  readonly policy: string;
  readonly reason: string;
}

/** The engine's door to the driver. The driver holds what was negotiated for each pair, as its parameters. */
export class DriverSaPort implements SaPort {
  readonly #parts: SaPortParts;
  readonly #reserved = new Set<number>();
  /** Pairs of which the driver refused a half, and why. */
  readonly #refused = new Map<number, { pair: NegotiatedParameters; reason: string }>();

  constructor(parts: SaPortParts) {
    this.#parts = parts;
  }

  /** SPIs handed out whose SA is not there yet. */
  get pendingSpis(): number {
    return this.#reserved.size;
  }

  /** Why a pair that was negotiated is of no use; undefined where the driver took it. */
  refusalOf(id: number): string | undefined {
    return this.#refused.get(id)?.reason;
  }

  /** What was negotiated for a pair. */
  negotiated(id: number): NegotiatedChild | undefined {
    return this.#known(id)?.made;
  }

  reserveSpi(): number | undefined {
    const spi = this.#parts.driver.reserveSpi();
    this.#parts.spiReserved(spi !== undefined);
    if (spi !== undefined) this.#reserved.add(spi);
    return spi;
  }

  releaseSpi(spi: number): void {
    this.#reserved.delete(spi);
    this.#parts.driver.releaseSpi(spi);
  }

  install(pair: NegotiatedChild, part: 'both' | 'inbound-only' | 'outbound-only'): void {
    let known = this.#known(pair.id);
    if (known === undefined) {
      known = new NegotiatedParameters(pair);
      this.#parts.added(pair);
    }
    if (part !== 'outbound-only') {
      this.#reserved.delete(pair.inbound.spi);
      if (pair.inbound.ah !== undefined) this.#reserved.delete(pair.inbound.ah.spi);
      this.#install(pair, known, 'inbound');
    }
    if (part === 'inbound-only') return;
    this.#install(pair, known, 'outbound');
    // Thousands of pairs have keys enough in the data plane.
    pair.forgetKeys();
  }

  remove(id: number): void {
    const known = this.#known(id);
    this.#parts.driver.remove(id);
    this.#refused.delete(id);
    if (known !== undefined) this.#parts.removed(id);
  }

  move(peerName: string, remoteIdentity: string, from: Endpoint, to: Endpoint): number {
    const { driver, added, removed } = this.#parts;
    let moved = 0;
    for (const one of driver.pairs()) {
      if (!(one instanceof NegotiatedParameters)) continue;
      const { id, made: child } = one;
      if (!child.udpEncapsulated || child.peerName !== peerName) continue;
      if (!sameEndpoint(child.remoteEndpoint, from) || child.remoteIdentity !== remoteIdentity)
        continue;
      child.remoteEndpoint = to;
      driver.move(id, pathOf(child));
      // Keepalives, if there are any, follow.
      removed(id);
      added(child);
      moved++;
    }
    return moved;
  }

  lastInbound(id: number): Instant | undefined {
    return this.#parts.driver.lastInbound(id);
  }

  lastUsed(id: number): Instant | undefined {
    return this.#parts.driver.lastUse(id);
  }

  standDown(id: number): void {
    this.#parts.driver.standDown(id);
  }

  /** What the driver cannot use is reported, so that the pair is given up: no message may throw. */
  #install(
    pair: NegotiatedChild,
    parameters: NegotiatedParameters,
    direction: SaRefusal['direction'],
  ): void {
    const { driver, call, refused, useless } = this.#parts;
    // The engine has not entered the pair yet where it answers a quick mode: it is told each time.
    if (this.#refused.has(pair.id)) return useless(pair.id);
    try {
      const half = halfOf(pair, pair[direction]);
      const part = direction === 'inbound' ? { inbound: half } : { outbound: half };
      driver.install(parameters, part, call.now);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const { id, child } = pair;
      const { spi } = pair[direction];
      if (direction === 'inbound') driver.releaseSpi(spi);
      this.#refused.set(id, { pair: parameters, reason: error.message });
      refused({ id, direction, spi, policy: child.name, reason: error.message });
      useless(id);
    }
  }

  /** What was negotiated and is installed, or refused. */
  #known(id: number): NegotiatedParameters | undefined {
    const installed = this.#parts.driver.parametersOf(id);
    if (installed instanceof NegotiatedParameters) return installed;
    return this.#refused.get(id)?.pair;
  }
}

function halfOf({ suite, ah }: NegotiatedChild, half: NegotiatedHalf): SaHalf {
  const { spi, keymat } = half;
  if (suite === undefined) return { spi, keys: { ...NO_KEYS, integrity: keymat.reveal() } };
  const keys = divideKeymat(suite, keymat.reveal());
  if (ah === undefined || half.ah === undefined) return { spi, keys };
  return { spi, keys, ah: { spi: half.ah.spi, key: half.ah.keymat.reveal() } };
}

const NO_KEYS: EspKeys = { encryption: EMPTY, salt: EMPTY, integrity: EMPTY };
