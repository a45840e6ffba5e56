/** A host on a real carrier: the clock, the outbox, commands as promises, events to listeners. */

import { type ArenaPool, type Batch, BatchWriter } from '../base/batch.ts';
import type { Duration, Instant } from '../base/time.ts';
import { isAgentEffectId } from '../host/agent/asking.ts';
import type { AgentEffect, AgentEffectResult } from '../host/agent/ports.ts';
import type { Carrier, Sheds } from '../host/carrier.ts';
import type { HostEvent } from '../host/events.ts';
import type {
  Command,
  CommandResult,
  Input,
  Outbox,
  Page,
  QueryAnswers,
  QueryKind,
} from '../host/ports.ts';
import type { Effect, EffectResult } from '../ike/effects.ts';
import { TimerDriver } from './clock.ts';
import type { PeerClock } from './lab-clock.ts';

/** What a runner needs of a host; `Host` is one. */
export interface RunnableHost {
  handle(input: Input, now: Instant, out: Outbox): void;
  receive(batch: Batch, now: Instant, out: Outbox): void;
  sheds?: Sheds;
  send(batch: Batch, now: Instant, out: Outbox): void;
  nextTimeout(): Instant | undefined;
  query<K extends QueryKind>(kind: K, cursor?: number): Page<QueryAnswers[K]>;
}

export interface RunnerOptions {
  readonly host: RunnableHost;
  readonly carrier: Carrier;
  /** Where the arenas of outgoing batches come from; the carrier gives them back to it. */
  readonly pool: ArenaPool;
  readonly now: () => Instant;
  /** Answers effects; without it they stay unanswered. `wallClock` is in milliseconds since 1970. */
  readonly answer?: AnswerEffect | undefined;
  /**
   * Hears of an event while the host is at it, before what it sends has left: keys are on the disk
   * before somebody sees what they open. Must not call the runner.
   */
  readonly early?: ((event: HostEvent) => void) | undefined;
  /** Answers what the host's Policy Agent asks; without it that stays unanswered. */
  readonly answerAgent?: ((effect: AgentEffect) => AgentEffectResult) | undefined;
  /** How time passes, where not as on the machine's clock. */
  readonly clock?: Pick<PeerClock, 'realTime' | 'onStart'> | undefined;
  /** Takes what is for the inner side and not for the small stack; dropped unless said. Valid during the call. */
  readonly inner?: ((batch: Batch) => void) | undefined;
  /** The wall clock, milliseconds since 1970; the machine's unless said. */
  readonly wallNow?: (() => number) | undefined;
  /** How far the host's wall clock is ahead. */
  readonly clockOffset?: Duration | undefined;
}

export type AnswerEffect = (
  effect: Effect,
  wallClock: number,
) => EffectResult | Promise<EffectResult>;

/** Runs one host until it is closed. */
export class Runner {
  readonly #host: RunnableHost;
  readonly #carrier: Carrier;
  readonly #pool: ArenaPool;
  readonly #now: () => Instant;
  readonly #out: Outbox;
  readonly #timer: TimerDriver;
  readonly #listeners = new Set<(event: HostEvent) => void>();
  readonly #answers = new Map<number, (result: CommandResult) => void>();
  /** Told to listeners after the host's step, so that a listener may call the runner. */
  #events: HostEvent[] = [];
  #replies: [number, CommandResult][] = [];
  #effects: [number, Effect | AgentEffect][] = [];
  readonly #answer: AnswerEffect | undefined;
  readonly #answerAgent: RunnerOptions['answerAgent'];
  readonly #inner: RunnerOptions['inner'];
  readonly #wallNow: () => number;
  #lastCommand = 0;
  #closed = false;

