/** The security association database (RFC 4301 4.4.2): inbound SAs by protocol and SPI, pairs by id. */

import { type Address, sameAddress } from '../../base/address.ts';
import { assert } from '../../base/assert.ts';
import type { Path } from '../../base/batch.ts';
import { readU32 } from '../../base/bytes.ts';
import { IntMap } from '../../base/int-map.ts';
import { LIMITS } from '../../base/limits.ts';
import type { Random } from '../../base/random.ts';
import type { Instant } from '../../base/time.ts';
import { sameSelector } from '../../base/traffic.ts';
import { WordStore } from '../../base/word-store.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { isContested } from '../peer-flows.ts';
import type { Spd } from '../spd/spd.ts';
import { InboundSa, type OutboundAh, OutboundSa, SaPair } from './association.ts';
import { inheritPathMtu, UNLIMITED_MTU } from './path-mtu.ts';
import type { SaHalf, SaPairParameters } from './sa.ts';

/** RFC 4303 2.1: zero is for local use, 1 to 255 are IANA's. */
const LOWEST_SPI = 256;
/** Draws before a fresh SPI counts as not to be had. */
const SPI_DRAWS = 64;

/** What an SPI is looked up with (RFC 4301 4.1). */
export type SaProtocol = 'esp' | 'ah';

export class Sad {
  readonly #provider: CryptoProvider;
  readonly #random: Random;
  readonly #spiRandom: Random;
  readonly #spd: Spd;
  readonly #linkMtu: number;
  readonly #most: number;
  readonly #pairs = new IntMap<SaPair>();
  /** By `keyOf` of their SPIs. */
  readonly #inbound = { esp: new IntMap<InboundSa>(), ah: new IntMap<InboundSa>() };
  /** `keyOf` of SPIs. */
  readonly #reserved = new Set<number>();
  readonly #windows = new WordStore();

  /** `linkMtu`: octets of an IP packet that the link takes. `most`: SAs, both directions counted. */
  constructor(
    provider: CryptoProvider,
    random: Random,
    spd: Spd,
    linkMtu: number = UNLIMITED_MTU,
    most: number = LIMITS.securityAssociations,
  ) {
    this.#most = most;
    this.#provider = provider;
    this.#random = random;
    this.#spiRandom = random.fork('spi');
    this.#spd = spd;
    this.#linkMtu = linkMtu;
  }

  /** The SA that an SPI of this host names. */
  inbound(spi: number, protocol: SaProtocol = 'esp'): InboundSa | undefined {
    const { esp, ah } = this.#inbound;
    return (protocol === 'esp' ? esp : ah).get(keyOf(spi));
  }

  pair(id: number): SaPair | undefined {
    return this.#pairs.get(id);
  }

  /** All pairs in the order of their making. */
  pairs(): Generator<SaPair> {
    return this.#pairs.values();
  }

