/** A scenario in virtual time, inside this process: the same each time for the same seed. */

import { LIMITS } from '../base/limits.ts';
import { type Random, seededRandom } from '../base/random.ts';
import { type Duration, HOUR, SECOND } from '../base/time.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { HostEvent } from '../host/events.ts';
import { Host } from '../host/host.ts';
import type { Command, CommandResult } from '../host/ports.ts';
import { type HostState, hostState } from '../lab/host-state.ts';
import { timedAnswerer } from '../net/effects.ts';
import { type Flight, plainLink } from '../sim/link.ts';
import { type AnswerEffect, type Station, World } from '../sim/world.ts';
import { PROTOCOL_NUMBER } from '../wire/numbers/ip.ts';
import type { Scenario, ScenarioHost } from './load.ts';
import { seededGuids } from './netsh-world.ts';
import { virtualNetsh } from './virtual-netsh.ts';
import { VirtualDomains, type VirtualWindows } from './virtual-windows.ts';
import type { ScenarioWorld } from './world.ts';

const LINK_MILLISECONDS = 1;
/** Of IPv4. */
const PROTOCOL_AT = 9;
/** Virtual time that a command may take. */
const COMMAND_LIMIT: Duration = HOUR;

interface Player {
  readonly scene: ScenarioHost;
  readonly windows: VirtualWindows | undefined;
  readonly events: HostEvent[];
  /** Draws of this host; forked anew for each start. */
  readonly random: Random;
  starts: number;
  host: Host;
  station: Station;
}

/** Places every host of the scenario into a world of its own. */
export function openVirtual(scenario: Scenario, provider: CryptoProvider): ScenarioWorld {
  const players = new Map<string, Player>();
  /** The last ESP packet of each host to each address. */
  const lastEsp = new Map<string, Flight>();
  const world = new World({
    observer: {
      sent(flight) {
        const { path, bytes, sender } = flight;
        if (path.carrier !== 'link' || bytes[PROTOCOL_AT] !== PROTOCOL_NUMBER.esp) return;
        lastEsp.set(`${sender} ${path.remote.address.text}`, flight);
      },
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
  const domains = new VirtualDomains(scenario.directories);
  const start = (
    { config }: ScenarioHost,
    own: Random,
    windows: VirtualWindows | undefined,
  ): Pick<Player, 'host' | 'station'> => {
    const host = new Host({ config, provider, random: own });
    const clock = scenario.date + (config.clockOffsetSeconds ?? 0) * SECOND;
    const { name, addresses } = config;
    const answer: AnswerEffect = (effect, now) => outside(effect, clock + now);
    const answerAgent = windows?.answerAgent;
    const placement = { name, machine: host, addresses, link, answer, answerAgent };
    return { host, station: world.attach(placement) };
  };
  for (const scene of scenario.hosts) {
    const own = random.fork(scene.name);
    const windows = scene.windows && domains.computer(scene.windows);
    const started = start(scene, own, windows);
    players.set(scene.name, { scene, windows, events: [], random: own, starts: 1, ...started });
  }
  const playerOf = (name: string): Player => players.get(name)!;
  const wallNow = (): number => scenario.date + world.now;
  const guids = seededGuids(random.fork('guids'));
  const command = async (name: string, asked: Command): Promise<CommandResult> => {
    const { station } = playerOf(name);
    const id = world.command(station, asked);
    world.runUntil(() => world.result(id) !== undefined, COMMAND_LIMIT);
    const error = `"${asked.kind}" was not answered in an hour`;
    return world.result(id) ?? { ok: false, error, failure: undefined };
  };

  return {
    kind: 'virtual',
    elapsed: () => world.now,
    wallNow,
    command,
    async cut(name) {
      world.detach(playerOf(name).station);
    },
    async startAgain(name) {
      const player = playerOf(name);
      if (world.has(player.station)) world.detach(player.station);
      const own = player.random.fork(`start ${++player.starts}`);
      Object.assign(player, start(player.scene, own, player.windows));
    },
    async netsh(name) {
      const { windows } = playerOf(name);
      if (windows === undefined) throw new RangeError(`${name} has no Windows system`);
      return virtualNetsh({
        computer: name,
        stores: windows.stores,
        directory: windows.directory,
        command: (asked) => command(name, asked),
        query: (kind, cursor) => playerOf(name).host.query(kind, cursor),
        now: () => world.now,
        wallNow,
        newGuid: guids,
      });
    },
    async replay(name, to, alter) {
      const flight = lastEsp.get(`${name} ${to.text}`);
      if (flight !== undefined) world.inject(flight.path, alter(flight.bytes));
      return flight !== undefined;
    },
    damage: (name, store, isDamaged) => playerOf(name).windows?.damage(store, isDamaged),
    reach: (directory, isReachable) => domains.reach(directory, isReachable),
    async wait(milliseconds: Duration): Promise<void> {
      world.run(milliseconds);
    },
    events: (name) => playerOf(name).events,
    state(name: string): Promise<HostState> {
      const { host } = playerOf(name);
      return hostState((kind, cursor) => host.query(kind, cursor));
    },
    async close(): Promise<void> {
      for (const { station } of players.values()) if (world.has(station)) world.detach(station);
    },
  };
}
