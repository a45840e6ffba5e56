/** The ways in which this process can seal and open ESP: Espial's providers, and plain use of libraries. */

import type { ArenaRoom } from '../../src/base/batch.ts';
import { CRYPTO_CHOICES, type CryptoChoice, chooseProvider } from '../../src/cli/providers.ts';
import { espLayout } from '../../src/crypto/algorithms.ts';
import type { CryptoProvider, EspOpener, EspSealer, EspSuite } from '../../src/crypto/provider.ts';
import { systemRandom } from '../../src/net/entropy.ts';
import type { Absent } from '../group.ts';
import { keysOf, PACKETS } from './packets.ts';
import { plainNoble } from './plain-noble.ts';
import { plainNode } from './plain-node.ts';

/** ESP a packet at a time, without state worth mention. */
export interface PlainEsp {
  /** A whole packet with room for IV and ICV; answers the sealed one. */
  seal(packet: Uint8Array): Uint8Array;
  /** A sealed packet; answers what was protected, with its trailer, or undefined. */
  open(packet: Uint8Array): Uint8Array | undefined;
}

/** One way to seal and open packets of an SA in an arena. */
export interface EspWay {
  readonly name: string;
  /** Packets that one call gets. */
  readonly batch: number;
  /** Where packets are best put. */
  readonly room?: ArenaRoom | undefined;
  readonly sealer: Pick<EspSealer, 'seal'>;
  readonly opener: Pick<EspOpener, 'open'>;
}

/** Every way for a suite, and who has none. */
export function espWays(suite: EspSuite): {
  readonly ways: readonly EspWay[];
  readonly absent: readonly Absent[];
} {
  const ways: EspWay[] = [];
  const absent: Absent[] = [];
  const keys = keysOf(suite);
  for (const [name, esp] of [
    ['noble plain', plainNoble(suite, keys)],
    ['node plain', plainNode(suite, keys)],
  ] as const) {
    if (esp === undefined) absent.push({ name, why: 'the library does not have this suite' });
    else ways.push(plainWay(name, esp, suite));
  }
  const choices: readonly string[] = CRYPTO_CHOICES;
  for (const choice of choices) {
    // What `auto` chooses is measured under its own name.
    if (choice === 'auto' || (choice === 'fastest' && !differsWithTables(suite))) continue;
    const provider = chooseProvider(choice as CryptoChoice);
    ways.push(providerWay(choice, provider, suite, 1));
    if (choice !== 'noble')
      ways.push(providerWay(`${choice} x${PACKETS}`, provider, suite, PACKETS));
  }
  return { ways, absent };
}

/** Where `fastest` is not `fast`: it may use tables that secrets select from. */
function differsWithTables({ encryption }: EspSuite): boolean {
  return encryption.startsWith('aes-gcm') || encryption === 'aes-gmac';
}

function providerWay(
  name: string,
  provider: CryptoProvider,
  suite: EspSuite,
  batch: number,
): EspWay {
  const keys = keysOf(suite);
  return {
    name,
    batch,
    room: provider.room,
    sealer: provider.espSealer(suite, keys, systemRandom),
    opener: provider.espOpener(suite, keys),
  };
}

function plainWay(name: string, esp: PlainEsp, suite: EspSuite): EspWay {
  const from = 8 + espLayout(suite).ivOctets;
  return {
    name,
    batch: 1,
    sealer: {
      seal(arena, spans, count) {
        for (let i = 0; i < count; i++) {
          arena.set(esp.seal(arena.subarray(spans[2 * i]!, spans[2 * i + 1]!)), spans[2 * i]!);
        }
      },
    },
    opener: {
      open(arena, spans, count, verdicts) {
        for (let i = 0; i < count; i++) {
          const clear = esp.open(arena.subarray(spans[2 * i]!, spans[2 * i + 1]!));
          verdicts[i] = clear === undefined ? 0 : 1;
          if (clear !== undefined) arena.set(clear, spans[2 * i]! + from);
        }
      },
    },
  };
}

/** A copy of packets for a way to work on. */
export function copyFor({ room }: EspWay, packets: Uint8Array): Uint8Array {
  const copy = room?.(packets.length) ?? new Uint8Array(packets.length);
  copy.set(packets);
  return copy;
}
