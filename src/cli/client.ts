/** Finding the running peer that a command is for, and talking to it. */

import { entryOfName } from '../base/flow-name.ts';
import { ControlClient } from '../net/control-client.ts';
import { controlNames, controlPath } from '../net/control-path.ts';
import type { PeerDescription } from '../net/control-protocol.ts';
import { EdgeError } from '../net/errors.ts';
import { toJson } from '../net/event-json.ts';
import type { ClientOptions } from './options.ts';
import { UsageError } from './usage.ts';

/** Connects, does something, and disconnects whatever happens. */
export async function withPeer<T>(
  options: ClientOptions,
  act: (client: ControlClient) => Promise<T>,
): Promise<T> {
  const client = await connectPeer(options);
  try {
    return await act(client);
  } finally {
    client.close();
  }
}

/** Throws a UsageError where one of the names is no protect entry that the peer negotiates. */
export function checkPolicies(
  { name, protects, manual }: PeerDescription,
  policies: readonly string[],
): void {
  const unknown = policies.find((policy) => !protects.includes(entryOfName(policy)));
  if (unknown === undefined) return;
  if (manual.includes(unknown)) {
    throw new UsageError(
      `"${unknown}" is keyed by hand: it is always up, and nobody negotiates, renews or deletes it.`,
    );
  }
  const known = protects.length === 0 ? 'it has none' : `it has ${protects.join(', ')}`;
  throw new UsageError(`${name} has no protect entry "${unknown}"; ${known}.`);
}

/** Connects to the peer that `--control` names, or to the only one that runs. */
export async function connectPeer(options: ClientOptions): Promise<ControlClient> {
  if (options.control !== undefined) return ControlClient.connect(controlPath(options.control));
  const found: { name: string; client: ControlClient }[] = [];
  for (const name of controlNames()) {
    try {
      found.push({ name, client: await ControlClient.connect(controlPath(name)) });
    } catch (error) {
      // A socket that a dead peer left behind is no peer.
      if (!(error instanceof EdgeError)) throw error;
    }
  }
  const [only, ...others] = found;
  if (only === undefined) {
    throw new EdgeError(
      'no-peer-running',
      'no peer of yours is running. Start one with: espial peer FILE.yaml, or name its socket with --control.',
    );
  }
  if (others.length > 0) {
    for (const { client } of found) client.close();
    const names = found.map(({ name }) => name).join(', ');
    throw new UsageError(`several peers are running: ${names}. Choose one with --control NAME.`);
  }
  return only.client;
}

/** Prints a value as JSON, for programs. */
export function printJson(value: unknown): void {
  process.stdout.write(`${toJson(value)}\n`);
}

/** Prints a line for people. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
