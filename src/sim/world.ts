/**
 * Hosts in virtual time. One heap holds the next time-out of each host and every datagram under
 * way, so that an event costs the same among thousands of hosts as among two.
 */

import type { Address } from '../base/address.ts';
import { assert } from '../base/assert.ts';
import {
  type ArenaPool,
  arenaPool,
  type Batch,
  BatchWriter,
  batchOfOne,
  datagramOf,
  type Path,
} from '../base/batch.ts';
import { copy } from '../base/bytes.ts';
import { type Timer, TimerHeap } from '../base/heap.ts';
import { ReversedPaths } from '../base/reversed-paths.ts';
import type { Duration, Instant } from '../base/time.ts';
import { isAgentEffectId } from '../host/agent/asking.ts';
import type { AgentEffect, AgentEffectResult } from '../host/agent/ports.ts';
import type { HostEvent } from '../host/events.ts';
import type { Command, CommandResult, Input, Outbox } from '../host/ports.ts';
import type { Effect, EffectResult } from '../ike/effects.ts';
import type { ActivePolicy } from '../policy/compiled.ts';
import type { Flight, Link } from './link.ts';

/** What a world runs: a `Host`, or anything of its shape. */
export interface Machine {
  handle(input: Input, now: Instant, out: Outbox): void;
  receive(batch: Batch, now: Instant, out: Outbox): void;
  send(batch: Batch, now: Instant, out: Outbox): void;
  nextTimeout(): Instant | undefined;
}

/** How a machine is joined to the world. */
export interface Placement {
  /** Unique in the world. */
  readonly name: string;
  readonly machine: Machine;
  /** Where datagrams find it. */
  readonly addresses: readonly Address[];
  /** What carries the datagrams that it sends. */
  readonly link: Link;
  /** Answers its effects; without it they stay unanswered. */
  readonly answer?: AnswerEffect | undefined;
  /** Answers those of its Policy Agent. */
  readonly answerAgent?: AnswerAgentEffect | undefined;
}

/** The result of an effect and how long it takes; undefined: it never comes. */
export type AnswerEffect = (
  effect: Effect,
  now: Instant,
) => { readonly result: EffectResult; readonly after: Duration } | undefined;

/** The same of what a Policy Agent asks. */
export type AnswerAgentEffect = (
  effect: AgentEffect,
  now: Instant,
) => { readonly result: AgentEffectResult; readonly after: Duration } | undefined;

/** What may look on. Observers must not call into the world. */
export interface Observer {
  sent?(flight: Flight): void;
  /** `receiver` is undefined where no host has the address. */
  arrived?(flight: Flight, receiver: string | undefined, now: Instant): void;
  event?(event: HostEvent): void;
  /** A packet for the inner side that the host's small stack did not take. */
  inner?(station: string, packet: Uint8Array): void;
}

export interface WorldOptions {
  /** Where virtual time starts; 0 unless said. */
  readonly start?: Instant;
  readonly observer?: Observer;
  readonly pool?: ArenaPool;
}

/** A machine in its place. */
export interface Station {
  readonly name: string;
}

interface Place extends Station {
  readonly machine: Machine;
  readonly link: Link;
  readonly addresses: readonly Address[];
  readonly wake: Timer<Happening>;
  readonly answer: AnswerEffect | undefined;
  readonly answerAgent: AnswerAgentEffect | undefined;
}

type Happening =
  | { readonly kind: 'wake'; readonly place: () => Place }
  | { readonly kind: 'arrival'; readonly flight: Flight }
  | {
      readonly kind: 'answer';
      readonly place: Place;
      readonly id: number;
      readonly result: EffectResult | AgentEffectResult;
    };

/** More happenings than this at one instant mean that a machine never rests. */
const HAPPENINGS_PER_INSTANT = 1_000_000;

export class World {
  #now: Instant;
  readonly #happenings = new TimerHeap<Happening>();
  readonly #places = new Map<string, Place>();
  readonly #byAddress = new Map<string, Place>();
  readonly #results = new Map<number, CommandResult>();
  /** Asked for in the call under way. */
  readonly #effects: [number, Effect | AgentEffect][] = [];
  readonly #reversed = new ReversedPaths();
  readonly #observer: Observer;
  readonly #pool: ArenaPool;
  readonly #out: Outbox;
  #lastCommand = 0;
  #lastFlight = 0;
  #atThisInstant = 0;

