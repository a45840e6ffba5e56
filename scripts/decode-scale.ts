/**
 * `npm run bench:decode [-- --megabytes N] [--mode summary|json|tree] [--keys]`: how fast `espial decode` reads a large
 * capture, and how much memory it takes at most.
 *
 * The capture repeats an exchange between two strongSwans, each time with other cookies, and ESP of unknown SPIs. The
 * command is dist/cli/main.js: run `npm run build` before.
 */

import { spawn } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseAddress } from '../src/base/address.ts';
import { concat, copy } from '../src/base/bytes.ts';
import { capturedPackets, readPcapng } from '../src/wire/pcapng-read.ts';
import { enhancedPacket, interfaceDescription, sectionHeader } from '../src/wire/pcapng-write.ts';
import { udpPacket } from '../src/wire/udp.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MAIN = join(ROOT, 'dist/cli/main.js');
const EVIDENCE = join(ROOT, 'test/vectors/strongswan/evidence');
const ESP_FRAMES_A_ROUND = 20;
const LARGE_OCTETS = 1400;
const MEBIBYTE = 1 << 20;

interface Result {
  readonly seconds: number;
  readonly peakMebibytes: number;
  readonly written: number;
}

/** Writes about that many octets of capture; answers how many frames they are. */
function writeCapture(path: string, octets: number): { frames: number; octets: number } {
  const packets = capturedPackets(readPcapng(readFileSync(join(EVIDENCE, 'good.pcapng'))).blocks);
  const file = openSync(path, 'w');
  writeSync(file, concat(sectionHeader(), interfaceDescription({ name: 'scale' })));
  let [frames, written] = [0, 0];
  while (written < octets) {
    const blocks: Uint8Array[] = [];
    const add = (data: Uint8Array): void => {
      const timestampMicros = BigInt(1_700_000_000_000_000 + frames * 50);
      blocks.push(enhancedPacket({ interfaceId: 0, timestampMicros, data }));
      frames++;
    };
    for (const { data } of packets) add(withCookie(data, frames));
    for (let i = 0; i < ESP_FRAMES_A_ROUND; i++) add(espFrame());
    const round = concat(...blocks);
    writeSync(file, round);
    written += round.length;
  }
  closeSync(file);
  return { frames, octets: written };
}

/** An ISAKMP message of another exchange: the initiator cookie stands 28 octets into the packet, or 32. */
function withCookie(data: Uint8Array, round: number): Uint8Array {
  const changed = copy(data);
  const at = changed[20] === 0x01 ? 28 : 32;
  new DataView(changed.buffer).setUint32(at + 4, round);
  return changed;
}

function espFrame(): Uint8Array {
  const payload = new Uint8Array(LARGE_OCTETS);
  randomFillSync(payload);
  return udpPacket({
    source: parseAddress('10.99.0.1'),
    destination: parseAddress('10.99.0.2'),
    sourcePort: 4500,
    destinationPort: 4500,
    payload,
  });
}

/** Runs the command over a capture; the peak is what the system says of the process, asked often. */
async function decode(capture: string, options: readonly string[]): Promise<Result> {
  const started = performance.now();
  const child = spawn(process.execPath, [MAIN, 'decode', capture, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let [peakMebibytes, written] = [0, 0];
  const watch = setInterval(() => {
    peakMebibytes = Math.max(peakMebibytes, highWaterOf(child.pid));
  }, 50);
  child.stdout.on('data', (text: Uint8Array) => {
    written += text.length;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(watch);
  if (code !== 0) throw new Error(`espial decode ended with ${code}`);
  return { seconds: (performance.now() - started) / 1000, peakMebibytes, written };
}

function highWaterOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      megabytes: { type: 'string', default: '1024' },
      mode: { type: 'string', default: 'summary' },
      keys: { type: 'boolean', default: false },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'espial-scale-'));
  try {
    const capture = join(folder, 'large.pcapng');
    const { frames, octets } = writeCapture(capture, Number(values.megabytes) * MEBIBYTE);
    const options = values.mode === 'tree' ? [] : [`--${values.mode}`];
    if (values.keys) options.push('--keys', EVIDENCE);
    const { seconds, peakMebibytes, written } = await decode(capture, options);
    const mebibytes = octets / MEBIBYTE;
    console.log(
      `${values.mode}: ${mebibytes.toFixed(0)} MiB, ${frames} frames in ${seconds.toFixed(1)} s:`,
      `${(mebibytes / seconds).toFixed(1)} MiB/s, ${Math.round(frames / seconds)} frames/s,`,
      `peak ${peakMebibytes.toFixed(0)} MiB, ${(written / MEBIBYTE).toFixed(0)} MiB of text`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
