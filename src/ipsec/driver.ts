/** The data plane of a host: policy, SAs, and the two directions of packets (RFC 4301 4.4, 5). */

import type { Address } from '../base/address.ts';
import { type ArenaPool, arenaPool, type Batch, batchOfOne, type Path } from '../base/batch.ts';
import type { Random } from '../base/random.ts';
import { Secret } from '../base/secret.ts';
import type { Duration, Instant } from '../base/time.ts';
import { suiteLabel } from '../crypto/algorithms.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { SaPair } from './association.ts';
import { IPSEC_COUNTER, IPSEC_COUNTER_SLOTS } from './counters.ts';
import { drop, type Reporter } from './drops.ts';
import { HeldPackets } from './held.ts';
import { Inbound } from './inbound.ts';
import { packetLabel } from './label.ts';
import { canSend } from './lifetime.ts';
import { Outbound } from './outbound.ts';
import { PATH_MTU_LIFETIME, UNLIMITED_MTU } from './path-mtu.ts';
import { PeerFlows } from './peer-flows.ts';
import type { SaHalf, SaPairParameters } from './sa.ts';
import { Sad } from './sad.ts';
import type { DriverSink } from './sink.ts';
import { Spd, type SpdEntry } from './spd.ts';
import type { UnprotectedErrors } from './unprotected-errors.ts';
import { type SaPairView, viewOfPair } from './views.ts';

export interface DriverOptions {
  readonly provider: CryptoProvider;
  readonly random: Random;
  /** The SPD: the first match decides. */
  readonly policies: readonly SpdEntry[];
  /** What happens to packets that no entry matches. */
  readonly unmatched: 'permit' | 'block';
  /** Packets for any other address are not delivered. */
  readonly localAddresses: readonly Address[];
  readonly sink: DriverSink;
  /** Octets of an IP packet that the link takes; longer ones are cut up or refused (RFC 4301 8). No limit unless said. */
  readonly linkMtu?: number | undefined;
  /** What ICMP errors from outside about protected packets may do (RFC 4301 6.1): report a path MTU, unless said. */
  readonly unprotectedErrors?: UnprotectedErrors | undefined;
  /** How long a reported path MTU is believed (RFC 4301 8.2.2); ten minutes unless said. */
  readonly pathMtuLifetime?: Duration | undefined;
  /** Where packets are opened: one arena for the length of a call. Hosts may share a pool. */
  readonly pool?: ArenaPool;
}

export class Driver {
  /** Slots of counters.ts. */
  readonly counters: Float64Array = new Float64Array(IPSEC_COUNTER_SLOTS);
  readonly #reporter: Reporter;
  readonly #spd: Spd;
  readonly #sad: Sad;
  readonly #held = new HeldPackets();
  readonly #outbound: Outbound;
  readonly #inbound: Inbound;

