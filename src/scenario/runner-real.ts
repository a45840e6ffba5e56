/** A scenario as processes: each host an `espial peer` of its own, over UDP on 127.0.0.1. */

import { toHex } from '../base/bytes.ts';
import type { Duration } from '../base/time.ts';
import type { Command, CommandResult } from '../host/ports.ts';
import type { SelfCommand } from '../lab/peer-child.ts';
import { type GroupMember, PeerGroup } from '../lab/peer-group.ts';
import { type CommandBody, RequestFailed } from '../net/control-client.ts';
import { EdgeError } from '../net/errors.ts';
import { withSecrets } from '../net/policy-schema.ts';
import type { Scenario, ScenarioHost } from './load.ts';
import type { ScenarioWorld } from './world.ts';

/** Starts every host of the scenario. Throws an EdgeError where one does not start. */
export async function openReal(scenario: Scenario, self: SelfCommand): Promise<ScenarioWorld> {
  const members = scenario.hosts.map((host) => memberOf(scenario, host));
  const group = await PeerGroup.start({ self, members, files: scenario.files });
  const startedAt = performance.now();
  return {
    kind: 'real',
    elapsed: () => performance.now() - startedAt,
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
    events: (name) => group.peer(name).events,
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
function memberOf(scenario: Scenario, { name, config, document }: ScenarioHost): GroupMember {
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
    document,
    outer: spoken,
    inner: own.filter((address) => !spoken.includes(address)),
  };
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
