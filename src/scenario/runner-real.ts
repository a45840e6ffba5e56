/** A scenario as processes: each host an `espial peer` of its own, over UDP on 127.0.0.1. */

import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Address } from '../base/address.ts';
import { toHex } from '../base/bytes.ts';
import type { Duration } from '../base/time.ts';
import type { HostEvent } from '../host/events.ts';
import type { Command, CommandResult } from '../host/ports.ts';
import { lastEsp, putOnLink } from '../lab/attacker.ts';
import type { SelfCommand } from '../lab/peer-child.ts';
import { type GroupMember, PeerGroup } from '../lab/peer-group.ts';
import { portOf } from '../lab/socket-map.ts';
import { type CommandBody, RequestFailed } from '../net/control-client.ts';
import { EdgeError } from '../net/errors.ts';
import { withSecrets } from '../net/policy-schema.ts';
import { readDirectoryFile, writeDirectoryFile } from '../net/stores/directory-file.ts';
import { PeerBackend } from '../netsh/edge/peer-backend.ts';
import type { Scenario, ScenarioHost } from './load.ts';
import { directoryFile, storeFiles } from './windows-hosts.ts';
import type { ScenarioWorld } from './world.ts';

/** Starts every host of the scenario. Throws an EdgeError where one does not start. */
export async function openReal(scenario: Scenario, self: SelfCommand): Promise<ScenarioWorld> {
  const members = scenario.hosts.map((host) => memberOf(scenario, host));
  const files = new Map([...scenario.files, ...scenario.hosts.flatMap(storesOf)]);
  const group = await PeerGroup.start({ self, members, files });
  for (const name of recorded(scenario)) {
    const file = captureOf(group, name);
    await group.peer(name).client.request({ do: 'capture-start', file });
  }
  const startedAt = performance.now();
  /** What hosts reported before they were started again. */
  const before = new Map<string, HostEvent[]>();
  return {
    kind: 'real',
    elapsed: () => performance.now() - startedAt,
    wallNow: () => Date.now(),
    cut: (name) => group.peer(name).kill(),
    async startAgain(name) {
      const { events } = group.peer(name);
      before.set(name, [...(before.get(name) ?? []), ...events]);
      await group.startAgain(name);
    },
    netsh: (name) => PeerBackend.of(group.peer(name).client),
    async replay(name, to, alter) {
      const own = scenario.hosts.find((host) => host.name === name)?.config.addresses ?? [];
      const packet = findEsp(captureOf(group, name), own, to);
      if (packet === undefined) return false;
      await putOnLink(alter(packet), portOf(group.sockets, to.text, 'link'));
      return true;
    },
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
        return { ok: true, value: { kind: 'stop' } };
      }
      try {
        return { ok: true, value: await peer.client.command(bodyOf(command)) };
      } catch (error) {
        if (!(error instanceof RequestFailed)) throw troubleOf(group) ?? error;
        return { ok: false, error: error.message, failure: error.failure };
      }
    },
    wait: (milliseconds: Duration) =>
      new Promise((resolve) => {
        setTimeout(resolve, milliseconds);
      }),
    events: (name) => [...(before.get(name) ?? []), ...group.peer(name).events],
    async state(name) {
      try {
        return await group.peer(name).state();
      } catch (error) {
        throw troubleOf(group) ?? error;
      }
    },
    close: () => group.close(),
  };
}

/** Addresses that speak IKE get sockets for it; the others only appear in packets. */
function memberOf(
  scenario: Scenario,
  { name, config, document, windows }: ScenarioHost,
): GroupMember {
  const speaking = new Set<string>();
  for (const host of scenario.hosts) {
    for (const peer of host.config.peers) {
      speaking.add(peer.localAddress.text);
      if (peer.address !== undefined) speaking.add(peer.address.text);
    }
  }
  const own = config.addresses.map((address) => address.text);
  const outer = own.filter((address) => speaking.has(address));
  const first = own.slice(0, 1);
  const spoken = outer.length > 0 ? outer : first;
  return {
    name,
    document: windows === undefined ? document : withStores(name, document),
    outer: spoken,
    inner: own.filter((address) => !spoken.includes(address)),
  };
}

/** Hosts whose packets come again. */
function recorded({ steps }: Scenario): ReadonlySet<string> {
  return new Set(steps.flatMap(({ act }) => (act.do === 'replay' ? [act.host] : [])));
}

function findEsp(capture: string, own: readonly Address[], to: Address): Uint8Array | undefined {
  for (const { text } of own) {
    try {
      return lastEsp(capture, text, to.text).packet;
    } catch {
      // From another address, perhaps.
    }
  }
  return undefined;
}

function captureOf(group: PeerGroup, name: string): string {
  return join(group.folder, `${name}.pcapng`);
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
