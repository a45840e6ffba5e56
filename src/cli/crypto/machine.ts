/** What the machine brings: everything that makes Espial faster, or able to do more, where it is there. */

import { accessSync, constants, existsSync } from 'node:fs';
import { hmacKernel } from '../../crypto/fast/hmac-kernel.ts';
import { reason, systemCode } from '../../net/errors.ts';

/** One part of the machine: whether it can be used, and what to do where it cannot. */
export interface MachineRow {
  readonly name: string;
  readonly usable: boolean;
  readonly found: string;
  /** A sentence; undefined where nothing is to be done. */
  readonly advice: string | undefined;
}

const TUN = '/dev/net/tun';

/** Looks at the machine. */
export async function machineRows(): Promise<readonly MachineRow[]> {
  return [
    usable('Node.js', process.versions.node),
    usable('OpenSSL', process.versions.openssl),
    wasm(),
    await koffi(),
    tun(),
  ];
}

function usable(name: string, found: string): MachineRow {
  return { name, usable: true, found, advice: undefined };
}

function wasm(): MachineRow {
  const name = 'WebAssembly';
  try {
    hmacKernel();
    return usable(name, 'with SIMD');
  } catch (error) {
    return {
      name,
      usable: false,
      found: `without SIMD: ${reason(error)}`,
      advice: 'run on a processor with SSE 4.1 or NEON, and without --jitless',
    };
  }
}

async function koffi(): Promise<MachineRow> {
  const name = 'koffi';
  try {
    const { default: library } = await import('koffi');
    return usable(name, `${library.version}`);
  } catch (error) {
    const missing = systemCode(error) === 'ERR_MODULE_NOT_FOUND';
    return {
      name,
      usable: false,
      found: missing ? 'not installed' : `does not load: ${reason(error)}`,
      advice: '--io native and --tun need it: npm install koffi',
    };
  }
}

function tun(): MachineRow {
  const name = 'TUN';
  if (process.platform !== 'linux' || !existsSync(TUN)) {
    return {
      name,
      usable: false,
      found: `no ${TUN}`,
      advice:
        process.platform === 'linux' ? '--tun needs it: modprobe tun' : '--tun is for Linux alone',
    };
  }
  try {
    accessSync(TUN, constants.R_OK | constants.W_OK);
  } catch {
    return { name, usable: false, found: `${TUN}, not to be opened`, advice: NEEDS_ROOT };
  }
  if (process.getuid?.() === 0) return usable(name, TUN);
  return { name, usable: false, found: `${TUN}, no privilege to use it`, advice: NEEDS_ROOT };
}

const NEEDS_ROOT = '--tun needs root or CAP_NET_ADMIN; without, use espial forward';
