/**
 * Two hosts with many tunnels, joined by memory: what one sends the other receives in the same call. No
 * sockets and no waiting, so what is measured is the protocol, its cryptography and the books of a host.
 */

import { arenaPool, BatchWriter } from '../src/base/batch.ts';
import type { Random } from '../src/base/random.ts';
import { ReversedPaths } from '../src/base/reversed-paths.ts';
import type { CryptoProvider } from '../src/crypto/provider.ts';
import { Host } from '../src/host/host.ts';
import type { Command, CommandResult, Outbox } from '../src/host/ports.ts';
import type { Effect, EffectResult } from '../src/ike/effects.ts';
import {
  type TunnelOptions,
  type TunnelSide,
  tunnelHost,
  tunnelName,
} from '../src/lab/load/tunnel-hosts.ts';

export interface TunnelPairOptions extends TunnelOptions {
  readonly provider: CryptoProvider;
  readonly random: Random;
  /** Answers effects on the spot: signatures, checks of certificates. */
  readonly answer?: (effect: Effect) => EffectResult;
}

export class TunnelPair {
  readonly a: Host;
  readonly b: Host;
  readonly #reversed = new ReversedPaths();
  readonly #pool = arenaPool();
  readonly #boxes: { readonly [side in TunnelSide]: Outbox };
  readonly #effects: [TunnelSide, number, Effect][] = [];
  readonly #answer: TunnelPairOptions['answer'];
  #results: CommandResult[] = [];
  #now = 1000;
  #commands = 0;

  constructor(options: TunnelPairOptions) {
    const { provider, random } = options;
    this.#answer = options.answer;
    this.a = new Host({ config: tunnelHost('a', options), provider, random: random.fork('a') });
    this.b = new Host({ config: tunnelHost('b', options), provider, random: random.fork('b') });
    this.#boxes = { a: this.#box('a'), b: this.#box('b') };
  }

  /** Brings a tunnel up, both phases. Throws if it does not come up. */
  up(index: number): void {
    this.#command({ kind: 'up', policy: tunnelName(index) });
  }

  /** Begins so many tunnels before any message of them is answered, and brings them all up. */
  upTogether(first: number, count: number): void {
    for (let i = 0; i < count; i++) this.#begin({ kind: 'up', policy: tunnelName(first + i) });
    this.#finish(count);
  }

  /** Makes a tunnel's pair of SAs anew: a quick mode. */
  rekey(index: number): void {
    this.#command({ kind: 'rekey', policy: tunnelName(index) });
  }

  /** Makes a tunnel's main mode anew. */
  rekeyMainMode(index: number): void {
    this.#command({ kind: 'rekey-main-mode', peer: tunnelName(index) });
  }

  /** Lets so many milliseconds pass, with everything that is due on the way. */
  pass(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const due = Math.min(this.a.nextTimeout() ?? end, this.b.nextTimeout() ?? end);
      if (due >= end) break;
      this.#now = Math.max(due, this.#now);
      for (const side of ['a', 'b'] as const)
        this[side].handle({ kind: 'timeout' }, this.#now, this.#boxes[side]);
      this.#exchange();
    }
    this.#now = end;
  }

  #command(command: Command): void {
    this.#begin(command);
    this.#finish(1);
  }

  #begin(command: Command): void {
    this.a.handle({ kind: 'command', id: ++this.#commands, command }, this.#now, this.#boxes.a);
  }

  #finish(count: number): void {
    this.#exchange();
    const results = this.#results;
    this.#results = [];
    const failed = results.find((result) => !result.ok);
    if (failed !== undefined && !failed.ok) throw new Error(failed.error);
    if (results.length !== count)
      throw new Error(`${count} commands, and only ${results.length} were answered`);
  }

  /** Carries datagrams and answers to and fro until neither side has any. */
  #exchange(): void {
    while (this.#carry('a', 'b') || this.#carry('b', 'a') || this.#answerOne());
  }

  #carry(from: TunnelSide, to: TunnelSide): boolean {
    const batches = this.#boxes[from].network.drain();
    for (const batch of batches) {
      const path = this.#reversed.of(batch.path);
      this[to].receive({ ...batch, path }, this.#now, this.#boxes[to]);
      this.#pool.give(batch.arena);
    }
    return batches.length > 0;
  }

  #answerOne(): boolean {
    const next = this.#effects.shift();
    if (next === undefined) return false;
    const [side, id, effect] = next;
    const result = this.#answer?.(effect);
    if (result === undefined) throw new Error(`nobody answers the effect ${effect.kind}`);
    this[side].handle({ kind: 'effect-result', id, result }, this.#now, this.#boxes[side]);
    return true;
  }

  #box(side: TunnelSide): Outbox {
    return {
      network: new BatchWriter(this.#pool),
      inner: new BatchWriter(this.#pool),
      note: () => {},
      reply: (_id, result) => this.#results.push(result),
      effect: (id, effect) => this.#effects.push([side, id, effect as Effect]),
    };
  }
}
