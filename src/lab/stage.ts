/** What the parts of the demo work with. */

import type { HostEvent } from '../host/events.ts';
import type { CommandValue } from '../host/ports.ts';
import { EdgeError } from '../net/errors.ts';
import type { LadderColumn } from '../observe/ladder.ts';
import type { Evidence } from './evidence.ts';
import { LiveLadder } from './live-ladder.ts';
import type { Page } from './page.ts';
import type { PeerGroup } from './peer-group.ts';

export interface Stage {
  readonly page: Page;
  readonly evidence: Evidence;
  readonly group: PeerGroup;
  /** Lets a ladder see events from now on, in place of the one before, or none. */
  watch(ladder: LiveLadder | undefined): void;
}

/** A column of a ladder. */
export interface Side {
  readonly name: string;
  /** Shown beside the name. */
  readonly address?: string;
}

/** Draws a ladder of two hosts while something is done. */
export async function withLadder<T>(
  stage: Stage,
  left: Side,
  right: Side,
  act: () => Promise<T>,
  wanted?: (event: HostEvent) => boolean,
): Promise<T> {
  const column = ({ name, address }: Side): LadderColumn => ({
    name,
    observed: true,
    ...(address === undefined ? {} : { note: address }),
  });
  const ladder = new LiveLadder({
    page: stage.page,
    left: column(left),
    right: column(right),
    ...(wanted === undefined ? {} : { wanted }),
  });
  stage.watch(ladder);
  const value = await act();
  await ladder.finish();
  stage.watch(undefined);
  return value;
}

/** Pings that must all be answered. Answers the mean round trip in milliseconds. */
export async function pingAll(
  stage: Stage,
  host: string,
  from: string,
  to: string,
  count: number,
): Promise<number> {
  const value: CommandValue = await stage.group.peer(host).client.command({
    kind: 'ping',
    from,
    to,
    count,
    intervalMilliseconds: 30,
    timeoutMilliseconds: 10_000,
    payloadOctets: 56,
  });
  if (value.kind !== 'ping' || value.received !== count) {
    throw failed(`pings from ${from} to ${to} were lost`);
  }
  return value.roundTripMilliseconds.reduce((sum, time) => sum + time, 0) / count;
}

/** The demo did not go as it must. */
export function failed(what: string): EdgeError {
  return new EdgeError('control-failed', `the demo failed: ${what}.`);
}
