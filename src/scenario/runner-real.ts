/** A scenario as processes: each host an `espial peer` of its own, over UDP on 127.0.0.1. */

import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '../base/bytes.ts';
import { seededRandom } from '../base/random.ts';
import type { Duration } from '../base/time.ts';
import type { HostEvent } from '../host/events.ts';
import type { Command, CommandResult } from '../host/ports.ts';
import type { SelfCommand } from '../lab/peer-child.ts';
import { type GroupMember, PeerGroup, type Wiring } from '../lab/peer-group.ts';
import { systemNow } from '../net/clock.ts';
import { type CommandBody, RequestFailed } from '../net/control-client.ts';
import { EdgeError } from '../net/errors.ts';
import { LabClock } from '../net/lab-clock.ts';
import { withSecrets } from '../net/policy-schema.ts';
import { readDirectoryFile, writeDirectoryFile } from '../net/stores/directory-file.ts';
import { PeerBackend } from '../netsh/edge/peer-backend.ts';
import type { Scenario, ScenarioHost } from './load.ts';
import { KeyFiles } from './network/key-files.ts';
import { ScenarioNetwork } from './network/network.ts';
import { UdpSwitch } from './network/switch.ts';
import { switchedHosts } from './network/switch-map.ts';
import { directoryFile, storeFiles } from './windows-hosts.ts';
import type { ScenarioWorld } from './world.ts';

export interface RealOptions {
  /** How many times as fast as the machine's the clocks of hosts and network are; 1 unless said. */
  readonly speed?: number;
}

/** Starts every host of the scenario. Throws an EdgeError where one does not start. */
export async function openReal(
  scenario: Scenario,
  self: SelfCommand,
  { speed = 1 }: RealOptions = {},
): Promise<ScenarioWorld> {
  const clock = new LabClock({ speed, start: scenario.date, origin: undefined });
  const now = (): Duration => clock.now() - scenario.date;
  const keyFiles = new KeyFiles(scenario.hosts.map(({ name }) => name));
  const network = new ScenarioNetwork({
    plan: scenario.network,
    hosts: scenario.hosts.map(({ name, config }) => ({ name, addresses: config.addresses })),
    random: seededRandom(scenario.seed).fork('network'),
    delay: 0,
    now,
    keys: () => keyFiles.read().store,
  });
  const absent = new Set<string>();
  let cable: UdpSwitch | undefined;
  const wire = async (): Promise<Wiring> => {
    const hosts = await switchedHosts(scenario.hosts, scenario.network);
    const made = new UdpSwitch({
      hosts,
      network,
      clock,
      now,
      isThere: (name) => !absent.has(name),
      onTrouble: () => {},
    });
    await made.open();
    cable = made;
    return made;
  };
  const files = new Map([...scenario.files, ...scenario.hosts.flatMap(storesOf)]);
  const group = await PeerGroup.start({
    self,
    members: scenario.hosts.map((host) => memberOf(host, clock, keyFiles)),
    files,
    wire,
  }).catch((error: unknown) => {
    keyFiles.close();
    throw error;
  });
  const origin = systemNow();
  clock.startAt(origin);
  await Promise.all(
    [...group.peers.values()].map(({ client }) => client.request({ do: 'start-clock', origin })),
  );
  /** How far clocks have been moved. */
  const moved = new Map<string, Duration>();
  /** What hosts reported before they were started again. */
  const before = new Map<string, HostEvent[]>();
  const world: ScenarioWorld = {
    kind: 'real',
    startedAt: scenario.date,
    speed,
    patience: { slice: SLICE_MILLISECONDS * speed, most: PATIENCE_MILLISECONDS * speed },
    network,
    since: (at) => at - scenario.date,
    elapsed: now,
    wallNow: () => clock.wallNow(),
    inBackground: () => world,
    finish: async () => {},
    wire: () => network.log.records,
    keys: () => keyFiles.read(),
    keyFolders: keyFiles.folders,
    traceHash: () => undefined,
    async inject(datagram) {
      cable?.inject(datagram);
    },
    async trouble(name, trouble) {
      const { client } = group.peer(name);
      if (trouble.kind === 'network') {
        await client.request({ do: 'network-failed', counter: trouble.counter });
        return;
      }
      const { what, isOn, time } = trouble;
      await client.request({ do: 'trouble', what, isOn, time });
    },
    async moveClock(name, by) {
      moved.set(name, (moved.get(name) ?? 0) + by);
      await group.peer(name).client.request({ do: 'move-clock', by });
    },
    async cut(name) {
      absent.add(name);
      await group.peer(name).kill();
    },
    async startAgain(name) {
      const { events } = group.peer(name);
      before.set(name, [...(before.get(name) ?? []), ...events]);
      absent.delete(name);
      const putBack = keyFiles.keep(name);
      await group.startAgain(name);
      putBack();
      // A clock that was set goes on while its computer is off.
      const by = moved.get(name);
      if (by !== undefined) await group.peer(name).client.request({ do: 'move-clock', by });
    },
    netsh: (name) => PeerBackend.of(group.peer(name).client),
    damage(name, store, isDamaged) {
      const path = join(group.folder, storeFolder(name), `${store}.json`);
      const whole = `${path}.whole`;
      if (isDamaged && !existsSync(whole)) {
        renameSync(path, whole);
        writeFileSync(path, 'damaged', { mode: 0o600 });
      } else if (!isDamaged && existsSync(whole)) renameSync(whole, path);
    },
    reach(directory, reachable) {
      const path = join(group.folder, directoryFile(directory));
      writeDirectoryFile(path, { ...readDirectoryFile(path), reachable });
    },
    async command(name: string, command: Command): Promise<CommandResult> {
      const peer = group.peer(name);
      if (command.kind === 'stop') {
        await peer.stop();
        absent.add(name);
        return { ok: true, value: { kind: 'stop' } };
      }
      try {
        return { ok: true, value: await peer.client.command(bodyOf(patient(command, speed))) };
      } catch (error) {
        if (!(error instanceof RequestFailed)) throw troubleOf(group) ?? error;
        return { ok: false, error: error.message, failure: error.failure };
      }
    },
    quietFor: () => 0,
    wait: (milliseconds: Duration) =>
      new Promise((resolve) => {
        setTimeout(resolve, clock.realTime(milliseconds));
      }),
    events: (name) => [...(before.get(name) ?? []), ...group.peer(name).events],
    async state(name) {
      try {
        return await group.peer(name).state();
      } catch (error) {
        throw troubleOf(group) ?? error;
      }
    },
    async close() {
      await group.close();
      keyFiles.close();
    },
  };
  return world;
}

