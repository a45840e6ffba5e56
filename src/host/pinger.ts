/** Pings under way: each `ping` command has an echo identifier, its own timer and its own tally. */

import type { Address } from '../base/address.ts';
import type { BatchWriter, Path } from '../base/batch.ts';
import type { Timer, TimerHeap } from '../base/heap.ts';
import type { Instant } from '../base/time.ts';
import { echoRequest } from '../wire/icmp.ts';
import type { CurrentCall } from './call.ts';
import type { Command, CommandResult } from './ports.ts';

type PingCommand = Extract<Command, { kind: 'ping' }>;

/** What the pinger needs of its host. */
export interface PingerParts {
  readonly call: CurrentCall;
  readonly timers: TimerHeap<() => void>;
  /** Where requests go: packets of the inner side, on `path`. */
  readonly packets: BatchWriter;
  readonly path: Path;
  sent(): void;
  reply(id: number, result: CommandResult): void;
}

interface Ping {
  readonly id: number;
  readonly command: PingCommand;
  readonly source: Address;
  readonly identifier: number;
  readonly payload: Uint8Array;
  readonly timer: Timer<() => void>;
  /** When each request went out, by sequence number; taken out when its reply comes. */
  readonly unanswered: Map<number, Instant>;
  readonly roundTrips: number[];
  sent: number;
}

export class Pinger {
  readonly #parts: PingerParts;
  readonly #pings = new Map<number, Ping>();
  #lastIdentifier = 0;

  constructor(parts: PingerParts) {
    this.#parts = parts;
  }

  /** Sends the first request; timers send the rest. The command is answered by `reply` once. */
  start(id: number, command: PingCommand, source: Address): void {
    const identifier = this.#freeIdentifier();
    const ping: Ping = {
      id,
      command,
      source,
      identifier,
      payload: patternOf(command.payloadOctets),
      timer: this.#parts.timers.timer(() => this.#wake(ping)),
      unanswered: new Map(),
      roundTrips: [],
      sent: 0,
    };
    this.#pings.set(identifier, ping);
    this.#sendNext(ping);
  }

  /** An echo reply reached the host. A second one for the same request is not counted. */
  answered(identifier: number, sequence: number): void {
    const ping = this.#pings.get(identifier);
    const sentAt = ping?.unanswered.get(sequence);
    if (ping === undefined || sentAt === undefined) return;
    ping.unanswered.delete(sequence);
    ping.roundTrips.push(this.#parts.call.now - sentAt);
    if (ping.sent === ping.command.count && ping.unanswered.size === 0) this.#finish(ping);
  }

  /** Ends every ping now with what it has. */
  finishAll(): void {
    for (const ping of [...this.#pings.values()]) this.#finish(ping);
  }

  #wake(ping: Ping): void {
    if (ping.sent < ping.command.count) this.#sendNext(ping);
    else this.#finish(ping);
  }

  #sendNext(ping: Ping): void {
    const { packets, path, call, timers } = this.#parts;
    const { command } = ping;
    ping.sent++;
    ping.unanswered.set(ping.sent, call.now);
    packets.add(
      path,
      echoRequest({
        source: ping.source,
        destination: command.to,
        identifier: ping.identifier,
        sequence: ping.sent,
        payload: ping.payload,
      }),
    );
    this.#parts.sent();
    const isLast = ping.sent === command.count;
    const wait = isLast ? command.timeoutMilliseconds : command.intervalMilliseconds;
    timers.arm(ping.timer, call.now + wait);
  }

  #finish(ping: Ping): void {
    this.#parts.timers.cancel(ping.timer);
    this.#pings.delete(ping.identifier);
    this.#parts.reply(ping.id, {
      ok: true,
      value: {
        kind: 'ping',
        sent: ping.sent,
        received: ping.roundTrips.length,
        roundTripMilliseconds: ping.roundTrips,
      },
    });
  }

  #freeIdentifier(): number {
    do this.#lastIdentifier = (this.#lastIdentifier % 0xffff) + 1;
    while (this.#pings.has(this.#lastIdentifier));
    return this.#lastIdentifier;
  }
}

/** 0, 1, 2 ... 255, 0, 1 ...: an octet out of place is easy to see. */
function patternOf(octets: number): Uint8Array {
  return Uint8Array.from({ length: octets }, (_, at) => at & 0xff);
}
