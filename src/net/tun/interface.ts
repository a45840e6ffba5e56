/** The kernel's side of a TUN device: addresses, MTU and routes, by the `ip` command. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EdgeError, reason, systemCode } from '../errors.ts';

export interface InterfaceSettings {
  readonly name: string;
  readonly mtu: number;
  /** `10.1.0.1/24`. */
  readonly addresses: readonly string[];
  /** `10.2.0.0/24`. */
  readonly routes: readonly string[];
}

/** Runs `ip` with these words; answers its output. Rejects with its error. */
export type RunIp = (words: readonly string[]) => Promise<string>;

/** What has `ip` do that, in order. */
function ipCommands({ name, mtu, addresses, routes }: InterfaceSettings): string[][] {
  const hasIpv6 = addresses.some((address) => address.includes(':'));
  return [
    // Else the kernel gives the device an address of its own and asks the tunnel for routers.
    ...(hasIpv6 ? [] : [['link', 'set', 'dev', name, 'addrgenmode', 'none']]),
    ['link', 'set', 'dev', name, 'mtu', String(mtu), 'up'],
    ...addresses.map((address) => ['addr', 'replace', address, 'dev', name]),
    ...routes.map((route) => ['route', 'add', route, 'dev', name]),
  ];
}

/**
 * Sets all of it. `peers`: addresses that packets of the tunnel itself go to, which must not be
 * routed into it. Throws an EdgeError with the command that failed.
 */
export async function setInterface(
  settings: InterfaceSettings,
  peers: readonly string[],
  runIp: RunIp = runSystemIp,
): Promise<void> {
  for (const words of ipCommands(settings)) {
    try {
      await runIp(words);
    } catch (error) {
      throw ipError(error, words);
    }
  }
  for (const peer of peers) await refuseCircle(settings.name, peer, runIp);
}

async function refuseCircle(name: string, peer: string, runIp: RunIp): Promise<void> {
  let way: string;
  try {
    way = await runIp(['route', 'get', peer]);
  } catch {
    // No way to it at all is no circle, and sending says so.
    return;
  }
  if (!new RegExp(`\\bdev ${name}\\b`).test(way)) return;
  throw new EdgeError(
    'address-not-here',
    `the routes of ${name} lead to the peer ${peer} too: the tunnel's own packets would go into the tunnel. Give the peer a route of its own first (ip route add ${peer} via GATEWAY), or choose smaller routes with --tun-route.`,
  );
}

async function runSystemIp(words: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('ip', [...words]);
  return stdout;
}

function ipError(error: unknown, words: readonly string[]): EdgeError {
  const command = `ip ${words.join(' ')}`;
  if (systemCode(error) === 'ENOENT') {
    const message = `the command ip is not there, which sets up the device: install iproute2.`;
    return new EdgeError('not-on-this-machine', message, { cause: error });
  }
  const said = String((error as { readonly stderr?: unknown }).stderr ?? '').trim();
  const why = said === '' ? reason(error) : said.split('\n')[0]!;
  return new EdgeError('address-not-here', `${command} failed: ${why}`, { cause: error });
}
