/** One end of the tunnels of a load run: a host on a trunk, with what it takes out of its tunnels. */

import { arenaPool, type Batch } from '../../base/batch.ts';
import { readU16 } from '../../base/bytes.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { Host } from '../../host/host.ts';
import type { CommandResult } from '../../host/ports.ts';
import { systemNow } from '../../net/clock.ts';
import { systemRandom } from '../../net/entropy.ts';
import { KeyPairsAhead } from '../../net/key-pairs-ahead.ts';
import { Runner } from '../../net/runner.ts';
import { type MemoryInUse, memoryInUse, memoryKept } from './memory.ts';
import { Trunk } from './trunk.ts';
import { ECHO_PORT, type TunnelOptions, type TunnelSide, tunnelHost } from './tunnel-hosts.ts';
import { TunnelTraffic, timeInPacket } from './tunnel-traffic.ts';

/** What a side has to tell at one moment. */
export interface SideFigures {
  readonly mainModes: number;
  readonly pairs: number;
  readonly memory: MemoryInUse;
}

/** What a side has taken so far. */
export interface SideTaken {
  /** Packets and octets that came out of tunnels and were not echoes. */
  readonly packets: number;
  readonly octets: number;
  /** Datagrams that its trunk has received. */
  readonly datagrams: number;
}

export interface LoadSideOptions {
  readonly side: TunnelSide;
  readonly tunnels: TunnelOptions;
  readonly provider: CryptoProvider;
}

const IP_OCTETS = 20;

export class LoadSide {
  readonly trunk: Trunk;
  readonly traffic: TunnelTraffic;
  readonly #runner: Runner;
  readonly #keyPairs: KeyPairsAhead;
  #packets = 0;
  #octets = 0;
  /** Called with the milliseconds that an echo took. */
  onEcho: ((milliseconds: number) => void) | undefined;

  private constructor({ side, tunnels, provider }: LoadSideOptions, trunk: Trunk, pool: Pool) {
    this.trunk = trunk;
    this.#keyPairs = new KeyPairsAhead(provider);
    const host = new Host({
      config: tunnelHost(side, tunnels),
      provider: this.#keyPairs.provider(),
      random: systemRandom,
      pool,
    });
    this.#runner = new Runner({
      host,
      carrier: trunk,
      pool,
      now: systemNow,
      inner: (batch) => this.#took(batch),
    });
    this.traffic = new TunnelTraffic(side, (batch) => this.#runner.send(batch));
  }

  /** Opens its trunk. Throws an EdgeError. */
  static async open(options: LoadSideOptions): Promise<LoadSide> {
    const pool = arenaPool({ room: options.provider.room });
    const trunk = await Trunk.open({ pool, ikePort: 500, natPort: 4500, onTrouble: () => {} });
    return new LoadSide(options, trunk, pool);
  }

  /** Gives the host a command. */
  command(command: Parameters<Runner['command']>[0]): Promise<CommandResult> {
    return this.#runner.command(command);
  }

  /** What it has taken so far, without a look at its SAs. */
  get taken(): SideTaken {
    return {
      packets: this.#packets,
      octets: this.#octets,
      datagrams: this.trunk.count.received,
    };
  }

  /** Everything; counts SAs, so not to be asked often. Memory is that after a collection where `collect`. */
  async figures(collect: boolean): Promise<SideFigures> {
    return {
      mainModes: this.#count('main-mode-sas'),
      pairs: this.#count('quick-mode-sas'),
      memory: collect ? await memoryKept() : memoryInUse(),
    };
  }

  async close(): Promise<void> {
    this.#runner.close();
    this.#keyPairs.close();
    await this.trunk.close();
  }

  #count(kind: 'main-mode-sas' | 'quick-mode-sas'): number {
    let count = 0;
    for (let cursor: number | undefined = 0; cursor !== undefined; ) {
      const page: { items: readonly unknown[]; next: number | undefined } = this.#runner.query(
        kind,
        cursor,
      );
      count += page.items.length;
      cursor = page.next;
    }
    return count;
  }

  #took({ arena, spans, count }: Batch): void {
    for (let i = 0; i < count; i++) {
      const start = spans[i * 2]!;
      const end = spans[i * 2 + 1]!;
      // What comes from the echo port is this side's own packet on its way back.
      if (readU16(arena, start + IP_OCTETS) === ECHO_PORT) {
        this.onEcho?.(performance.now() - timeInPacket(arena, start));
        continue;
      }
      this.#packets++;
      this.#octets += end - start;
    }
  }
}

type Pool = ReturnType<typeof arenaPool>;
