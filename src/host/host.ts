/** One IPsec host as a deterministic state machine: IKE, ESP, policy and a small stack. */

import type { Batch, Path } from '../base/batch.ts';
import type { Instant } from '../base/time.ts';
import type { IkeEvent } from '../ike/events.ts';
import type { IpsecEvent } from '../ipsec/events.ts';
import { NON_ESP_MARKER } from '../wire/natt.ts';
import { failedResult, type Outcome } from './commands.ts';
import type { HostConfig } from './config.ts';
import { checkConfig } from './config-check.ts';
import type { StackEvent } from './events.ts';
import { installManualSas } from './manual.ts';
import { type HostOptions, type HostParts, makeParts } from './parts.ts';
import type { CommandResult, Input, Outbox, Page, QueryAnswers, QueryKind } from './ports.ts';
import { sortDatagrams } from './sorter.ts';
import { answer } from './views.ts';

/** What one part of the host wants of another once the current step is over. */
type Work =
  | { readonly kind: 'acquire'; readonly policy: string }
  | { readonly kind: 'outcome'; readonly policy: string; readonly result: Outcome }
  | { readonly kind: 'main-mode-outcome'; readonly peer: string; readonly result: CommandResult }
  | { readonly kind: 'worn'; readonly id: number }
  | { readonly kind: 'unknown-spi'; readonly path: Path; readonly spi: number }
  | { readonly kind: 'expired'; readonly id: number };

/**
 * Commands, datagrams, packets and the passing of time go in; datagrams, events and answers come
 * out by the outbox of the call. The parts never call each other in circles: what one wants of
 * another waits in a queue until the step is over.
 */
export class Host {
  readonly config: HostConfig;
  readonly #parts: HostParts;
  readonly #work: Work[] = [];
  #stopped = false;
  /** The SAs keyed by hand are there. */
  #keyed: boolean;

