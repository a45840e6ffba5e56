/** The inner side of a peer process beside the small stack: forwarded ports, and a TUN device. */

import { parseAddress } from '../base/address.ts';
import type { ArenaPool, Batch, Path } from '../base/batch.ts';
import type { HostConfig } from '../host/config.ts';
import { Forwarder } from '../net/forward/forwarder.ts';
import { openLibc } from '../net/native/libc.ts';
import { TunDevice } from '../net/tun/device.ts';
import { fittingMtu, fittingRoutes } from '../net/tun/fitting.ts';
import { setInterface } from '../net/tun/interface.ts';
import type { PeerFile } from '../scenario/schema/load.ts';
import { exposure, forwardText } from './forward-words.ts';
import type { InnerOptions } from './inner-options.ts';
import { UsageError } from './usage.ts';

export interface InnerParts {
  readonly file: PeerFile;
  readonly options: InnerOptions;
  readonly pool: ArenaPool;
  /** Takes packets of the inner side on their way out. */
  readonly send: (batch: Batch) => void;
  /** What goes well, and what does not. */
  readonly tell: (sentence: string) => void;
  readonly warn: (sentence: string) => void;
  readonly onTrouble: (sentence: string) => void;
}

export interface PeerInner {
  readonly forwarder: Forwarder;
  /** Takes what the host's small stack leaves. */
  take(batch: Batch): void;
  close(): Promise<void>;
}

/** The configuration of a host before a device: its small stack leaves alone what the device has. */
export function beforeTun(config: HostConfig, { tun, tunAddress = [] }: InnerOptions): HostConfig {
  if (tun === undefined) return config;
  const leave = tunAddress.map((text) => parseAddress(text.split('/')[0]!));
  return { ...config, gateway: true, stack: { ...config.stack, leave } };
}

/** Opens what the options ask for. Throws an EdgeError or a UsageError, and leaves nothing behind. */
export async function openInner(parts: InnerParts): Promise<PeerInner> {
  const { file, options, pool, send, onTrouble } = parts;
  const { config } = file;
  const end = { address: config.addresses[0]!, port: 0 };
  const path: Path = { carrier: 'inner', local: end, remote: end };
  const forwarder = new Forwarder({ config, stack: config.stack, pool, path, send, onTrouble });
  let device: TunDevice | undefined;
  const close = async (): Promise<void> => {
    device?.close();
    await forwarder.close();
  };
  try {
    for (const forward of [...(options.forward ?? []), ...(options.accept ?? [])]) {
      await forwarder.add(forward);
      parts.tell(forwardText(forward));
      const exposed = exposure(forward);
      if (exposed !== undefined) parts.warn(exposed);
    }
    if (options.tun !== undefined) {
      device = await openTun(options.tun, parts, path);
      device.listen(send);
    } else if (options.tunAddress ?? options.tunRoute ?? options.tunMtu) {
      throw new UsageError('--tun-address, --tun-route and --tun-mtu are of a device: add --tun.');
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    forwarder,
    take({ arena, spans, count }) {
      for (let i = 0; i < count; i++) {
        const start = spans[i * 2]!;
        const stop = spans[i * 2 + 1]!;
        if (!forwarder.take(arena, start, stop)) device?.write(arena, start, stop);
      }
    },
    close,
  };
}

async function openTun(
  name: string,
  { file, options, pool, tell, onTrouble }: InnerParts,
  path: Path,
): Promise<TunDevice> {
  const { config, sockets } = file;
  const libc = await openLibc('--tun');
  const device = new TunDevice({ libc, name, pool, path, onTrouble });
  try {
    const addresses = options.tunAddress ?? [];
    const fitting = fittingRoutes(config);
    const wanted = options.tunRoute ?? fitting.routes;
    const mtu = options.tunMtu ?? fittingMtu(config, sockets);
    // The kernel takes a route only where the device has an address to send from.
    const routes = addresses.length > 0 || options.tunRoute !== undefined ? wanted : [];
    const peers = sockets.mode === 'direct' ? peerAddresses(config) : [];
    await setInterface({ name, mtu, addresses, routes }, peers);
    tell(
      `device ${name} is up, MTU ${mtu}${listText(', address ', addresses)}${listText(', routes ', routes)}`,
    );
    if (addresses.length === 0) {
      const lines = [
        `ip addr add ADDRESS/LENGTH dev ${name}`,
        ...wanted.map((route) => `ip route add ${route} dev ${name}`),
      ];
      tell(`device ${name} has no address yet; give it one, and routes: ${lines.join('; ')}`);
    }
    if (options.tunRoute === undefined && fitting.others.length > 0) {
      tell(
        `no routes for ${fitting.others.join(', ')}, which are no subnets: name them with --tun-route`,
      );
    }
    return device;
  } catch (error) {
    device.close();
    throw error;
  }
}

function peerAddresses({ peers }: HostConfig): string[] {
  return peers.flatMap(({ address }) => (address === undefined ? [] : [address.text]));
}

function listText(before: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `${before}${items.join(', ')}`;
}
