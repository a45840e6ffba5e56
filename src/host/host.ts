/** One IPsec host as a deterministic state machine: IKE, ESP, policy and a small stack. */

import { type ArenaPool, arenaPool, type Batch, BatchWriter, type Path } from '../base/batch.ts';
import { TimerHeap } from '../base/heap.ts';
import type { Random } from '../base/random.ts';
import type { Instant } from '../base/time.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { IkeEngine } from '../ike/engine.ts';
import type { IkeEvent } from '../ike/events.ts';
import { Driver } from '../ipsec/driver.ts';
import type { IpsecEvent } from '../ipsec/events.ts';
import { KEEPALIVE, NON_ESP_MARKER } from '../wire/natt.ts';
import { CurrentCall } from './call.ts';
import { CommandDesk, failedResult } from './commands.ts';
import type { HostConfig } from './config.ts';
import { checkConfig } from './config-check.ts';
import { Counters } from './counters.ts';
import type { StackEvent } from './events.ts';
import { Keepalives } from './keepalive.ts';
import { Negotiations } from './negotiations.ts';
import { Pinger } from './pinger.ts';
import { policyPort } from './policy-port.ts';
import type { CommandResult, Input, Outbox, Page, QueryAnswers, QueryKind } from './ports.ts';
import { DriverSaPort } from './sa-port.ts';
import { Sender } from './sender.ts';
import { sortDatagrams } from './sorter.ts';
import { Stack } from './stack.ts';
import { answer } from './views.ts';

export interface HostOptions {
  readonly config: HostConfig;
  readonly provider: CryptoProvider;
  readonly random: Random;
  /** Where the arenas of the host's own packets come from. */
  readonly pool?: ArenaPool;
}

/** What one part of the host wants of another once the current step is over. */
type Work =
  | { readonly kind: 'acquire'; readonly policy: string }
  | { readonly kind: 'outcome'; readonly policy: string; readonly result: CommandResult }
  | { readonly kind: 'expired'; readonly id: number };

/**
 * Commands, datagrams, packets and the passing of time go in; datagrams, events and answers come
 * out by the outbox of the call. The parts never call each other in circles: what one wants of
 * another waits in a queue until the step is over.
 */
export class Host {
  readonly config: HostConfig;
  readonly #call = new CurrentCall();
  readonly #timers = new TimerHeap<() => void>();
  readonly #pool: ArenaPool;
  /** Packets of this host's own on their way to the driver. */
  readonly #packets: BatchWriter;
  readonly #innerPath: Path;
  readonly #work: Work[] = [];
  readonly #negotiations = new Negotiations();
  readonly #driver: Driver;
  readonly #engine: IkeEngine;
  readonly #sas: DriverSaPort;
  readonly #keepalives: Keepalives;
  readonly #stack: Stack;
  readonly #pinger: Pinger;
  readonly #counters: Counters;
  readonly #desk: CommandDesk;
  #stopped = false;

