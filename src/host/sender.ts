/** `send` commands under way: UDP datagrams, one batch a step so that no arena pile grows. */

import type { Address } from '../base/address.ts';
import type { BatchWriter, Path } from '../base/batch.ts';
import type { TimerHeap } from '../base/heap.ts';
import { LIMITS } from '../base/limits.ts';
import { udpPacket } from '../wire/udp.ts';
import type { CurrentCall } from './call.ts';
import type { Command, CommandResult } from './ports.ts';

type SendCommand = Extract<Command, { kind: 'send' }>;

/** What the sender needs of its host. */
export interface SenderParts {
  readonly call: CurrentCall;
  readonly timers: TimerHeap<() => void>;
  /** Where datagrams go: packets of the inner side, on `path`. */
  readonly packets: BatchWriter;
  readonly path: Path;
  sent(): void;
  reply(id: number, result: CommandResult): void;
}

export class Sender {
  readonly #parts: SenderParts;
  /** Ends each command that is under way. */
  readonly #underWay = new Map<number, () => void>();

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** Sends the first batch; a timer at the same instant sends each further one. */
  start(id: number, command: SendCommand, source: Address): void {
    const { packets, path, timers, call } = this.#parts;
    const packet = udpPacket({
      source,
      destination: command.to,
      sourcePort: command.sourcePort,
      destinationPort: command.destinationPort,
      payload: command.payload,
    });
    let sent = 0;
    const finish = (): void => {
      timers.cancel(timer);
      this.#underWay.delete(id);
      this.#parts.reply(id, { ok: true, value: { kind: 'send', sent } });
    };
    const step = (): void => {
      const until = Math.min(command.count, sent + LIMITS.packetsPerBatch);
      for (; sent < until; sent++) {
        packets.add(path, packet);
        this.#parts.sent();
      }
      if (sent === command.count) finish();
      else timers.arm(timer, call.now);
    };
    const timer = timers.timer(step);
    this.#underWay.set(id, finish);
    step();
  }

  /** Ends every command now with what it has sent. */
  finishAll(): void {
    for (const finish of [...this.#underWay.values()]) finish();
  }
}
