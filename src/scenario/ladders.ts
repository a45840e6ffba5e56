/** The ladders of a play: one for each two hosts that have spoken with one another. */

import type { HostEvent } from '../host/events.ts';
import { Ladder } from '../observe/ladder.ts';
import type { Palette } from '../observe/text.ts';

/** A host, and where it is. */
export interface LadderHost {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** Pairs of many hosts that are drawn. */
const MOST_LADDERS = 12;

/** Every ladder, with an empty line between two. `events` come in the order of their time. */
export function laddersOf(
  hosts: readonly LadderHost[],
  events: readonly HostEvent[],
  palette?: Palette,
): readonly string[] {
  const lines: string[] = [];
  const startedAt = events[0]?.at ?? 0;
  for (const [left, right] of pairsOf(hosts, events).slice(0, MOST_LADDERS)) {
    if (lines.length > 0) lines.push('');
    const column = ({ name, addresses }: LadderHost) => ({
      name,
      observed: true,
      ...(addresses[0] === undefined ? {} : { note: addresses[0] }),
    });
    const ladder = new Ladder({
      left: column(left),
      right: column(right),
      startedAt,
      write: (line) => lines.push(line),
      ...(palette === undefined ? {} : { palette }),
    });
    for (const event of events) if (isBetween(event, left, right, hosts)) ladder.note(event);
  }
  return lines;
}

/** The only two; of more those who exchanged messages, in the order of the first one. */
function pairsOf(
  hosts: readonly LadderHost[],
  events: readonly HostEvent[],
): readonly (readonly [LadderHost, LadderHost])[] {
  const [first, second] = hosts;
  if (first === undefined || second === undefined) return [];
  if (hosts.length === 2) return [[first, second]];
  const pairs = new Map<string, readonly [LadderHost, LadderHost]>();
  for (const event of events) {
    const own = hosts.find(({ name }) => name === event.host);
    const other = otherOf(event, hosts);
    if (own === undefined || other === undefined || own === other) continue;
    const pair = hosts.indexOf(own) < hosts.indexOf(other) ? [own, other] : [other, own];
    pairs.set(pair.map(({ name }) => name).join(' '), [pair[0]!, pair[1]!]);
  }
  return [...pairs.values()];
}

/** The host at the other end of what an event is about; undefined where nothing says one. */
function otherOf(event: HostEvent, hosts: readonly LadderHost[]): LadderHost | undefined {
  const fields = event as { readonly remote?: unknown; readonly peerName?: unknown };
  const address = addressOf(fields.remote);
  const atAddress = hosts.find(({ addresses }) => address && addresses.includes(address));
  if (atAddress !== undefined) return atAddress;
  return hosts.find(({ name }) => name === fields.peerName);
}

function addressOf(endpoint: unknown): string | undefined {
  const { address } = (endpoint ?? {}) as { readonly address?: { readonly text?: string } };
  return address?.text;
}

/** What says nothing of a third host stands on every ladder of its own. */
function isBetween(
  event: HostEvent,
  left: LadderHost,
  right: LadderHost,
  hosts: readonly LadderHost[],
): boolean {
  if (event.host !== left.name && event.host !== right.name) return false;
  const other = otherOf(event, hosts);
  return other === undefined || other === left || other === right;
}