  /** Throws a RangeError for a configuration that no host can live by. */
  constructor(options: HostOptions) {
    checkConfig(options.config);
    this.config = options.config;
    this.#keyed = (options.config.manual ?? []).length === 0;
    this.#parts = makeParts(options, {
      note: (event) => this.#note(event),
      noteIke: (event) => this.#noteIke(event),
      noteIpsec: (event) => this.#noteIpsec(event),
      transmit: (path, message) => this.#transmit(path, message),
      deliver: (arena, start, end) => this.#deliver(arena, start, end),
      acquire: (policy) => this.#work.push({ kind: 'acquire', policy }),
      unknownSpi: (path, spi) => this.#work.push({ kind: 'unknown-spi', path, spi }),
      initiate: (policy) => this.#initiate(policy),
      worn: (id) => this.#work.push({ kind: 'worn', id }),
      peerElsewhere: (id, path) => {
        const { engine, call } = this.#parts;
        engine.peerElsewhere(id, path, call.now);
      },
      stopped: () => {
        this.#stopped = true;
      },
    });
  }

  /** A command, or the passing of time. Every command is answered once, here or in a later call. */
  handle(input: Input, now: Instant, out: Outbox): void {
    this.#during(out, now, () => {
      if (input.kind === 'timeout') this.#timeout(now);
      else if (input.kind === 'effect-result') this.#answered(input, now);
      else if (this.#stopped) out.reply(input.id, stoppedResult(this.config.name));
      else this.#parts.desk.start(input.id, input.command);
    });
  }

  /** Datagrams from the network, by path: `udp` or `link`. */
  receive(batch: Batch, now: Instant, out: Outbox): void {
    const { counters, driver, engine } = this.#parts;
    this.#during(out, now, () => {
      if (this.#stopped) return counters.add('absorbed', batch.count);
      if (batch.path.carrier === 'link') return driver.inbound(batch, now);
      sortDatagrams(batch, this.config, {
        ike: (message) => {
          engine.receive(batch.path, message, now);
          this.#settle();
        },
        esp: (packets) => driver.inbound(packets, now),
        other: (slot) => counters.add(slot),
      });
    });
  }

  /** Packets of the inner side, to be permitted, blocked or protected. */
  send(batch: Batch, now: Instant, out: Outbox): void {
    const { counters, driver } = this.#parts;
    this.#during(out, now, () => {
      if (this.#stopped) return counters.add('absorbed', batch.count);
      driver.outbound(batch, now);
    });
  }

  /** When `handle({ kind: 'timeout' })` is next due. */
  nextTimeout(): Instant | undefined {
    if (this.#stopped) return undefined;
    if (!this.#keyed) return 0;
    const engine = this.#parts.engine.nextTimeout();
    const own = this.#parts.timers.next();
    return engine === undefined || (own !== undefined && own < engine) ? own : engine;
  }

  /** One page of plain data; `cursor` is the `next` of the page before, 0 for the first. */
  query<K extends QueryKind>(kind: K, cursor = 0): Page<QueryAnswers[K]> {
    return answer(this.#parts, kind, cursor);
  }

  #timeout(now: Instant): void {
    if (this.#stopped) return;
    const { engine, timers } = this.#parts;
    engine.timeout(now);
    // A timer that arms itself for this same instant waits for the next call, so that no call is endless.
    for (let left = timers.size; left > 0; left--) timers.pop(now)?.what();
  }

  #answered({ id, result }: Extract<Input, { kind: 'effect-result' }>, now: Instant): void {
    if (!this.#stopped) this.#parts.engine.effectAnswered(id, result, now);
  }

  #during(out: Outbox, now: Instant, step: () => void): void {
    const { call } = this.#parts;
    call.begin(out, now);
    try {
      this.#installManualSas(now);
      step();
      this.#settle();
    } finally {
      call.end();
    }
  }

  /** They cannot be there before there is a time and somebody to tell. */
  #installManualSas(now: Instant): void {
    if (this.#keyed) return;
    this.#keyed = true;
    installManualSas(this.#parts.driver, this.config.manual ?? [], now);
  }

  /** Does what the parts left for each other, until nothing is left. */
  #settle(): void {
    const { packets, driver, call, pool } = this.#parts;
    for (;;) {
      const batches = packets.drain();
      for (const batch of batches) {
        driver.outbound(batch, call.now);
        pool.give(batch.arena);
      }
      const work = this.#work.shift();
      if (work !== undefined) this.#do(work);
      else if (batches.length === 0) return;
    }
  }

  #do(work: Work): void {
    const { call, driver, desk, engine, negotiations, counters } = this.#parts;
    switch (work.kind) {
      case 'acquire':
        this.#initiate(work.policy);
        break;
      case 'outcome':
        if (negotiations.answered(work.policy) && !work.result.ok) counters.add('acquiresFailed');
        driver.releaseHeld(work.policy, work.result.ok, call.now);
        desk.outcome(work.policy, work.result);
        break;
      case 'main-mode-outcome':
        desk.mainModeOutcome(work.peer, work.result);
        break;
      case 'expired':
        engine.childExpired(work.id, call.now);
        break;
      case 'unknown-spi':
        engine.unknownSpi(work.path, work.spi, call.now);
        break;
      case 'worn':
        engine.childWorn(work.id, call.now);
        break;
    }
  }

  #initiate(policy: string): void {
    const { negotiations, counters, engine, call } = this.#parts;
    if (this.config.manual?.some((sa) => sa.policy === policy) === true) {
      const error = `"${policy}" is keyed by hand, and its SA is used up`;
      const result = { ok: false, error, failure: undefined } as const;
      this.#work.push({ kind: 'outcome', policy, result });
      return;
    }
    if (!negotiations.asked(policy)) return;
    counters.add('acquires');
    engine.initiate(policy, call.now);
  }

  #note(event: IkeEvent | IpsecEvent | StackEvent): void {
    const { call, counters } = this.#parts;
    const noted = { ...event, at: call.now, host: this.config.name };
    counters.note(noted);
    call.out.note(noted);
  }

  #noteIke(event: IkeEvent): void {
    const { negotiations } = this.#parts;
    const isOutcome = event.kind === 'quick-mode-failed' && negotiations.isOwn(event);
    negotiations.note(event);
    this.#note(event);
    if (event.kind === 'quick-mode-established') {
      const { id, policy, replaces } = event;
      this.#work.push({ kind: 'outcome', policy, result: { ok: true, saId: id, replaces } });
    }
    if (isOutcome && event.policy !== undefined) {
      const result = failedResult(event.failure);
      this.#work.push({ kind: 'outcome', policy: event.policy, result });
    }
    this.#noteMainMode(event);
  }

  #noteMainMode(event: IkeEvent): void {
    if (event.kind === 'main-mode-established') {
      const { peerName: peer, initiatorCookie } = event;
      const value = { kind: 'rekey-main-mode', initiatorCookie } as const;
      this.#work.push({ kind: 'main-mode-outcome', peer, result: { ok: true, value } });
    } else if (event.kind === 'main-mode-failed' && event.role === 'initiator') {
      const { peerName: peer, failure } = event;
      this.#work.push({ kind: 'main-mode-outcome', peer, result: failedResult(failure) });
    }
  }

  #noteIpsec(event: IpsecEvent): void {
    this.#note(event);
    if (event.kind === 'sa-expired') this.#work.push({ kind: 'expired', id: event.id });
  }

  #deliver(arena: Uint8Array, start: number, end: number): void {
    const { fragments, counters } = this.#parts;
    const whole = fragments.take(arena, start, end);
    if (whole === 'kept') return counters.add('fragmentsHeld');
    if (whole === 'whole') return this.#deliverWhole(arena, start, end);
    counters.add('packetsReassembled');
    this.#deliverWhole(whole, 0, whole.length);
  }

  #deliverWhole(arena: Uint8Array, start: number, end: number): void {
    const { stack, counters, call, innerPath } = this.#parts;
    const verdict = stack.take(arena, start, end);
    if (verdict === 'taken') return;
    counters.add(verdict === 'refused' ? 'stackRefused' : 'stackBadChecksum');
    if (verdict === 'refused') call.out.inner.add(innerPath, arena.subarray(start, end));
  }

  /** RFC 3947 4: on the NAT-T port IKE goes behind the non-ESP marker. */
  #transmit(path: Path, message: Uint8Array): void {
    const { call, keepalives } = this.#parts;
    const { network } = call.out;
    const marker = path.local.port === this.config.natPort ? NON_ESP_MARKER.length : 0;
    const at = network.reserve(path, marker + message.length);
    network.arena.fill(0, at, at + marker);
    network.arena.set(message, at + marker);
    network.commit(at, at + marker + message.length);
    keepalives.sentOn(path);
  }
}

function stoppedResult(name: string): CommandResult {
  return { ok: false, error: `${name} has been stopped`, failure: undefined };
}
