/** What joins an exchange without being it: vendor IDs, NAT detection, and what later joins them. */

import type { Random } from '../../base/random.ts';
import type { CryptoProvider, HashName } from '../../crypto/provider.ts';
import type { Payload } from '../../wire/isakmp/payload.ts';
import type { IkeEvent } from '../events.ts';
import type { IsakmpSa } from '../isakmp-sa.ts';
import type { ExchangeName, Incoming } from '../script/exchange.ts';

/** What a rider may use. */
export interface RiderContext {
  readonly sa: IsakmpSa;
  /** The hash of main mode, once it is agreed. */
  readonly hash: HashName | undefined;
  readonly provider: CryptoProvider;
  readonly random: Random;
  readonly natPort: number;
  /** Whether this host has another main mode, or pairs, with the same peer. */
  hasOthers(): boolean;
  note(event: IkeEvent): void;
}

/** The riders that join a message, by its exchange and its number, from 1. */
export type RidersOf = (exchange: ExchangeName, number: number) => readonly Rider[];

/** Sorts riders by the messages that they join, since each message asks for its own. */
export function ridersByMessage(riders: readonly Rider[]): RidersOf {
  const sorted = new Map<ExchangeName, Rider[][]>();
  for (const rider of riders) {
    for (const [exchange, numbers] of Object.entries(rider.joins)) {
      const lists = sorted.get(exchange as ExchangeName) ?? [];
      sorted.set(exchange as ExchangeName, lists);
      for (const number of numbers) (lists[number] ??= []).push(rider);
    }
  }
  return (exchange, number) => sorted.get(exchange)?.[number] ?? NOBODY;
}

const NOBODY: readonly Rider[] = [];

export interface Rider {
  readonly name: string;
  /** The messages, from 1, that it joins in each exchange. */
  readonly joins: Readonly<Partial<Record<ExchangeName, readonly number[]>>>;
  /** Payloads to add to a message that this host builds. */
  onBuild(context: RiderContext, number: number): readonly Payload[];
  /** Looks at a message that has been accepted. */
  onAccept(context: RiderContext, number: number, message: Incoming): void;
}