/** How long expectations may take to hold, and how often they are looked at, by the machine's clock. */
const PATIENCE_MILLISECONDS = 5000;
const SLICE_MILLISECONDS = 50;

function memberOf(
  { name, document, windows }: ScenarioHost,
  clock: LabClock,
  keys: KeyFiles,
): GroupMember {
  const args = (): readonly string[] => ['--clock', clock.text(), '--keylog', keys.folderOf(name)];
  return {
    name,
    document: windows === undefined ? document : withStores(name, document),
    // The switch knows who has which addresses.
    outer: [],
    inner: [],
    args: args(),
    argsAgain: args,
  };
}

/** The stores are made already: names in filters are hosts of the scenario, which a peer does not know. */
function withStores(name: string, document: ScenarioHost['document']): ScenarioHost['document'] {
  const { netsh: _, ...windows } = document.windows as Readonly<Record<string, unknown>>;
  return { ...document, windows: { ...windows, store: storeFolder(name) } };
}

function storesOf({ name, windows }: ScenarioHost): readonly (readonly [string, Uint8Array])[] {
  return windows === undefined ? [] : storeFiles(storeFolder(name), windows.stores);
}

function storeFolder(name: string): string {
  return `${name}.policy`;
}

/** On a busy machine a process may not get a core for a while: no ping gives up before that. */
function patient(command: Command, speed: number): Command {
  if (command.kind !== 'ping') return command;
  const { timeoutMilliseconds } = command;
  return {
    ...command,
    timeoutMilliseconds: Math.max(timeoutMilliseconds, PING_MILLISECONDS * speed),
  };
}

/** The least time that an answer has, by the machine's clock. */
const PING_MILLISECONDS = 1500;

function bodyOf(command: Command): CommandBody {
  switch (command.kind) {
    case 'ping':
      return { ...command, from: command.from?.text, to: command.to.text };
    case 'send':
      return {
        ...command,
        from: command.from?.text,
        to: command.to.text,
        payload: toHex(command.payload),
      };
    default:
      return withSecrets(command) as CommandBody;
  }
}

function troubleOf(group: PeerGroup): EdgeError | undefined {
  const { trouble } = group;
  return trouble === undefined ? undefined : new EdgeError('control-failed', trouble);
}
