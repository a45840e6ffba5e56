/** One IPsec host as a deterministic state machine: IKE, ESP, policy and a small stack. */

import type { Batch, Path } from '../base/batch.ts';
import type { Instant } from '../base/time.ts';
import type { EffectResult } from '../ike/effects.ts';
import type { IkeEvent } from '../ike/events.ts';
import type { IpsecEvent } from '../ipsec/events.ts';
import type { SaProtocol } from '../ipsec/sa/sad.ts';
import type { ActivePolicy } from '../policy/compiled.ts';
import { NON_ESP_MARKER } from '../wire/natt.ts';
import type { PacketView } from '../wire/packet-view.ts';
import { isAgentEffectId } from './agent/asking.ts';
import type { AgentEffectResult, AgentEvent } from './agent/ports.ts';
import { failedResult, type Outcome } from './commands.ts';
import type { HostConfig } from './config.ts';
import { checkConfig } from './config-check.ts';
import type { StackEvent } from './events.ts';
import { installManualSas } from './manual.ts';
import { type HostOptions, type HostParts, makeParts } from './parts.ts';
import type { CommandResult, Input, Outbox, Page, QueryAnswers, QueryKind } from './ports.ts';
import { messageStart, type SortedDatagrams, sortDatagrams } from './sorter.ts';
import { answer } from './views.ts';
import { applyPolicy } from './windows/apply-policy.ts';