  /** A fresh SPI, kept until it is released or installed; undefined if the SAD is full. */
  reserveSpi(): number | undefined {
    const { esp, ah } = this.#inbound;
    const taken = esp.size + ah.size + this.#reserved.size;
    if (taken * 2 >= this.#most) return undefined;
    for (let draw = 0; draw < SPI_DRAWS; draw++) {
      const spi = readU32(this.#spiRandom.bytes(4), 0);
      const key = keyOf(spi);
      if (spi < LOWEST_SPI || esp.has(key) || ah.has(key) || this.#reserved.has(key)) continue;
      this.#reserved.add(key);
      return spi;
    }
    return undefined;
  }

  releaseSpi(spi: number): void {
    this.#reserved.delete(keyOf(spi));
  }

  /**
   * Installs one half or both; two halves of one id make a pair. The outbound half becomes the
   * first choice of its policy entry. Throws a RangeError for keys or parameters that cannot be.
   */
  install(
    parameters: SaPairParameters,
    part: { readonly inbound?: SaHalf; readonly outbound?: SaHalf },
    now: Instant,
  ): SaPair {
    const pair = this.#pairs.get(parameters.id) ?? this.#newPair(parameters, now);
    if (part.inbound !== undefined) this.#addInbound(pair, part.inbound);
    if (part.outbound !== undefined) this.#addOutbound(pair, part.outbound);
    this.#pairs.set(parameters.id, pair);
    return pair;
  }

  /** Removes both halves. Answers the pair that it was. */
  remove(id: number): SaPair | undefined {
    const pair = this.#pairs.get(id);
    if (pair === undefined) return undefined;
    this.#pairs.delete(id);
    const { esp, ah } = pair.inbound ?? {};
    if (esp !== undefined) this.#inbound.esp.delete(keyOf(esp.spi));
    if (ah !== undefined) this.#inbound.ah.delete(keyOf(ah.spi));
    const served = this.#spd.named(pair.parameters.policy);
    if (served?.pairs.includes(pair)) served.pairs = without(served.pairs, pair);
    return pair;
  }

  /** Packets of a pair go out on another path from now on. */
  move(id: number, path: Path): void {
    const pair = this.#pairs.get(id);
    if (pair !== undefined) pair.path = path;
  }

  /**
   * The first pair of the same policy entry that another peer has for the same traffic. All such are
   * marked as contested.
   */
  contest(pair: SaPair): SaPair | undefined {
    const served = this.#spd.named(pair.parameters.policy)?.pairs ?? [];
    const rivals = served.filter(
      (other) => other !== pair && other.ended === undefined && isContested(pair, other),
    );
    for (const one of rivals) one.contested = true;
    if (rivals.length > 0) pair.contested = true;
    return rivals[0];
  }

  /** Makes a pair the last choice of its policy entry. */
  standDown(id: number): void {
    const pair = this.#pairs.get(id);
    const served = pair && this.#spd.named(pair.parameters.policy);
    if (pair !== undefined && served?.pairs.includes(pair))
      served.pairs = [...without(served.pairs, pair), pair];
  }

  /** The pair that sends to a peer with an SPI of the peer's choice. */
  byOutboundSpi(peer: Address, spi: number, protocol: SaProtocol = 'esp'): SaPair | undefined {
    for (const pair of this.#pairs.values()) {
      const { outbound, parameters } = pair;
      if (outbound?.[protocol]?.spi !== spi) continue;
      if (sameAddress(parameters.remoteAddress, peer)) return pair;
    }
    return undefined;
  }

  #newPair(parameters: SaPairParameters, now: Instant): SaPair {
    const random = this.#random.fork(() => `worn ${parameters.id}`);
    const wornDraw = readU32(random.bytes(4), 0);
    const policy = this.#spd.named(parameters.policy);
    const isWhole =
      policy?.entry !== undefined && sameSelector(policy.entry.selector, parameters.selector);
    const selector = isWhole ? policy.entry.selector : undefined;
    const pair = new SaPair(parameters, { wornDraw, linkMtu: this.#linkMtu, selector }, now);
    // The pair that it follows knows the path.
    const before = policy?.pairs.find((one) =>
      sameAddress(one.parameters.remoteAddress, parameters.remoteAddress),
    );
    if (before !== undefined) inheritPathMtu(pair, before);
    return pair;
  }

  #addInbound(pair: SaPair, half: SaHalf): void {
    assert(pair.inbound === undefined, `pair ${pair.parameters.id} has an inbound SA already`);
    const { suite, esn } = pair.parameters;
    const ah = this.#ahOf(pair, half);
    const opener = suite && this.#provider.espOpener(suite, half.keys, { esn });
    const sa = new InboundSa(pair, half.spi, opener, ah, this.#windows);
    const { esp } = sa;
    assert(!this.#isTaken(esp?.spi, 'esp'), 'the SPI of an ESP SA is in use already');
    assert(!this.#isTaken(ah?.spi, 'ah'), 'the SPI of an AH SA is in use already');
    pair.inbound = sa;
    if (esp !== undefined) this.#inbound.esp.set(keyOf(esp.spi), sa);
    if (ah !== undefined) this.#inbound.ah.set(keyOf(ah.spi), sa);
    this.#reserved.delete(keyOf(half.spi));
    if (ah !== undefined) this.#reserved.delete(keyOf(ah.spi));
  }

  #isTaken(spi: number | undefined, protocol: SaProtocol): boolean {
    return spi !== undefined && this.#inbound[protocol].has(keyOf(spi));
  }

  #addOutbound(pair: SaPair, half: SaHalf): void {
    const { id, policy, suite, esn } = pair.parameters;
    assert(pair.outbound === undefined, `pair ${id} has an outbound SA already`);
    const random = this.#random.fork(() => `esp ${id} ${half.spi}`);
    const sealer = suite && this.#provider.espSealer(suite, half.keys, random, { esn });
    pair.outbound = new OutboundSa(pair, half.spi, sealer, this.#ahOf(pair, half));
    const served = this.#spd.named(policy);
    // A new array: one that grows takes room for sixteen more.
    if (served !== undefined)
      served.pairs = served.pairs.length === 0 ? [pair] : [pair].concat(served.pairs);
  }

  #ahOf({ parameters }: SaPair, half: SaHalf): OutboundAh | undefined {
    const { suite, ah, esn } = parameters;
    if (ah === undefined) return undefined;
    const { spi, key } =
      suite === undefined ? { spi: half.spi, key: half.keys.integrity } : (half.ah ?? {});
    if (spi === undefined || key === undefined) {
      throw new RangeError(`pair ${parameters.id} is a bundle, and its AH has no SPI and key`);
    }
    return { spi, mac: this.#provider.ahMac(ah, key, { esn }) };
  }
}

function without(pairs: readonly SaPair[], gone: SaPair): SaPair[] {
  return pairs.filter((pair) => pair !== gone);
}

/** SPIs as signed numbers: the half above 2^31 would be an object for each look into a map. */
function keyOf(spi: number): number {
  return spi | 0;
}
