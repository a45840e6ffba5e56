/** Commands for many tunnels, so many at one time, and how fast they are answered. */

import type { Command, CommandResult } from '../../host/ports.ts';
import type { LoadSide } from './load-side.ts';
import { pause } from './pause.ts';
import { tunnelName } from './tunnel-hosts.ts';
import type { LoadWorker } from './worker-process.ts';

/** How bringing tunnels up went. */
export interface BroughtUp {
  readonly count: number;
  /** Tunnels a second: of all, of the first tenth, of the last tenth. */
  readonly rate: number;
  readonly rateFirst: number;
  readonly rateLast: number;
  readonly failure: string | undefined;
}

/** Brings so many tunnels up, both phases of each. */
export async function bringUp(
  side: LoadSide,
  tunnels: number,
  concurrency: number,
): Promise<BroughtUp> {
  const { times, failure, began } = await commandAll(side, tunnels, concurrency, (index) => ({
    kind: 'up',
    policy: tunnelName(index),
  }));
  const tenth = Math.max(1, Math.floor(times.length / 10));
  const at = (index: number): number => times[index] ?? began;
  return {
    count: times.length,
    rate: perSecond(times.length, at(times.length - 1) - began),
    rateFirst: perSecond(tenth, at(tenth - 1) - began),
    rateLast: perSecond(tenth, at(times.length - 1) - at(times.length - 1 - tenth)),
    failure,
  };
}

/** Renews something of the first so many tunnels; how many a second, undefined if none was renewed. */
export async function renew(
  side: LoadSide,
  tunnels: number,
  concurrency: number,
  command: (index: number) => Command,
): Promise<number | undefined> {
  const { times, began } = await commandAll(side, tunnels, concurrency, command);
  const last = times.at(-1);
  return last === undefined ? undefined : perSecond(times.length, last - began);
}

/** How long the last deletes may take to arrive. */
const FAREWELL_MILLISECONDS = 500;

/** Takes everything down: pairs one by one, then what is left. What the far side still has is left over. */
export async function takeDown(
  { near, far }: { readonly near: LoadSide; readonly far: LoadWorker },
  tunnels: number,
  concurrency: number,
): Promise<{ readonly seconds: number; readonly leftOver: number }> {
  const { times, began } = await commandAll(near, tunnels, concurrency, (index) => ({
    kind: 'down',
    policy: tunnelName(index),
  }));
  const seconds = ((times.at(-1) ?? began) - began) / 1000;
  await pause(FAREWELL_MILLISECONDS);
  const { pairs } = await far.ask('figures', { collect: false });
  return { seconds, leftOver: pairs };
}

interface Done {
  readonly began: number;
  /** When each one that succeeded was done, in that order. */
  readonly times: readonly number[];
  readonly failure: string | undefined;
}

async function commandAll(
  side: LoadSide,
  count: number,
  concurrency: number,
  command: (index: number) => Command,
): Promise<Done> {
  const began = performance.now();
  const times: number[] = [];
  let failure: string | undefined;
  let next = 0;
  const note = (result: CommandResult): void => {
    if (result.ok) times.push(performance.now());
    else failure ??= result.error;
  };
  const worker = async (): Promise<void> => {
    while (next < count) {
      note(await side.command(command(next++)));
      // Commands that are answered on the spot would let no datagram in or out.
      if (next % concurrency === 0) await pause(0);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, worker));
  return { began, times, failure };
}

function perSecond(count: number, milliseconds: number): number {
  return milliseconds <= 0 ? 0 : (count * 1000) / milliseconds;
}
