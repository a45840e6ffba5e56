/** The data plane of a host: policy, SAs, and the two directions of packets (RFC 4301 4.4, 5). */

import { type Address, parseAddress } from '../base/address.ts';
import { type ArenaPool, arenaPool, type Batch, batchOfOne, type Path } from '../base/batch.ts';
import { partOf } from '../base/part-of.ts';
import type { Random } from '../base/random.ts';
import type { Duration, Instant } from '../base/time.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { type DriverMode, type Exemptions, NO_EXEMPTIONS } from './clear/driver-mode.ts';
import { Gate } from './clear/gate.ts';
import { SoftFlows, type SoftSaView } from './clear/soft-flows.ts';
import type { UnprotectedErrors } from './clear/unprotected-errors.ts';
import { IPSEC_COUNTER, IPSEC_COUNTER_SLOTS } from './counters.ts';
import { drop, type Reporter } from './drops.ts';
import type { DropReason, SoftEndReason } from './events.ts';
import { HeldPackets } from './held.ts';
import { Inbound } from './inbound.ts';
import { Outbound } from './outbound.ts';
import { packetLabel } from './packet/label.ts';
import { PeerFlows } from './peer-flows.ts';
import type { InboundSa, OutboundSa, SaPair } from './sa/association.ts';
import { canSend } from './sa/lifetime.ts';
import { PATH_MTU_LIFETIME, UNLIMITED_MTU } from './sa/path-mtu.ts';
import type { SaHalf, SaPairParameters } from './sa/sa.ts';
import { Sad } from './sa/sad.ts';
import { sasOf } from './sa/sas-of-half.ts';
import { type SaPairView, viewOfPair } from './sa/views.ts';
import type { DriverSink } from './sink.ts';
import { type Policy, Spd, type SpdEntry } from './spd/spd.ts';

export interface DriverOptions {
  readonly provider: CryptoProvider;
  readonly random: Random;
  /** The SPD: the first match decides. */
  readonly policies: readonly SpdEntry[];
  /** What happens to packets that no entry matches. */
  readonly unmatched: 'permit' | 'block';
  /** Packets for any other address are not delivered. */
  readonly localAddresses: readonly Address[];
  /** What tunnels bring for other addresses is delivered all the same; false unless said. */
  readonly gateway?: boolean | undefined;
  readonly sink: DriverSink;
  /** Octets of an IP packet that the link takes; longer ones are cut up or refused (RFC 4301 8). No limit unless said. */
  readonly linkMtu?: number | undefined;
  /** How many SAs it holds, both directions counted; `LIMITS.securityAssociations` unless said. */
  readonly securityAssociations?: number | undefined;
  /** What ICMP errors from outside about protected packets may do (RFC 4301 6.1): report a path MTU, unless said. */
  readonly unprotectedErrors?: UnprotectedErrors | undefined;
  /** How long a reported path MTU is believed (RFC 4301 8.2.2); ten minutes unless said. */
  readonly pathMtuLifetime?: Duration | undefined;
  /** What passes ahead of mode and filters; neighbour discovery alone unless said. */
  readonly exemptions?: Exemptions | undefined;
  /** Where packets are opened: one arena for the length of a call. Hosts may share a pool. */
  readonly pool?: ArenaPool;
}

export class Driver {
  /** Slots of counters.ts. */
  readonly counters: Float64Array = new Float64Array(IPSEC_COUNTER_SLOTS);
  readonly #reporter: Reporter;
  readonly #spd: Spd;
  readonly #sad: Sad;
  readonly #held: HeldPackets;
  readonly #gate: Gate;
  readonly #soft: SoftFlows;
  readonly #outbound: Outbound;
  readonly #inbound: Inbound;

