/** Machines of a few lines for tests of the world itself. */

import { parseAddress } from '../../src/base/address.ts';
import { type Batch, datagramOf, type Path } from '../../src/base/batch.ts';
import { utf8, utf8Text } from '../../src/base/bytes.ts';
import type { Instant } from '../../src/base/time.ts';
import type { Input, Outbox } from '../../src/host/ports.ts';
import type { Machine } from '../../src/sim/world.ts';

export const ADDRESS = { a: parseAddress('192.0.2.1'), b: parseAddress('192.0.2.2') } as const;

/** From `a` to `b`. */
export const A_TO_B: Path = {
  carrier: 'udp',
  local: { address: ADDRESS.a, port: 500 },
  remote: { address: ADDRESS.b, port: 500 },
};

/** Sends a text for each `up` command, wakes up when told, notes what comes. */
export class Talker implements Machine {
  readonly heard: string[] = [];
  readonly wokenAt: Instant[] = [];
  /** Waking times to come, in order. */
  alarms: Instant[] = [];
  readonly #path: Path;

  constructor(path: Path = A_TO_B) {
    this.#path = path;
  }

  handle(input: Input, now: Instant, out: Outbox): void {
    if (input.kind === 'timeout') {
      this.wokenAt.push(now);
      while (this.alarms[0] !== undefined && this.alarms[0] <= now) this.alarms.shift();
      return;
    }
    if (input.kind !== 'command' || input.command.kind !== 'up') return;
    out.network.add(this.#path, utf8(input.command.policy));
    out.reply(input.id, { ok: true, value: { kind: 'up', saId: 1, alreadyUp: false } });
  }

  receive(batch: Batch, now: Instant, out: Outbox): void {
    for (let i = 0; i < batch.count; i++) {
      const text = utf8Text(datagramOf(batch, i));
      const { local, remote } = batch.path;
      this.heard.push(`${now} ${text} ${remote.address.text}>${local.address.text}`);
      if (text.endsWith('?')) out.network.add(batch.path, utf8('yes'));
    }
  }

  send(batch: Batch, _now: Instant, out: Outbox): void {
    for (let i = 0; i < batch.count; i++) out.inner.add(batch.path, datagramOf(batch, i));
  }

  nextTimeout(): Instant | undefined {
    return this.alarms[0];
  }
}