  /** Throws a RangeError for a configuration that no host can live by. */
  constructor(options: HostOptions) {
    const { config, provider, random } = options;
    checkConfig(config);
    this.config = config;
    this.#pool = options.pool ?? arenaPool();
    this.#packets = new BatchWriter(this.#pool);
    this.#innerPath = innerPathOf(config);
    this.#driver = this.#makeDriver(provider, random);
    this.#keepalives = this.#makeKeepalives();
    this.#sas = this.#makeSaPort();
    this.#engine = this.#makeEngine(provider, random);
    this.#counters = this.#makeCounters();
    const shared = {
      call: this.#call,
      timers: this.#timers,
      path: this.#innerPath,
      reply: (id: number, result: CommandResult) => this.#call.out.reply(id, result),
    };
    this.#pinger = new Pinger({
      ...shared,
      requests: this.#packets,
      sent: () => this.#counters.add('pingsSent'),
    });
    const sender = new Sender({
      ...shared,
      datagrams: this.#packets,
      sent: () => this.#counters.add('datagramsSent'),
    });
    this.#stack = new Stack({
      config: config.stack,
      addresses: config.addresses,
      answers: this.#packets,
      path: this.#innerPath,
      note: (event) => this.#note(event),
      echoReply: (identifier, sequence) => this.#pinger.answered(identifier, sequence),
    });
    this.#desk = new CommandDesk({
      config,
      call: this.#call,
      engine: this.#engine,
      driver: this.#driver,
      pinger: this.#pinger,
      sender,
      initiate: (policy) => this.#initiate(policy),
      stopped: () => {
        this.#stopped = true;
      },
    });
  }

  /** A command, or the passing of time. Every command is answered once, here or in a later call. */
  handle(input: Input, now: Instant, out: Outbox): void {
    this.#during(out, now, () => {
      if (input.kind === 'command') {
        if (this.#stopped) out.reply(input.id, stoppedResult(this.config.name));
        else this.#desk.start(input.id, input.command);
        return;
      }
      if (this.#stopped) return;
      this.#engine.timeout(now);
      for (let timer = this.#timers.pop(now); timer; timer = this.#timers.pop(now)) timer.what();
    });
  }

  /** Datagrams from the network, by path: `udp` or `link`. */
  receive(batch: Batch, now: Instant, out: Outbox): void {
    this.#during(out, now, () => {
      if (this.#stopped) return this.#counters.add('absorbed', batch.count);
      if (batch.path.carrier === 'link') return this.#driver.inbound(batch, now);
      sortDatagrams(batch, this.config, {
        ike: (message) => {
          this.#engine.receive(batch.path, message, now);
          this.#settle();
        },
        esp: (packets) => this.#driver.inbound(packets, now),
        other: (slot) => this.#counters.add(slot),
      });
    });
  }

  /** Packets of the inner side, to be permitted, blocked or protected. */
  send(batch: Batch, now: Instant, out: Outbox): void {
    this.#during(out, now, () => {
      if (this.#stopped) return this.#counters.add('absorbed', batch.count);
      this.#driver.outbound(batch, now);
    });
  }

  /** When `handle({ kind: 'timeout' })` is next due. */
  nextTimeout(): Instant | undefined {
    if (this.#stopped) return undefined;
    const engine = this.#engine.nextTimeout();
    const own = this.#timers.next();
    return engine === undefined || (own !== undefined && own < engine) ? own : engine;
  }

  /** One page of plain data; `cursor` is the `next` of the page before, 0 for the first. */
  query<K extends QueryKind>(kind: K, cursor = 0): Page<QueryAnswers[K]> {
    return answer(
      {
        engine: this.#engine,
        driver: this.#driver,
        sas: this.#sas,
        counters: this.#counters,
      },
      kind,
      cursor,
    );
  }

  #during(out: Outbox, now: Instant, step: () => void): void {
    this.#call.begin(out, now);
    try {
      step();
      this.#settle();
    } finally {
      this.#call.end();
    }
  }

  /** Does what the parts left for each other, until nothing is left. */
  #settle(): void {
    for (;;) {
      const batches = this.#packets.drain();
      for (const batch of batches) {
        this.#driver.outbound(batch, this.#call.now);
        this.#pool.give(batch.arena);
      }
      const work = this.#work.shift();
      if (work !== undefined) this.#do(work);
      else if (batches.length === 0) return;
    }
  }

  #do(work: Work): void {
    const { now } = this.#call;
    switch (work.kind) {
      case 'acquire':
        this.#initiate(work.policy);
        break;
      case 'outcome':
        this.#negotiations.answered(work.policy);
        if (!work.result.ok) this.#counters.add('acquiresFailed');
        this.#driver.releaseHeld(work.policy, work.result.ok, now);
        this.#desk.outcome(work.policy, work.result);
        break;
      case 'expired':
        this.#engine.childExpired(work.id, now);
        break;
    }
  }

  #initiate(policy: string): void {
    if (!this.#negotiations.asked(policy)) return;
    this.#counters.add('acquires');
    this.#engine.initiate(policy, this.#call.now);
  }

  #note(event: IkeEvent | IpsecEvent | StackEvent): void {
    const noted = { ...event, at: this.#call.now, host: this.config.name };
    this.#counters.note(noted);
    this.#call.out.note(noted);
  }

  #noteIke(event: IkeEvent): void {
    const isOutcome = event.kind === 'quick-mode-failed' && this.#negotiations.isOwn(event);
    this.#negotiations.note(event);
    this.#note(event);
    if (event.kind === 'quick-mode-established') {
      const value = { kind: 'up', saId: event.id, alreadyUp: false } as const;
      this.#work.push({ kind: 'outcome', policy: event.policy, result: { ok: true, value } });
    }
    if (isOutcome && event.policy !== undefined) {
      const result = failedResult(event.failure);
      this.#work.push({ kind: 'outcome', policy: event.policy, result });
    }
  }

  #noteIpsec(event: IpsecEvent): void {
    this.#note(event);
    if (event.kind === 'sa-expired') this.#work.push({ kind: 'expired', id: event.id });
  }

  #deliver(arena: Uint8Array, start: number, end: number): void {
    const verdict = this.#stack.take(arena, start, end);
    if (verdict === 'taken') return;
    this.#counters.add(verdict === 'refused' ? 'stackRefused' : 'stackBadChecksum');
    if (verdict === 'refused')
      this.#call.out.inner.add(this.#innerPath, arena.subarray(start, end));
  }

  /** RFC 3947 4: on the NAT-T port IKE goes behind the non-ESP marker. */
  #transmit(path: Path, message: Uint8Array): void {
    const { network } = this.#call.out;
    const marker = path.local.port === this.config.natPort ? NON_ESP_MARKER.length : 0;
    const at = network.reserve(path, marker + message.length);
    network.arena.fill(0, at, at + marker);
    network.arena.set(message, at + marker);
    network.commit(at, at + marker + message.length);
    this.#keepalives.sentOn(path);
  }

  #makeDriver(provider: CryptoProvider, random: Random): Driver {
    const call = this.#call;
    return new Driver({
      provider,
      random: random.fork('driver'),
      policies: this.config.policies,
      unmatched: this.config.unmatched,
      localAddresses: this.config.addresses,
      sink: {
        get network() {
          return call.out.network;
        },
        deliver: (arena, start, end) => this.#deliver(arena, start, end),
        acquire: (policy) => this.#work.push({ kind: 'acquire', policy }),
        note: (event) => this.#noteIpsec(event),
      },
    });
  }

  #makeEngine(provider: CryptoProvider, random: Random): IkeEngine {
    return new IkeEngine({
      policy: policyPort(this.config),
      sas: this.#sas,
      provider,
      random: random.fork('ike'),
      ikePort: this.config.ikePort,
      natPort: this.config.natPort,
      note: (event) => this.#noteIke(event),
      send: (path, message) => this.#transmit(path, message),
    });
  }

  #makeKeepalives(): Keepalives {
    return new Keepalives({
      timers: this.#timers,
      now: () => this.#call.now,
      lastOutbound: (id) => this.#driver.lastOutbound(id),
      send: (path) => {
        this.#call.out.network.add(path, KEEPALIVE);
        this.#counters.add('keepalivesSent');
      },
    });
  }

  #makeSaPort(): DriverSaPort {
    return new DriverSaPort({
      driver: this.#driver,
      call: this.#call,
      spiReserved: (got) => this.#counters.add(got ? 'spisReserved' : 'spisRefused'),
      added: (pair) => this.#keepalives.added(pair),
      removed: (id) => this.#keepalives.removed(id),
    });
  }

  #makeCounters(): Counters {
    return new Counters(this.#driver.counters, {
      activeAcquires: () => this.#negotiations.acquiring,
      quickModesUnderWay: () => this.#negotiations.quickModes,
      mainModeSas: () => this.#engine.mainModeSas().length,
      pendingSpis: () => this.#sas.pendingSpis,
    });
  }
}

function innerPathOf(config: HostConfig): Path {
  const end = { address: config.addresses[0]!, port: 0 };
  return { carrier: 'inner', local: end, remote: end };
}

function stoppedResult(name: string): CommandResult {
  return { ok: false, error: `${name} has been stopped`, failure: undefined };
}
