/**
 * `npm run check:decode -- CAPTURE [KEYS-FOLDER] [--port N]`: compares `espial decode --json` with `tshark -T pdml`.
 *
 * Every ISAKMP header and every payload, proposal and transform must have the same offset, length and octets. In clear
 * that is asked of all frames. For what is decrypted, messages that repeat an earlier one byte for byte are removed
 * first, since tshark moves its IV over them.
 */

import { spawn } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { nodeProvider } from '../src/crypto/node.ts';
import { CaptureReader } from '../src/explain/capture-reader.ts';
import { Decoder } from '../src/explain/decoder.ts';
import { KeyStore } from '../src/explain/key-store.ts';
import { framesOfDissection, type SeenFrame } from './decoded-messages.ts';
import { differencesOf } from './message-differences.ts';
import { type PdmlFrame, PdmlReader } from './pdml.ts';
import { hasTshark, INSTALL_TSHARK, keyLines, TSHARK, withoutFrames } from './tshark.ts';

/** What a comparison found. */
export interface Comparison {
  /** Frames with an ISAKMP header, in either reading. */
  readonly frames: number;
  /** Payloads, proposals and transforms compared, decrypted ones included. */
  readonly payloads: number;
  /** Of them, those that were decrypted. */
  readonly decrypted: number;
  /** A sentence for everything on which the two do not agree. */
  readonly differences: readonly string[];
}

/**
 * Compares what Espial and tshark read in a capture. `keysFolder` holds `ikev1_decryption_table` and `esp_sa`.
 * `ports` are UDP ports beside 500 and 4500. Throws where tshark fails.
 */
export async function compareWithTshark(
  capture: string,
  keysFolder?: string,
  ports: readonly number[] = [],
): Promise<Comparison> {
  const clear = await compareOnce(capture, undefined, ports);
  if (keysFolder === undefined) return clear;
  const work = mkdtempSync(join(tmpdir(), 'espial-compare-'));
  try {
    const copies = await copiesIn(capture, ports);
    let single = capture;
    if (copies.length > 0) {
      single = join(work, 'single.pcapng');
      withoutFrames(capture, copies, single);
    }
    const removed = new Set(copies);
    const keyed = await compareOnce(single, keysFolder, ports, (number) =>
      originalNumber(number, removed),
    );
    return {
      frames: Math.max(clear.frames, keyed.frames),
      payloads: clear.payloads + keyed.decrypted,
      decrypted: keyed.decrypted,
      differences: [...new Set([...clear.differences, ...keyed.differences])],
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** One comparison as it is, copies and all. `numberOf` turns frame numbers into those of the original. */
async function compareOnce(
  capture: string,
  keysFolder: string | undefined,
  ports: readonly number[],
  numberOf: (number: number) => number = (number) => number,
): Promise<Comparison> {
  const mine = await decoded(capture, keysFolder, ports);
  const theirs = await dissected(capture, keysFolder, ports);
  const differences: string[] = [];
  let [frames, payloads, decrypted] = [0, 0, 0];
  for (const number of new Set([...mine.keys(), ...theirs.keys()])) {
    const own = mine.get(number);
    const other = theirs.get(number);
    frames++;
    for (const { payloads: list } of own?.messages ?? []) {
      payloads += list.length;
      decrypted += list.filter((payload) => payload.decrypted).length;
    }
    const found = differencesOf(own?.messages ?? [], other);
    differences.push(...found.map((sentence) => `frame ${numberOf(number)}: ${sentence}`));
  }
  return { frames, payloads, decrypted, differences };
}

/** What Espial reads: the frames with ISAKMP in them. */
async function decoded(
  capture: string,
  keysFolder: string | undefined,
  ports: readonly number[],
): Promise<Map<number, SeenFrame>> {
  const keys = new KeyStore();
  if (keysFolder !== undefined) keys.add(keyLines(keysFolder).join('\n'), keysFolder);
  const decoder = new Decoder({ provider: nodeProvider, keys, ports, tracing: true });
  const reader = new CaptureReader();
  const frames = new Map<number, SeenFrame>();
  const take = (items: ReturnType<CaptureReader['push']>): void => {
    for (const item of items) {
      if (item.kind === 'trouble') throw new Error(`${capture}: ${item.sentence}`);
      const frame = framesOfDissection(decoder.decode(item));
      if (frame.messages.length > 0) frames.set(item.number, frame);
    }
  };
  for await (const chunk of createReadStream(capture)) take(reader.push(chunk as Uint8Array));
  take(reader.end());
  return frames;
}

/** What tshark reads. */
async function dissected(
  capture: string,
  keysFolder: string | undefined,
  ports: readonly number[],
): Promise<Map<number, PdmlFrame>> {
  const tables = keysFolder === undefined ? [] : keyLines(keysFolder);
  const args = ['-n', '-r', capture, '-T', 'pdml'];
  for (const port of ports) args.push('-d', `udp.port==${port},udpencap`);
  for (const line of tables) {
    const table = line.startsWith('"') ? 'esp_sa' : 'ikev1_decryption_table';
    args.push('-o', `uat:${table}:${line}`);
  }
  const frames = new Map<number, PdmlFrame>();
  const reader = new PdmlReader((frame) => {
    if (frame.messages.length > 0) frames.set(frame.number, frame);
  });
  const child = spawn(TSHARK, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-2000);
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  for await (const line of createInterface({ input: child.stdout })) reader.line(line);
  if ((await ended) !== 0) throw new Error(`tshark failed: ${words.trim()}`);
  return frames;
}

/** The frames whose encrypted ISAKMP message was in an earlier frame. */
async function copiesIn(capture: string, ports: readonly number[]): Promise<number[]> {
  const seen = new Set<string>();
  const copies: number[] = [];
  for (const [number, frame] of await decoded(capture, undefined, ports)) {
    const digests = frame.messages.filter(({ encrypted }) => encrypted).map(({ hex }) => hex);
    if (digests.length > 0 && digests.every((digest) => seen.has(digest))) copies.push(number);
    for (const digest of digests) seen.add(digest);
  }
  return copies;
}

/** A frame's number before some frames were removed. */
function originalNumber(number: number, removed: ReadonlySet<number>): number {
  let left = number;
  for (let original = 1; ; original++) {
    if (removed.has(original)) continue;
    left--;
    if (left === 0) return original;
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { port: { type: 'string', multiple: true } },
  });
  const [capture, keysFolder] = positionals;
  if (capture === undefined) {
    console.error('usage: npm run check:decode -- CAPTURE [KEYS-FOLDER] [--port N]');
    return 2;
  }
  if (!hasTshark()) {
    console.error(INSTALL_TSHARK);
    return 2;
  }
  const result = await compareWithTshark(capture, keysFolder, (values.port ?? []).map(Number));
  const { frames, payloads, decrypted, differences } = result;
  for (const sentence of differences) console.log(sentence);
  console.log(
    `${capture}: ${frames} frames with ISAKMP, ${payloads} payloads (${decrypted} decrypted), ${differences.length} differences`,
  );
  return differences.length === 0 && payloads > 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main();
