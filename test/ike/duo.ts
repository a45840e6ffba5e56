/** Two engines and the messages between them, each delivered, altered or lost as the test decides. */

import type { Path } from '../../src/base/batch.ts';
import { equal, toHex } from '../../src/base/bytes.ts';
import type { EffectResult } from '../../src/ike/effects.ts';
import type { NegotiatedChild } from '../../src/ike/policy.ts';
import { Bench, type BenchOptions } from './bench.ts';

export interface DuoOptions {
  readonly seed?: string;
  readonly both?: BenchOptions;
  readonly a?: BenchOptions;
  readonly b?: BenchOptions;
}

/** A message under way; `path` as its sender sees it. */
export interface Flight {
  readonly from: 'a' | 'b';
  readonly path: Path;
  readonly message: Uint8Array;
}

export class Duo {
  readonly a: Bench;
  readonly b: Bench;
  /** What has been sent and not yet delivered, in order. */
  readonly flights: Flight[] = [];
  readonly #taken = { a: 0, b: 0 };

  constructor(options: DuoOptions = {}) {
    const place = (name: 'a' | 'b'): Bench => {
      const merged = { ...options.both, ...options[name] };
      const peer = { ...options.both?.peer, ...options[name]?.peer };
      return new Bench({ ...merged, peer, name, seed: `${options.seed ?? 'duo'} ${name}` });
    };
    this.a = place('a');
    this.b = place('b');
  }

  get now(): number {
    return this.a.now;
  }

  initiate(child = 'tunnel', from: 'a' | 'b' = 'a'): void {
    this[from].initiate(child);
    this.#collect();
  }

  /** Takes the oldest message under way off the wire. */
  take(): Flight | undefined {
    return this.flights.shift();
  }

  /** Lets the other side have a message, which may be another one than was sent. */
  deliver({ from, path, message }: Flight, bytes = message): void {
    const seen: Path = { carrier: path.carrier, local: path.remote, remote: path.local };
    this[from === 'a' ? 'b' : 'a'].receive(bytes, seen);
    this.#collect();
  }

  /** Delivers until nothing is under way; answers what passed. */
  settle(): Flight[] {
    const passed: Flight[] = [];
    for (let flight = this.take(); flight !== undefined; flight = this.take()) {
      passed.push(flight);
      this.deliver(flight);
    }
    return passed;
  }

  /** Delivers so many messages. */
  pass(count: number): Flight[] {
    return Array.from({ length: count }, () => {
      const flight = this.take()!;
      this.deliver(flight);
      return flight;
    });
  }

  /** Gives one side the result of the oldest effect that it waits for. */
  answer(name: 'a' | 'b', result: EffectResult, id?: number): void {
    this[name].answer(result, id);
    this.#collect();
  }

  /** Lets time pass on both sides, with every message delivered at once. */
  advance(milliseconds: number): Flight[] {
    const passed = this.settle();
    const end = this.now + milliseconds;
    while (this.now < end) {
      const next = Math.min(
        this.a.engine.nextTimeout() ?? end,
        this.b.engine.nextTimeout() ?? end,
        end,
      );
      const step = Math.max(0, next - this.now);
      this.a.advance(step);
      this.b.advance(step);
      this.#collect();
      passed.push(...this.settle());
    }
    return passed;
  }

  /** Lets time pass on both sides, with nothing delivered. */
  wait(milliseconds: number): void {
    this.a.advance(milliseconds);
    this.b.advance(milliseconds);
    this.#collect();
  }

  /** All nine messages of main mode and quick mode, delivered. */
  complete(child = 'tunnel'): Flight[] {
    this.initiate(child);
    return this.settle();
  }

  #collect(): void {
    for (const from of ['a', 'b'] as const) {
      const sent = this[from].sent.slice(this.#taken[from]);
      this.#taken[from] += sent.length;
      for (const { path, message } of sent) this.flights.push({ from, path, message });
    }
  }
}

/**
 * What is wrong with the SAs of the two sides, as sentences: every whole pair on one side needs its
 * mirror with the same SPIs and keys on the other.
 */
export function disagreements({ a, b }: Duo): string[] {
  const found: string[] = [];
  for (const [own, other, name] of [
    [a, b, 'a'],
    [b, a, 'b'],
  ] as const) {
    for (const { pair, halves } of own.sas.installed.values()) {
      if (halves.size < 2) continue;
      const mirror = [...other.sas.installed.values()].find(
        (one) => one.pair.outbound.spi === pair.inbound.spi,
      )?.pair;
      if (mirror === undefined) found.push(`${name}'s pair ${pair.id} has no mirror`);
      else if (mirror.inbound.spi !== pair.outbound.spi) found.push(`${name}: SPIs differ`);
      else if (!sameKeys(mirror.inbound, pair.outbound) || !sameKeys(mirror.outbound, pair.inbound))
        found.push(`${name}: keys differ`);
    }
  }
  return found;
}

/** How often each side has established main mode and quick mode: `1 1 1 1` after one exchange. */
export function established({ a, b }: Duo): string {
  const counts = [a, b].flatMap((side) => [
    side.of('main-mode-established').length,
    side.of('quick-mode-established').length,
  ]);
  return counts.join(' ');
}

type Half = NegotiatedChild['inbound'];

function sameKeys(left: Half, right: Half): boolean {
  return equal(left.keymat.reveal(), right.keymat.reveal());
}

/** Whether two messages are the same octets. */
export function same(left: Flight | undefined, right: Flight | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  return toHex(left.message) === toHex(right.message);
}
