/** A host of the right shape that does nothing but note, answer and echo what it gets. */

import type { Endpoint } from '../../src/base/address.ts';
import { parseAddress } from '../../src/base/address.ts';
import { type Batch, datagramOf, type Path } from '../../src/base/batch.ts';
import type { Instant } from '../../src/base/time.ts';
import type { HostConfig } from '../../src/host/config.ts';
import type { Command, Input, Outbox, Page } from '../../src/host/ports.ts';
import type { RunnableHost } from '../../src/net/runner.ts';

export interface Arrival {
  readonly path: Path;
  readonly text: string;
}

export class FakeHost implements RunnableHost {
  readonly arrivals: Arrival[] = [];
  readonly commands: Command[] = [];
  timeouts = 0;
  due: Instant | undefined;
  /** What is sent at the next command. */
  outgoing: { readonly path: Path; readonly text: string }[] = [];
  echo = false;

  handle(input: Input, now: Instant, out: Outbox): void {
    if (input.kind === 'timeout') {
      this.timeouts++;
      this.due = undefined;
      return;
    }
    if (input.kind !== 'command') return;
    this.commands.push(input.command);
    for (const { path, text } of this.outgoing.splice(0)) {
      out.network.add(path, new TextEncoder().encode(text));
    }
    out.note({ kind: 'dummy-packet', spi: 7, at: now, host: 'fake' });
    if (input.command.kind === 'up') {
      out.reply(input.id, { ok: true, value: { kind: 'up', saId: 1, alreadyUp: false } });
    } else if (input.command.kind === 'stop') {
      out.reply(input.id, { ok: true, value: { kind: 'stop' } });
    } else {
      out.reply(input.id, { ok: false, error: 'not by a fake host', failure: undefined });
    }
  }

  receive(batch: Batch, _now: Instant, out: Outbox): void {
    for (let i = 0; i < batch.count; i++) {
      const text = new TextDecoder().decode(datagramOf(batch, i));
      this.arrivals.push({ path: batch.path, text });
      if (this.echo) out.network.add(batch.path, new TextEncoder().encode(`${text}!`));
    }
  }

  send(): void {}

  nextTimeout(): Instant | undefined {
    return this.due;
  }

  query<K>(_kind: K): Page<never> {
    return { items: [] as unknown as never, next: undefined };
  }
}

export function endpoint(address: string, port: number): Endpoint {
  return { address: parseAddress(address), port };
}

export function udpPath(from: Endpoint, to: Endpoint): Path {
  return { carrier: 'udp', local: from, remote: to };
}

export function bareConfig(name: string, ...addresses: string[]): HostConfig {
  return {
    name,
    addresses: addresses.map(parseAddress),
    ikePort: 500,
    natPort: 4500,
    peers: [],
    policies: [],
    unmatched: 'permit',
    stack: { icmpEcho: true, udpEchoPorts: [], udpSinkPorts: [] },
  };
}

/** Waits until something is so, for at most two seconds. */
export async function until(what: () => boolean): Promise<void> {
  const end = performance.now() + 2000;
  while (!what()) {
    if (performance.now() > end) throw new Error(`still not so: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
