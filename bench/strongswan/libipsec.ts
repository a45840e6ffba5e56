/**
 * strongSwan to strongSwan by its ESP of its own, kernel-libipsec, between two network namespaces:
 * what another program in user space does with the same packets. Needs root and Debian's packages.
 */

import { execFile } from 'node:child_process';
import { accessSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildBaseline } from '../c/build.ts';
import { DatagramPair, type OtherPaths } from '../c/udp.ts';
import { ROOT } from '../root.ts';

const NAME = 'strongSwan libipsec';
const SCRIPT = join(ROOT, 'test', 'peers', 'strongswan.sh');
const NEEDED = [
  '/usr/sbin/charon-systemd',
  '/usr/sbin/swanctl',
  '/usr/lib/ipsec/plugins/libstrongswan-kernel-libipsec.so',
  '/dev/net/tun',
];
/** As strongswan.sh lays it out. */
const INNER_ADDRESS_OF_RECEIVER = '10.101.0.1';
const NAMESPACES = { NS: 'benchs', NE: 'benche' };
const IP_AND_UDP_OCTETS = 28;

/** The contender for inner IP packets of so many octets, up and with its tunnel. */
export async function strongSwanPath(esp: string, octets: number): Promise<OtherPaths> {
  const built = buildBaseline();
  const missing = 'why' in built ? built.why : whatIsMissing();
  if (missing !== undefined || 'why' in built) {
    return { contenders: [], absent: [{ name: NAME, why: missing ?? '' }], close() {} };
  }
  const folder = mkdtempSync(join(tmpdir(), 'espial-bench-'));
  const environment = { W: folder, ...NAMESPACES, IKE: 'aes128-sha1-modp1024', ESP: esp };
  const script = async (verb: string): Promise<void> => {
    const env = { ...process.env, ...environment, ENGINE: 'libipsec' };
    await promisify(execFile)(SCRIPT, [verb], { env, timeout: 60_000 });
  };
  let pair: DatagramPair | undefined;
  const close = async (): Promise<void> => {
    pair?.close();
    await script('down');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await script('pair');
    await script('pair-initiate');
    const inside = (name: string): string[] => ['ip', 'netns', 'exec', name];
    pair = new DatagramPair(built.path, inside(NAMESPACES.NE), inside(NAMESPACES.NS));
    const ends = pair;
    const payload = octets - IP_AND_UDP_OCTETS;
    const contender = {
      name: NAME,
      async round(milliseconds: number) {
        const readings = await ends.round(INNER_ADDRESS_OF_RECEIVER, payload, milliseconds);
        return { ...readings, throughput: (readings.rate ?? 0) * octets * 8 };
      },
    };
    return { contenders: [contender], absent: [], close };
  } catch (error) {
    await close();
    throw error;
  }
}

function whatIsMissing(): string | undefined {
  if (process.getuid?.() !== 0) return 'it needs root';
  try {
    for (const path of NEEDED) accessSync(path);
    return undefined;
  } catch {
    return 'strongSwan (strongswan-charon, charon-systemd, its extra plugins) is not installed';
  }
}