/** What one part of the host wants of another once the current step is over. */
type Work =
  | { readonly kind: 'acquire'; readonly policy: string }
  | { readonly kind: 'outcome'; readonly policy: string; readonly result: Outcome }
  | { readonly kind: 'main-mode-outcome'; readonly peer: string; readonly result: CommandResult }
  | {
      readonly kind: 'soft';
      readonly policy: string;
      readonly peer: string;
      readonly seconds: number;
    }
  | { readonly kind: 'proved'; readonly address: string }
  | { readonly kind: 'worn'; readonly id: number }
  | { readonly kind: 'useless'; readonly id: number }
  | {
      readonly kind: 'unknown-spi';
      readonly path: Path;
      readonly spi: number;
      readonly protocol: SaProtocol;
    }
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
  /** Where the datagrams of a batch go. */
  readonly #sorted: SortedDatagrams = {
    ike: (message, path) => this.#receiveIke(message, path),
    esp: (packets) => this.#parts.driver.inbound(packets, this.#parts.call.now),
    other: (slot) => this.#parts.counters.add(slot),
  };
  #stopped = false;
  /** The SAs keyed by hand are there. */
  #keyed: boolean;
  /** The computer has started, if it has a Policy Agent. */
  #started: boolean;

  /** Throws a RangeError for a configuration that no host can live by. */
  constructor(options: HostOptions) {
    checkConfig(options.config);
    this.config = options.config;
    this.#keyed = (options.config.manual ?? []).length === 0;
    this.#started = options.config.windows?.agent === undefined;
    this.#parts = makeParts(options, {
      note: (event) => this.#note(event),
      noteIke: (event) => this.#noteIke(event),
      noteIpsec: (event) => this.#noteIpsec(event),
      noteAgent: (event) => this.#note(event),
      transmit: (path, message) => this.#transmit(path, message),
      deliver: (arena, start, end, view, stays) =>
        this.#deliver(arena, start, end, view, stays === true),
      acquire: (policy) => this.#work.push({ kind: 'acquire', policy }),
      unknownSpi: (path, spi, protocol) =>
        this.#work.push({ kind: 'unknown-spi', path, spi, protocol }),
      initiate: (policy) => this.#initiate(policy),
      worn: (id) => this.#work.push({ kind: 'worn', id }),
      useless: (id) => this.#work.push({ kind: 'useless', id }),
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
      else if (input.kind === 'policy') this.#apply(input.active);
      else if (input.kind === 'network-failure') this.#parts.counters.add(input.counter);
      else if (this.#stopped) out.reply(input.id, stoppedResult(this.config.name));
      else this.#parts.desk.start(input.id, input.command);
    });
  }

  /** Datagrams from the network, by path: `udp` or `link`. */
  receive(batch: Batch, now: Instant, out: Outbox): void {
    const { counters, driver } = this.#parts;
    this.#during(out, now, () => {
      if (this.#isOff) return counters.add('absorbed', batch.count);
      if (batch.path.carrier === 'link') return driver.inbound(batch, now);
      sortDatagrams(batch, this.config, this.#sorted);
    });
  }

  /** Drops a first message amid a flood of them unread, and counts it; see `Sheds`. */
  sheds(octets: Uint8Array, start: number, end: number, port: number): boolean {
    const { agent, engine } = this.#parts;
    if (!engine.isShedding || this.#isOff || agent?.isRunning === false) return false;
    const at = messageStart(octets, start, end, port, this.config);
    return at >= 0 && engine.sheds(octets, at, end);
  }

  /** Packets of the inner side, to be permitted, blocked or protected. */
  send(batch: Batch, now: Instant, out: Outbox): void {
    const { counters, driver } = this.#parts;
    this.#during(out, now, () => {
      if (this.#isOff) return counters.add('absorbed', batch.count);
      driver.outbound(batch, now);
    });
  }

  /** When `handle({ kind: 'timeout' })` is next due. */
  nextTimeout(): Instant | undefined {
    if (this.#stopped) return undefined;
    if (!this.#keyed || !this.#started) return 0;
    const engine = this.#parts.engine.nextTimeout();
    const own = this.#parts.timers.next();
    return engine === undefined || (own !== undefined && own < engine) ? own : engine;
  }

  /** One page of plain data; `cursor` is the `next` of the page before, 0 for the first. */
  query<K extends QueryKind>(kind: K, cursor = 0): Page<QueryAnswers[K]> {
    return answer(this.#parts, kind, cursor);
  }

  #receiveIke(message: Uint8Array, path: Path): void {
    const { agent, counters, engine, call } = this.#parts;
    if (agent?.isRunning === false) return counters.add('absorbed');
    engine.receive(path, message, call.now);
    this.#settle();
  }

  #timeout(now: Instant): void {
    if (this.#stopped) return;
    const { engine, timers } = this.#parts;
    engine.timeout(now);
    // A timer that arms itself for this same instant waits for the next call, so that no call is endless.
    for (let left = timers.size; left > 0; left--) timers.pop(now)?.();
  }

  #answered({ id, result }: Extract<Input, { kind: 'effect-result' }>, now: Instant): void {
    if (this.#stopped) return;
    const { agent, engine } = this.#parts;
    // Numbers tell whose it is, and each drops what it did not ask for.
    if (isAgentEffectId(id)) agent?.answered(id, result as AgentEffectResult);
    else engine.effectAnswered(id, result as EffectResult, now);
  }

  #apply(active: ActivePolicy): void {
    if (!this.#stopped) applyPolicy({ ...this.#parts, config: this.config }, active);
  }

  #during(out: Outbox, now: Instant, step: () => void): void {
    const { call } = this.#parts;
    call.begin(out, now);
    try {
      this.#installManualSas(now);
      this.#start();
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

  /** The computer starts when it is first called. */
  #start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#parts.agent?.computerStarted();
  }

  /** Nothing goes in or out. */
  get #isOff(): boolean {
    return this.#stopped || this.#parts.agent?.isAwake === false;
  }

  /** Does what the parts left for each other, until nothing is left. */
  #settle(): void {
    const { packets, driver, call, pool, agent, counters } = this.#parts;
    for (;;) {
      const batches = packets.drain();
      for (const batch of batches) {
        if (agent?.isAwake === false) counters.add('absorbed', batch.count);
        else driver.outbound(batch, call.now);
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
      case 'soft':
        this.#goOnInClear(work);
        break;
      case 'proved':
        this.#endClear(work.address);
        break;
      case 'expired':
        engine.childExpired(work.id, call.now);
        break;
      case 'unknown-spi':
        engine.unknownSpi(work.path, work.spi, call.now, work.protocol);
        break;
      case 'useless':
        engine.deleteChild(work.id, call.now);
        break;
      case 'worn':
        engine.childWorn(work.id, call.now);
        break;
    }
  }

  #goOnInClear({ policy, peer, seconds }: Extract<Work, { kind: 'soft' }>): void {
    const { negotiations, driver, desk, call, softExpiry } = this.#parts;
    negotiations.answered(policy);
    driver.releaseHeld(policy, softExpiry.begin(policy, seconds), call.now);
    const error = `${peer} does not answer, and policy lets its traffic go in clear (a soft SA): there is nothing to bring up`;
    desk.outcome(policy, { ok: false, error, failure: undefined });
  }

  /** Who has completed main mode knows IPsec: its soft SAs were for one that does not. */
  #endClear(address: string): void {
    const { driver, call } = this.#parts;
    driver.endSoft(({ remote }) => remote === address, 'negotiated', call.now);
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

  /** Whoever notes an event gives it away: to copy one, of whatever kind, would take 2 us more. */
  #note(event: IkeEvent | IpsecEvent | StackEvent | AgentEvent): void {
    const { call, counters } = this.#parts;
    const noted = Object.assign(event, { at: call.now, host: this.config.name });
    counters.note(noted);
    call.out.note(noted);
  }

  #noteIke(event: IkeEvent): void {
    const { negotiations } = this.#parts;
    const isOutcome =
      event.kind === 'quick-mode-failed' && negotiations.isOwn(event) && event.again !== true;
    negotiations.note(event);
    this.#note(event);
    if (event.kind === 'quick-mode-established') {
      const { id, policy, replaces } = event;
      this.#work.push({ kind: 'outcome', policy, result: this.#outcomeOf(id, replaces) });
    }
    if (isOutcome && event.policy !== undefined) {
      const result = failedResult(event.failure);
      this.#work.push({ kind: 'outcome', policy: event.policy, result });
    }
    if (event.kind === 'fell-back-to-clear') {
      const { policy, peerName: peer, expirySeconds: seconds } = event;
      this.#work.push({ kind: 'soft', policy, peer, seconds });
    }
    this.#noteMainMode(event);
  }

  #outcomeOf(saId: number, replaces: number | undefined): Outcome {
    const reason = this.#parts.sas.refusalOf(saId);
    if (reason === undefined) return { ok: true, saId, replaces };
    return { ok: false, error: `the driver refused the SAs: ${reason}`, failure: undefined };
  }

  #noteMainMode(event: IkeEvent): void {
    if (event.kind === 'main-mode-established') {
      const { peerName: peer, initiatorCookie } = event;
      const value = { kind: 'rekey-main-mode', initiatorCookie } as const;
      this.#work.push({ kind: 'main-mode-outcome', peer, result: { ok: true, value } });
      this.#work.push({ kind: 'proved', address: event.remote.address.text });
    } else if (event.kind === 'main-mode-failed' && event.role === 'initiator') {
      const { peerName: peer, failure } = event;
      this.#work.push({ kind: 'main-mode-outcome', peer, result: failedResult(failure) });
    }
  }

  #noteIpsec(event: IpsecEvent): void {
    this.#note(event);
    if (event.kind === 'sa-expired') this.#work.push({ kind: 'expired', id: event.id });
  }

  #deliver(
    arena: Uint8Array,
    start: number,
    end: number,
    view: PacketView | undefined,
    stays: boolean,
  ): void {
    const { fragments, counters } = this.#parts;
    const whole = fragments.take(arena, start, end, view);
    if (whole === 'kept') return counters.add('fragmentsHeld');
    if (whole === 'whole') return this.#deliverWhole(arena, start, end, view, stays);
    counters.add('packetsReassembled');
    this.#deliverWhole(whole, 0, whole.length, undefined, true);
  }

  #deliverWhole(
    arena: Uint8Array,
    start: number,
    end: number,
    view: PacketView | undefined,
    stays: boolean,
  ): void {
    const { stack, counters, call, innerPath } = this.#parts;
    const verdict = stack.take(arena, start, end, view);
    if (verdict === 'taken') return;
    if (verdict === 'bad-checksum') return counters.add('stackBadChecksum');
    counters.add('stackRefused');
    if (stays) call.out.inner.lend(innerPath, arena, start, end);
    else call.out.inner.add(innerPath, arena.subarray(start, end));
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