  constructor(options: DriverOptions) {
    const { provider, random, policies, unmatched, localAddresses, sink } = options;
    const pool = options.pool ?? arenaPool({ kept: 1 });
    const reporter: Reporter = { counters: this.counters, note: (event) => sink.note(event) };
    const spd = new Spd(policies, unmatched);
    const linkMtu = options.linkMtu ?? UNLIMITED_MTU;
    const sad = new Sad(provider, random, spd, linkMtu, options.securityAssociations);
    this.#reporter = reporter;
    this.#spd = spd;
    this.#sad = sad;
    const flows = new PeerFlows();
    const held = new HeldPackets((packet) => dropHeld(reporter, 'queue-full', packet));
    this.#held = held;
    const gate = new Gate(reporter);
    gate.setExemptions(options.exemptions ?? NO_EXEMPTIONS);
    const soft = new SoftFlows(reporter);
    this.#gate = gate;
    this.#soft = soft;
    this.#outbound = new Outbound({
      spd,
      sink,
      reporter,
      held,
      gate,
      soft,
      localAddresses,
      flows,
      linkMtu,
    });
    this.#inbound = new Inbound({
      spd,
      sad,
      sink,
      reporter,
      gate,
      soft,
      localAddresses,
      isGateway: options.gateway === true,
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
    const before = this.#sad.pair(pair.id);
    const wasOffloaded = before !== undefined && isOffloaded(before);
    const installed = this.#sad.install(pair, part, now);
    if (before === undefined) this.#countPair(installed, 1);
    if (!wasOffloaded && isOffloaded(installed))
      this.counters[IPSEC_COUNTER.offloadedAssociations]! += 1;
    if (part.outbound !== undefined) {
      this.counters[IPSEC_COUNTER.keyAdditions]! += 1;
      this.#soft.end(pair.policy, 'negotiated');
    }
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
    if (isOffloaded(pair)) this.counters[IPSEC_COUNTER.offloadedAssociations]! -= 1;
    this.counters[IPSEC_COUNTER.keyDeletions]! += 1;
    if (inbound !== undefined) this.#noteRemoved(id, 'inbound', inbound);
    if (outbound !== undefined) this.#noteRemoved(id, 'outbound', outbound);
    return true;
  }

  /** Makes a pair the last choice of its policy entry. */
  standDown(id: number): void {
    this.#sad.standDown(id);
  }

  /**
   * Another SPD in place of the one in force, between two packets. Entries that are in both with the
   * same traffic, action and peer go on, with their SAs, soft SAs and held packets. Answers the ids of
   * the pairs whose entry is gone: they carry nothing out any more, and the caller ends them.
   */
  replacePolicies(
    entries: readonly SpdEntry[],
    unmatched: 'permit' | 'block',
    now: Instant,
  ): readonly number[] {
    this.#soft.expire(now);
    const goesOn = this.#spd.replace(entries, unmatched);
    this.#outbound.forget(goesOn);
    this.#inbound.forget(goesOn);
    this.#soft.endAll(({ policy }) => !goesOn(policy), 'policy-change');
    for (const name of this.#held.names()) {
      if (!goesOn(name)) this.#dropHeld(name, 'policy-changed');
    }
    return Array.from(this.#sad.pairs())
      .filter(({ parameters }) => !goesOn(parameters.policy))
      .map(({ parameters }) => parameters.id);
  }

  get mode(): DriverMode {
    return this.#gate.mode;
  }

  /** Goes into another mode. What waited for an SA goes by the new mode, where that asks for none. */
  setMode(mode: DriverMode, now: Instant): void {
    if (!this.#gate.setMode(mode) || this.#gate.isSecure) return;
    for (const name of this.#held.names()) this.releaseHeld(name, true, now);
  }

  /** What passes ahead of mode and filters from now on. */
  setExemptions(exemptions: Exemptions): void {
    this.#gate.setExemptions(exemptions);
  }

  /**
   * Ends an acquire for an entry or a flow: the held packets go out (`ok`) or are dropped. What still
   * has neither SA nor soft SA is dropped.
   */
  releaseHeld(policy: string, ok: boolean, now: Instant): void {
    if (!ok) return this.#dropHeld(policy, 'no-sa');
    for (const packet of this.#held.take(policy)) {
      this.#outbound.send(batchOfOne(HELD_PATH, packet), now, false);
    }
  }

  /** Lets the packets of an entry or flow go in clear, both ways. False if there is no such entry. */
  addSoft(name: string, until: Instant, now: Instant): boolean {
    const policy = this.#spd.named(name);
    if (policy !== undefined) this.#soft.add(name, policy, until, now);
    return policy !== undefined;
  }

  /** Ends the soft SAs that are over. Answers how many. */
  endSoft(isOver: (soft: SoftSaView) => boolean, reason: SoftEndReason, now: Instant): number {
    this.#soft.expire(now);
    return this.#soft.endAll(isOver, reason);
  }

  /** Ends the soft SAs whose time is over; see `nextSoftExpiry`. They also end when a packet meets them. */
  expireSoft(now: Instant): void {
    this.#soft.expire(now);
  }

  nextSoftExpiry(): Instant | undefined {
    return this.#soft.nextExpiry();
  }

  /** All soft SAs, in the order of their making. */
  softSas(): SoftSaView[] {
    return this.#soft.views();
  }

  /** The id of the pair that the packets of a policy entry, or of a flow, would go out by. */
  hasOutboundSa(policy: string): number | undefined {
    return this.#sender(policy)?.parameters.id;
  }

  /** Sends a dummy packet (RFC 4303 2.6) by the newest SA of an entry or flow. False if it has none. */
  sendDummy(policy: string, now: Instant): boolean {
    const pair = this.#sender(policy);
    return pair !== undefined && this.#outbound.sendDummy(pair, now);
  }

  /**
   * Lets the newest outbound SA of an entry or flow go on as if `sequence` had been its last number.
   * False, and nothing is changed, where it has none, or where the number is behind it or beyond its last one.
   */
  presetSequence(policy: string, sequence: number): boolean {
    const pair = this.#sender(policy);
    if (pair?.outbound === undefined) return false;
    // A number that came before would use a counter mode's nonce twice.
    if (sequence < pair.outbound.sequence || sequence > pair.terms.lastSequence) return false;
    pair.outbound.sequence = sequence;
    return true;
  }

  /** When a pair last sent a packet. */
  lastOutbound(id: number): Instant | undefined {
    return this.#sad.pair(id)?.outbound?.lastUsedAt;
  }

  /** When a pair last received a packet whose integrity check value was right. */
  lastInbound(id: number): Instant | undefined {
    return this.#sad.pair(id)?.inbound?.lastUsedAt;
  }

  /** When a pair last carried a packet either way, or was made: what an idle time-out looks at. */
  lastUse(id: number): Instant | undefined {
    const pair = this.#sad.pair(id);
    if (pair === undefined) return undefined;
    const { inbound, outbound, createdAt } = pair;
    return Math.max(inbound?.lastUsedAt ?? createdAt, outbound?.lastUsedAt ?? createdAt);
  }

  /** What a pair was installed with. */
  parametersOf(id: number): SaPairParameters | undefined {
    return this.#sad.pair(id)?.parameters;
  }

  /** What all pairs were installed with, in the order of their making. */
  *pairs(): Generator<SaPairParameters> {
    for (const { parameters } of this.#sad.pairs()) yield parameters;
  }

  /** Pairs in the order of their making: all, or so many from one on. */
  views(from = 0, most = Number.POSITIVE_INFINITY): SaPairView[] {
    return partOf(this.#sad.pairs(), from, most).map(viewOfPair);
  }

  #sender(name: string): SaPair | undefined {
    const policy = this.#spd.named(name);
    return policy?.pairs.find((pair) => canSend(pair) && serves(pair, policy, name));
  }

  #dropHeld(name: string, reason: 'no-sa' | 'policy-changed'): void {
    for (const packet of this.#held.take(name)) dropHeld(this.#reporter, reason, packet);
  }

  #countPair(pair: SaPair, change: 1 | -1): void {
    this.counters[IPSEC_COUNTER.activePairs]! += change;
    if (pair.terms.tunnel) this.counters[IPSEC_COUNTER.activeTunnels]! += change;
  }

  #noteAdded(pair: SaPairParameters, direction: 'inbound' | 'outbound', half: SaHalf): void {
    const { localAddress, remoteAddress } = pair;
    const outbound = direction === 'outbound';
    const source = (outbound ? localAddress : remoteAddress).text;
    const destination = (outbound ? remoteAddress : localAddress).text;
    const { id, policy, mode, udpEncapsulated } = pair;
    for (const one of sasOf(pair, half)) {
      this.#reporter.note({
        kind: 'sa-added',
        id,
        direction,
        policy,
        mode,
        udpEncapsulated,
        source,
        destination,
        protocol: one.protocol,
        spi: one.spi,
        suite: one.suite,
        encryptionKey: one.encryptionKey,
        salt: one.salt,
        integrityKey: one.integrityKey,
      });
    }
  }

  #noteRemoved(id: number, direction: 'inbound' | 'outbound', sa: InboundSa | OutboundSa): void {
    for (const protocol of ['esp', 'ah'] as const) {
      const spi = sa[protocol]?.spi;
      if (spi === undefined) continue;
      this.#reporter.note({ kind: 'sa-removed', id, direction, protocol, spi });
    }
  }
}

function dropHeld(reporter: Reporter, reason: DropReason, packet: Uint8Array): void {
  drop(reporter, 'outbound', reason, packetLabel(packet, 0, packet.length));
}

/** One half that hardware works for is enough. */
function isOffloaded({ inbound, outbound }: SaPair): boolean {
  return inbound?.offloaded === true || outbound?.offloaded === true;
}

/** Of a flow only the pairs that bear its name. */
function serves({ parameters }: SaPair, policy: Policy, name: string): boolean {
  return name === policy.name || parameters.policy === name;
}

const NOWHERE = { address: parseAddress('0.0.0.0'), port: 0 };
/** Held packets come from nowhere in particular: outbound looks at the packets alone. */
const HELD_PATH: Path = { carrier: 'inner', local: NOWHERE, remote: NOWHERE };