  constructor(options: RunnerOptions) {
    this.#host = options.host;
    this.#carrier = options.carrier;
    this.#pool = options.pool;
    this.#now = options.now;
    this.#answer = options.answer;
    this.#answerAgent = options.answerAgent;
    this.#inner = options.inner;
    const { wallNow = () => Date.now(), clockOffset = 0 } = options;
    this.#wallNow = () => wallNow() + clockOffset;
    this.#out = {
      network: new BatchWriter(options.pool),
      inner: new BatchWriter(options.pool),
      note: (event) => {
        options.early?.(event);
        this.#events.push(event);
      },
      reply: (id, result) => {
        this.#replies.push([id, result]);
      },
      effect: (id, effect) => {
        this.#effects.push([id, effect]);
      },
    };
    const fire = (): void =>
      this.#step((now) => this.#host.handle({ kind: 'timeout' }, now, this.#out));
    this.#timer = new TimerDriver(options.now, fire, options.clock?.realTime.bind(options.clock));
    options.clock?.onStart(() => this.#timer.rearm());
    this.#carrier.listen(
      (batch) => this.#step((now) => this.#host.receive(batch, now, this.#out)),
      options.host.sheds?.bind(options.host),
    );
    // A host may have something to do before anybody asks: SAs keyed by hand.
    this.#timer.arm(this.#host.nextTimeout());
  }

  /** Runs a command; resolves when the host answers, which it always does in the end. */
  command(command: Command): Promise<CommandResult> {
    if (this.#closed) return Promise.resolve(closedResult());
    const id = ++this.#lastCommand;
    return new Promise((resolve) => {
      this.#answers.set(id, resolve);
      this.#step((now) => this.#host.handle({ kind: 'command', id, command }, now, this.#out));
    });
  }

  /** Whole IP packets of the inner side, on their way out: protected, sent in clear, held or dropped by policy. */
  send(batch: Batch): void {
    this.#step((now) => this.#host.send(batch, now, this.#out));
  }

  /** The network has refused an IKE message, or reported an error on receiving. */
  networkFailed(counter: Extract<Input, { kind: 'network-failure' }>['counter']): void {
    // The carrier finds out while it is handed what a step of the host has put out.
    queueMicrotask(() => {
      this.#step((now) => this.#host.handle({ kind: 'network-failure', counter }, now, this.#out));
    });
  }

  /** One page of an answer about the host's state. */
  query<K extends QueryKind>(kind: K, cursor?: number): Page<QueryAnswers[K]> {
    return this.#host.query(kind, cursor);
  }

  /** Calls `listener` with every event from now on. Answers how to end that. */
  onEvent(listener: (event: HostEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Stops time and answers what is still waiting. Deletes are sent by the command `stop` before. */
  close(): void {
    this.#closed = true;
    this.#timer.arm(undefined);
    for (const answer of this.#answers.values()) answer(closedResult());
    this.#answers.clear();
  }

  #step(act: (now: Instant) => void): void {
    if (this.#closed) return;
    act(this.#now());
    for (const batch of this.#out.network.drain()) this.#carrier.send(batch);
    for (const batch of this.#out.inner.drain()) {
      this.#inner?.(batch);
      if (batch.isLent !== true) this.#pool.give(batch.arena);
    }
    this.#timer.arm(this.#host.nextTimeout());
    if (this.#effects.length > 0) {
      for (const [id, effect] of this.#effects.splice(0)) void this.#perform(id, effect);
    }
    this.#tell();
  }

  /** One that fails stays unanswered: the host gives it up by its own clock, in its own words. */
  async #perform(id: number, effect: Effect | AgentEffect): Promise<void> {
    // Never within the host's own step, even where the answer is at hand.
    await Promise.resolve();
    let result: EffectResult | AgentEffectResult | undefined;
    try {
      // Not the host's own clock, which nobody sets and which stands still while the computer sleeps.
      result = isAgentEffectId(id)
        ? this.#answerAgent?.(effect as AgentEffect)
        : await this.#answer?.(effect as Effect, this.#wallNow());
    } catch {
      return;
    }
    if (result === undefined) return;
    this.#step((now) => this.#host.handle({ kind: 'effect-result', id, result }, now, this.#out));
  }

  #tell(): void {
    const events = this.#events;
    const replies = this.#replies;
    if (events.length > 0) this.#events = [];
    if (replies.length > 0) this.#replies = [];
    for (const event of events) for (const listener of this.#listeners) listener(event);
    for (const [id, result] of replies) {
      this.#answers.get(id)?.(result);
      this.#answers.delete(id);
    }
  }
}

function closedResult(): CommandResult {
  return { ok: false, error: 'the peer is stopping', failure: undefined };
}
