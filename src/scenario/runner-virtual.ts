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
import { LabTrouble } from '../net/lab-trouble.ts';
import { type AnswerEffect, type Station, World } from '../sim/world.ts';
import type { Scenario, ScenarioHost } from './load.ts';
import { seededGuids } from './netsh-world.ts';
import { ATTACKER, ScenarioNetwork } from './network/network.ts';
import { RunKeys } from './network/run-keys.ts';
import { TraceHash } from './network/trace.ts';
import { virtualNetsh } from './virtual-netsh.ts';
import { VirtualTime, type Waiting } from './virtual-time.ts';
import { VirtualDomains, type VirtualWindows } from './virtual-windows.ts';
import type { ScenarioWorld } from './world.ts';

const LINK_MILLISECONDS = 1;
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
  trouble: LabTrouble;
  station: Station;
}

/** Places every host of the scenario into a world of its own. */
export function openVirtual(scenario: Scenario, provider: CryptoProvider): ScenarioWorld {
  const players = new Map<string, Player>();
  const keys = new RunKeys();
  const trace = new TraceHash();
  const world = new World({
    observer: {
      arrived: (flight, receiver) => network.arrived(flight, receiver),
      event(event) {
        trace.event(event);
        keys.note(event);
        const events = players.get(event.host)?.events;
        if (events !== undefined && events.length < LIMITS.labEvents) events.push(event);
      },
    },
  });
  const random = seededRandom(scenario.seed);
  const network = new ScenarioNetwork({
    plan: scenario.network,
    hosts: scenario.hosts.map(({ name, config }) => ({ name, addresses: config.addresses })),
    random: random.fork('network'),
    delay: LINK_MILLISECONDS,
    now: () => world.now,
    keys: () => keys.store,
    onSent: (flight) => trace.flight(flight),
  });
  const time = new VirtualTime(world);
  // One for all: there is one ticket service in a realm.
  const outside = timedAnswerer(provider, random.fork('answers'));
  const domains = new VirtualDomains(scenario.directories);
  /** How far clocks have been moved. */
  const clocks = new Map<string, Duration>();
  const start = (
    { config }: ScenarioHost,
    own: Random,
    windows: VirtualWindows | undefined,
  ): Pick<Player, 'host' | 'station' | 'trouble'> => {
    const trouble = new LabTrouble();
    const means = { provider: trouble.provider(provider), random: trouble.random(own) };
    const host = new Host({ config, ...means });
    const { name, addresses } = config;
    const ahead = (): Duration =>
      (config.clockOffsetSeconds ?? 0) * SECOND + (clocks.get(name) ?? 0);
    const answer: AnswerEffect = (effect, now) => {
      const { result, after } = outside(effect, scenario.date + ahead() + now);
      return { result, after: after + trouble.answerDelay };
    };
    const answerAgent = windows?.answerAgent;
    const link = network.carry;
    const placement = { name, machine: host, addresses, link, answer, answerAgent };
    return { host, trouble, station: world.attach(placement) };
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
  const command =
    (wait: Waiting) =>
    async (name: string, asked: Command): Promise<CommandResult> => {
      const id = world.command(playerOf(name).station, asked);
      await wait(() => world.result(id) !== undefined, COMMAND_LIMIT);
      const error = `"${asked.kind}" was not answered in an hour`;
      return world.result(id) ?? { ok: false, error, failure: undefined };
    };

  const scenarioWorld: ScenarioWorld = {
    kind: 'virtual',
    startedAt: scenario.date,
    speed: 0,
    patience: { slice: 50, most: 5000 },
    network,
    since: (at) => at,
    elapsed: () => world.now,
    wallNow,
    command: command((predicate, most) => time.until(predicate, most)),
    inBackground: () => ({
      ...scenarioWorld,
      command: command((predicate, most) => time.later(predicate, most)),
      wait: (milliseconds) => time.later(() => false, milliseconds),
    }),
    finish: () => time.finish(),
    wire: () => network.log.records,
    keys: () => keys,
    keyFolders: new Map(),
    traceHash: () => trace.digest(),
    async inject({ path, receiver, bytes }) {
      world.inject(path, bytes, ATTACKER, receiver);
    },
    async trouble(name, trouble) {
      const { station, trouble: own } = playerOf(name);
      if (trouble.kind === 'inner') own.set(trouble.what, trouble.isOn, trouble.time);
      else world.report(station, { kind: 'network-failure', counter: trouble.counter });
    },
    async moveClock(name, by) {
      clocks.set(name, (clocks.get(name) ?? 0) + by);
    },
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
        command: (asked) => scenarioWorld.command(name, asked),
        query: (kind, cursor) => playerOf(name).host.query(kind, cursor),
        now: () => world.now,
        wallNow,
        newGuid: guids,
      });
    },
    damage: (name, store, isDamaged) => playerOf(name).windows?.damage(store, isDamaged),
    reach: (directory, isReachable) => domains.reach(directory, isReachable),
    wait: (milliseconds) => time.until(() => false, milliseconds),
    quietFor: () => (world.next() ?? Number.POSITIVE_INFINITY) - world.now,
    events: (name) => playerOf(name).events,
    state(name: string): Promise<HostState> {
      const { host } = playerOf(name);
      return hostState((kind, cursor) => host.query(kind, cursor));
    },
    async close(): Promise<void> {
      for (const { station } of players.values()) if (world.has(station)) world.detach(station);
    },
  };
  return scenarioWorld;
}
