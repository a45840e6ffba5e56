/** A scenario in virtual time, inside this process: the same each time for the same seed. */

import { LIMITS } from '../base/limits.ts';
import { seededRandom } from '../base/random.ts';
import { type Duration, HOUR, SECOND } from '../base/time.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { HostEvent } from '../host/events.ts';
import { Host } from '../host/host.ts';
import type { Command, CommandResult } from '../host/ports.ts';
import { type HostState, hostState } from '../lab/host-state.ts';
import { timedAnswerer } from '../net/effects.ts';
import { plainLink } from '../sim/link.ts';
import { type AnswerEffect, type Station, World } from '../sim/world.ts';
import type { Scenario } from './load.ts';
import type { ScenarioWorld } from './world.ts';

const LINK_MILLISECONDS = 1;
/** Virtual time that a command may take. */
const COMMAND_LIMIT: Duration = HOUR;

interface Player {
  readonly host: Host;
  readonly station: Station;
  readonly events: HostEvent[];
}

/** Places every host of the scenario into a world of its own. */
export function openVirtual(scenario: Scenario, provider: CryptoProvider): ScenarioWorld {
  const players = new Map<string, Player>();
  const world = new World({
    observer: {
      event(event) {
        const events = players.get(event.host)?.events;
        if (events !== undefined && events.length < LIMITS.labEvents) events.push(event);
      },
    },
  });
  const random = seededRandom(scenario.seed);
  const link = plainLink(LINK_MILLISECONDS);
  // One for all: there is one ticket service in a realm.
  const outside = timedAnswerer(provider, random.fork('answers'));
  for (const { name, config } of scenario.hosts) {
    const host = new Host({ config, provider, random: random.fork(name) });
    const clock = scenario.date + (config.clockOffsetSeconds ?? 0) * SECOND;
    const { addresses } = config;
    const answer: AnswerEffect = (effect, now) => outside(effect, clock + now);
    const station = world.attach({ name, machine: host, addresses, link, answer });
    players.set(name, { host, station, events: [] });
  }
  const playerOf = (name: string): Player => players.get(name)!;

  return {
    kind: 'virtual',
    elapsed: () => world.now,
    async command(name: string, command: Command): Promise<CommandResult> {
      const { station } = playerOf(name);
      const id = world.command(station, command);
      world.runUntil(() => world.result(id) !== undefined, COMMAND_LIMIT);
      const error = `"${command.kind}" was not answered in an hour`;
      return world.result(id) ?? { ok: false, error, failure: undefined };
    },
    async wait(milliseconds: Duration): Promise<void> {
      world.run(milliseconds);
    },
    events: (name) => playerOf(name).events,
    state(name: string): Promise<HostState> {
      const { host } = playerOf(name);
      return hostState((kind, cursor) => host.query(kind, cursor));
    },
    async close(): Promise<void> {
      for (const { station } of players.values()) world.detach(station);
    },
  };
}