  constructor(options: WorldOptions = {}) {
    this.#now = options.start ?? 0;
    this.#observer = options.observer ?? {};
    this.#pool = options.pool ?? arenaPool();
    this.#out = {
      network: new BatchWriter(this.#pool),
      inner: new BatchWriter(this.#pool),
      note: (event) => this.#observer.event?.(event),
      reply: (id, result) => {
        assert(!this.#results.has(id), `command ${id} was answered twice`);
        this.#results.set(id, result);
      },
      effect: (id, effect) => this.#effects.push([id, effect]),
    };
  }

  get now(): Instant {
    return this.#now;
  }

  /** Puts a machine into the world. A later station takes over an address that both claim. */
  attach(placement: Placement): Station {
    const { name, machine, addresses, link, answer, answerAgent } = placement;
    assert(!this.#places.has(name), `there is a host ${name} already`);
    const wake = this.#happenings.timer({ kind: 'wake', place: () => place });
    const place: Place = { name, machine, link, addresses, wake, answer, answerAgent };
    this.#places.set(name, place);
    for (const address of addresses) this.#byAddress.set(address.text, place);
    this.#rearm(place);
    return place;
  }

  /** Whether a machine is in its place still. */
  has({ name }: Station): boolean {
    return this.#places.has(name);
  }

  /** Takes a machine out, as if its cable were cut. */
  detach(station: Station): void {
    const place = this.#placeOf(station);
    this.#places.delete(place.name);
    this.#happenings.cancel(place.wake);
    for (const address of place.addresses) {
      if (this.#byAddress.get(address.text) === place) this.#byAddress.delete(address.text);
    }
  }

  /** Gives a machine a command now; `result` of the number answered holds its answer in time. */
  command(station: Station, command: Command): number {
    const place = this.#placeOf(station);
    const id = ++this.#lastCommand;
    place.machine.handle({ kind: 'command', id, command }, this.#now, this.#out);
    this.#settle(place);
    return id;
  }

  /** Puts another policy in force on a machine now. */
  applyPolicy(station: Station, active: ActivePolicy): void {
    const place = this.#placeOf(station);
    place.machine.handle({ kind: 'policy', active }, this.#now, this.#out);
    this.#settle(place);
  }

  /** Tells a machine now what the network reports. */
  report(station: Station, report: Extract<Input, { kind: 'network-failure' }>): void {
    const place = this.#placeOf(station);
    place.machine.handle(report, this.#now, this.#out);
    this.#settle(place);
  }

  /** The answer of a command, once it is there. */
  result(id: number): CommandResult | undefined {
    return this.#results.get(id);
  }

  /** Gives a machine the result of an effect now, whether or not it has asked for it. */
  answer(station: Station, id: number, result: EffectResult | AgentEffectResult): void {
    this.#answer(this.#placeOf(station), id, result);
  }

  /** Hands packets of the inner side to a machine now. */
  send(station: Station, batch: Batch): void {
    const place = this.#placeOf(station);
    place.machine.send(batch, this.#now, this.#out);
    this.#settle(place);
  }

  /**
   * Lets a datagram arrive now as if it came over the network: `path` is the sender's; `receiver` is the
   * machine that gets it where the address does not say that.
   */
  inject(path: Path, bytes: Uint8Array, sender = 'nobody', receiver?: string): void {
    const number = ++this.#lastFlight;
    const flight = { number, sender, path, bytes, sentAt: this.#now };
    this.#arrive(receiver === undefined ? flight : { ...flight, receiver });
  }

  /** When the next thing happens. */
  next(): Instant | undefined {
    return this.#happenings.next();
  }

  /** Lets the next thing happen, if it is due by `until`. Time moves to it. */
  step(until: Instant = Number.POSITIVE_INFINITY): boolean {
    const happening = this.#happenings.next();
    if (happening === undefined || happening > until) return false;
    if (happening > this.#now) {
      this.#now = happening;
      this.#atThisInstant = 0;
    }
    this.#atThisInstant++;
    assert(this.#atThisInstant < HAPPENINGS_PER_INSTANT, `time stands still at ${this.#now}`);
    const what = this.#happenings.pop(this.#now)!;
    if (what.kind === 'arrival') this.#arrive(what.flight);
    else if (what.kind === 'answer') this.#answer(what.place, what.id, what.result);
    else this.#wake(what.place());
    return true;
  }

  /** Lets so many milliseconds pass. */
  run(milliseconds: Duration): void {
    const end = this.#now + milliseconds;
    while (this.step(end));
    this.#now = end;
  }

  /** Lets time pass until the predicate holds; false if it does not within so many milliseconds. */
  runUntil(predicate: () => boolean, milliseconds: Duration): boolean {
    const end = this.#now + milliseconds;
    while (!predicate()) {
      if (this.step(end)) continue;
      this.#now = end;
      return predicate();
    }
    return true;
  }

  #answer(place: Place, id: number, result: EffectResult | AgentEffectResult): void {
    if (this.#places.get(place.name) !== place) return;
    place.machine.handle({ kind: 'effect-result', id, result }, this.#now, this.#out);
    this.#settle(place);
  }

  #wake(place: Place): void {
    place.machine.handle({ kind: 'timeout' }, this.#now, this.#out);
    this.#settle(place);
  }

  #arrive(flight: Flight): void {
    const receiver =
      flight.receiver === undefined
        ? this.#byAddress.get(flight.path.remote.address.text)
        : this.#places.get(flight.receiver);
    this.#observer.arrived?.(flight, receiver?.name, this.#now);
    if (receiver === undefined) return;
    const batch = batchOfOne(this.#reversed.of(flight.path), flight.bytes);
    receiver.machine.receive(batch, this.#now, this.#out);
    this.#settle(receiver);
  }

  /** Takes what a machine has put out and looks when it wants to be called again. */
  #settle(place: Place): void {
    for (const batch of this.#out.network.drain()) {
      for (let i = 0; i < batch.count; i++) this.#launch(place, batch.path, datagramOf(batch, i));
      this.#pool.give(batch.arena);
    }
    for (const batch of this.#out.inner.drain()) {
      for (let i = 0; i < batch.count; i++) {
        this.#observer.inner?.(place.name, copy(datagramOf(batch, i)));
      }
      if (batch.isLent !== true) this.#pool.give(batch.arena);
    }
    for (const [id, effect] of this.#effects.splice(0)) this.#perform(place, id, effect);
    this.#rearm(place);
  }

  #perform(place: Place, id: number, effect: Effect | AgentEffect): void {
    const answer = isAgentEffectId(id)
      ? place.answerAgent?.(effect as AgentEffect, this.#now)
      : place.answer?.(effect as Effect, this.#now);
    if (answer === undefined) return;
    const timer = this.#happenings.timer({ kind: 'answer', place, id, result: answer.result });
    this.#happenings.arm(timer, this.#now + Math.max(0, answer.after));
  }

  #launch(place: Place, path: Path, datagram: Uint8Array): void {
    const flight: Flight = {
      number: ++this.#lastFlight,
      sender: place.name,
      path,
      bytes: copy(datagram),
      sentAt: this.#now,
    };
    this.#observer.sent?.(flight);
    place.link(flight, (arriving, after) => {
      const timer = this.#happenings.timer({ kind: 'arrival', flight: arriving });
      this.#happenings.arm(timer, this.#now + Math.max(0, after));
    });
  }

  #rearm(place: Place): void {
    const due = place.machine.nextTimeout();
    if (due === undefined) this.#happenings.cancel(place.wake);
    else if (due !== this.#happenings.dueOf(place.wake))
      this.#happenings.arm(place.wake, Math.max(due, this.#now));
  }

  #placeOf(station: Station): Place {
    const place = this.#places.get(station.name);
    assert(place !== undefined, `there is no host ${station.name} in this world`);
    return place;
  }
}