  constructor(options: DriverOptions) {
    const { provider, random, policies, unmatched, localAddresses, sink } = options;
    const pool = options.pool ?? arenaPool(1);
    const reporter: Reporter = { counters: this.counters, note: (event) => sink.note(event) };
    const spd = new Spd(policies, unmatched);
    const linkMtu = options.linkMtu ?? UNLIMITED_MTU;
    const sad = new Sad(provider, random, spd, linkMtu);
    this.#reporter = reporter;
    this.#spd = spd;
    this.#sad = sad;
    const flows = new PeerFlows();
    const held = this.#held;
    this.#outbound = new Outbound({
      spd,
      sink,
      reporter,
      held,
      localAddresses,
      flows,
      linkMtu,
    });
    this.#inbound = new Inbound({
      spd,
      sad,
      sink,
      reporter,
      localAddresses,
      pool,
      flows,
      unprotectedErrors: options.unprotectedErrors ?? 'path-mtu',
      pathMtuLifetime: options.pathMtuLifetime ?? PATH_MTU_LIFETIME,
    });
  }

  /** Takes clear packets of the inner side: whole IP packets, whatever the path's endpoints. */
  outbound(batch: Batch, now: Instant): void {
    this.#outbound.send(batch, now, true);
  }

  /**
   * Takes what came from the network: on a `link` path whole IP packets, on a `udp` path ESP
   * packets from the SPI on. The batch is left as it is. Never throws, whatever came.
   */
  inbound(batch: Batch, now: Instant): void {
    this.#inbound.receive(batch, now);
  }

  /** A fresh inbound SPI, kept until it is installed or released; undefined if none is to be had. */
  reserveSpi(): number | undefined {
    return this.#sad.reserveSpi();
  }

  releaseSpi(spi: number): void {
    this.#sad.releaseSpi(spi);
  }

  /** Installs one half of a pair or both; see `Sad.install`. */
  install(
    pair: SaPairParameters,
    part: { readonly inbound?: SaHalf; readonly outbound?: SaHalf },
    now: Instant,
  ): void {
    const isNew = this.#sad.pair(pair.id) === undefined;
    const installed = this.#sad.install(pair, part, now);
    if (isNew) this.#countPair(installed, 1);
    if (part.outbound !== undefined) this.counters[IPSEC_COUNTER.keyAdditions]! += 1;
    if (part.inbound !== undefined) this.#noteAdded(pair, 'inbound', part.inbound);
    if (part.outbound !== undefined) this.#noteAdded(pair, 'outbound', part.outbound);
    const rival = part.outbound === undefined ? undefined : this.#sad.contest(installed);
    if (rival !== undefined) {
      const { id, policy } = pair;
      this.#reporter.note({ kind: 'traffic-shared', policy, id, otherId: rival.parameters.id });
    }
  }

  /** A pair's packets go out on another path from now on. */
  move(id: number, path: Path): void {
    this.#sad.move(id, path);
  }

  /** Removes a pair. False if there is none of that id. */
  remove(id: number): boolean {
    const pair = this.#sad.remove(id);
    if (pair === undefined) return false;
    const { inbound, outbound } = pair;
    this.#countPair(pair, -1);
    this.counters[IPSEC_COUNTER.keyDeletions]! += 1;
    if (inbound !== undefined) this.#noteRemoved(id, 'inbound', inbound.spi);
    if (outbound !== undefined) this.#noteRemoved(id, 'outbound', outbound.spi);
    return true;
  }

  /** Makes a pair the last choice of its policy entry. */
  standDown(id: number): void {
    this.#sad.standDown(id);
  }

  /** Ends an acquire: the held packets go out (`ok`) or are dropped. What still has no SA is dropped. */
  releaseHeld(policy: string, ok: boolean, now: Instant): void {
    const entry = this.#spd.named(policy);
    if (entry === undefined) return;
    for (const packet of this.#held.take(entry)) {
      if (ok) this.#outbound.send(batchOfOne(HELD_PATH, packet), now, false);
      else drop(this.#reporter, 'outbound', 'no-sa', packetLabel(packet, 0, packet.length));
    }
  }

  /** The id of the pair that a policy entry's packets would go out by. */
  hasOutboundSa(policy: string): number | undefined {
    return this.#sender(policy)?.parameters.id;
  }

  /** Sends a dummy packet (RFC 4303 2.6) by the newest SA of an entry. False if it has none. */
  sendDummy(policy: string, now: Instant): boolean {
    const pair = this.#sender(policy);
    return pair !== undefined && this.#outbound.sendDummy(pair, now);
  }

  /** When a pair last sent a packet. */
  lastOutbound(id: number): Instant | undefined {
    return this.#sad.pair(id)?.outbound?.lastUsedAt;
  }

  /** When a pair last received a packet whose integrity check value was right. */
  lastInbound(id: number): Instant | undefined {
    return this.#sad.pair(id)?.inbound?.lastUsedAt;
  }

  /** All pairs, in the order of their making. */
  views(): SaPairView[] {
    return Array.from(this.#sad.pairs(), viewOfPair);
  }

  #sender(policy: string): SaPair | undefined {
    return this.#spd.named(policy)?.pairs.find(canSend);
  }

  #countPair(pair: SaPair, change: 1 | -1): void {
    this.counters[IPSEC_COUNTER.activePairs]! += change;
    if (pair.parameters.mode === 'tunnel') this.counters[IPSEC_COUNTER.activeTunnels]! += change;
  }

  #noteAdded(pair: SaPairParameters, direction: 'inbound' | 'outbound', half: SaHalf): void {
    const { localAddress, remoteAddress } = pair;
    const outbound = direction === 'outbound';
    this.#reporter.note({
      kind: 'sa-added',
      id: pair.id,
      direction,
      spi: half.spi,
      policy: pair.policy,
      suite: suiteLabel(pair.suite),
      mode: pair.mode,
      udpEncapsulated: pair.udpEncapsulated,
      source: (outbound ? localAddress : remoteAddress).text,
      destination: (outbound ? remoteAddress : localAddress).text,
      encryptionKey: new Secret(half.keys.encryption),
      salt: new Secret(half.keys.salt),
      integrityKey: new Secret(half.keys.integrity),
    });
  }

  #noteRemoved(id: number, direction: 'inbound' | 'outbound', spi: number): void {
    this.#reporter.note({ kind: 'sa-removed', id, direction, spi });
  }
}

const NOWHERE = {
  address: { version: 4, bytes: new Uint8Array(4), text: '0.0.0.0' },
  port: 0,
} as const;
/** Held packets come from nowhere in particular: outbound looks at the packets alone. */
const HELD_PATH: Path = { carrier: 'inner', local: NOWHERE, remote: NOWHERE };
